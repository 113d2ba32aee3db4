"""Similar territories: a place is compared with its like, of the same country and type.

Alike are those of a population within a factor of two. Where nobody counted people (Belgium: data/LICENCES.md says
why), those that hold between half and twice as many communes; for a commune, those nearest to it in its province.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from vocab.territories import Territories, Territory

# With fewer than these nothing can be said of what is missing somewhere.
ENOUGH: Final = 5
MAX_SIMILAR: Final = 10
FACTOR: Final = 2

By = Literal["population", "communes", "around"]


@dataclass(frozen=True, slots=True)
class Alike:
    """Territories like one, the likest first; `by` says what was compared, None where there is nothing to compare."""

    by: By | None
    territories: tuple[Territory, ...] = ()


def similar(territory: Territory, known: Iterable[str], territories: Territories) -> Alike:
    """Of the territories of which something is `known`, those like this one: at most MAX_SIMILAR."""
    by = _measure(territory, territories)
    if by is None:
        return Alike(None)
    others = [
        other
        for slug in known
        if slug != territory.slug
        and (other := territories.get(slug)) is not None
        and (other.country, other.type) == (territory.country, territory.type)
    ]
    if by == "around":
        ranked = [(_away(other, territory), other.slug, other) for other in others if _beside(other, territory)]
    else:
        size = _size(territory, by, territories)
        sizes = [(_size(other, by, territories), other) for other in others]
        ranked = [
            (abs(math.log(one / size)), other.slug, other)
            for one, other in sizes
            if one and size <= FACTOR * one and one <= FACTOR * size
        ]
    return Alike(by, tuple(other for *_, other in sorted(ranked, key=lambda each: each[:2])[:MAX_SIMILAR]))


def _measure(territory: Territory, territories: Territories) -> By | None:
    if territory.population:
        return "population"
    if territory.is_part:  # of a commune: the people are counted with it
        return None
    if territory.type != "commune":
        return "communes" if _size(territory, "communes", territories) else None
    return "around" if territory.parents and territory.latitude is not None else None


def _size(territory: Territory, by: By, territories: Territories) -> int:
    return (territory.population or 0) if by == "population" else _communes(territory.slug, territories)


def _communes(slug: str, territories: Territories) -> int:
    """How many communes lie in it."""
    inside = territories.children(slug, "commune")
    return len(inside) or sum(_communes(each, territories) for each in territories.below(slug))


def _beside(one: Territory, other: Territory) -> bool:
    return one.latitude is not None and one.parents[:1] == other.parents[:1]


def _away(one: Territory, other: Territory) -> float:
    """How far apart, as the square of degrees of latitude: good enough to rank neighbours."""
    assert one.latitude is not None and one.longitude is not None
    assert other.latitude is not None and other.longitude is not None
    narrow = math.cos(math.radians(other.latitude))
    return (one.latitude - other.latitude) ** 2 + ((one.longitude - other.longitude) * narrow) ** 2
