"""Second factors: the sealed secret of each person's codes, and the hashes of their recovery codes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from node.store.connection import Db

_COLUMNS = "email, secret, made, since, step, wrong, rests_until"


@dataclass(frozen=True, slots=True)
class Kept:
    """One person's. `since` None: not confirmed yet. `step`: of the last code used. Times in Unix seconds."""

    email: str
    secret: bytes
    made: float
    since: float | None
    step: int
    wrong: int
    rests_until: float


def keep(db: Db, email: str, secret: bytes, made: float) -> None:
    """A secret that waits for its first code, in place of another that did."""
    db.execute(
        "INSERT INTO second_factors (email, secret, made) VALUES (?, ?, ?)"
        " ON CONFLICT (email) DO UPDATE SET secret = excluded.secret, made = excluded.made WHERE since IS NULL",
        (email, secret, made),
    )


def find(db: Db, email: str) -> Kept | None:
    """What a person has, confirmed or not."""
    row = db.execute(f"SELECT {_COLUMNS} FROM second_factors WHERE email = ?", (email,)).fetchone()
    return Kept(*row) if row else None


def confirm(db: Db, email: str, now: float) -> None:
    """Its first code was right: it counts."""
    db.execute("UPDATE second_factors SET since = ? WHERE email = ?", (now, email))


def used(db: Db, email: str, step: int) -> None:
    """A code was right: it serves no more, and those that were wrong are forgiven."""
    db.execute("UPDATE second_factors SET step = ?, wrong = 0 WHERE email = ?", (step, email))


def failed(db: Db, email: str, wrong: int, rests_until: float) -> None:
    """A code was wrong."""
    db.execute("UPDATE second_factors SET wrong = ?, rests_until = ? WHERE email = ?", (wrong, rests_until, email))


def drop(db: Db, email: str) -> bool:
    """It is gone with its recovery codes; False when there was none."""
    db.execute("DELETE FROM recovery_codes WHERE email = ?", (email,))
    return db.execute("DELETE FROM second_factors WHERE email = ?", (email,)).rowcount > 0


def holders(db: Db) -> frozenset[str]:
    """Who has one that counts."""
    return frozenset(str(row[0]) for row in db.execute("SELECT email FROM second_factors WHERE since IS NOT NULL"))


def each_secret(db: Db) -> list[bytes]:
    """The sealed secrets that count."""
    return [bytes(row[0]) for row in db.execute("SELECT secret FROM second_factors WHERE since IS NOT NULL")]


def renew_codes(db: Db, email: str, hashes: Iterable[str]) -> None:
    """These recovery codes, and none of those before."""
    db.execute("DELETE FROM recovery_codes WHERE email = ?", (email,))
    db.executemany("INSERT INTO recovery_codes (email, hash) VALUES (?, ?)", [(email, each) for each in hashes])


def use_code(db: Db, email: str, hash: str) -> bool:
    """A recovery code serves, once; False when it is none of theirs."""
    return db.execute("DELETE FROM recovery_codes WHERE email = ? AND hash = ?", (email, hash)).rowcount > 0


def count_codes(db: Db, email: str) -> int:
    """How many recovery codes a person has left."""
    return int(db.execute("SELECT count(*) FROM recovery_codes WHERE email = ?", (email,)).fetchone()[0])


def prune(db: Db, before: float) -> int:
    """Forget those that nobody confirmed."""
    return db.execute("DELETE FROM second_factors WHERE since IS NULL AND made < ?", (before,)).rowcount
