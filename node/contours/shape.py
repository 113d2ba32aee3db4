"""Shapes: outlines on a grid of whole numbers, so that neighbours share their borders to the last digit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from node.errors import NodeError

# Parts of a degree: about ten metres, less than a picture of a commune can show.
GRID: Final = 10_000

Point = tuple[int, int]
Ring = list[Point]
Polygon = list[Ring]


@dataclass(frozen=True, slots=True)
class Feature:
    """One thing of a file: the layer it stands in, what is said of it, and its surfaces."""

    layer: str
    properties: Mapping[str, object]
    id: object
    polygons: list[Polygon]


class Unfit(NodeError):
    """A file that cannot be installed, and what to do about it."""


def box_of(polygons: list[Polygon]) -> tuple[float, float, float, float]:
    """West, south, east and north of surfaces, in degrees."""
    points = [point for polygon in polygons for ring in polygon for point in ring]
    across, up = [x for x, _ in points], [y for _, y in points]
    return min(across) / GRID, min(up) / GRID, max(across) / GRID, max(up) / GRID
