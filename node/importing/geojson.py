"""GeoJSON (RFC 7946): one feature, one line; its geometry is the point, its properties are the cells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from node.importing.errors import ImportRefused
from node.importing.limits import MAX_COLUMNS, require_lines
from node.importing.row import Line
from node.importing.stated import JSON, stated_license, stated_source, text_of
from vocab.language import Text


@dataclass(frozen=True, slots=True)
class Features:
    """The features of one document."""

    features: list[JSON]
    headings: tuple[str, ...]
    source: str
    license: str

    @property
    def total(self) -> int:
        """How many lines."""
        return len(self.features)

    def lines(self) -> Iterator[Line]:
        """Each feature as a line, numbered from 1."""
        for number, feature in enumerate(self.features, start=1):
            yield _line(number, feature)


def is_geojson(document: JSON) -> bool:
    """Whether a JSON document is a feature collection, a feature, or a list of features."""
    if isinstance(document, list):
        return bool(document) and isinstance(document[0], Mapping) and document[0].get("type") == "Feature"
    return isinstance(document, Mapping) and document.get("type") in ("FeatureCollection", "Feature")


def open_document(document: JSON) -> Features:
    """The features of a document; raises ImportRefused when it has none, or too many."""
    source = license = ""
    features: JSON = document
    if isinstance(document, Mapping):
        source, license = stated_source(document), stated_license(document)
        features = [document] if document.get("type") == "Feature" else document.get("features")
    if not isinstance(features, list):
        raise ImportRefused(
            Text("cette FeatureCollection n'a pas de « features »", 'this FeatureCollection has no "features"')
        )
    require_lines(len(features))
    headings: dict[str, None] = {}
    for feature in features:
        properties = feature.get("properties") if isinstance(feature, Mapping) else None
        if isinstance(properties, Mapping) and len(headings) < MAX_COLUMNS:
            headings |= dict.fromkeys(str(name) for name in properties)
    return Features(features, ("@feature_id", *headings), source, license)


def _line(number: int, feature: JSON) -> Line:
    if not isinstance(feature, Mapping) or feature.get("type") != "Feature":
        return Line(number, {}, problem=Text("ce n'est pas un objet « Feature »", "not a Feature object"))
    properties = feature.get("properties")
    if not isinstance(properties, Mapping):
        return Line(number, {}, problem=Text("aucune propriété", "no properties"))
    cells = {name: text for name, value in properties.items() if (text := text_of(value))}
    if feature_id := text_of(feature.get("id")):
        cells["@feature_id"] = feature_id
    point, from_area = _point(feature.get("geometry"))
    return Line(number, cells, point, from_area)


def _point(geometry: JSON) -> tuple[tuple[float, float] | None, bool]:
    """Latitude and longitude, and whether they are the middle of something larger."""
    if not isinstance(geometry, Mapping):
        return None, False
    found = list(_positions(geometry.get("coordinates"), depth=0))
    if not found:
        return None, False
    if geometry.get("type") == "Point":
        return found[0], False
    latitudes, longitudes = [each[0] for each in found], [each[1] for each in found]
    return ((min(latitudes) + max(latitudes)) / 2, (min(longitudes) + max(longitudes)) / 2), True


def _positions(coordinates: JSON, depth: int) -> Iterator[tuple[float, float]]:
    if not isinstance(coordinates, list) or depth > 4:
        return
    if len(coordinates) >= 2 and all(
        isinstance(each, int | float) and not isinstance(each, bool) for each in coordinates[:2]
    ):
        yield float(coordinates[1]), float(coordinates[0])
        return
    for each in coordinates[:100_000]:
        yield from _positions(each, depth + 1)
