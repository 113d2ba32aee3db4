"""Contours for a map: what an operator installed, read as pages ask for it, and drawn as paths of a picture."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Final

import orjson

from node.contours import keeping
from node.contours.keeping import ABOUT
from node.contours.shape import GRID, Polygon
from node.contours.topology import Topology
from node.map.frame import Box, Frame
from vocab.territories import Territories

MAX_KEPT: Final = 24
# Whole numbers are shorter: paths are drawn twice as large, and shown at half.
SCALE: Final = 2


@dataclass(slots=True)
class Contours:
    """The contours of one node; without a folder there are none."""

    folder: Path | None
    territories: Territories
    _read: Callable[[str, int], Topology | None] = field(init=False)
    _around: Callable[[str, int], list[Polygon]] = field(init=False)

    def __post_init__(self) -> None:
        # Bounded, and this object's own; a new installation has a new stamp.
        self._read = lru_cache(MAX_KEPT)(self._topology)
        self._around = lru_cache(MAX_KEPT)(self._outline)

    def below(self, slug: str) -> Topology | None:
        """What lies directly in a territory, `fr` for a country; None where nothing is installed."""
        return self._read(slug, self._stamp())

    def outline(self, slug: str) -> list[Polygon]:
        """The surface of a territory: what its parts make together, else as it was installed; none where not known."""
        return self._around(slug, self._stamp())

    def bytes_of(self, slug: str) -> bytes | None:
        """The file of what lies directly in a territory."""
        if self.folder is None or not self._stamp():
            return None
        try:
            return (self.folder / f"{slug}.json").read_bytes()
        except OSError:
            return None

    def credit(self) -> str | None:
        """Where they come from, as pages say it."""
        if self.folder is None or not self._stamp():
            return None
        about = orjson.loads((self.folder / ABOUT).read_bytes())
        return ", ".join(filter(None, [about["source"] or about["file"], about["license"]]))

    def _stamp(self) -> int:
        if self.folder is None:
            return 0
        try:
            return (self.folder / ABOUT).stat().st_mtime_ns
        except OSError:
            return 0

    def _topology(self, slug: str, stamp: int) -> Topology | None:
        found = self.bytes_of(slug) if stamp else None
        return None if found is None else keeping.read_topology(found)

    def _outline(self, slug: str, stamp: int) -> list[Polygon]:
        inside = self._read(slug, stamp)
        if inside is not None and set(self.territories.below(slug)) <= set(inside.shapes):
            return inside.merged(inside.shapes)
        for around in (*self.territories.within(slug), slug[:2]):
            holder = self._read(around, stamp)
            if holder is not None and slug in holder.shapes:
                return holder.polygons(slug)
        return []


def traced(polygons: Iterable[Polygon], frame: Frame) -> str:
    """Surfaces as one path, its numbers `SCALE` times those of the picture."""
    return "".join(_ring(ring, frame) for polygon in polygons for ring in polygon)


def box_of(polygons: Iterable[Polygon]) -> Box | None:
    """West, south, east and north of surfaces; None of none."""
    points = [point for polygon in polygons for ring in polygon for point in ring]
    if not points:
        return None
    across, up = [x for x, _ in points], [y for _, y in points]
    return min(across) / GRID, min(up) / GRID, max(across) / GRID, max(up) / GRID


def _ring(ring: list[tuple[int, int]], frame: Frame) -> str:
    places = [frame.place(y / GRID, x / GRID) for x, y in ring[:-1]]
    points = list(dict.fromkeys((round(x * SCALE), round(y * SCALE)) for x, y in places))
    if len(points) < 3:
        return ""
    steps = [f"M{points[0][0]} {points[0][1]}l"]
    for (ax, ay), (bx, by) in zip(points, points[1:], strict=False):
        steps.append(f"{bx - ax} {by - ay} ")
    return "".join(steps).rstrip() + "z"
