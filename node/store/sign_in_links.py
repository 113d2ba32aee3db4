"""Links that sign somebody in once. Only hashes of their secrets are kept."""

from __future__ import annotations

from node.store.connection import Db


def keep(db: Db, hash: str, mark: str, email: str | None, made: float, expires: float) -> None:
    """A new link; `email` None: it lets nobody in, and is kept so that asking looks the same."""
    db.execute(
        "INSERT INTO sign_in_links (hash, mark, email, made, expires) VALUES (?, ?, ?, ?, ?)",
        (hash, mark, email, made, expires),
    )


def find(db: Db, hash: str, now: float) -> str | None:
    """Whom a link signs in while it holds."""
    sql = "SELECT email FROM sign_in_links WHERE hash = ? AND expires > ? AND email IS NOT NULL"
    row = db.execute(sql, (hash, now)).fetchone()
    return str(row[0]) if row else None


def count(db: Db, mark: str, now: float) -> int:
    """How many that hold were asked for one address."""
    sql = "SELECT count(*) FROM sign_in_links WHERE mark = ? AND expires > ?"
    return int(db.execute(sql, (mark, now)).fetchone()[0])


def end_of_person(db: Db, email: str) -> None:
    """Whoever has signed in needs the other links no more."""
    db.execute("DELETE FROM sign_in_links WHERE email = ?", (email,))


def prune(db: Db, now: float) -> int:
    """Forget those that ended by themselves."""
    return db.execute("DELETE FROM sign_in_links WHERE expires <= ?", (now,)).rowcount
