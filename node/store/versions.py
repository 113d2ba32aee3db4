"""Versions: what the author of a record of ours had written before what stands now."""

from __future__ import annotations

import orjson

from node.store.connection import Db
from node.store.drafts import written


def keep(db: Db, record: int, version: str, draft: dict[str, object], most: int) -> None:
    """Keep what was written, and of a record no more than the newest `most`."""
    sql = "INSERT OR IGNORE INTO versions (record, version, draft) VALUES (?, ?, ?)"
    db.execute(sql, (record, version, written(draft)))
    db.execute(
        "DELETE FROM versions WHERE record = ? AND version <= (SELECT version FROM versions WHERE record = ?"
        " ORDER BY version DESC LIMIT 1 OFFSET ?)",
        (record, record, most),
    )


def each(db: Db, record: int) -> list[tuple[str, dict[str, object]]]:
    """(version, what was written) of a record, the newest first."""
    rows = db.execute("SELECT version, draft FROM versions WHERE record = ? ORDER BY version DESC", (record,))
    return [(str(version), orjson.loads(draft)) for version, draft in rows]


def find(db: Db, record: int, version: str) -> dict[str, object] | None:
    """What was written in one version."""
    row = db.execute("SELECT draft FROM versions WHERE record = ? AND version = ?", (record, version)).fetchone()
    return orjson.loads(row[0]) if row else None


def drop(db: Db, record: int) -> None:
    """A withdrawn record leaves no history behind."""
    db.execute("DELETE FROM versions WHERE record = ?", (record,))
