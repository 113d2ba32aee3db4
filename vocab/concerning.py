"""Concerning: which territories a record has to do with, and how: it is there, it serves there, it serves around there.

What is here decides alone who is told of a record: territory actors, digests and webhooks ask nothing else (DESIGN 4
and 5). A record concerns a territory when it stands in it (`placed`), or when an area it serves is that territory or
lies in it (`serving`). One that serves something larger only covers it (`wider`): whoever follows the larger
territory hears of that. Containment is a DAG, and a part of a commune lies in its commune: what stands in Lomme
concerns Lille; what serves Lille only covers Lomme.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Literal

from vocab.entry import Entry
from vocab.territories import Territories

Relation = Literal["placed", "serving", "wider"]

# What exists for a territory; what covers a wider area is told to those who follow that.
NARROW: Final[tuple[Relation, ...]] = ("placed", "serving")


def concerned(entry: Entry, territories: Territories) -> dict[str, Relation]:
    """The slugs of the territories that a record concerns, each with how; being there goes before serving there.

    >>> from types import SimpleNamespace
    >>> entry = SimpleNamespace(placed=("fr-commune-associee-59355",), served=("fr-epci-200093201",))
    >>> found = concerned(entry, Territories.load())
    >>> found["fr-commune-59350"], found["fr-epci-200093201"], "fr-commune-59009" in found
    ('placed', 'placed', False)
    """
    serving: dict[str, Relation] = dict.fromkeys(_up(entry.served, territories), "serving")
    placed: dict[str, Relation] = dict.fromkeys(_up(entry.placed, territories), "placed")
    return {**serving, **placed}


def relation_to(slug: str, entry: Entry, territories: Territories) -> Relation | None:
    """How a record has to do with one territory; None: not at all."""
    if slug in _up(entry.placed, territories):
        return "placed"
    if slug in _up(entry.served, territories):
        return "serving"
    return "wider" if not set(entry.served).isdisjoint(territories.within(slug)) else None


def _up(slugs: Iterable[str], territories: Territories) -> dict[str, None]:
    """These territories and all that contain them."""
    found: dict[str, None] = {}
    for slug in slugs:
        found[slug] = None
        found.update(dict.fromkeys(territories.within(slug)))
    return found
