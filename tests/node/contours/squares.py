"""Squares in place of communes: small enough to be written out, and they lie where those communes do."""

from __future__ import annotations

from typing import Any

Box = tuple[float, float, float, float]
# West, south, east, north of two neighbours, around the centres of Lille and Villeneuve-d'Ascq.
LILLE: Box = (3.0, 50.6, 3.1, 50.7)
VILLENEUVE: Box = (3.1, 50.6, 3.2, 50.7)
TOURNAI: Box = (3.35, 50.55, 3.45, 50.65)


def ring(box: Box) -> list[list[float]]:
    west, south, east, north = box
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def feature(box: Box, **properties: object) -> dict[str, Any]:
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": "Polygon", "coordinates": [ring(box)]},
    }


def collection(*features: dict[str, Any], **more: object) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": list(features), **more}
