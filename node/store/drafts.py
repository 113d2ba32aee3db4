"""Drafts: what the author of a record of ours wrote, for the next edit."""

from __future__ import annotations

import orjson

from node.store.connection import Db


def keep(db: Db, record: int, draft: dict[str, object]) -> None:
    """Keep the draft a record was made from."""
    db.execute(
        "INSERT INTO drafts (record, draft) VALUES (?, ?) ON CONFLICT (record) DO UPDATE SET draft = excluded.draft",
        (record, orjson.dumps(draft, default=str, option=orjson.OPT_NON_STR_KEYS)),
    )


def find(db: Db, record: int) -> dict[str, object] | None:
    """The draft of a record of ours."""
    row = db.execute("SELECT draft FROM drafts WHERE record = ?", (record,)).fetchone()
    return orjson.loads(row[0]) if row else None


def drop(db: Db, record: int) -> None:
    """A withdrawn record leaves no draft behind."""
    db.execute("DELETE FROM drafts WHERE record = ?", (record,))
