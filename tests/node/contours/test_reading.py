"""Reading files of contours, sound ones and others."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import orjson
import pytest

from node.contours import reading
from node.contours.reading import read
from node.contours.shape import Unfit
from tests.node.contours.squares import LILLE, collection, feature

MOST = 1_000_000
SQUARE = [(30000, 506000), (31000, 506000), (31000, 507000), (30000, 507000), (30000, 506000)]
UNFIT: list[tuple[Any, str]] = [
    (collection(feature((650_000, 7_050_000, 660_000, 7_060_000))), "Lambert-93"),
    (collection(feature(LILLE), crs={"properties": {"name": "urn:ogc:def:crs:EPSG::2154"}}), "EPSG::2154"),
    (collection(feature((500, 200, 600, 300))), "ne sont pas des degrés"),
    (collection(), "aucune surface"),
    (collection({"type": "Feature", "geometry": {"type": "Point", "coordinates": [3, 50]}}), "aucune surface"),
    ([], "aucune surface"),
    ({"type": "FeatureCollection", "features": "many"}, "aucune surface"),
    (collection({"geometry": {"type": "Polygon", "coordinates": [[["a", 1], [2, 3]]]}}), "mal formé"),
    (collection({"geometry": {"type": "Polygon", "coordinates": [[1, 2, 3]]}}), "mal formé"),
    ({"type": "Topology", "arcs": [[[0, 0], [1, 1]]], "objects": {"a": {"type": "Polygon", "arcs": [[7]]}}}, "mal"),
]


def written(folder: Path, document: object, *, packed: bool = False) -> Path:
    path = folder / "contours.json"
    text = orjson.dumps(document)
    path.write_bytes(gzip.compress(text) if packed else text)
    return path


@pytest.mark.parametrize("packed", [False, True])
def test_read__geojson(tmp_path: Path, packed: bool):
    (found,) = read(written(tmp_path, collection(feature(LILLE, code="59350")), packed=packed), MOST)

    assert (found.properties, found.polygons) == ({"code": "59350"}, [[SQUARE]])


def test_read__topojson_with_an_arc_taken_backwards(tmp_path: Path):
    shape = {"type": "Polygon", "id": 59350, "arcs": [[0, -2]]}
    document = {
        "type": "Topology",
        "transform": {"scale": [0.1, 0.1], "translate": [3.0, 50.6]},
        "arcs": [[[0, 0], [1, 0]], [[0, 0], [0, 1], [1, 0], [0, -1]]],
        "objects": {"communes": {"type": "GeometryCollection", "geometries": [shape]}},
    }

    (found,) = read(written(tmp_path, document), MOST)

    assert (found.layer, found.id, found.polygons) == ("communes", 59350, [[SQUARE]])


@pytest.mark.parametrize(("document", "said"), UNFIT)
def test_read__unfit__says_why(tmp_path: Path, document: object, said: str):
    with pytest.raises(Unfit) as refusal:
        read(written(tmp_path, document), MOST)

    assert said in refusal.value.public.fr


@pytest.mark.parametrize("text", [b"PK\x03\x04", b"", b"{", b"\x1f\x8bbroken", b"[" * 100_000, b'{"a":NaN}'])
def test_read__no_json(tmp_path: Path, text: bytes):
    path = tmp_path / "a.json"
    path.write_bytes(text)

    with pytest.raises(Unfit):
        read(path, MOST)


def test_read__degrees_said_in_words_are_degrees(tmp_path: Path):
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}

    assert len(read(written(tmp_path, collection(feature(LILLE), crs=crs)), MOST)) == 1


def test_bomb__a_small_file_that_unpacks_to_a_large_one(tmp_path: Path):
    path = tmp_path / "bomb.json.gz"
    path.write_bytes(gzip.compress(b" " * 50_000_000))

    with pytest.raises(Unfit, match="larger than 1 MB"):
        read(path, MOST)


def test_bomb__an_arc_named_again_and_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(reading, "MAX_POINTS", 10_000)
    arcs = [[[place / 1000, place % 7 / 1000] for place in range(1_000)]]
    document = {"type": "Topology", "arcs": arcs, "objects": {"a": {"type": "Polygon", "arcs": [[0, -1] * 100]}}}

    with pytest.raises(Unfit, match="points"):
        read(written(tmp_path, document), MOST)
