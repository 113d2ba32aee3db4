"""Half signed in: who showed one proof and is asked for the other. Only hashes of their secrets are kept."""

from __future__ import annotations

from dataclasses import dataclass

from node.store.connection import Db


@dataclass(frozen=True, slots=True)
class Half:
    """`way`: by which proof they came this far; `tries`: how many codes may still be tried."""

    email: str
    way: str
    tries: int


def keep(db: Db, hash: str, half: Half, expires: float) -> None:
    """Somebody is asked for the other proof."""
    db.execute(
        "INSERT INTO half_sign_ins (hash, email, way, tries, expires) VALUES (?, ?, ?, ?, ?)",
        (hash, half.email, half.way, half.tries, expires),
    )


def find(db: Db, hash: str, now: float) -> Half | None:
    """Who that is, while it holds and tries are left."""
    sql = "SELECT email, way, tries FROM half_sign_ins WHERE hash = ? AND expires > ? AND tries > 0"
    row = db.execute(sql, (hash, now)).fetchone()
    return Half(*row) if row else None


def failed(db: Db, hash: str) -> None:
    """One try less."""
    db.execute("UPDATE half_sign_ins SET tries = tries - 1 WHERE hash = ?", (hash,))


def end_of_person(db: Db, email: str) -> None:
    """Whoever is signed in, or shut out, needs them no more."""
    db.execute("DELETE FROM half_sign_ins WHERE email = ?", (email,))


def prune(db: Db, now: float) -> int:
    """Forget those that ended by themselves."""
    return db.execute("DELETE FROM half_sign_ins WHERE expires <= ?", (now,)).rowcount
