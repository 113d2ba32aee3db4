"""Upcoming: what of a kind ends next: events, calls and offers that have a last day."""

from __future__ import annotations

from node.reader import Reader
from node.store.connection import Db
from node.store.visible import visible


def upcoming(db: Db, kind: str, reader: Reader, *, now: str, limit: int) -> tuple[str, ...]:
    """The ids of the entries of a kind that end next and that `reader` may see."""
    allowed, params = visible(reader)
    sql = (
        "SELECT e.id FROM entries e INDEXED BY entries_ending WHERE e.kind = ? AND e.expires >= ?"
        f" AND {allowed.replace('.open = 1', '.open + 0 = 1')} ORDER BY e.expires, e.id LIMIT ?"
    )
    return tuple(str(row[0]) for row in db.execute(sql, (kind, now, *params, limit)))
