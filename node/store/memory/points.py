"""Points: where the open entries lie, to find what is in a box or a circle, and what is nearest.

Degrees are kept as whole steps of a few metres, in slices. What lies on the same step as an edge is looked up, and the
database decides.
"""

from __future__ import annotations

import heapq
import math
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from pyroaring import BitMap

from node.store.globe import Box, around, wrapped
from node.store.memory.slices import Slices

Vector = tuple[float, float, float]
# Number, latitude, longitude, and the same point on the unit sphere.
Located = tuple[int, float, float, float, float, float]

_BITS: Final = 23
_STEPS: Final = 1 << _BITS
# So few rows are sooner looked up than told apart.
_FEW: Final = 8
# More than these are not measured one by one where most are certainly in the circle.
_MANY: Final = 30_000
# A square whose corners lie on a circle, a little smaller where it has to be.
_SQUARE: Final = math.sqrt(0.5)
_WIDEST: Final = 0.2
# Numbers of records are as many as there ever were records: a place for each is too much where few are left.
_SPARSE: Final = 4
_SPARE: Final = 200_000


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
class Area:
    """What certainly lies in an area, and what may."""

    inside: BitMap
    unsure: BitMap

    @property
    def touched(self) -> BitMap:
        """All that may lie in it."""
        return self.inside | self.unsure


@dataclass(frozen=True, slots=True)
class Nearest:
    """The nearest records; `all`: there are no others."""

    nums: BitMap
    all: bool


class Points:
    """The points of the open entries."""

    def __init__(self, rows: Sequence[Located]) -> None:
        nums = array("I", (row[0] for row in rows))
        self._north = Slices.of(_BITS, nums, [_step(row[1], 180) for row in rows])
        self._east = Slices.of(_BITS, nums, [_step(row[2], 360) for row in rows])
        size = max(nums, default=0) + 1
        self._dense = size <= _SPARSE * len(nums) + _SPARE
        self._vectors = tuple(array("d", bytes(8 * size if self._dense else 0)) for _ in range(3))
        self._place(rows)

    def replace(self, changed: BitMap, rows: Sequence[Located]) -> None:
        """Forget the points of `changed`, and put these."""
        self._north.replace(changed, [(row[0], _step(row[1], 180)) for row in rows])
        self._east.replace(changed, [(row[0], _step(row[2], 360)) for row in rows])
        self._place(rows)

    def box(self, box: Box, within: BitMap) -> Area:
        """What of `within` is in a box; its east may lie across the 180th meridian."""
        west, south, east, north = box
        tall = _range(self._north, south, north, 180, within)
        if west <= east:
            wide = _range(self._east, west, east, 360, tall.touched)
        else:
            parts = [
                _range(self._east, first, last, 360, tall.touched) for first, last in ((west, 180.0), (-180.0, east))
            ]
            wide = Area(parts[0].inside | parts[1].inside, parts[0].unsure | parts[1].unsure)
        inside = tall.inside & wide.inside
        return Area(inside, wide.touched - inside)

    def circle(self, circle: Circle, within: BitMap) -> Area:
        """What of `within` is in a circle."""
        close = self._around(circle, within)
        if not self._dense:
            return Area(BitMap(), close)
        sure = self._square(circle, close) if len(close) > _MANY else BitMap()
        rest = close - sure
        limit = circle.chord_squared
        return Area(
            sure | BitMap([num for num, far in zip(rest, self._away(circle, rest), strict=True) if far <= limit]),
            BitMap(),
        )

    def nearest(self, circle: Circle, count: int, within: BitMap, *, beyond: float | None) -> Nearest:
        """The `count` records of `within`, which lies in the circle, nearest to its centre, and as near as those.

        `beyond`: of those that are no nearer than that.
        """
        least = beyond or 0.0
        if not self._dense or not within:
            return Nearest(within, all=True)
        # As if they lay evenly; and further and further out until there are enough.
        reach = min(circle.chord_squared, least + 4 * circle.chord_squared * count / len(within))
        while True:
            close = self._around(circle.narrowed(reach), within) if reach < circle.chord_squared else within
            measured = zip(self._away(circle, close), close, strict=True)
            away = [(far, num) for far, num in measured if least <= far <= reach]
            if len(away) >= count or reach >= circle.chord_squared:
                break
            reach = min(circle.chord_squared, 2 * reach)
        if len(away) <= count:
            return Nearest(BitMap([num for _, num in away]), all=reach >= circle.chord_squared)
        last = heapq.nsmallest(count, away)[-1][0]
        return Nearest(BitMap([num for far, num in away if far <= last]), all=False)

    def _around(self, circle: Circle, within: BitMap) -> BitMap:
        """All of the circle, and some more: what is in the box around it."""
        # A little more than the circle: what is on its edge by a rounding is not lost.
        radius = _radius(circle.chord_squared) * (1 + 1e-9) + 1e-9
        return self.box(around(circle.latitude, circle.longitude, radius), within).touched

    def _square(self, circle: Circle, within: BitMap) -> BitMap:
        """Most of the circle: what is in the square whose corners lie on it; nothing where that has no simple form."""
        half = _radius(circle.chord_squared) * _SQUARE
        latitude, tall = math.radians(circle.latitude), math.degrees(half)
        if half > _WIDEST or abs(circle.latitude) + tall > 80:
            return BitMap()
        wide = half / math.cos(latitude)
        # On a line of latitude, and on one of longitude, an end is farthest.
        while max(_chord_squared(latitude, latitude + way, wide) for way in (half, -half)) >= circle.chord_squared:
            wide *= 0.98
        wide = math.degrees(wide)
        west, east = wrapped(circle.longitude - wide), wrapped(circle.longitude + wide)
        return self.box((west, circle.latitude - tall, east, circle.latitude + tall), within).inside

    def _away(self, circle: Circle, nums: Iterable[int]) -> list[float]:
        """How far each is, by the same sum as in the database (`clauses.distance`)."""
        x, y, z = self._vectors
        a, b, c = circle.centre
        return [(x[n] - a) * (x[n] - a) + (y[n] - b) * (y[n] - b) + (z[n] - c) * (z[n] - c) for n in nums]

    def _place(self, rows: Sequence[Located]) -> None:
        if not self._dense or not rows:
            return
        missing = max(row[0] for row in rows) + 1 - len(self._vectors[0])
        for axis, values in enumerate(self._vectors):
            if missing > 0:
                values.frombytes(bytes(8 * missing))
            for row in rows:
                values[row[0]] = row[3 + axis]


def _range(slices: Slices, first: float, last: float, span: int, within: BitMap) -> Area:
    """Those between two degrees: a step orders as its degrees do, so that only equal steps leave a doubt."""
    high = slices.split(_step(last, span), within, _FEW)
    low = slices.split(_step(first, span), within, _FEW)
    unsure = ((high.same | low.same) - low.below) & (high.below | high.same)
    return Area(high.below - low.below - unsure, unsure)


def _radius(chord_squared: float) -> float:
    return 2 * math.asin(min(1.0, math.sqrt(max(0.0, chord_squared)) / 2))


def _chord_squared(one: float, other: float, apart: float) -> float:
    return 2 - 2 * (math.sin(one) * math.sin(other) + math.cos(one) * math.cos(other) * math.cos(apart))


def _step(degrees: float, span: int) -> int:
    return min(_STEPS - 1, max(0, math.floor((degrees + span / 2) / span * _STEPS)))
