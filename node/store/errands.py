"""Errands: reading another actor's log or list, now and again, until it is done; and how far we have read."""

from __future__ import annotations

from dataclasses import dataclass

from node.store.connection import Db


@dataclass(frozen=True, slots=True)
class Errand:
    """Read `subject`'s log, signing as `actor`, from `cursor` on."""

    id: int
    kind: str
    actor: str
    subject: str
    cursor: str | None
    attempts: int


def add(db: Db, kind: str, actor: str, subject: str, now: float) -> None:
    """Ask for an errand, at once; one already waiting is hurried."""
    db.execute(
        "INSERT INTO errands (kind, actor, subject, next_attempt) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (kind, actor, subject) DO UPDATE SET next_attempt = min(next_attempt, excluded.next_attempt)",
        (kind, actor, subject, now),
    )


def due(db: Db, now: float, limit: int, *, apart: str = "") -> list[Errand]:
    """Errands whose time has come, without those of the kind that is done apart."""
    rows = db.execute(
        "SELECT id, kind, actor, subject, cursor, attempts FROM errands WHERE next_attempt <= ? AND kind <> ?"
        " ORDER BY next_attempt, id LIMIT ?",
        (now, apart, limit),
    )
    return [Errand(*row) for row in rows]


def due_of(db: Db, kind: str, now: float) -> Errand | None:
    """The errand of one kind that has waited longest, if its time has come."""
    row = db.execute(
        "SELECT id, kind, actor, subject, cursor, attempts FROM errands WHERE next_attempt <= ? AND kind = ?"
        " ORDER BY next_attempt, id LIMIT 1",
        (now, kind),
    ).fetchone()
    return Errand(*row) if row else None


def next_time(db: Db, *, apart: str = "") -> float | None:
    """When the next errand is due, if any waits; those of the kind that is done apart do not count."""
    row = db.execute("SELECT min(next_attempt) FROM errands WHERE kind <> ?", (apart,)).fetchone()
    return float(row[0]) if row and row[0] is not None else None


def waits(db: Db, kind: str, actor: str, subject: str) -> bool:
    """Whether there is such an errand."""
    sql = "SELECT 1 FROM errands WHERE kind = ? AND actor = ? AND subject = ?"
    return db.execute(sql, (kind, actor, subject)).fetchone() is not None


def subjects(db: Db, kind: str) -> list[str]:
    """Whom the errands of one kind are about."""
    return [str(row[0]) for row in db.execute("SELECT subject FROM errands WHERE kind = ?", (kind,))]


def advance(db: Db, id: int, cursor: str, now: float) -> None:
    """A page was read: go on from `cursor`, at once."""
    db.execute("UPDATE errands SET cursor = ?, attempts = 0, next_attempt = ? WHERE id = ?", (cursor, now, id))


def restart(db: Db, id: int, now: float) -> None:
    """Begin again from the start: the other side no longer knows our cursor."""
    db.execute("UPDATE errands SET cursor = NULL, next_attempt = ? WHERE id = ?", (now, id))


def postpone(db: Db, id: int, next_attempt: float, answer: str) -> None:
    """Try again later."""
    db.execute(
        "UPDATE errands SET attempts = attempts + 1, next_attempt = ?, answer = ? WHERE id = ?",
        (next_attempt, answer, id),
    )


def finish(db: Db, id: int) -> None:
    """The errand is done."""
    db.execute("DELETE FROM errands WHERE id = ?", (id,))


def drop(db: Db, actor: str, subject: str) -> None:
    """Nobody wants this errand any more."""
    db.execute("DELETE FROM errands WHERE actor = ? AND subject = ?", (actor, subject))
    db.execute("DELETE FROM cursors WHERE actor = ? AND subject = ?", (actor, subject))


def count(db: Db) -> int:
    """How many errands wait."""
    return int(db.execute("SELECT count(*) FROM errands").fetchone()[0])


def remember(db: Db, actor: str, subject: str, cursor: str, now: float) -> None:
    """Write how far we have read `subject`'s log as `actor`."""
    db.execute(
        "INSERT INTO cursors (actor, subject, cursor, read) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (actor, subject) DO UPDATE SET cursor = excluded.cursor, read = excluded.read",
        (actor, subject, cursor, now),
    )


def cursor(db: Db, actor: str, subject: str) -> str | None:
    """How far we have read `subject`'s log as `actor`."""
    row = db.execute("SELECT cursor FROM cursors WHERE actor = ? AND subject = ?", (actor, subject)).fetchone()
    return str(row[0]) if row else None
