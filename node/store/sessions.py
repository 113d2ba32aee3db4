"""Where people are signed in: one row a browser, found by the hash of what it keeps."""

from __future__ import annotations

from dataclasses import dataclass

from node.store.connection import Db

_COLUMNS = "hash, email, created, seen, expires, agent, way"


@dataclass(frozen=True, slots=True)
class Session:
    """One browser of one person. Times in Unix seconds; `way`: how they came in (password, link, passkey)."""

    hash: str
    email: str
    created: float
    seen: float
    expires: float
    agent: str
    way: str


def keep(db: Db, session: Session) -> None:
    """Somebody signed in."""
    db.execute(
        f"INSERT INTO sessions ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            session.hash,
            session.email,
            session.created,
            session.seen,
            session.expires,
            session.agent,
            session.way,
        ),
    )


def find(db: Db, hash: str, now: float) -> Session | None:
    """The session while it holds."""
    row = db.execute(f"SELECT {_COLUMNS} FROM sessions WHERE hash = ? AND expires > ?", (hash, now)).fetchone()
    return Session(*row) if row else None


def seen(db: Db, hash: str, now: float, expires: float) -> None:
    """Its person is still there."""
    db.execute("UPDATE sessions SET seen = ?, expires = ? WHERE hash = ?", (now, expires, hash))


def of(db: Db, email: str, now: float) -> list[Session]:
    """Where a person is signed in, the newest first."""
    sql = f"SELECT {_COLUMNS} FROM sessions WHERE email = ? AND expires > ? ORDER BY seen DESC, hash"
    return [Session(*row) for row in db.execute(sql, (email, now))]


def end(db: Db, email: str, hash: str) -> bool:
    """One of a person's sessions ends; False when it is none of theirs."""
    return db.execute("DELETE FROM sessions WHERE email = ? AND hash = ?", (email, hash)).rowcount > 0


def end_of_person(db: Db, email: str, but: str = "") -> int:
    """All sessions of a person end, but for one."""
    return db.execute("DELETE FROM sessions WHERE email = ? AND hash <> ?", (email, but)).rowcount


def trim(db: Db, email: str, most: int) -> None:
    """The oldest of a person's sessions end where there are more than `most`."""
    db.execute(
        "DELETE FROM sessions WHERE email = ? AND hash NOT IN"
        " (SELECT hash FROM sessions WHERE email = ? ORDER BY seen DESC, hash LIMIT ?)",
        (email, email, most),
    )


def prune(db: Db, now: float) -> int:
    """Forget sessions that ended by themselves."""
    return db.execute("DELETE FROM sessions WHERE expires <= ?", (now,)).rowcount
