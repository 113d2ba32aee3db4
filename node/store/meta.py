"""Facts about this database: its log epoch and the secret of its cursors."""

from __future__ import annotations

from node.store.connection import Db


def get(db: Db, name: str) -> str | None:
    """The fact with this name."""
    row = db.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
    return str(row[0]) if row else None


def put(db: Db, name: str, value: str) -> None:
    """Write a fact, in place of what was there."""
    db.execute(
        "INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value=excluded.value",
        (name, value),
    )
