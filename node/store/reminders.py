"""Who is told by e-mail what waits for them at the desk, of what, and up to when they know."""

from __future__ import annotations

from dataclasses import dataclass

from node.store.connection import Db


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who chose to be told. Times in Unix seconds."""

    email: str
    language: str
    sent: float


@dataclass(frozen=True, slots=True)
class ConfirmLink:
    """A link by which somebody says that a record is still true."""

    hash: str
    email: str
    actor: str
    record: str
    expires: float


def choose(db: Db, email: str, language: str, stop: str, choices: dict[str, float]) -> None:
    """What somebody wants to be told of, each kind with the moment up to which they know; what stands is kept."""
    known = chosen(db, email)
    forget(db, email)
    db.execute(
        "INSERT INTO reminder_people (email, language, stop) VALUES (?, ?, ?)"
        " ON CONFLICT (email) DO UPDATE SET language = excluded.language",
        (email, language, stop),
    )
    rows = [(email, kind, known.get(kind, since)) for kind, since in choices.items()]
    db.executemany("INSERT INTO reminder_choices (email, kind, known) VALUES (?, ?, ?)", rows)


def chosen(db: Db, email: str) -> dict[str, float]:
    """What somebody wants to be told of, and up to when they know."""
    rows = db.execute("SELECT kind, known FROM reminder_choices WHERE email = ? ORDER BY kind", (email,))
    return {str(kind): float(known) for kind, known in rows}


def due(db: Db, sent_before: float, looked_before: float, limit: int) -> list[Person]:
    """Those who were not told since then, and for whom it was not looked since then."""
    sql = (
        "SELECT email, language, sent FROM reminder_people WHERE sent <= ? AND looked <= ?"
        " AND email IN (SELECT email FROM reminder_choices) ORDER BY looked, email LIMIT ?"
    )
    return [Person(*row) for row in db.execute(sql, (sent_before, looked_before, limit))]


def looked(db: Db, email: str, now: float, *, told: bool) -> None:
    """It was looked for somebody: they know all up to now; `told`: a letter says so."""
    db.execute("UPDATE reminder_choices SET known = ? WHERE email = ?", (now, email))
    db.execute("UPDATE reminder_people SET looked = ? WHERE email = ?", (now, email))
    if told:
        db.execute("UPDATE reminder_people SET sent = ? WHERE email = ?", (now, email))


def stopped_by(db: Db, stop: str) -> str | None:
    """Whose letters a link ends."""
    sql = "SELECT email FROM reminder_people WHERE stop = ? AND email IN (SELECT email FROM reminder_choices)"
    row = db.execute(sql, (stop,)).fetchone()
    return str(row[0]) if row else None


def forget(db: Db, email: str) -> None:
    """Somebody wants to be told of nothing; when they were told last is kept: one letter a day, whatever is chosen."""
    db.execute("DELETE FROM reminder_choices WHERE email = ?", (email,))


def drop(db: Db, email: str) -> None:
    """Nothing is known of somebody any more."""
    for table in ("reminder_choices", "reminder_people", "confirm_links"):
        db.execute(f"DELETE FROM {table} WHERE email = ?", (email,))


def keep_link(db: Db, link: ConfirmLink) -> None:
    """A new link."""
    values = (link.hash, link.email, link.actor, link.record, link.expires)
    db.execute("INSERT INTO confirm_links (hash, email, actor, record, expires) VALUES (?, ?, ?, ?, ?)", values)


def link(db: Db, hash: str, now: float) -> ConfirmLink | None:
    """A link while it holds."""
    sql = "SELECT hash, email, actor, record, expires FROM confirm_links WHERE hash = ? AND expires > ?"
    row = db.execute(sql, (hash, now)).fetchone()
    return ConfirmLink(*row) if row else None


def use_link(db: Db, hash: str) -> None:
    """A link has served."""
    db.execute("DELETE FROM confirm_links WHERE hash = ?", (hash,))


def prune(db: Db, now: float) -> int:
    """Forget links that ended by themselves."""
    return db.execute("DELETE FROM confirm_links WHERE expires <= ?", (now,)).rowcount
