"""Sharing: the one question that sets visibility, policy and licence, "who may see this and what may they do with it?"

DESIGN section 6: five plain answers. A profile is always public, so it has the first three.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from vocab.language import Text


@dataclass(frozen=True, slots=True)
class Sharing:
    """One answer, and what it sets."""

    name: str
    label: Text
    explained: Text
    sets: Mapping[str, str]


ANSWERS: Final = (
    Sharing(
        "open",
        Text("Tout le monde, réutilisation libre", "Everybody, free reuse"),
        Text(
            "Chacun peut lire, copier, republier en citant la source. C'est le choix des communs.",
            "Anyone may read, copy and republish, naming the source. This is the choice of the commons.",
        ),
        {"visibility": "public", "policy": "commons-open", "license": "etalab-2.0"},
    ),
    Sharing(
        "share-alike",
        Text("Tout le monde, à charge de partager de même", "Everybody, if they share alike"),
        Text(
            "Chacun peut lire et republier, sous la même licence.",
            "Anyone may read and republish, under the same licence.",
        ),
        {"visibility": "public", "policy": "commons-share-alike", "license": "CC-BY-SA-4.0"},
    ),
    Sharing(
        "reciprocal",
        Text("Tout le monde lit, l'économie sociale réutilise", "Everybody reads, the social economy reuses"),
        Text(
            "Visible par tous ; ne part en fichier que vers les membres des réseaux.",
            "Seen by all; leaves as a file only towards members of the networks.",
        ),
        {"visibility": "public", "policy": "reciprocal-ess", "license": "CC-BY-4.0"},
    ),
    Sharing(
        "network",
        Text("Les membres de nos réseaux", "Members of our networks"),
        Text(
            "Lu par les personnes connectées et les membres des réseaux ; jamais dans un moteur de recherche.",
            "Read by people who are signed in and by members of the networks; never in a search engine.",
        ),
        {"visibility": "network", "policy": "network-only", "license": "CC-BY-4.0"},
    ),
    Sharing(
        "private",
        Text("Nous seuls", "Ourselves alone"),
        Text("Ne quitte pas ce nœud.", "Does not leave this node."),
        {"visibility": "private", "policy": "private", "license": "CC-BY-4.0"},
    ),
)
_OF_PROFILE: Final = ("open", "share-alike", "reciprocal")


def answers_for(kind: str) -> tuple[Sharing, ...]:
    """The answers that a kind of record can have."""
    return tuple(each for each in ANSWERS if kind != "profile" or each.name in _OF_PROFILE)


def answer_of(draft: Mapping[str, object]) -> str | None:
    """Which answer a draft was made with; the first for one that says nothing; None for another mixture."""
    said = {name: str(draft[name]) for name in ("visibility", "policy") if draft.get(name)}
    for each in ANSWERS:
        if all(each.sets[name] == value for name, value in said.items()):
            return each.name
    return None


def applied(draft: dict[str, object], kind: str, answer: str) -> dict[str, object]:
    """The draft with what an answer sets; unchanged for no answer, so that another mixture stays as it is.

    A licence its author chose stays where the policy did not change.
    """
    chosen = next((each for each in answers_for(kind) if each.name == answer), None)
    if chosen is None:
        return draft
    sets = dict(chosen.sets)
    if answer_of(draft) == answer and draft.get("license"):
        sets["license"] = str(draft["license"])
    if kind == "profile":
        sets.pop("visibility")
    return {**draft, **sets}
