"""The two views of a document: plain JSON keys decide, and its JSON-LD reading must agree (DESIGN law 6; R9).

A context can make `actor` mean something else, or let another key mean `actor`. Then what we verified and obeyed is not
what a reader of the RDF would be told: such a document stays JSON, and no RDF is stored from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from vocab.context import AS, COOP, RECORD
from vocab.looseness import one_or_many, types_of

_COMPARED: Final = ("actor", "object", "attributedTo")
_AS: Final = AS + "#"
_CLASSES: Final = frozenset(
    (
        "Accept Activity Add Announce Arrive Block Create Delete Dislike Flag Follow Ignore IntransitiveActivity Invite"
        " Join Leave Like Listen Move Offer Question Read Reject Remove TentativeAccept TentativeReject Travel Undo"
        " Update View Application Group Organization Person Service Article Audio Collection CollectionPage Document"
        " Event Image Link Mention Note Object OrderedCollection OrderedCollectionPage Page Place Profile Relationship"
        " Tombstone Video"
    ).split()
)


def _own_kinds() -> dict[str, str]:
    terms = RECORD[-1]
    assert isinstance(terms, dict)
    return {
        name: COOP + iri.removeprefix("coop:")
        for name, iri in terms.items()
        if isinstance(iri, str) and iri.startswith("coop:") and name[0].isupper()
    }


_KINDS: Final = _own_kinds()
_KIND_IRIS: Final = {iri: name for name, iri in _KINDS.items()}


def views_agree(document: Mapping[str, object], expanded: list[dict[str, object]]) -> bool:
    """Whether id, types (`type` and `kind`), actor, object and attributedTo read alike in JSON and in expanded form.

    Types of ActivityStreams and kinds of ours must stand for themselves on both sides; types of other vocabularies
    only have to be as many.
    """
    if len(expanded) != 1:
        return False
    node = expanded[0]
    return (
        node.get("@id") == document.get("id", document.get("@id"))
        and _types_agree({*types_of(document), *_texts(document.get("kind"))}, set(_texts(node.get("@type"))))
        and all(_plain_ids(document.get(name)) == _expanded_ids(node.get(_AS + name)) for name in _COMPARED)
    )


def _types_agree(plain: set[str], iris: set[str]) -> bool:
    if len(plain) != len(iris):
        return False
    names = {name.removeprefix("as:").removeprefix(_AS) for name in plain}
    return (
        all(_AS + name in iris for name in names & _CLASSES)
        and all(_KINDS[name] in iris for name in names & _KINDS.keys())
        and all(iri.removeprefix(_AS) in names for iri in iris if iri.startswith(_AS))
        and all(_KIND_IRIS[iri] in names for iri in iris & _KIND_IRIS.keys())
    )


def _texts(value: object) -> list[str]:
    return [text for text in one_or_many(value) if isinstance(text, str)]


def _plain_ids(value: object) -> list[str]:
    """The ids of a property, sorted; an embedded object without one counts as an empty id."""
    found = []
    for member in one_or_many(value):
        iri = member.get("id", member.get("@id", "")) if isinstance(member, Mapping) else member
        found.append(str(iri))
    return sorted(found)


def _expanded_ids(value: object) -> list[str]:
    return sorted(
        str(member.get("@id", "")) if isinstance(member, Mapping) else str(member) for member in one_or_many(value)
    )
