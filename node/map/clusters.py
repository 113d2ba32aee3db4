"""Clusters: what lies too close together to be told apart on a picture stands there as one mark, with its count."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from node.map.frame import Box, Frame, Point
from node.store.squares import Square

# How far apart marks are, in units of the picture: each can be touched alone.
APART: Final = 46.0
# Around what a cluster holds, so that nothing lies on the edge of the view it leads to.
_MARGIN: Final = 0.12
_LEAST: Final = 0.006


@dataclass(frozen=True, slots=True)
class Cluster:
    """A mark: where it is, how many it stands for, the box that holds them; `num` where it is one record."""

    x: float
    y: float
    count: int
    box: Box
    num: int | None

    @property
    def radius(self) -> float:
        """How large it is drawn: by its count, within bounds."""
        return 9.0 if self.count == 1 else min(21.0, 13.0 + 2.2 * math.log2(self.count))


def gathered(squares: Iterable[Square], frame: Frame) -> list[Cluster]:
    """The marks of a picture: the fullest square first, and with each what is too close to it."""
    placed = [(square, frame.place(square.latitude, square.longitude)) for square in squares]
    inside = [(square, point) for square, point in placed if frame.holds(point)]
    return [_cluster(point, members) for point, members in joined(inside, APART)]


def joined(placed: Iterable[tuple[Square, Point]], apart: float) -> list[tuple[Point, list[Square]]]:
    """Groups of squares: the fullest begins one, and takes what is less than `apart` from it."""
    groups: list[tuple[Point, list[Square]]] = []
    # Where the groups are, by boxes as large as they are apart: only those around are looked at.
    nearby: dict[tuple[int, int], list[int]] = {}
    for square, point in sorted(placed, key=lambda each: (-each[0].count, each[0].latitude, each[0].longitude)):
        column, row = int(point[0] // apart), int(point[1] // apart)
        around = [
            number
            for across in (column - 1, column, column + 1)
            for down in (row - 1, row, row + 1)
            for number in nearby.get((across, down), ())
        ]
        near = min(around, key=lambda number: math.dist(groups[number][0], point), default=None)
        if near is not None and math.dist(groups[near][0], point) < apart:
            groups[near][1].append(square)
            continue
        nearby.setdefault((column, row), []).append(len(groups))
        groups.append((point, [square]))
    return groups


def _cluster(point: Point, members: list[Square]) -> Cluster:
    count = sum(each.count for each in members)
    west, south = min(each.west for each in members), min(each.south for each in members)
    east, north = max(each.east for each in members), max(each.north for each in members)
    around = max(_LEAST, (east - west) * _MARGIN, (north - south) * _MARGIN)
    box = (max(west - around, -180.0), max(south - around, -90.0), min(east + around, 180.0), min(north + around, 90.0))
    return Cluster(round(point[0], 1), round(point[1], 1), count, box, members[0].nums[0] if count == 1 else None)
