"""Reading a file of contours: TopoJSON or GeoJSON, plain or within `.gz`, in degrees.

A file is whatever somebody has: every number is looked at, and there is an end to how many there may be.
"""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import orjson

from node.contours.shape import GRID, Feature, Point, Polygon, Ring, Unfit
from vocab.language import Text

MAX_POINTS: Final = 12_000_000
MAX_FEATURES: Final = 100_000
_DEPTH: Final = 20
# What names longitude and latitude in degrees (RFC 7946 knows no other).
_DEGREES: Final = re.compile(r"(CRS84|EPSG:+(\d*:)?(4326|4171|4258|4979))$", re.IGNORECASE)
# Where the coordinates of official files lie that are in metres: west, south, east, north.
_LAMBERT: Final = (
    (-500_000, 5_500_000, 1_500_000, 7_500_000, "Lambert-93 (EPSG:2154)"),
    (500_000, 500_000, 820_000, 780_000, "Lambert 2008 (EPSG:3812)"),
    (10_000, 10_000, 310_000, 260_000, "Lambert 72 (EPSG:31370)"),
)
_METRES: Final = Text(
    "convertissez-le d'abord en degrés (WGS 84), par exemple : ogr2ogr -t_srs EPSG:4326 sortie.geojson FICHIER",
    "convert it to degrees (WGS 84) first, for example: ogr2ogr -t_srs EPSG:4326 out.geojson FILE",
)


@dataclass(slots=True)
class _Budget:
    """How many points may still be read."""

    left: int

    def spend(self, count: int) -> None:
        self.left -= count
        if self.left < 0:
            raise Unfit(
                Text(
                    f"Ce fichier a plus de {MAX_POINTS:,} points : prenez une version simplifiée.".replace(",", " "),
                    f"This file has more than {MAX_POINTS:,} points: take a simplified version.",
                )
            )


def read(path: Path, max_bytes: int) -> list[Feature]:
    """Everything in a file that has a surface. Raises `Unfit`."""
    document = _parsed(_bytes(path, max_bytes))
    if not isinstance(document, Mapping):
        raise _no_contours()
    _require_degrees(document)
    if document.get("type") == "Topology":
        features = list(_of_topology(document, _Budget(MAX_POINTS)))
    else:
        features = list(_of_geojson(document, _Budget(MAX_POINTS)))
    if not features:
        raise _no_contours()
    return features


def _bytes(path: Path, most: int) -> bytes:
    try:
        with path.open("rb") as file:
            packed = file.read(2) == b"\x1f\x8b"
        with gzip.open(path) if packed else path.open("rb") as file:
            found = file.read(most + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise Unfit(Text(f"Fichier illisible : {path.name}.", f"Cannot read {path.name}.")) from error
    if len(found) > most:
        megabytes = most // 1_000_000
        raise Unfit(
            Text(
                f"Ce fichier dépasse {megabytes} Mo : prenez une version simplifiée, ou un seul département.",
                f"This file is larger than {megabytes} MB: take a simplified version, or one département alone.",
            )
        )
    return found


def _parsed(text: bytes) -> object:
    try:
        return orjson.loads(text.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError as error:
        if "memory" in str(error).lower():
            raise MemoryError from error
        said = Text(
            "Ce fichier n'est pas du JSON : il faut du GeoJSON ou du TopoJSON (pas un Shapefile ni un GeoPackage,"
            " que QGIS ou ogr2ogr convertissent).",
            "This file is no JSON: GeoJSON or TopoJSON is needed (no Shapefile or GeoPackage, which QGIS or ogr2ogr"
            " convert).",
        )
        raise Unfit(said) from error


def _require_degrees(document: Mapping[str, object]) -> None:
    crs = document.get("crs")
    properties = crs.get("properties") if isinstance(crs, Mapping) else None
    name = properties.get("name") if isinstance(properties, Mapping) else None
    if isinstance(name, str) and not _DEGREES.search(name.strip()):
        raise Unfit(
            Text(
                f"Ce fichier est dans un autre système de coordonnées ({name[:60]}) : {_METRES.fr}.",
                f"This file is in another coordinate system ({name[:60]}): {_METRES.en}.",
            )
        )


def _of_geojson(document: Mapping[str, object], budget: _Budget) -> Iterator[Feature]:
    listed = document.get("features") if document.get("type") == "FeatureCollection" else [document]
    for count, each in enumerate(listed if isinstance(listed, list) else ()):
        _require_few(count)
        if isinstance(each, Mapping) and isinstance(geometry := each.get("geometry"), Mapping):
            polygons = [
                [_ring(ring, budget) for ring in _lists(polygon)]
                for polygon in _polygons(geometry, "coordinates", _DEPTH)
            ]
            if polygons := _sound(polygons):
                properties = each.get("properties")
                yield Feature("", properties if isinstance(properties, Mapping) else {}, each.get("id"), polygons)


def _of_topology(document: Mapping[str, object], budget: _Budget) -> Iterator[Feature]:
    arcs = _arcs(document, budget)
    objects = document.get("objects")
    count = 0
    for layer, holder in objects.items() if isinstance(objects, Mapping) else ():
        geometries = holder.get("geometries") if isinstance(holder, Mapping) else None
        for each in geometries if isinstance(geometries, list) else [holder]:
            count += 1
            _require_few(count)
            if isinstance(each, Mapping):
                polygons = [
                    [_stitched(ring, arcs, budget) for ring in _lists(polygon)]
                    for polygon in _polygons(each, "arcs", _DEPTH)
                ]
                if polygons := _sound(polygons):
                    properties = each.get("properties")
                    said = properties if isinstance(properties, Mapping) else {}
                    yield Feature(str(layer)[:100], said, each.get("id"), polygons)


def _polygons(geometry: Mapping[str, object], name: str, depth: int) -> Iterator[object]:
    """The polygons of a geometry, each a list of rings."""
    kind, inside = geometry.get("type"), geometry.get(name)
    if kind == "Polygon":
        yield inside
    elif kind == "MultiPolygon":
        yield from _lists(inside)
    elif kind == "GeometryCollection" and depth:
        for each in _lists(geometry.get("geometries")):
            if isinstance(each, Mapping):
                yield from _polygons(each, name, depth - 1)


def _ring(points: object, budget: _Budget) -> Ring:
    listed = _lists(points)
    budget.spend(len(listed))
    return [_point(each) for each in listed]


def _arcs(document: Mapping[str, object], budget: _Budget) -> list[Ring]:
    scale, translate = (1.0, 1.0), (0.0, 0.0)
    transform = document.get("transform")
    if isinstance(transform, Mapping):
        scale, translate = _pair(transform.get("scale")), _pair(transform.get("translate"))
    found: list[Ring] = []
    for arc in _lists(document.get("arcs")):
        listed = _lists(arc)
        budget.spend(len(listed))
        x = y = 0.0
        made: Ring = []
        for each in listed:
            across, up = _pair(each)
            # Quantised arcs tell how far it is from the point before (TopoJSON 2.1.3).
            x, y = (x + across, y + up) if transform else (across, up)
            made.append(_point((x * scale[0] + translate[0], y * scale[1] + translate[1])))
        found.append(made)
    return found


def _stitched(numbers: object, arcs: Sequence[Ring], budget: _Budget) -> Ring:
    ring: Ring = []
    for number in _lists(numbers):
        if not isinstance(number, int) or not -len(arcs) <= number < len(arcs):
            raise _broken()
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        # One arc may be named a million times.
        budget.spend(len(arc))
        ring += arc[1:] if ring and arc and ring[-1] == arc[0] else arc
    return ring


def _point(pair: object) -> Point:
    x, y = _pair(pair)
    if not (-180.0001 <= x <= 180.0001 and -90.0001 <= y <= 90.0001):
        raise _not_degrees(x, y)
    return round(x * GRID), round(y * GRID)


def _pair(value: object) -> tuple[float, float]:
    if not isinstance(value, list | tuple) or len(value) < 2:
        raise _broken()
    x, y = value[0], value[1]
    if not isinstance(x, int | float) or not isinstance(y, int | float) or isinstance(x, bool):
        raise _broken()
    return float(x), float(y)


def _sound(polygons: list[Polygon]) -> list[Polygon]:
    """Without what has no surface on our grid; each ring closed, no point twice in a row."""
    found = []
    for polygon in polygons:
        rings = []
        for ring in polygon:
            bare = [point for place, point in enumerate(ring) if not place or point != ring[place - 1]]
            if bare and bare[0] != bare[-1]:
                bare.append(bare[0])
            if len(bare) >= 4:
                rings.append(bare)
        if rings:
            found.append(rings)
    return found


def _lists(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _require_few(count: int) -> None:
    if count > MAX_FEATURES:
        raise Unfit(
            Text(f"Ce fichier a plus de {MAX_FEATURES} objets.", f"This file has more than {MAX_FEATURES} features.")
        )


def _not_degrees(x: float, y: float) -> Unfit:
    for west, south, east, north, name in _LAMBERT:
        if west <= x <= east and south <= y <= north:
            return Unfit(
                Text(
                    f"Les coordonnées de ce fichier ({x:.0f}, {y:.0f}) sont en {name} : {_METRES.fr}.",
                    f"The coordinates of this file ({x:.0f}, {y:.0f}) are {name}: {_METRES.en}.",
                )
            )
    return Unfit(
        Text(
            f"Les coordonnées de ce fichier ({x:.6g}, {y:.6g}) ne sont pas des degrés : {_METRES.fr}.",
            f"The coordinates of this file ({x:.6g}, {y:.6g}) are no degrees: {_METRES.en}.",
        )
    )


def _no_contours() -> Unfit:
    return Unfit(
        Text(
            "Ce fichier ne contient aucune surface : il faut des polygones, en GeoJSON ou en TopoJSON.",
            "This file holds no surface: polygons are needed, as GeoJSON or TopoJSON.",
        )
    )


def _broken() -> Unfit:
    return Unfit(
        Text(
            "Ce fichier est mal formé : une géométrie ne se lit pas.",
            "This file is malformed: a geometry is unreadable.",
        )
    )
