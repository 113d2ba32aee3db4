"""Builders of activities: what happened, said in ActivityStreams. Unsigned; the object inside is left as it is.

>>> create("https://a/1", "https://a/x", {"id": "https://a/2"}, ("p",), (), "2026-11-23T10:00:00.000Z")["type"]
'Create'
"""

from __future__ import annotations

from vocab.context import RECORD
from vocab.wire import Document, present


def activity(
    type: str,
    id: str,
    actor: str,
    object: object,
    *,
    to: tuple[str, ...] = (),
    cc: tuple[str, ...] = (),
    published: str | None = None,
    target: str | None = None,
) -> Document:
    """An activity of any type (ActivityStreams section 3.3)."""
    document: Document = {"@context": RECORD, "id": id, "type": type, "actor": actor, "object": object}
    if target is not None:
        document["target"] = target
    if to:
        document["to"] = list(to)
    if cc:
        document["cc"] = list(cc)
    if published is not None:
        document["published"] = published
    return document


def create(id: str, actor: str, object: Document, to: tuple[str, ...], cc: tuple[str, ...], published: str) -> Document:
    """A record is new. `object` is the signed record, key for key."""
    return activity("Create", id, actor, object, to=to, cc=cc, published=published)


def update(id: str, actor: str, object: Document, to: tuple[str, ...], cc: tuple[str, ...], published: str) -> Document:
    """A record, or the actor itself, has a new version."""
    return activity("Update", id, actor, object, to=to, cc=cc, published=published)


def delete(id: str, actor: str, object: str, to: tuple[str, ...], cc: tuple[str, ...], published: str) -> Document:
    """A record is withdrawn. Signed, this is the tombstone record: actor, id, date, nothing else."""
    return activity("Delete", id, actor, object, to=to, cc=cc, published=published)


def tombstone(delete: Document, former_type: str) -> Document:
    """What a GET of a withdrawn record answers with 410 (ActivityStreams Tombstone)."""
    return present(
        {
            "@context": RECORD,
            "id": delete["object"],
            "type": "Tombstone",
            "formerType": former_type,
            "deleted": delete.get("published"),
            "attributedTo": delete.get("actor"),
        }
    )
