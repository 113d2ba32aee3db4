"""Similar territories: of the same type, of a population within a factor of two: a place is compared with its like."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Final

from vocab.territories import Territories, Territory

# With fewer than these nothing can be said of what is missing somewhere.
ENOUGH: Final = 5
MAX_SIMILAR: Final = 10
FACTOR: Final = 2


def similar(territory: Territory, known: Iterable[str], territories: Territories) -> list[Territory]:
    """Of the territories of which something is `known`, those like this one, the nearest by population first.

    At most MAX_SIMILAR; none for a territory whose population is not known.
    """
    population = territory.population
    if not population:
        return []
    found = [
        other
        for slug in known
        if (other := territories.get(slug)) is not None
        and other.type == territory.type
        and other.slug != territory.slug
        and other.population
        and population <= FACTOR * other.population
        and other.population <= FACTOR * population
    ]
    return sorted(found, key=lambda other: (abs(math.log((other.population or 1) / population)), other.slug))[
        :MAX_SIMILAR
    ]
