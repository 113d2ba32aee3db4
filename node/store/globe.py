"""The globe: boxes and points in degrees, as the index and what is kept in memory look for them."""

from __future__ import annotations

import math

# West, south, east, north; where the east is smaller than the west, it lies across the 180th meridian.
Box = tuple[float, float, float, float]


def around(latitude: float, longitude: float, radius: float) -> Box:
    """A box with a circle in it; `radius` as an angle at the centre of the Earth."""
    tall = math.degrees(radius)
    # Near a pole, or round a wide circle, every longitude is near.
    edge = math.cos(math.radians(min(90.0, abs(latitude) + tall)))
    wide = math.degrees(math.asin(min(1.0, math.sin(min(radius, math.pi / 2)) / edge))) if edge > 0 else 180
    if wide >= 90:
        return -180.0, latitude - tall, 180.0, latitude + tall
    return wrapped(longitude - wide), latitude - tall, wrapped(longitude + wide), latitude + tall


def wrapped(longitude: float) -> float:
    """The same meridian between -180 and 180 degrees."""
    return (longitude + 180) % 360 - 180
