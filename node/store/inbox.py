"""The inbox: what was accepted and not yet applied. A row is on disk before the sender hears 202."""

from __future__ import annotations

from dataclasses import dataclass

from node.store.connection import Db
from node.store.records import extern, shorten_body


@dataclass(frozen=True, slots=True)
class Received:
    """An activity to apply. `how`: pushed to our inbox, or pulled from its actor's collection."""

    num: int
    id: str
    signer: str
    actor: str
    how: str
    body: bytes
    received: str
    attempts: int = 0


def keep(db: Db, id: str, signer: str, actor: str, how: str, body: bytes, received: str) -> int | None:
    """Keep an activity and return its number; None when this signer already gave it (R22)."""
    inserted = db.execute(
        "INSERT INTO inbox (id, signer, actor, how, body, received, state) VALUES (?, ?, ?, ?, ?, ?, 'new')"
        " ON CONFLICT (id, signer) DO NOTHING",
        (id, signer, actor, how, shorten_body(body), received),
    )
    return inserted.lastrowid if inserted.rowcount == 1 else None


def reopen(db: Db, id: str, signer: str, body: bytes) -> bool:
    """Apply again what kept a record once, as it is read anew: the record may have been forgotten since."""
    reopened = db.execute(
        "UPDATE inbox SET state = 'new', how = 'pulled', body = ?, answer = NULL, attempts = 0, next_attempt = 0"
        " WHERE id = ? AND signer = ? AND state = 'done' AND answer IN ('kept', 'known')",
        (shorten_body(body), id, signer),
    )
    return reopened.rowcount == 1


def due(db: Db, now: float, limit: int) -> list[Received]:
    """What waits to be applied, in order of arrival."""
    rows = db.execute(
        "SELECT num, id, signer, actor, how, body, received, attempts FROM inbox"
        " WHERE state IN ('new', 'later') AND next_attempt <= ? ORDER BY num LIMIT ?",
        (now, limit),
    )
    return [
        Received(num, id, signer, actor, how, extern(db, body), received, attempts)
        for num, id, signer, actor, how, body, received, attempts in rows
    ]


def next_time(db: Db, now: float) -> float | None:
    """When the next activity that was put off is due again; those due already are being applied."""
    sql = "SELECT min(next_attempt) FROM inbox WHERE state = 'later' AND next_attempt > ?"
    row = db.execute(sql, (now,)).fetchone()
    return float(row[0]) if row and row[0] is not None else None


def close(db: Db, num: int, state: str, answer: str | None = None) -> bool:
    """Mark an activity done or refused; its body is no longer needed, but a bug keeps it; False when closed before."""
    kept = "body" if state == "bug" else "NULL"
    sql = f"UPDATE inbox SET state = ?, answer = ?, body = {kept} WHERE num = ? AND state NOT IN ('done', 'refused')"
    return db.execute(sql, (state, answer, num)).rowcount == 1


def forestall(db: Db, id: str, signer: str, received: str, answer: str) -> None:
    """Close an activity that has not come yet, or was not applied yet: it will have no effect."""
    db.execute(
        "INSERT INTO inbox (id, signer, actor, how, body, received, state, answer)"
        " VALUES (?, ?, ?, 'pushed', NULL, ?, 'done', ?) ON CONFLICT (id, signer) DO UPDATE"
        " SET state = excluded.state, answer = excluded.answer, body = NULL WHERE state IN ('new', 'later')",
        (id, signer, signer, received, answer),
    )


def known(db: Db, id: str, signer: str) -> bool:
    """Whether this signer gave us this activity."""
    return db.execute("SELECT 1 FROM inbox WHERE id = ? AND signer = ?", (id, signer)).fetchone() is not None


def postpone(db: Db, num: int, next_attempt: float, answer: str) -> None:
    """Try again at `next_attempt`."""
    db.execute(
        "UPDATE inbox SET state = 'later', attempts = attempts + 1, next_attempt = ?, answer = ? WHERE num = ?",
        (next_attempt, answer, num),
    )


def explain(db: Db, id: str) -> list[dict[str, object]]:
    """What became of the activity with this id, for people."""
    rows = db.execute("SELECT signer, actor, how, received, state, attempts, answer FROM inbox WHERE id = ?", (id,))
    names = ("signer", "actor", "how", "received", "state", "attempts", "answer")
    return [dict(zip(names, row, strict=True)) for row in rows]


def counts(db: Db) -> dict[str, int]:
    """How many activities stand in each state."""
    return {str(state): int(count) for state, count in db.execute("SELECT state, count(*) FROM inbox GROUP BY state")}


def prune(db: Db, before: str, limit: int) -> int:
    """Forget what was settled before this date, longer ago than any signature is good for; `limit` rows at most."""
    sql = (
        "DELETE FROM inbox WHERE num IN (SELECT num FROM inbox WHERE state IN ('done', 'refused') AND received < ?"
        " LIMIT ?)"
    )
    return db.execute(sql, (before, limit)).rowcount
