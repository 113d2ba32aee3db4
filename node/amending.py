"""Amending: the draft of a next version, made of the last one and of what is given (ActivityPub section 6.3)."""

from __future__ import annotations

from collections.abc import Mapping

from node.errors import Missing
from node.store import actors, drafts, records, successors
from node.store.connection import Db
from node.store.records import Record
from vocab.draft import draft_of, is_friendly
from vocab.language import Text

Document = Mapping[str, object]
TYPING = ("type", "kind", "purpose")


def amended(db: Db, actor: str, id: str, given: Document) -> dict[str, object]:
    """The draft of `actor`'s record with what is `given` in its place; null takes a field away. Raises `Missing`."""
    record = records.find(db, successors.current(db, id))
    if record is None or record.owner != actor:
        raise Missing(Text(f"Aucune fiche {id} à mettre à jour.", f"There is no record {id} to update."))
    kept = _kept(db, record)
    # A client may leave the type out of what it changes: the friendly fields are those without capitals.
    if is_friendly(given) and all(key == key.lower() for key in given):
        merged = {**kept, **given}
    else:
        merged = _over(kept, records.document(db, record.num), given)
    return {**{key: value for key, value in merged.items() if value is not None}, "id": id}


def _kept(db: Db, record: Record) -> dict[str, object]:
    """What the last version was made of; an organisation's stands with the organisation."""
    owner = actors.find(db, record.id) if record.kind == "Profile" else None
    return {"kind": "profile", **owner.draft} if owner is not None else drafts.find(db, record.num) or {}


def _over(kept: dict[str, object], stored: Document, given: Document) -> dict[str, object]:
    """JSON-LD keys over a friendly draft: each is read as the fields it stands for."""
    typing = {key: stored[key] for key in TYPING if key in stored}
    gone = draft_of({**typing, **{key: stored[key] for key in given if given[key] is None and key in stored}})
    said = draft_of({**typing, **{key: value for key, value in given.items() if value is not None}})
    merged = {key: value for key, value in kept.items() if key not in gone or key == "kind"} | said
    if "content_html" in said or "content_html" in gone:
        # The text was written as Markdown the last time: what is given now stands instead.
        merged.pop("content", None)
    return merged
