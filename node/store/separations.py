"""Separations: pairs that look alike and are not the same, as somebody here decided."""

from __future__ import annotations

from node.store.connection import Db


def put(db: Db, one: str, other: str, by: str, since: str) -> None:
    """These two are not the same."""
    first, second = sorted((one, other))
    sql = "INSERT OR REPLACE INTO separations (one, other, by, since) VALUES (?, ?, ?, ?)"
    db.execute(sql, (first, second, by, since))


def drop(db: Db, one: str, other: str) -> bool:
    """The decision is taken back; False when there was none."""
    first, second = sorted((one, other))
    return db.execute("DELETE FROM separations WHERE one = ? AND other = ?", (first, second)).rowcount > 0


def of(db: Db, id: str) -> frozenset[str]:
    """Those that one is not, though it looks like them."""
    sql = "SELECT other FROM separations WHERE one = :id UNION SELECT one FROM separations WHERE other = :id"
    return frozenset(str(row[0]) for row in db.execute(sql, {"id": id}))


def every(db: Db) -> list[tuple[str, str, str, str]]:
    """(one, other, who decided, when), the newest first."""
    rows = db.execute("SELECT one, other, by, since FROM separations ORDER BY since DESC, one, other")
    return [(str(one), str(other), str(by), str(since)) for one, other, by, since in rows]
