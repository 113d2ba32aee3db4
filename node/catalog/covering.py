"""Covering: which part of the earth a dataset is about, as its contour where that is installed, else as a box."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from node.contours.shape import GRID, Point
from node.map.contours import Contours
from node.map.frame import Box, box_of
from vocab.landscape import Landscape
from vocab.territories import Territories

# Of a contour: a catalogue is read by programs that keep it whole.
MAX_POINTS: Final = 20_000
MAX_TERRITORIES: Final = 50
MAX_BOXES: Final = 500

Ring = list[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Cover:
    """Territories, and their surface as the coordinates of a GeoJSON MultiPolygon; `exact`: it is their contour."""

    slugs: tuple[str, ...]
    coordinates: tuple[tuple[Ring, ...], ...]
    exact: bool


@dataclass(slots=True)
class Coverer:
    """Knows where territories lie."""

    territories: Territories
    landscape: Landscape
    contours: Contours
    _boxes: Callable[[str], Box | None] = field(init=False)

    def __post_init__(self) -> None:
        # Bounded, and this object's own: the communes of a region are four thousand, and stay where they are.
        self._boxes = lru_cache(MAX_BOXES)(lambda slug: box_of(self._centres(slug)))

    def of(self, slugs: Iterable[str]) -> Cover | None:
        """The surface of these together; None where nobody knows where they lie."""
        wanted = tuple(dict.fromkeys(slugs))[:MAX_TERRITORIES]
        outlines = [self.contours.outline(slug) for slug in wanted]
        if outlines and all(outlines):
            polygons = [polygon for outline in outlines for polygon in outline]
            if sum(len(ring) for polygon in polygons for ring in polygon) <= MAX_POINTS:
                return Cover(wanted, tuple(tuple(_ring(ring) for ring in polygon) for polygon in polygons), exact=True)
        box = box_of(corner for slug in wanted if (found := self._boxes(slug)) for corner in _corners(found))
        if box is None:
            return None
        return Cover(wanted, (((_around(*box)),),), exact=False)

    def _centres(self, slug: str) -> Sequence[tuple[float, float]]:
        """Of its communes; of a commune whose own nobody knows, what stands for it."""
        found = self.landscape.centres_of(slug)
        known = self.territories.get(slug)
        if found or known is None or known.latitude is None or known.longitude is None:
            return found
        return [(known.latitude, known.longitude)]


def _corners(box: Box) -> tuple[tuple[float, float], ...]:
    """Two, as latitude and longitude."""
    west, south, east, north = box
    return (south, west), (north, east)


def _ring(ring: Iterable[Point]) -> Ring:
    return [(x / GRID, y / GRID) for x, y in ring]


def _around(west: float, south: float, east: float, north: float) -> Ring:
    """A box as a closed ring, against the clock (RFC 7946, 3.1.6); a single point has a little ground around it."""
    if west == east:
        west, east = west - 0.01, east + 0.01
    if south == north:
        south, north = south - 0.01, north + 0.01
    return [(west, south), (east, south), (east, north), (west, north), (west, south)]
