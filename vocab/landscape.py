"""The landscape: where the communes lie, to find those in a box and to draw a country from their centres.

Read from the shipped table at the first question (about 50 ms, 1 MB); read-only, safe to share.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cached_property

from vocab.territories import Territories

# West, south, east, north.
Box = tuple[float, float, float, float]
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Town:
    """A commune by its name, where its centre lies and how many live there."""

    name: str
    latitude: float
    longitude: float
    population: int


@dataclass(frozen=True, slots=True)
class _Columns:
    """The located communes from south to north."""

    latitudes: array[float]
    longitudes: array[float]
    populations: array[int]
    numbers: array[int]


class Landscape:
    """The communes by where they lie."""

    def __init__(self, territories: Territories) -> None:
        self._territories = territories

    def centres(self, box: Box) -> list[Point]:
        """Latitude and longitude of the communes in a box."""
        columns = self._columns
        return [(columns.latitudes[at], columns.longitudes[at]) for at in self._inside(box)]

    def towns(self, box: Box, limit: int) -> list[Town]:
        """The most populous communes in a box, the largest first."""
        columns = self._columns
        largest = sorted(self._inside(box), key=lambda at: -columns.populations[at])[:limit]
        return [
            Town(
                self._territories.name_of(columns.numbers[at]),
                columns.latitudes[at],
                columns.longitudes[at],
                columns.populations[at],
            )
            for at in largest
        ]

    def communes_of(self, slug: str) -> tuple[str, ...]:
        """Slugs of the communes that a territory is made of, itself where it is one."""
        commune = self._territories.commune(slug)
        if commune is not None:
            return (commune,)
        inside = self._territories.children(slug, "commune")
        if inside:
            return inside
        return tuple(
            commune
            for between in self._territories.below(slug)
            for commune in self._territories.children(between, "commune")
        )

    def centres_of(self, slug: str) -> list[Point]:
        """Latitude and longitude of the communes of a territory that have their own."""
        found = (self._territories.get(each) for each in self.communes_of(slug))
        return [
            (each.latitude, each.longitude)
            for each in found
            if each is not None and each.latitude is not None and each.longitude is not None and not each.approximate
        ]

    def _inside(self, box: Box) -> list[int]:
        west, south, east, north = box
        columns = self._columns
        first, end = bisect_left(columns.latitudes, south), bisect_right(columns.latitudes, north)
        longitudes = columns.longitudes
        return [at for at in range(first, end) if west <= longitudes[at] <= east]

    @cached_property
    def _columns(self) -> _Columns:
        rows = sorted(self._territories.located_communes())
        return _Columns(
            array("d", [row[0] for row in rows]),
            array("d", [row[1] for row in rows]),
            array("I", [row[2] for row in rows]),
            array("I", [row[3] for row in rows]),
        )
