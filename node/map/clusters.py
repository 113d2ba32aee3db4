"""Clusters: what lies too close together to be told apart on a picture stands there as one mark, with its count."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from node.map.frame import Box, Frame, Point
from node.store.spots import Cell

# How far apart marks are, in units of the picture: each can be touched alone.
APART: Final = 46.0
# Around what a cluster holds, so that nothing lies on the edge of the view it leads to.
_MARGIN: Final = 0.12
_LEAST: Final = 0.006


@dataclass(frozen=True, slots=True)
class Cluster:
    """A mark: where it is, how many it stands for, the box that holds them; `id` where it is one record."""

    x: float
    y: float
    count: int
    box: Box
    id: str | None

    @property
    def radius(self) -> float:
        """How large it is drawn: by its count, within bounds."""
        return 9.0 if self.count == 1 else min(21.0, 13.0 + 2.2 * math.log2(self.count))


def gathered(cells: Iterable[Cell], frame: Frame) -> list[Cluster]:
    """The marks of a picture: the fullest cell first, and with each what is too close to it."""
    placed = [(cell, frame.place(cell.latitude, cell.longitude)) for cell in cells]
    inside = [(cell, point) for cell, point in placed if frame.holds(point)]
    inside.sort(key=lambda each: (-each[0].count, each[0].id))
    seeds: list[tuple[Point, list[Cell]]] = []
    for cell, point in inside:
        near = min(seeds, key=lambda seed: math.dist(seed[0], point), default=None)
        if near is not None and math.dist(near[0], point) < APART:
            near[1].append(cell)
        else:
            seeds.append((point, [cell]))
    return [_cluster(point, members) for point, members in seeds]


def _cluster(point: Point, members: list[Cell]) -> Cluster:
    count = sum(each.count for each in members)
    west, south = min(each.west for each in members), min(each.south for each in members)
    east, north = max(each.east for each in members), max(each.north for each in members)
    around = max(_LEAST, (east - west) * _MARGIN, (north - south) * _MARGIN)
    box = (max(west - around, -180.0), max(south - around, -90.0), min(east + around, 180.0), min(north + around, 90.0))
    return Cluster(round(point[0], 1), round(point[1], 1), count, box, members[0].id if count == 1 else None)
