"""The forms of an answer: complete, marked with source and licence, harmless to those who open them."""

from __future__ import annotations

import csv as reader
import io
from typing import Any

import orjson
import pytest

from node.exporting import Exporter
from node.formats import csv, json
from node.reader import Reader
from node.store import verifications
from tests.node.directory_world import LILLE, MEL, World
from tests.vocabulary import VOCABULARY
from vocab.context import RECORD
from vocab.vocabulary import Vocabulary

AM160 = "http://purl.org/essglobal/standard/activities-modified/AM160"


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return VOCABULARY


@pytest.fixture
async def world(vocabulary: Vocabulary) -> World:
    world = await World.open(vocabulary)
    world.put(
        "Vélo", sector=[AM160], need=["coop:need-livrer"], location={**LILLE, "approximate": True}, areaServed=[MEL]
    )
    world.put("=HYPERLINK(1)", kind="Listing", purpose=None, statedSource="Annuaire", license=None, content="<p>@x</p>")
    return world


async def written(world: World, form: str, asked: str = "", language: str = "fr") -> bytes:
    """A page in a form."""
    answer = await world.directory.ask(world.query(asked), Reader(), suffix=f".{form}")
    return b"".join([piece async for piece in Exporter(world.directory).page(answer, form, language)])


async def csv_rows(world: World, asked: str = "") -> list[dict[str, str]]:
    text = (await written(world, "csv", asked + "&sort=name")).decode()
    return list(reader.DictReader(io.StringIO(text)))


async def test_json__the_record_with_provenance(world: World) -> None:
    answer = await world.ask("territory=fr-commune-59350")
    found: dict[str, Any] = orjson.loads(json.write(answer, world.vocabulary, "fr"))

    (item,) = found["items"]
    assert item.pop("relation") == "placed"
    assert item.pop("provenance") == {
        "said_by": "https://a.example/actors/a",
        "origin": "a.example",
        "received": "2026-11-23T10:00:00.000Z",
        "verified": "proof",
        "proof": {"method": "m", "key": "k", "checked": "c"},
        "via": None,
        "confirmed": None,
        "expires": None,
        "verified_by": [],
        "checks": {},
    }
    assert item == world.documents[item["id"]]
    assert (found["total"], found["next"]) == (1, None)
    assert found["facets"]["sector"] == [{"value": "AM160", "label": "Transport et livraison", "count": 1}]


async def test_json__a_record_that_uses_our_words_does_not_speak_for_us(world: World) -> None:
    world.put("Menteur", provenance={"verified": "own"}, relation="placed", expired=True)

    found = orjson.loads(json.write(await world.ask("q=menteur"), world.vocabulary, "fr"))

    assert found["items"][0]["provenance"]["verified"] == "proof"
    assert found["items"][0]["relation"] is None


async def test_json__no_count_is_a_bare_code(world: World) -> None:
    world.put("La Clef", kind="Listing", type="Note")

    found = orjson.loads(json.write(await world.ask("facets=all"), world.vocabulary, "fr"))

    labels = {facet: [row["label"] for row in rows] for facet, rows in found["facets"].items() if facet != "origin"}
    assert labels["claimed"] == ["fiche proposée par quelqu'un d'autre"]
    assert not {"true", "false", "organization", "offer"} & {label for each in labels.values() for label in each}


async def test_json__expired_is_said(world: World) -> None:
    world.put("Fini", deadline="2026-01-01")

    found = orjson.loads(json.write(await world.ask("sort=name"), world.vocabulary, "fr"))

    assert [item.get("expired") for item in found["items"]] == [True, None, None]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2026-10-01", "2026-10-01T00:00:00.000Z"),
        ("2026-10-01T10:00:00+02:00", "2026-10-01T08:00:00.000Z"),
        ("2031-01-01", None),  # nobody confirmed anything in a time to come
        ("hier", None),
        ([], None),
        (7, None),
    ],
)
async def test_json__when_it_was_last_confirmed_and_until_when_it_is_good(
    world: World, written: object, read: str | None
) -> None:
    world.put("Confirmée", deadline="2027-06-30", lastConfirmed=written)

    found = orjson.loads(json.write(await world.ask("q=confirmee"), world.vocabulary, "fr"))

    said = found["items"][0]["provenance"]
    assert (said["confirmed"], said["expires"]) == (read, "2027-06-30T23:59:59.999Z")


async def test_jsonld__records_stay_untouched(world: World) -> None:
    answer = await world.ask("limit=1")
    found = orjson.loads(await written(world, "jsonld", "limit=1"))

    assert found["@context"] == RECORD
    assert found["orderedItems"] == [world.documents[row.id] for row in answer.found.rows]
    assert found["totalItems"] == 2
    assert found["type"] == "OrderedCollectionPage"
    assert found["next"].startswith("https://here.example/directory.jsonld?limit=1&cursor=")


async def test_geojson__says_source_licence_and_what_is_approximate(world: World) -> None:
    found = orjson.loads(await written(world, "geojson", "sort=name"))

    listing, offer = found["features"]
    assert offer["geometry"] == {"type": "Point", "coordinates": [3.055, 50.634]}
    assert offer["properties"]["approximate"] is True
    assert offer["properties"]["license"] == "etalab-2.0"
    assert offer["properties"]["sector_label"] == "Transport et livraison"
    assert (listing["geometry"], listing["properties"]["source"]) == (None, "Annuaire")
    assert (found["numberMatched"], found["numberReturned"], found["links"]) == (2, 2, [])


async def test_csv__codes_labels_licence_and_source(world: World) -> None:
    listing, offer = await csv_rows(world)

    assert offer["sector"] == "AM160"
    assert offer["sector_label"] == "Transport et livraison"
    assert offer["place"] == "fr-commune-59350"
    assert offer["place_label"] == "Lille"
    assert offer["license_label"] == "Licence Ouverte 2.0"
    assert (offer["latitude"], offer["longitude"], offer["approximate"]) == ("50.634", "3.055", "true")
    assert offer["updated"] == "2026-01-01T10:00:00.000Z"
    assert (listing["source"], listing["claimed"], listing["kind_label"]) == ("Annuaire", "false", "Organisation")


async def test_csv_and_geojson__every_row_says_how_it_came_and_what_was_verified(world: World) -> None:
    world.profile("Les Pédales", host="p.example", lastConfirmed="2026-10-01T08:00:00Z")
    (num,) = world.db.execute("SELECT num FROM entries WHERE owner = 'https://p.example/actors/a'").fetchone()
    verifications.put(world.db, num, {"claimed": {}, "attested": {"networks": ["https://r.example/actors/r"]}})
    world.db.execute("UPDATE records SET via = 'https://r.example/actors/r' WHERE num = ?", (num,))

    (row,) = await csv_rows(world, "origin=p.example")
    (feature,) = orjson.loads(await written(world, "geojson", "origin=p.example"))["features"]

    assert (row["received"], row["confirmed"], row["via"]) == (
        "2026-11-23T10:00:00.000Z",
        "2026-10-01T08:00:00.000Z",
        "https://r.example/actors/r",
    )
    assert row["verified_by"] == "attested | claimed"
    assert row["verified_by_label"] == "Attestée par un réseau reconnu | Se présente elle-même"
    properties = feature["properties"]
    assert (properties["received"], properties["confirmed"]) == (row["received"], row["confirmed"])
    assert properties["verified_by"] == ["attested", "claimed"]


async def test_csv__formulas_are_defused(world: World) -> None:
    listing, _ = await csv_rows(world)

    assert listing["name"] == "'=HYPERLINK(1)"
    assert listing["description"] == "'@x"


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a", "\t=1", "\r=1", " =1", "\n=1"])
def test_defused__however_it_begins(text: str) -> None:
    assert csv.defused(text)[0] == "'"


async def test_csv__negative_coordinates_stay_numbers(world: World) -> None:
    world.put("Ouest", location={"type": "Place", "latitude": 48.1, "longitude": -1.68})

    (row,) = await csv_rows(world, "q=ouest")

    assert row["longitude"] == "-1.68"


async def test_csv__for_french_excel(world: World) -> None:
    text = (await written(world, "csv", "excel=fr&q=velo")).decode()

    assert text.startswith("\ufeffid;kind;")
    assert ";50,634;3,055;" in text
