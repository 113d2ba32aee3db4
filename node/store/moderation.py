"""What waits for a moderator, what is blocked, what must not come back."""

from __future__ import annotations

from dataclasses import dataclass, field

import orjson

from node.store.connection import Db, Row

MAX_WAITING = 5_000
MAX_FLAGS = 1_000
_WAITING = "id, owner, body, received, version, how"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A record that waits. `how`: the activity that brought it and how it was verified, to judge it anew."""

    id: str
    owner: str
    document: dict[str, object]
    received: str
    version: str = ""
    how: dict[str, object] = field(default_factory=dict)


def wait(db: Db, waiting: Waiting, why: str) -> bool:
    """Put a record aside until somebody decides, in place of what waited under its id; False when too many wait.

    One id waits for one owner: what another brings under it is dropped.
    """
    full = count(db) >= MAX_WAITING
    if full and find_waiting(db, waiting.id) is None:
        return False
    how = orjson.dumps(waiting.how) if waiting.how else None
    db.execute(
        "INSERT INTO waiting (id, owner, body, why, received, version, how) VALUES (?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (id) DO UPDATE SET body = excluded.body, received = excluded.received,"
        " version = excluded.version, how = excluded.how WHERE owner = excluded.owner",
        (
            waiting.id,
            waiting.owner,
            orjson.dumps(waiting.document),
            why,
            waiting.received,
            waiting.version,
            how,
        ),
    )
    return True


def find_waiting(db: Db, id: str) -> Waiting | None:
    """What waits under this id."""
    row = db.execute(f"SELECT {_WAITING} FROM waiting WHERE id = ?", (id,)).fetchone()
    return _waiting(row) if row else None


def waiting_of(db: Db, owner: str) -> list[Waiting]:
    """What waits of one author and can be judged anew, in the order it came."""
    sql = f"SELECT {_WAITING} FROM waiting WHERE owner = ? AND how IS NOT NULL ORDER BY received, id"
    return [_waiting(row) for row in db.execute(sql, (owner,)).fetchall()]


def waiting_members(db: Db, network: str) -> list[str]:
    """Accepted members of a network of whom something waits."""
    sql = (
        "SELECT DISTINCT owner FROM waiting JOIN memberships ON memberships.member = waiting.owner"
        " WHERE network = ? AND state = 'accepted' ORDER BY owner"
    )
    return [str(row[0]) for row in db.execute(sql, (network,)).fetchall()]


def waiting(db: Db, limit: int = 200) -> list[dict[str, object]]:
    """What waits, the oldest first."""
    rows = db.execute("SELECT id, owner, why, received FROM waiting ORDER BY received, id LIMIT ?", (limit,))
    return [dict(zip(("id", "owner", "why", "received"), row, strict=True)) for row in rows]


def count(db: Db) -> int:
    """How many records wait."""
    return int(db.execute("SELECT count(*) FROM waiting").fetchone()[0])


def decided(db: Db, id: str, owner: str | None = None) -> bool:
    """A record waits no longer; False when it did not wait."""
    where, values = ("AND owner = ?", (owner,)) if owner else ("", ())
    return db.execute(f"DELETE FROM waiting WHERE id = ? {where}", (id, *values)).rowcount > 0


def forget_waiting(db: Db, owner: str) -> None:
    """Nothing of this author waits any more."""
    db.execute("DELETE FROM waiting WHERE owner = ?", (owner,))


def blocked(db: Db, actor: str, origin: str) -> bool:
    """Whether an actor or its whole server is refused here (R23)."""
    sql = "SELECT EXISTS (SELECT 1 FROM blocks WHERE target = ?) OR EXISTS (SELECT 1 FROM blocks WHERE target = ?)"
    return bool(db.execute(sql, (actor, origin)).fetchone()[0])


def block_by(db: Db, blocker: str, blocked: str, activity: str, since: str) -> None:
    """Somebody elsewhere wants nothing from one of ours."""
    sql = "INSERT OR REPLACE INTO blocked_by (blocker, blocked, activity, since) VALUES (?, ?, ?, ?)"
    db.execute(sql, (blocker, blocked, activity, since))


def unblock_by(db: Db, blocker: str, blocked: str) -> bool:
    """They take it back; False when they had not said so."""
    sql = "DELETE FROM blocked_by WHERE blocker = ? AND blocked = ?"
    return db.execute(sql, (blocker, blocked)).rowcount > 0


def is_blocked_by(db: Db, blocker: str, blocked: str, activity: str | None = None) -> bool:
    """Whether somebody elsewhere blocked one of ours (by this activity, when it is given)."""
    sql = "SELECT activity FROM blocked_by WHERE blocker = ? AND blocked = ?"
    row = db.execute(sql, (blocker, blocked)).fetchone()
    return row is not None and activity in (None, row[0])


def report(db: Db, id: str, actor: str, about: list[str], content: str, received: str) -> bool:
    """Keep a report for the moderator; False when too many wait already."""
    if int(db.execute("SELECT count(*) FROM flags").fetchone()[0]) >= MAX_FLAGS:
        return False
    db.execute(
        "INSERT OR IGNORE INTO flags (id, actor, about, content, received) VALUES (?, ?, ?, ?, ?)",
        (id, actor, orjson.dumps(about).decode(), content, received),
    )
    return True


def reports(db: Db, limit: int = 200) -> list[dict[str, object]]:
    """What was reported, the oldest first."""
    rows = db.execute("SELECT id, actor, about, content, received FROM flags ORDER BY received, id LIMIT ?", (limit,))
    return [
        {"id": id, "actor": actor, "about": orjson.loads(about), "content": content, "received": received}
        for id, actor, about, content, received in rows
    ]


def settle(db: Db, id: str) -> bool:
    """A report was looked at and is put away; False when there was none."""
    return db.execute("DELETE FROM flags WHERE id = ?", (id,)).rowcount > 0


def suppress(db: Db, hashes: list[str], since: str) -> None:
    """Remember what must not come back."""
    db.executemany("INSERT OR IGNORE INTO suppressed (hash, since) VALUES (?, ?)", [(hash, since) for hash in hashes])


def all_suppressed(db: Db) -> frozenset[str]:
    """Every hash on the suppression list."""
    return frozenset(str(row[0]) for row in db.execute("SELECT hash FROM suppressed"))


def suppressed(db: Db, hashes: list[str]) -> bool:
    """Whether one of these was removed before."""
    if not hashes:
        return False
    marks = ",".join("?" * len(hashes))
    return db.execute(f"SELECT 1 FROM suppressed WHERE hash IN ({marks}) LIMIT 1", hashes).fetchone() is not None


def _waiting(row: Row) -> Waiting:
    id, owner, body, received, version, how = row
    return Waiting(id, owner, orjson.loads(body), received, version, orjson.loads(how) if how else {})
