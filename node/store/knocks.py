"""Knocks: what people without an account ask about a listing of ours: it is theirs, it is wrong, it should go."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from node.store.connection import Db

Door = Literal["claim", "correct", "remove"]
_COLUMNS = "num, listing, door, words, contact, at"


@dataclass(frozen=True, slots=True)
class Knock:
    """One request that waits. `contact`: how to answer, as they wrote it; it goes when the request is settled."""

    num: int
    listing: str
    door: Door
    words: str
    contact: str
    at: str


def keep(db: Db, knock: Knock) -> int:
    """A new request; its number."""
    sql = "INSERT INTO knocks (listing, door, words, contact, at) VALUES (?, ?, ?, ?, ?)"
    made = db.execute(sql, (knock.listing, knock.door, knock.words, knock.contact, knock.at))
    return int(made.lastrowid or 0)


def find(db: Db, num: int) -> Knock | None:
    """The request with this number."""
    row = db.execute(f"SELECT {_COLUMNS} FROM knocks WHERE num = ?", (num,)).fetchone()
    return Knock(*row) if row else None


def every(db: Db, limit: int) -> list[Knock]:
    """What waits, the oldest first."""
    return [Knock(*row) for row in db.execute(f"SELECT {_COLUMNS} FROM knocks ORDER BY num LIMIT ?", (limit,))]


def count(db: Db, listing: str | None = None) -> int:
    """How many wait, about one listing or in all."""
    where, values = ("WHERE listing = ?", (listing,)) if listing else ("", ())
    return int(db.execute(f"SELECT count(*) FROM knocks {where}", values).fetchone()[0])


def settle(db: Db, num: int) -> bool:
    """A request is dealt with and forgotten; False when there was none."""
    return db.execute("DELETE FROM knocks WHERE num = ?", (num,)).rowcount > 0


def settle_all(db: Db, listing: str) -> None:
    """Whatever was asked about a listing is dealt with."""
    db.execute("DELETE FROM knocks WHERE listing = ?", (listing,))


def prune(db: Db, before: str) -> int:
    """Forget what nobody dealt with since `before`: there are addresses of people in it."""
    return db.execute("DELETE FROM knocks WHERE at < ?", (before,)).rowcount
