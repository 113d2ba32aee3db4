"""Organisations of web pages: schema.org in their scripts, and profiles of Murmurations."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from node.importing.errors import ImportRefused
from node.importing.reading import read_file
from node.importing.web_page import organisations_of

PAGE = """<html><head><script>var x = {"@type": "Organization"}</script>
<script type="application/ld+json">{"@context": "https://schema.org", "@graph": [
 {"@type": "WebSite", "name": "Le site"},
 {"@type": "Organization", "@id": "https://coop.example/#nous", "name": "La Coop", "url": "https://coop.example"}]}</script>
<script type="application/ld+json">{ broken</script></head><body></body></html>"""


def lines(tmp_path: Path, body: bytes) -> list[dict[str, str]]:
    path = tmp_path / "page.jsonld"
    path.write_bytes(body)
    return [line.cells for line in read_file(path).lines()]


def test_page__only_its_organisations_and_only_its_sound_scripts(tmp_path: Path) -> None:
    found = lines(tmp_path, organisations_of(PAGE, "https://coop.example/"))

    assert found == [{"key": "https://coop.example/#nous", "name": "La Coop", "website": "https://coop.example"}]


def test_page__without_any_says_so() -> None:
    with pytest.raises(ImportRefused, match="no organisation"):
        organisations_of("<html><p>Bonjour</p></html>", "https://coop.example/")


def test_page__a_deep_or_endless_script_trips_nobody() -> None:
    deep = '<script type="application/ld+json">' + "[" * 100_000 + "</script>"

    with pytest.raises(ImportRefused):
        organisations_of(deep, "https://coop.example/")


def test_murmurations__a_profile_is_an_organisation(tmp_path: Path) -> None:
    profile = {
        "linked_schemas": ["organizations_schema-v1.0.0"],
        "name": "La Clef",
        "primary_url": "https://clef.example",
        "tags": ["outils", "vélo"],
        "geolocation": {"lat": 50.63, "lon": 3.06},
        "locality": "Lille",
        "country_iso_3166": "FR",
    }

    (found,) = lines(tmp_path, orjson.dumps(profile))

    assert found == {
        "key": "https://clef.example",
        "name": "La Clef",
        "website": "https://clef.example",
        "tags": "outils;vélo",
        "city": "Lille",
        "country": "FR",
        "latitude": "50.63",
        "longitude": "3.06",
    }
