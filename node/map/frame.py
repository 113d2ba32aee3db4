"""The frame of a map: which part of the earth it shows, and where on the picture each point of it is.

The projection is that of web maps (Mercator on a sphere), so that the picture and Leaflet show the same.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

Box = tuple[float, float, float, float]
Point = tuple[float, float]

MAX_LATITUDE: Final = 85.0
# No closer than this: about two kilometres across.
LEAST_DEGREES: Final = 0.03
EARTH_KM: Final = 6371.0088


@dataclass(frozen=True, slots=True)
class Frame:
    """A picture of `width` by `height`; `scale` is how many of its units a radian of longitude takes."""

    width: int
    height: int
    scale: float
    left: float
    top: float

    @classmethod
    def around(cls, box: Box, width: int, height: int, margin: float = 0.08) -> Frame:
        """The frame that holds a box whole, with a margin around it, a share of the picture on each side."""
        west, south, east, north = _widened(box)
        tall = _mercator(north) - _mercator(south)
        wide = math.radians(east - west)
        room = 1 - 2 * margin
        scale = min(width * room / wide, height * room / tall)
        middle = (math.radians(west + east) / 2, (_mercator(north) + _mercator(south)) / 2)
        return cls(width, height, scale, middle[0] - width / 2 / scale, middle[1] + height / 2 / scale)

    @property
    def box(self) -> Box:
        """What of the earth is on the picture."""
        west, east = math.degrees(self.left), math.degrees(self.left + self.width / self.scale)
        south, north = _latitude(self.top - self.height / self.scale), _latitude(self.top)
        return max(west, -180.0), south, min(east, 180.0), north

    @property
    def units_per_km(self) -> float:
        """How many units of the picture a kilometre takes in its middle."""
        latitude = math.radians(_latitude(self.top - self.height / 2 / self.scale))
        return self.scale / (EARTH_KM * math.cos(latitude))

    def place(self, latitude: float, longitude: float) -> Point:
        """Where a point of the earth is on the picture."""
        return (math.radians(longitude) - self.left) * self.scale, (self.top - _mercator(latitude)) * self.scale

    def holds(self, point: Point) -> bool:
        """Whether a point of the picture is on it."""
        return 0 <= point[0] <= self.width and 0 <= point[1] <= self.height


def box_of(points: Iterable[Point]) -> Box | None:
    """The smallest box that holds these latitudes and longitudes; None where there is none."""
    listed = list(points)
    if not listed:
        return None
    latitudes, longitudes = zip(*listed, strict=True)
    return min(longitudes), min(latitudes), max(longitudes), max(latitudes)


def wider(box: Box, factor: float) -> Box:
    """A box around the same middle, so many times as wide and as tall."""
    west, south, east, north = box
    across, tall = (east - west) * (factor - 1) / 2, (north - south) * (factor - 1) / 2
    return (
        max(west - across, -180.0),
        max(south - tall, -MAX_LATITUDE),
        min(east + across, 180.0),
        min(north + tall, MAX_LATITUDE),
    )


def written(box: Box) -> str:
    """A box as addresses have it, rounded outwards so that nothing on its edge is lost."""
    west, south, east, north = box
    edges = (math.floor(west * 1e4) / 1e4, math.floor(south * 1e4) / 1e4)
    ends = (math.ceil(east * 1e4) / 1e4, math.ceil(north * 1e4) / 1e4)
    return ",".join(f"{each:.4f}" for each in (*edges, *ends))


def _widened(box: Box) -> Box:
    west, south, east, north = box
    south, north = (max(-MAX_LATITUDE, min(MAX_LATITUDE, each)) for each in (south, north))
    across, tall = max(0.0, LEAST_DEGREES - (east - west)) / 2, max(0.0, LEAST_DEGREES - (north - south)) / 2
    return west - across, south - tall, east + across, north + tall


def _mercator(latitude: float) -> float:
    bounded = math.radians(max(-MAX_LATITUDE, min(MAX_LATITUDE, latitude)))
    return math.log(math.tan(math.pi / 4 + bounded / 2))


def _latitude(mercator: float) -> float:
    return math.degrees(2 * math.atan(math.exp(mercator)) - math.pi / 2)
