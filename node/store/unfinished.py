"""Unfinished: forms that somebody filled in and did not publish. They stay on this node."""

from __future__ import annotations

from dataclasses import dataclass

import orjson

from node.store.connection import Db, Row
from node.store.drafts import written

_COLUMNS = "num, actor, kind, record, draft, email, at"


@dataclass(frozen=True, slots=True)
class Unfinished:
    """One form as it was left. `record`: what it would change, None for something new."""

    num: int
    actor: str
    kind: str
    record: str | None
    draft: dict[str, object]
    email: str
    at: str


def keep(db: Db, left: Unfinished, most: int) -> int:
    """Keep a form, in place of what it was under its number; of an organisation the newest `most`. Its number."""
    values = (written(left.draft), left.email, left.at)
    where = "num = ? AND actor = ? AND kind = ? AND record IS ?"
    same = (left.num, left.actor, left.kind, left.record)
    if db.execute(f"UPDATE unfinished SET draft = ?, email = ?, at = ? WHERE {where}", (*values, *same)).rowcount:
        return left.num
    sql = "INSERT INTO unfinished (actor, kind, record, draft, email, at) VALUES (?, ?, ?, ?, ?, ?)"
    made = db.execute(sql, (left.actor, left.kind, left.record, *values))
    db.execute(
        "DELETE FROM unfinished WHERE actor = ? AND num NOT IN"
        " (SELECT num FROM unfinished WHERE actor = ? ORDER BY at DESC, num DESC LIMIT ?)",
        (left.actor, left.actor, most),
    )
    return int(made.lastrowid or 0)


def find(db: Db, actor: str, num: int) -> Unfinished | None:
    """The form of an organisation with this number."""
    row = db.execute(f"SELECT {_COLUMNS} FROM unfinished WHERE actor = ? AND num = ?", (actor, num)).fetchone()
    return _unfinished(row) if row else None


def each(db: Db, actor: str) -> list[Unfinished]:
    """What an organisation left unfinished, the newest first."""
    rows = db.execute(f"SELECT {_COLUMNS} FROM unfinished WHERE actor = ? ORDER BY at DESC, num DESC", (actor,))
    return [_unfinished(row) for row in rows]


def drop(db: Db, actor: str, num: int) -> bool:
    """Forget one; False when there is none."""
    return db.execute("DELETE FROM unfinished WHERE actor = ? AND num = ?", (actor, num)).rowcount > 0


def drop_of(db: Db, record: str) -> None:
    """A withdrawn record leaves no unfinished change behind."""
    db.execute("DELETE FROM unfinished WHERE record = ?", (record,))


def _unfinished(row: Row) -> Unfinished:
    num, actor, kind, record, draft, email, at = row
    return Unfinished(int(num), actor, kind, record, orjson.loads(draft), email, at)
