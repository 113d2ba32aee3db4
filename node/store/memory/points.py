"""Points: where entries lie, to find what is in a box or a circle, and what is nearest.

What lies on strips of less than a kilometre is known as sets; only what is near an edge is looked at one by one, with
the same sums as the database makes.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import repeat
from operator import add, mul, sub
from typing import Final

from pyroaring import BitMap

from node.store.globe import Box, around, wrapped
from node.store.memory.bands import Bands
from node.store.memory.column import Column

Vector = tuple[float, float, float]
# Number, latitude, longitude, and the same point on the unit sphere.
Located = tuple[int, float, float, float, float, float]

# Fewer than these are measured one by one.
_MANY: Final = 1_000
# Rectangles whose corners lie on a circle: how tall each is, beside the radius.
_RECTANGLES: Final = (math.sin(math.pi / 8), math.sqrt(0.5), math.cos(math.pi / 8))
_NEARLY_POLE: Final = math.radians(85)


@dataclass(frozen=True, slots=True)
class Circle:
    """What is at most `chord_squared` away from a point, in squares of the unit sphere's radius."""

    latitude: float
    longitude: float
    centre: Vector
    chord_squared: float

    def narrowed(self, chord_squared: float) -> Circle:
        """The circle of that size around the same point."""
        return Circle(self.latitude, self.longitude, self.centre, chord_squared)


@dataclass(frozen=True, slots=True)
class Nearest:
    """The nearest records; `all`: there are no others."""

    nums: BitMap
    all: bool


class Points:
    """The points of the entries."""

    def __init__(self, rows: Sequence[Located]) -> None:
        nums: tuple[int, ...]
        columns: Sequence[tuple[float, ...]]
        nums, *columns = zip(*rows, strict=True) if rows else [()] * 6
        self._rows, self._columns = (Bands(zip(nums, degrees, strict=True)) for degrees in columns[:2])
        self._degrees = tuple(Column("d", nums, degrees) for degrees in columns[:2])
        self._vectors = tuple(Column("d", nums, values) for values in columns[2:])

    def replace(self, changed: BitMap, rows: Sequence[Located]) -> None:
        """Forget the points of `changed`, and put these."""
        self._rows.replace(changed, [(row[0], row[1]) for row in rows])
        self._columns.replace(changed, [(row[0], row[2]) for row in rows])
        for axis, column in enumerate((*self._degrees, *self._vectors), 1):
            column.replace(changed, [(row[0], row[axis]) for row in rows])

    def degrees(self, nums: Sequence[int]) -> tuple[list[float], list[float]]:
        """The latitudes and the longitudes of these records, all of which lie somewhere."""
        latitudes, longitudes = (each.of(nums) for each in self._degrees)
        return latitudes, longitudes

    def box(self, box: Box, within: BitMap) -> BitMap:
        """What of `within` is in a box, its edges included; its east may lie across the 180th meridian."""
        west, south, east, north = box
        inside = self._inside(box, within)
        edge = list(self._touching(box, within) - inside)
        latitudes, longitudes = (each.of(edge) for each in self._degrees)
        found = [
            num
            for num, latitude, longitude in zip(edge, latitudes, longitudes, strict=True)
            if south <= latitude <= north
            and (west <= longitude <= east if west <= east else longitude >= west or longitude <= east)
        ]
        return inside | BitMap(found)

    def circle(self, circle: Circle, within: BitMap) -> BitMap:
        """What of `within` is in a circle."""
        close = self._around(circle, within)
        sure = self._surely(circle, close) if len(close) > _MANY else BitMap()
        rest, limit = list(close - sure), circle.chord_squared
        return sure | BitMap([num for num, far in zip(rest, self._away(circle, rest), strict=True) if far <= limit])

    def nearest(self, circle: Circle, count: int, within: BitMap, *, beyond: float | None) -> Nearest:
        """The `count` records of `within`, which lies in the circle, nearest to its centre, and as near as those.

        `beyond`: of those that are no nearer than that.
        """
        least = beyond or 0.0
        if not within:
            return Nearest(within, all=True)
        # As if they lay evenly; and further and further out until there are enough.
        reach = min(circle.chord_squared, least + 4 * circle.chord_squared * count / len(within))
        while True:
            close = list(self._around(circle.narrowed(reach), within) if reach < circle.chord_squared else within)
            measured = zip(self._away(circle, close), close, strict=True)
            away = [(far, num) for far, num in measured if least <= far <= reach]
            if len(away) >= count or reach >= circle.chord_squared:
                break
            reach = min(circle.chord_squared, 2 * reach)
        if len(away) <= count:
            return Nearest(BitMap([num for _, num in away]), all=reach >= circle.chord_squared)
        last = heapq.nsmallest(count, away)[-1][0]
        return Nearest(BitMap([num for far, num in away if far <= last]), all=False)

    def _inside(self, box: Box, within: BitMap) -> BitMap:
        _, south, _, north = box
        wide = BitMap.union(*(self._columns.inside(*each) for each in _across(box)))
        return within & self._rows.inside(south, north) & wide

    def _touching(self, box: Box, within: BitMap) -> BitMap:
        _, south, _, north = box
        wide = BitMap.union(*(self._columns.touching(*each) for each in _across(box)))
        return within & self._rows.touching(south, north) & wide

    def _around(self, circle: Circle, within: BitMap) -> BitMap:
        """All of the circle, and some more: what is in the box around it."""
        # A little more than the circle: what is on its edge by a rounding is not lost.
        radius = _radius(circle.chord_squared) * (1 + 1e-9) + 1e-9
        return self._touching(around(circle.latitude, circle.longitude, radius), within)

    def _surely(self, circle: Circle, within: BitMap) -> BitMap:
        """Most of the circle: what is in boxes whose corners lie on it."""
        radius = _radius(circle.chord_squared)
        return BitMap.union(*(self._inside(_rectangle(circle, radius, tall), within) for tall in _RECTANGLES))

    def _away(self, circle: Circle, nums: Sequence[int]) -> list[float]:
        """How far each is, by the same sum as in the database (`clauses.distance`)."""
        x, y, z = (_squares(each.of(nums), at) for each, at in zip(self._vectors, circle.centre, strict=True))
        return list(map(add, map(add, x, y), z))


def _rectangle(circle: Circle, radius: float, tall: float) -> Box:
    """A box that lies in a circle, a share of its radius tall on either side; a little smaller where it has to be."""
    latitude = math.radians(circle.latitude)
    south = max(latitude - radius * tall, min(latitude, -_NEARLY_POLE))
    north = min(latitude + radius * tall, max(latitude, _NEARLY_POLE))
    wide = min(math.pi / 2, radius * math.sqrt(1 - tall * tall) / max(math.cos(latitude), 1e-3))
    # On a line of latitude, and on one of longitude no further than a quarter round, an end is farthest; a little is
    # left to roundings.
    most = circle.chord_squared * (1 - 1e-6)
    while max(_chord_squared(latitude, end, wide) for end in (south, north)) >= most and wide > 1e-9:
        wide *= 0.97
    wide, south, north = math.degrees(wide if wide > 1e-9 else 0.0), math.degrees(south), math.degrees(north)
    return wrapped(circle.longitude - wide), south, wrapped(circle.longitude + wide), north


def _across(box: Box) -> tuple[tuple[float, float], ...]:
    west, _, east, _ = box
    return ((west, east),) if west <= east else ((west, 180.0), (-180.0, east))


def _squares(values: list[float], at: float) -> Iterator[float]:
    # Without a loop of our own: there may be tens of thousands.
    away = list(map(sub, values, repeat(at)))
    return map(mul, away, away)


def _radius(chord_squared: float) -> float:
    return 2 * math.asin(min(1.0, math.sqrt(max(0.0, chord_squared)) / 2))


def _chord_squared(one: float, other: float, apart: float) -> float:
    return 2 - 2 * (math.sin(one) * math.sin(other) + math.cos(one) * math.cos(other) * math.cos(apart))
