"""Letters that wait to leave by e-mail, and addresses that refuse them. Nothing here is readable without the key."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from node.store.connection import Db

_COLUMNS = "num, mark, kind, sealed, made, expires, next_attempt, attempts, why"
# A server that says three times that an address is not there is believed.
STOPS_AT: Final = 3


@dataclass(frozen=True, slots=True)
class Waiting:
    """One letter in the queue. Times in Unix seconds."""

    num: int
    mark: str
    kind: str
    sealed: bytes
    made: float
    expires: float
    next_attempt: float
    attempts: int = 0
    why: str = ""


def keep(db: Db, mark: str, kind: str, sealed: bytes, made: float, expires: float) -> int:
    """A new letter; its number."""
    sql = "INSERT INTO letters (mark, kind, sealed, made, expires, next_attempt) VALUES (?, ?, ?, ?, ?, ?)"
    return int(db.execute(sql, (mark, kind, sealed, made, expires, made)).lastrowid or 0)


def due(db: Db, now: float, limit: int) -> list[Waiting]:
    """Those whose time has come, the oldest first."""
    sql = f"SELECT {_COLUMNS} FROM letters WHERE next_attempt <= ? AND expires > ? ORDER BY next_attempt, num LIMIT ?"
    return [Waiting(*row) for row in db.execute(sql, (now, now, limit))]


def next_time(db: Db, now: float) -> float | None:
    """When the next one is due, if any waits."""
    found = db.execute("SELECT min(next_attempt) FROM letters WHERE expires > ?", (now,)).fetchone()[0]
    return None if found is None else float(found)


def count(db: Db) -> int:
    """How many wait."""
    return int(db.execute("SELECT count(*) FROM letters").fetchone()[0])


def done(db: Db, num: int) -> None:
    """A letter left, or is given up: nothing of it is kept."""
    db.execute("DELETE FROM letters WHERE num = ?", (num,))


def postpone(db: Db, num: int, when: float, why: str) -> None:
    """A letter is tried again at `when`."""
    sql = "UPDATE letters SET attempts = attempts + 1, next_attempt = ?, why = ? WHERE num = ?"
    db.execute(sql, (when, why, num))


def oldest_kept(db: Db) -> tuple[float, str] | None:
    """Since when, and for what, the oldest of those that could not leave waits."""
    row = db.execute("SELECT made, why FROM letters WHERE attempts > 0 ORDER BY made LIMIT 1").fetchone()
    return (float(row[0]), str(row[1])) if row else None


def refused(db: Db, mark: str, now: float) -> None:
    """The server of an address says that it does not take letters."""
    db.execute(
        "INSERT INTO mail_refusals (mark, refusals, last) VALUES (?, 1, ?)"
        " ON CONFLICT (mark) DO UPDATE SET refusals = refusals + 1, last = excluded.last",
        (mark, now),
    )


def welcomed(db: Db, mark: str) -> None:
    """An address took a letter: former refusals count no more."""
    db.execute("DELETE FROM mail_refusals WHERE mark = ? AND refusals < ?", (mark, STOPS_AT))


def is_stopped(db: Db, mark: str) -> bool:
    """Whether an address gets nothing any more."""
    sql = "SELECT 1 FROM mail_refusals WHERE mark = ? AND refusals >= ?"
    return db.execute(sql, (mark, STOPS_AT)).fetchone() is not None


def stopped(db: Db) -> int:
    """How many addresses get nothing any more."""
    return int(db.execute("SELECT count(*) FROM mail_refusals WHERE refusals >= ?", (STOPS_AT,)).fetchone()[0])


def drop_expired(db: Db, now: float) -> int:
    """Forget letters that are of no use any more."""
    return db.execute("DELETE FROM letters WHERE expires <= ?", (now,)).rowcount


def prune(db: Db, now: float, before: float) -> int:
    """Forget letters that are of no use any more, and refusals older than `before`."""
    return drop_expired(db, now) + db.execute("DELETE FROM mail_refusals WHERE last < ?", (before,)).rowcount
