"""What lies on either side of a border: near is near, and each place is in its own country."""

from __future__ import annotations

import csv
import io

import pytest

from tests.node.web.harvest import harvest, take
from tests.node.web.served import BROWSER, Served
from vocab.context import SPDX

LILLE = {"name": "Lille", "latitude": 50.6318, "longitude": 3.0471}
TOURNAI = {"city": "Tournai", "country": "BE", "latitude": 50.6056, "longitude": 3.3878}
MOUSCRON = {"city": "Mouscron", "postcode": "7700", "country": "Belgique", "latitude": 50.7445, "longitude": 3.2060}
ARRAS = {"name": "Arras", "latitude": 50.2899, "longitude": 2.7662}


@pytest.fixture
async def border(node: Served) -> Served:
    for place in (LILLE, TOURNAI, MOUSCRON, ARRAS):
        name = place.get("city") or place["name"]
        await node.say(name=f"Ressourcerie de {name}", location=place)
    return node


async def found(node: Served, question: str) -> set[str]:
    items = (await node.get(f"/directory.json?kind=offer&{question}")).json["items"]
    return {item["name"].rpartition(" ")[2] for item in items}


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("near=50.70,3.22&radius_km=20", {"Lille", "Tournai", "Mouscron"}),
        ("near=50.6318,3.0471&radius_km=20", {"Lille", "Mouscron"}),
        ("territory=be-commune-57081", {"Tournai"}),
        ("territory=be-province-50000", {"Tournai", "Mouscron"}),
        ("territory=be-region-03000", {"Tournai", "Mouscron"}),
        ("territory=fr-region-32", {"Lille", "Arras"}),
        ("q=ressourcerie+Tournai", {"Tournai"}),
        ("q=Doornik", {"Tournai"}),
    ],
)
async def test_directory__knows_no_border_and_knows_countries(border: Served, question: str, names: set[str]) -> None:
    assert await found(border, question) == names


async def test_facet__regions_of_both_countries(border: Served) -> None:
    facets = (await border.get("/directory.json?facets=territory")).json["facets"]["territory"]

    assert {each["value"]: each["label"] for each in facets} == {
        "fr-region-32": "Hauts-de-France (région)",
        "be-region-03000": "Wallonie (région)",
    }


@pytest.mark.parametrize("slug", ["be-commune-57081", "be-province-50000", "be-region-03000", "be-region-04000"])
async def test_page__of_a_belgian_territory(border: Served, slug: str) -> None:
    page = await border.get(f"/territories/{slug}", BROWSER | {"Accept-Language": "fr"})
    told = (await border.get(f"/territories/{slug}.json")).json

    assert page.status == 200 and told["slug"] == slug
    words = {"be-region-03000": "Ses provinces", "be-region-04000": "Ses communes", "be-province-50000": "Ses communes"}
    assert words.get(slug, "Tournai") in page.text
    below = {each["slug"] for each in told["contains"]}
    assert {"be-region-03000": "be-province-50000" in below, "be-region-04000": len(below) == 19}.get(slug, True)


async def test_catalogue__names_of_each_country_under_its_licence(border: Served) -> None:
    catalogue = await harvest(border, "/catalog.ttl")

    tables = [file for file in await take(border, catalogue, "territories") if file.media_type == "text/csv"]

    assert {file.license for file in tables} == {f"{SPDX}etalab-2.0", f"{SPDX}CC-BY-4.0"}
    for file in tables:
        rows = list(csv.DictReader(io.StringIO(file.answer.text)))
        assert len(rows) == file.count and {SPDX + row["license"] for row in rows} == {file.license}
        assert len({row["country"] for row in rows}) == 1
