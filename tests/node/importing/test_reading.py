"""Files as they come: formats, letters, separators, rubbish."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from node.importing import limits, reading
from node.importing.errors import ImportRefused
from node.importing.reading import Input, read_file
from node.importing.row import Row

Import = Callable[..., list[Row]]


def opened(tmp_path: Path, content: str | bytes, name: str = "liste.csv") -> Input:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_file(path)


def names(source: Input) -> list[str]:
    return [line.cells.get("name", "") for line in source.lines()]


@pytest.mark.parametrize(
    "content",
    [
        "name;city\nÉpicerie;Lille\n".encode(),
        "\ufeffname;city\r\nÉpicerie;Lille\r\n".encode(),
        "name,city\nÉpicerie,Lille\n".encode(),
        "name\tcity\nÉpicerie\tLille\n".encode(),
        "name|city\nÉpicerie|Lille".encode(),
        "name;city\nÉpicerie;Lille\n".encode("cp1252"),
        "name\tcity\nÉpicerie\tLille\n".encode("utf-16"),
        "sep=;\nname;city\nÉpicerie;Lille\n".encode(),
        '"name";"city"\n"Épicerie";"Lille, Nord"\n'.encode(),
        "\n".join(["name,city", "Épicerie,Lille"]).encode(),
    ],
)
def test_csv__letters_and_separators(tmp_path: Path, content: bytes) -> None:
    source = opened(tmp_path, content)

    assert (source.format, source.headings) == ("csv", ("name", "city"))
    assert [line.cells["name"] for line in source.lines()] == ["Épicerie"]


def test_csv__line_breaks_in_a_cell_and_line_numbers(tmp_path: Path) -> None:
    source = opened(tmp_path, 'name,description\nUn,"a\nb"\n\nDeux,c\n')

    assert [(line.number, line.cells["name"]) for line in source.lines()] == [(2, "Un"), (5, "Deux")]


def test_csv__lines_can_be_read_again(tmp_path: Path) -> None:
    source = opened(tmp_path, "name,city\nUn,Lille\n")

    assert names(source) == names(source) == ["Un"]


def test_csv__too_many_cells_is_a_problem_of_that_line(tmp_path: Path, imported: Import) -> None:
    rows = imported("name,city\nUn,Lille,Nord\nDeux,Arras\nTrois\n")

    assert [row.outcome for row in rows] == ["refused", "accepted", "accepted"]
    assert rows[0].reason is not None and "3 cells for 2 columns" in rows[0].reason.en


def test_geojson__points_areas_and_what_the_file_says(tmp_path: Path) -> None:
    square = [[[3.0, 50.0], [3.2, 50.0], [3.2, 50.2], [3.0, 50.0]]]
    source = opened(
        tmp_path,
        json.dumps(
            {
                "type": "FeatureCollection",
                "license": "ODbL",
                "source": "La carte",
                "features": [
                    {"type": "Feature", "id": 3, "properties": {"name": "Un", "n": 1.0}, "geometry": None},
                    {
                        "type": "Feature",
                        "properties": {"name": "Deux"},
                        "geometry": {"type": "Point", "coordinates": [3.0, 50.0]},
                    },
                    {
                        "type": "Feature",
                        "properties": {"name": "Trois"},
                        "geometry": {"type": "Polygon", "coordinates": square},
                    },
                    {"type": "Feature"},
                    "rien",
                ],
            }
        ),
        "carte.json",
    )

    lines = list(source.lines())
    assert (source.format, source.total, source.stated_source, source.stated_license) == (
        "geojson",
        5,
        "La carte",
        "ODbL",
    )
    assert lines[0].cells == {"name": "Un", "n": "1", "@feature_id": "3"}
    assert [line.point for line in lines[:3]] == [None, (50.0, 3.0), (50.1, 3.1)]
    assert [line.from_area for line in lines[:3]] == [False, False, True]
    assert all(line.problem for line in lines[3:])


def test_geojson__middle_of_an_area_is_approximate(imported: Import) -> None:
    line = {"type": "LineString", "coordinates": [[3.0, 50.6], [3.1, 50.7]]}
    feature = {"type": "Feature", "properties": {"name": "La Voie verte"}, "geometry": line}

    [row] = imported(json.dumps({"type": "FeatureCollection", "features": [feature]}), "voie.geojson")

    assert row.draft is not None
    location = row.draft["location"]
    assert isinstance(location, dict) and location["approximate"] is True


def test_jsonld__schema_org(imported: Import) -> None:
    graph: dict[str, Any] = {
        "@context": "https://schema.org",
        "license": "https://creativecommons.org/licenses/by/4.0/",
        "@graph": [
            {
                "@id": "https://annuaire.example/1",
                "@type": ["LocalBusiness"],
                "name": {"@value": "Le Panier", "@language": "fr"},
                "url": "panier.example",
                "address": {
                    "@type": "PostalAddress",
                    "addressLocality": "Lille",
                    "postalCode": "59000",
                    "addressCountry": {"@type": "Country", "name": "France"},
                },
                "geo": {"latitude": "50.63", "longitude": 3.06},
                "identifier": {"@type": "PropertyValue", "propertyID": "SIREN", "value": "732829320"},
                "email": "info@panier.example",
                "contactPoint": {"name": "Jeanne Martin", "telephone": "0320112233"},
                "description": "Des paniers. Demander Jeanne Martin.",
            },
            {"@type": "Person", "name": "Jeanne Martin"},
            {"@type": "PostalAddress", "addressLocality": "Lille"},
        ],
    }

    rows = imported(json.dumps(graph), "annuaire.jsonld")

    assert [row.outcome for row in rows] == ["accepted", "refused"]
    assert rows[0].key == "https://annuaire.example/1"
    assert rows[0].draft is not None
    assert rows[0].draft["organization"] == {
        "name": "Le Panier",
        "website": "https://panier.example",
        "identifiers": {"siren": "732829320"},
    }
    location = rows[0].draft["location"]
    assert isinstance(location, dict)
    assert (location["territory"], location["latitude"], location["longitude"]) == ("fr-commune-59350", 50.63, 3.06)
    assert rows[0].draft["license"] == "CC-BY-4.0"
    assert "Jeanne" not in str(rows[0].draft) and "0320112233" not in str(rows[0].draft)


def test_jsonld__our_own_listing(imported: Import) -> None:
    listing = {
        "@context": "https://www.w3.org/ns/activitystreams",
        "id": "https://annuaire.example/objects/1",
        "type": "Note",
        "kind": "Listing",
        "name": "Le Panier",
        "content": "<p>Des paniers</p>",
        "url": "https://annuaire.example/objects/1",
        "organization": {
            "type": "Organization",
            "name": "Le Panier",
            "website": "https://panier.example",
            "identifier": [{"propertyID": "SIREN", "value": "732829320"}],
        },
        "location": {"type": "Place", "name": "Lille", "latitude": 50.63, "longitude": 3.06},
        "areaServed": ["territory:fr/epci/200093201"],
        "sector": ["http://purl.org/essglobal/standard/activities-modified/AM60"],
        "need": ["coop:need-manger"],
        "statedSource": "Notre carte",
        "license": "https://spdx.org/licenses/ODbL-1.0",
    }

    [row] = imported(json.dumps(listing), "fiche.json")

    assert row.draft is not None and row.reason is None
    assert {name: row.draft[name] for name in ("territory", "sector", "need", "source", "license")} == {
        "territory": ["fr-epci-200093201"],
        "sector": ["AM60"],
        "need": ["manger"],
        "source": "Notre carte",
        "license": "ODbL-1.0",
    }
    assert row.draft["organization"] == {
        "name": "Le Panier",
        "website": "https://panier.example",
        "identifiers": {"siren": "732829320"},
    }
    assert row.draft["content"] == "Des paniers"


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (b"", "vide.csv", "is empty"),
        (b"name,city\n", "entete.csv", "no line"),
        (b'{"type": "FeatureCollection", "features": []}', "vide.geojson", "no line"),
        (b'{"type": "FeatureCollection"}', "sans.geojson", 'no "features"'),
        (b'{"type": "FeatureCollection", ', "coupe.geojson", "unreadable JSON (line 1"),
        (b'{"a": 1}', "autre.json", "neither GeoJSON nor JSON-LD"),
        (b"[1, 2]", "nombres.json", "neither GeoJSON nor JSON-LD"),
        (b"PK\x03\x04\x00\x00xlsx", "tableur.xlsx", "save as CSV"),
        (b"bonjour", "texte.txt", "no readable"),
    ],
)
def test_read_file__rubbish(tmp_path: Path, content: bytes, name: str, says: str) -> None:
    with pytest.raises(ImportRefused) as refused:
        opened(tmp_path, content, name)

    assert says in refused.value.public.en and refused.value.public.fr != refused.value.public.en


def test_read_file__absent(tmp_path: Path) -> None:
    with pytest.raises(ImportRefused):
        read_file(tmp_path / "absent.csv")


def test_read_file__too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MAX_BYTES", 10)

    with pytest.raises(ImportRefused, match="is over"):
        opened(tmp_path, "name,city\nUn,Lille\n")


def test_csv__too_many_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_LINES", 2)

    with pytest.raises(ImportRefused, match="split the file"):
        opened(tmp_path, "name,city\n" + "Un,Lille\n" * 3)


def test_csv__unclosed_quote(tmp_path: Path) -> None:
    source = opened(tmp_path, 'name,city\nUn,"' + "x" * 200_000)

    with pytest.raises(ImportRefused, match="unclosed quote"):
        list(source.lines())


def test_csv__no_column_for_the_name(imported: Import) -> None:
    with pytest.raises(ImportRefused, match='no column "name"; columns: a, b'):
        imported("a,b\n1,2\n")


def test_limits__are_the_documented_ones() -> None:
    assert limits.MAX_BYTES == 200_000_000 and limits.MAX_LINES == 1_000_000
