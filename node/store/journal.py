"""The journal of the desk: who did what, for whom, when."""

from __future__ import annotations

from dataclasses import dataclass

from node.store.connection import Db

_COLUMNS = "num, at, email, actor, act, object"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line; `actor` None: done to the node itself."""

    num: int
    at: str
    email: str
    actor: str | None
    act: str
    object: str


def write(db: Db, at: str, email: str, actor: str | None, act: str, object: str) -> None:
    """One more line."""
    sql = "INSERT INTO journal (at, email, actor, act, object) VALUES (?, ?, ?, ?, ?)"
    db.execute(sql, (at, email, actor, act, object))


def page(db: Db, actor: str | None, before: int | None, limit: int) -> list[Entry]:
    """The newest lines before `before`; `actor` None: those of everybody."""
    where, values = ("AND actor = ?", [actor]) if actor is not None else ("", [])
    sql = f"SELECT {_COLUMNS} FROM journal WHERE num < ? {where} ORDER BY num DESC LIMIT ?"
    return [Entry(*row) for row in db.execute(sql, (before or 1 << 62, *values, limit))]


def prune(db: Db, before: str) -> int:
    """Forget what is older than `before` (ISO instant)."""
    return db.execute("DELETE FROM journal WHERE at < ?", (before,)).rowcount
