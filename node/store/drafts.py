"""Drafts: what the author of a record of ours wrote, for the next edit."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

import orjson

from node.store.connection import Db


def keep(db: Db, record: int, draft: dict[str, object]) -> None:
    """Keep the draft a record was made from."""
    db.execute(
        "INSERT INTO drafts (record, draft) VALUES (?, ?) ON CONFLICT (record) DO UPDATE SET draft = excluded.draft",
        (record, written(draft)),
    )


def add(db: Db, made: Iterable[tuple[int, bytes]]) -> None:
    """Keep the drafts of new records, written already."""
    db.executemany("INSERT INTO drafts (record, draft) VALUES (?, ?)", made)


def find(db: Db, record: int) -> dict[str, object] | None:
    """The draft of a record of ours."""
    row = db.execute("SELECT draft FROM drafts WHERE record = ?", (record,)).fetchone()
    return orjson.loads(row[0]) if row else None


def drop(db: Db, record: int) -> None:
    """A withdrawn record leaves no draft behind."""
    db.execute("DELETE FROM drafts WHERE record = ?", (record,))


def written(draft: dict[str, object]) -> bytes:
    """A draft as JSON, whatever its author's file held."""
    try:
        return orjson.dumps(draft, default=str, option=orjson.OPT_NON_STR_KEYS)
    except TypeError:
        # Halves of characters and numbers beyond 64 bits: the document was made without them, so is the draft.
        return json.dumps(_plain(draft)).encode("utf-8", "replace")


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return {str(_plain(key)): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if value is None or isinstance(value, bool | float) or (isinstance(value, int) and abs(value) < 2**63):
        return value
    return str(value).encode("utf-8", "replace").decode()
