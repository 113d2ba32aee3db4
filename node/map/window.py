"""The window of a map that is moved: what it shows, by squares that stay where they are, and the marks made of them.

The squares lie on the same lines wherever the window is, so that a mark does not change while a map is only pushed.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from node.map.clusters import joined
from node.map.frame import Box
from node.parameters import BadQuery
from node.store.squares import FEW, Grid, Square
from vocab.language import Text

MAX_ZOOM: Final = 18
# From here on nobody comes closer: what a mark stands for is named, as far as it is few.
CLOSEST: Final = 14
# A square, and how far apart marks are, in pixels of the screen: each can be touched alone.
SQUARE_PX: Final = 32
APART_PX: Final = 48
# A screen is no larger than so many squares on a side.
MAX_SQUARES: Final = 256
MAX_MARKS: Final = 400
_WORLD_PX: Final = 256


@dataclass(frozen=True, slots=True)
class Mark:
    """A pin or a cluster: how many records, where, the box around them. `nums`: which, where they are to be named."""

    count: int
    latitude: float
    longitude: float
    box: Box
    nums: tuple[int, ...]


def grid_of(window: Box, zoom: int) -> Grid:
    """The squares of a window at a zoom of web maps, whole ones only. Raises `BadQuery` for more than a screen has."""
    west, south, east, north = window
    if west >= east or south >= north:
        raise BadQuery(
            "window",
            Text("l'ouest est plus petit que l'est, le sud que le nord", "west is less than east, south than north"),
        )
    wide = 360 / 2**zoom * SQUARE_PX / _WORLD_PX
    # As tall as wide on the screen, near enough: by the window's middle, in steps, so that pushing changes nothing.
    middle = min(round((south + north) / 20) * 10, 80)
    tall = wide * math.cos(math.radians(max(-80, middle)))
    if (east - west) / wide > MAX_SQUARES or (north - south) / tall > MAX_SQUARES:
        raise BadQuery(
            "window",
            Text(
                f"cette fenêtre est trop grande pour zoom={zoom} : demandez un zoom plus petit",
                f"this window is too large for zoom={zoom}: ask for a smaller zoom",
            ),
        )
    left, below = math.floor(west / wide) * wide, math.floor(south / tall) * tall
    right, above = math.ceil(east / wide) * wide, math.ceil(north / tall) * tall
    return Grid((max(left, -180.0), max(below, -90.0), min(right, 180.0), min(above, 90.0)), wide, tall)


def marks_of(squares: Iterable[Square], grid: Grid, zoom: int) -> list[Mark]:
    """The marks of a window, the fullest first: with each square what is too close to it."""
    placed = [
        (each, (each.longitude / grid.wide * SQUARE_PX, each.latitude / grid.tall * SQUARE_PX)) for each in squares
    ]
    marks = [_mark(members, grid, zoom) for _, members in joined(placed, APART_PX)]
    return sorted(marks, key=lambda mark: -mark.count)


def _mark(members: list[Square], grid: Grid, zoom: int) -> Mark:
    count = sum(each.count for each in members)
    west, south = min(each.west for each in members), min(each.south for each in members)
    east, north = max(each.east for each in members), max(each.north for each in members)
    # Less than a pixel apart, or as close as one comes: to come closer would not tell them apart.
    together = east - west < grid.wide / SQUARE_PX and north - south < grid.tall / SQUARE_PX
    nums = tuple(num for each in members for num in each.nums) if count <= FEW else ()
    latitude, longitude = (
        sum(each.count * value for each, value in zip(members, values, strict=True)) / count
        for values in ([each.latitude for each in members], [each.longitude for each in members])
    )
    return Mark(count, latitude, longitude, (west, south, east, north), nums if together or zoom >= CLOSEST else ())
