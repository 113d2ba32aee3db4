"""Collections: the kinds of records that have a place or a date, each with its words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from vocab.language import Text


@dataclass(frozen=True, slots=True)
class Collection:
    """The records of one kind, under the name that the address of its collection has."""

    id: str
    kind: str
    title: Text
    says: Text
    # What `datetime` looks at.
    time: Text


_UPDATED: Final = Text("La date est celle de la mise à jour.", "The date is that of the last update.")
COLLECTIONS: Final = (
    Collection(
        "organizations",
        "organization",
        Text("Organisations", "Organisations"),
        Text(
            "Plateformes coopératives, réseaux, collectivités et soutiens, par eux-mêmes ou par d'autres.",
            "Cooperative platforms, networks, authorities and supporters, by themselves or by others.",
        ),
        _UPDATED,
    ),
    Collection(
        "offers",
        "offer",
        Text("Propositions", "Offers"),
        Text("Ce que les organisations proposent.", "What organisations offer."),
        _UPDATED,
    ),
    Collection(
        "requests",
        "request",
        Text("Demandes", "Requests"),
        Text("Ce que les organisations cherchent.", "What organisations look for."),
        _UPDATED,
    ),
    Collection(
        "practices",
        "practice",
        Text("Pratiques", "Practices"),
        Text("Ce que les organisations font, et comment.", "What organisations do, and how."),
        _UPDATED,
    ),
    Collection(
        "events",
        "event",
        Text("Rendez-vous", "Events"),
        Text("Où et quand se retrouver.", "Where and when to meet."),
        Text("La date va du début à la fin.", "The date goes from the beginning to the end."),
    ),
)


def collection_called(id: str) -> Collection | None:
    """The collection of this name."""
    return next((each for each in COLLECTIONS if each.id == id), None)
