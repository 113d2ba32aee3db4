"""What waits for a moderator, what is blocked, what must not come back."""

from __future__ import annotations

import orjson

from node.store.connection import Db

MAX_WAITING = 5_000


def wait(db: Db, id: str, owner: str, document: dict[str, object], why: str, received: str) -> bool:
    """Put a record aside until somebody decides; False when too many wait already."""
    if int(db.execute("SELECT count(*) FROM waiting").fetchone()[0]) >= MAX_WAITING:
        return False
    db.execute(
        "INSERT INTO waiting (id, owner, body, why, received) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (id) DO UPDATE SET body = excluded.body, received = excluded.received"
        " WHERE owner = excluded.owner",
        (id, owner, orjson.dumps(document), why, received),
    )
    return True


def waiting(db: Db, limit: int = 200) -> list[dict[str, object]]:
    """What waits, the oldest first."""
    rows = db.execute("SELECT id, owner, why, received FROM waiting ORDER BY received, id LIMIT ?", (limit,))
    return [dict(zip(("id", "owner", "why", "received"), row, strict=True)) for row in rows]


def waiting_document(db: Db, id: str) -> dict[str, object] | None:
    """The record that waits under this id."""
    row = db.execute("SELECT body FROM waiting WHERE id = ?", (id,)).fetchone()
    return orjson.loads(row[0]) if row else None


def decided(db: Db, id: str, owner: str | None = None) -> bool:
    """A record waits no longer; False when it did not wait."""
    where, values = ("AND owner = ?", (owner,)) if owner else ("", ())
    return db.execute(f"DELETE FROM waiting WHERE id = ? {where}", (id, *values)).rowcount > 0


def blocked(db: Db, actor: str, origin: str) -> bool:
    """Whether an actor or its whole server is refused here."""
    return db.execute("SELECT 1 FROM blocks WHERE target IN (?, ?) LIMIT 1", (actor, origin)).fetchone() is not None


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
