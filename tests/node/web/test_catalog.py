"""`/catalog`: what a data portal harvests, and that nothing leaves by it that may not."""

from __future__ import annotations

import csv
import io
import re
import zipfile

import orjson
import pytest
from icalendar import Calendar
from rdflib import Graph, URIRef
from rdflib.compare import isomorphic
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF

from tests.node.ground import ORIGIN
from tests.node.web.harvest import GEO, Harvested, Taken, breaches, graph_of, harvest, take
from tests.node.web.served import BROWSER, Served
from vocab.context import SPDX

LILLE = "fr-commune-59350"
MEL = "fr-epci-200093201"


@pytest.fixture
async def stocked(node: Served) -> Served:
    """Two licences, what is reciprocal, what is for members, what is for nobody."""
    place = {"name": "Lille", "latitude": 50.63, "longitude": 3.06}
    await node.say(name="Vélos à prêter", territory=[LILLE], location=place)
    await node.say(name="Carte ouverte", license="ODbL-1.0", policy="commons-share-alike", territory=[MEL])
    await node.say(name="Canari réciproque", policy="reciprocal-ess")
    await node.say(name="Canari de membres", policy="network-only")
    await node.say(name="Canari privé", policy="private")
    await node.say(kind="practice", name="Nous comptons", practice="D03", level=3)
    return node


@pytest.mark.parametrize(
    "address", ["/catalog.ttl", "/catalog.jsonld?page_size=2", "/catalog.xml?page_size=1", "/catalog"]
)
async def test_harvest__each_form_page_by_page(stocked: Served, address: str) -> None:
    found = await harvest(stocked, address)

    assert found.pages == {"2": 3, "1": 5}.get(address[-1], 1)
    assert found.datasets().keys() == {"organizations", "offers-and-needs", "events", "practices", "territories"}
    assert not breaches(found.graph)


async def test_breaches__are_found(stocked: Served) -> None:
    """The shapes are worth something: what is taken away, or leads elsewhere, is missed."""
    graph = (await harvest(stocked, "/catalog.ttl?page_size=1")).graph
    catalog = URIRef(f"{ORIGIN}/catalog")
    dataset = next(graph.subjects(RDF.type, DCAT.Dataset))
    file = next(graph.subjects(RDF.type, DCAT.Distribution))
    point = graph.value(dataset, DCAT.contactPoint)
    assert not breaches(graph)

    for subject, property in (
        (catalog, DCTERMS.title), (catalog, DCTERMS.publisher), (dataset, DCTERMS.description),
        (dataset, DCAT.contactPoint), (dataset, DCAT.distribution), (file, DCAT.accessURL), (file, DCTERMS.license),
        (file, DCAT.mediaType), (URIRef(f"{ORIGIN}/actor"), FOAF.name), (point, RDF.type),
    ):  # fmt: skip
        assert subject is not None
        without = Graph()
        without += graph
        without.remove((subject, property, None))
        assert breaches(without), property
    without = Graph()
    without += graph
    without.set((dataset, DCTERMS.accrualPeriodicity, URIRef("https://example.org/often")))
    assert any("accrualPeriodicity" in each for each in breaches(without))


async def test_forms__say_the_same(stocked: Served) -> None:
    turtle, json, xml = [graph_of(await stocked.get(f"/catalog.{ext}", {})) for ext in ("ttl", "jsonld", "xml")]

    def but_where(graph: Graph, ext: str) -> Graph:
        text = graph.serialize(format="nt").replace(f"/catalog.{ext}?", "/catalog.?")
        return Graph().parse(data=text, format="nt")

    assert len(turtle) > 200
    assert isomorphic(but_where(turtle, "ttl"), but_where(json, "jsonld"))
    assert isomorphic(but_where(turtle, "ttl"), but_where(xml, "xml"))


async def test_dataset__a_file_for_each_licence_and_form(stocked: Served) -> None:
    found = await harvest(stocked, "/catalog.ttl")

    taken = await take(stocked, found, "offers-and-needs")

    assert len(taken) == 10 and {file.license for file in taken} == {f"{SPDX}etalab-2.0", f"{SPDX}ODbL-1.0"}
    for file in taken:
        assert (file.answer.status, file.answer.type) == (200, file.media_type), file.url
        assert "Canari" not in text_of(file)
        assert ("prêter" in text_of(file)) == ("etalab" in file.license), file.url
    tables = [file for file in taken if file.media_type == "text/csv"]
    for file in tables:
        rows = list(csv.DictReader(io.StringIO(file.answer.text)))
        assert len(rows) == file.count == 1
        assert {SPDX + row["license"] for row in rows} == {file.license}


async def test_dataset__says_what_is_left_out(stocked: Served) -> None:
    found = await harvest(stocked, "/catalog.ttl")
    dataset = found.datasets()["offers-and-needs"]

    assert "1 que leurs auteurs ne laissent pas emporter" in found.text(dataset, DCTERMS.description)
    assert "1 that their authors do not let" in found.text(dataset, DCTERMS.description, "en")
    # Of what not everybody may read, nobody is told that it is there.
    assert "2 que" not in found.text(dataset, DCTERMS.description)


async def test_dataset__of_several_licences_is_said_to_be_under_none_of_them(stocked: Served) -> None:
    graph = (found := await harvest(stocked, "/catalog.ttl")).graph

    assert str(graph.value(found.datasets()["offers-and-needs"], DCTERMS.license)).endswith("#several-licences")
    assert graph.value(found.datasets()["organizations"], DCTERMS.license) is None


async def test_dataset__empty_has_a_file_under_the_default_licence(stocked: Served) -> None:
    found = await harvest(stocked, "/catalog.ttl")

    taken = await take(stocked, found, "events")

    assert {(file.license, file.answer.status) for file in taken} == {(f"{SPDX}etalab-2.0", 200)}
    assert {file.count for file in taken if file.media_type != "text/calendar"} == {0}
    assert len(next(file for file in taken if file.media_type == "text/csv").answer.text.splitlines()) == 1


async def test_events__as_a_calendar_too(stocked: Served) -> None:
    said = {"kind": "event", "starts": "2027-03-01T10:00", "timezone": "Europe/Paris"}
    shown = await stocked.say(name="Fête", **said)
    await stocked.say(name="Fête ODbL", license="ODbL-1.0", policy="commons-share-alike", **said)
    await stocked.say(name="Canari", policy="network-only", **said)

    taken = await take(stocked, await harvest(stocked, "/catalog.ttl"), "events")

    calendars = {file.license: file for file in taken if file.media_type == "text/calendar"}
    assert calendars.keys() == {f"{SPDX}etalab-2.0", f"{SPDX}ODbL-1.0"} and len(taken) == 12
    calendar = Calendar.from_ical(calendars[f"{SPDX}etalab-2.0"].answer.text)
    assert [str(each["UID"]) for each in calendar.walk("VEVENT")] == [shown.id]
    # A calendar shows what is coming: how many records it has is not told.
    assert {file.count for file in calendars.values()} == {None}


async def test_identifiers__stay_when_records_change(stocked: Served) -> None:
    before = await harvest(stocked, "/catalog.ttl")
    stocked.ground.clock.at += 60
    await stocked.say(name="Encore", territory=[LILLE])
    after = await harvest(stocked, "/catalog.ttl")

    def identifiers(found: Harvested) -> set[str]:
        return {str(each) for each in found.graph.objects(None, DCTERMS.identifier)}

    assert identifiers(before) == identifiers(after)
    offers = before.datasets()["offers-and-needs"]
    assert str(before.graph.value(offers, DCTERMS.modified)) < str(after.graph.value(offers, DCTERMS.modified))


async def test_modified__moves_when_something_is_withdrawn(stocked: Served) -> None:
    said = await stocked.say(kind="event", name="Fête", starts="2027-03-01T10:00", timezone="Europe/Paris")
    before = await harvest(stocked, "/catalog.ttl")
    stocked.ground.clock.at += 60
    await stocked.withdraw(said.id)
    after = await harvest(stocked, "/catalog.ttl")

    events = before.datasets()["events"]
    assert str(before.graph.value(events, DCTERMS.modified)) < str(after.graph.value(events, DCTERMS.modified))


async def test_territory__its_own_catalogue_with_a_box_of_its_communes(stocked: Served) -> None:
    found = await harvest(stocked, f"/catalog.ttl?territory={MEL}&page_size=2")
    offers = found.datasets()["offers-and-needs"]

    assert found.pages == 2 and found.datasets().keys() == {"organizations", "offers-and-needs", "events"}
    assert "Métropole" in found.text(offers, DCTERMS.title) and not breaches(found.graph)
    place = found.graph.value(offers, DCTERMS.spatial)
    shape = found.graph.value(place, DCAT.bbox)
    assert shape is not None and shape.datatype == GEO.geoJSONLiteral  # type: ignore[attr-defined]
    surface = orjson.loads(str(shape))
    [[ring]] = surface["coordinates"]
    assert surface["type"] == "MultiPolygon" and ring[0] == ring[-1] and len(ring) == 5
    west, south = ring[0]
    assert 2.7 < west < 3.1 and 50.4 < south < 50.7
    files = await take(stocked, found, "offers-and-needs")
    assert sum(file.count or 0 for file in files if file.media_type == "text/csv") == 2


async def test_practices__counted_without_a_name(stocked: Served) -> None:
    found = await harvest(stocked, "/catalog.ttl")

    taken = {file.media_type: file for file in await take(stocked, found, "practices")}

    rows = list(csv.DictReader(io.StringIO(taken["text/csv"].answer.text)))
    assert [(row["practice"], row["level"], row["organizations"]) for row in rows] == [("D03", "3", "1")]
    assert taken["text/csv"].count == 1 and taken["text/csv"].answer.headers["Link"].startswith(
        f"<{ORIGIN}/catalog/practices-schema.json>"
    )
    assert "pedales" not in taken["text/csv"].answer.text and taken["application/json"].answer.json[0]["level"] == 3


async def test_territories__with_what_is_there(stocked: Served) -> None:
    found = await harvest(stocked, "/catalog.ttl")

    taken = {file.media_type: file for file in await take(stocked, found, "territories")}

    rows = {row["territory"]: row for row in csv.DictReader(io.StringIO(taken["text/csv"].answer.text))}
    assert taken["text/csv"].count == len(rows)
    assert rows[LILLE]["code"] == "59350" and int(rows[LILLE]["population"]) > 200_000
    assert (rows[MEL]["offers"], rows[MEL]["offers_serving"]) == ("1", "2")
    assert rows["fr-region-32"]["within"] == "" and MEL in rows[LILLE]["within"].split("|")


@pytest.mark.parametrize("table", ["practices", "territories"])
async def test_table_schema__names_the_columns(stocked: Served, table: str) -> None:
    schema = (await stocked.get(f"/catalog/{table}-schema.json", {})).json
    head = next(csv.reader(io.StringIO((await stocked.get(f"/catalog/{table}.csv", {})).text)))

    assert [column["name"] for column in schema["fields"]] == head
    assert schema["$schema"].endswith("table-schema.json") and set(schema["primaryKey"]) <= set(head)


@pytest.mark.parametrize("language", ["fr", "en"])
async def test_page__for_people(stocked: Served, language: str) -> None:
    answer = await stocked.get("/catalog", BROWSER | {"Accept-Language": language})

    assert (answer.status, answer.type) == (200, "text/html")
    assert {"fr": "Données ouvertes de", "en": "Open data of"}[language] in answer.text
    assert {"fr": "que leurs auteurs ne laissent pas", "en": "that their authors do not let"}[language] in answer.text
    assert "license=ODbL-1.0" in answer.text and "Canari" not in answer.text
    # A calendar shows what is coming: how many lines it has is not said.
    assert re.search(r"/feeds/directory\.ics[^<]*ICS[^<]*</a></li>", answer.text)
    assert '<link rel="alternate" type="text/turtle" href="/catalog.ttl">' in answer.text


@pytest.mark.parametrize(
    ("asked", "named"),
    [
        ("page=0", "page"),
        ("page_size=1000", "page_size"),
        ("page=x", "page"),
        ("territory=fr-commune-99999", "territory"),
    ],
)
async def test_refusals__name_the_parameter(node: Served, asked: str, named: str) -> None:
    answer = await node.get(f"/catalog.ttl?{asked}", {})
    page = await node.get(f"/catalog?{asked}", BROWSER)

    assert (answer.status, answer.json["parameter"]) == (400, named)
    assert page.status == 400 and page.type == "text/html"


async def test_refusals__no_such_page_and_no_such_form(node: Served) -> None:
    assert (await node.get("/catalog.ttl?page=9", {})).status == 404
    assert (await node.get("/catalog.ttl?nonsense=1", {})).status == 400
    assert (await node.get("/catalog", {"Accept": "image/png"})).status == 406
    assert (await node.get("/catalog", {"Accept": "application/xml"})).type == "application/rdf+xml"


async def test_answer__has_a_validator_and_the_next_page(stocked: Served) -> None:
    answer = await stocked.get("/catalog.ttl?page_size=2", {})
    again = await stocked.get("/catalog.ttl?page_size=2", {"If-None-Match": answer.headers["ETag"]})

    assert again.status == 304
    assert answer.headers["Link"] == f'<{ORIGIN}/catalog.ttl?page=2&page_size=2>; rel="next"'
    catalogs = list(Graph().parse(data=answer.text, format="turtle").subjects(RDF.type, DCAT.Catalog))
    assert [str(each) for each in catalogs] == [f"{ORIGIN}/catalog"]


def text_of(file: Taken) -> str:
    """What a file says, a workbook unpacked."""
    if not file.media_type.endswith("spreadsheetml.sheet"):
        return file.answer.text
    with zipfile.ZipFile(io.BytesIO(file.answer.body)) as book:
        return "".join(book.read(name).decode() for name in book.namelist())
