"""Whole views: everything once, in the order asked, and nothing that is not, or no longer, for whoever asks."""

from __future__ import annotations

import csv
import hashlib
import io
import re
import zipfile
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import orjson
import pytest
import rdflib

from node import exporting
from node.asking import Asker, anybody, with_token
from node.exporting import Exporter, View
from node.formats.conditions import NAMES
from node.query import PARAMETERS
from node.store import entries, records, tokens
from tests.node.directory_world import ARRAS, LILLE, NOW, Clock, World
from tests.vocabulary import VOCABULARY
from vocab.context import RECORD
from vocab.vocabulary import Vocabulary

MANY = 25
GRAPHS = ("jsonld", "ttl", "nq")


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return VOCABULARY


@pytest.fixture
async def world(vocabulary: Vocabulary, monkeypatch: pytest.MonkeyPatch) -> World:
    """Records read four at a time, so that a few of them are a long view."""
    monkeypatch.setattr(exporting, "READ", 4)
    monkeypatch.setitem(exporting.FORMS, "csv", replace(exporting.FORMS["csv"], step=2))
    world = await World.open(vocabulary)
    for number in range(MANY):
        world.put(f"Offre {number:02d}", host=f"{'ab'[number % 2]}.example", location=LILLE)
    return world


async def view_of(
    world: World, asked: str = "sort=name", form: str = "csv", asker: Asker = anybody, most: int = 100
) -> View:
    return await Exporter(world.directory).view(world.query(asked), asker, form, "fr", most=most)


async def written(world: World, view: View, form: str = "csv") -> bytes:
    return b"".join([piece async for piece in Exporter(world.directory).stream(view, form)])


def names(body: bytes) -> list[str]:
    return [row["name"] for row in csv.DictReader(io.StringIO(body.decode()))]


async def begun(world: World, view: View, pieces: int) -> tuple[list[bytes], AsyncIterator[bytes]]:
    """An export of which a few pieces have left."""
    stream = Exporter(world.directory).stream(view, "csv")
    return [await anext(stream) for _ in range(pieces)], stream


async def rest(parts: list[bytes], stream: AsyncIterator[bytes]) -> list[str]:
    return names(b"".join([*parts, *[piece async for piece in stream]]))


@pytest.mark.parametrize("asked", ["sort=name", "sort=updated", "near=50.6,3.05&sort=distance", "q=offre"])
async def test_view__is_what_the_pages_are(world: World, asked: str) -> None:
    found = names(await written(world, await view_of(world, asked)))

    assert found == await world.names(f"{asked}&limit=100")
    assert len(found) == MANY


async def test_view__says_what_was_asked(world: World) -> None:
    body: dict[str, Any] = orjson.loads(
        await written(world, await view_of(world, "territory=fr-commune-59350&q=offre&sort=name", "geojson"), "geojson")
    )

    assert body["name"] == "Annuaire : Test"
    assert body["description"] == "Recherche : offre; Territoire : Lille; Tri : par nom."
    assert body["license"] == "Licence Ouverte 2.0"
    assert body["attribution"].startswith("Source : Test, https://here.example, 2026-11-23.")
    assert body["sources"] == [{"origin": "a.example", "count": 13}, {"origin": "b.example", "count": 12}]
    assert (body["numberMatched"], body["numberReturned"], len(body["features"])) == (MANY, MANY, MANY)


async def test_view__licences_of_several_sorts_are_counted(world: World) -> None:
    world.put("Part", policy="commons-share-alike", license="https://spdx.org/licenses/ODbL-1.0")

    body = orjson.loads(await written(world, await view_of(world, "", "geojson"), "geojson"))

    assert body["license"].startswith("Plusieurs licences")
    assert [(each["name"], each["count"]) for each in body["licenses"]] == [
        ("Licence Ouverte 2.0", MANY),
        ("Licence ODbL 1.0", 1),
    ]


async def test_conditions__have_words_for_every_parameter(world: World) -> None:
    presentation = {"facets", "cursor", "limit", "view", "shade", "excel", "lang"}

    assert set(NAMES) == PARAMETERS - presentation


async def test_moved_meanwhile__has_no_relation_any_more(world: World) -> None:
    view = await view_of(world, "territory=fr-commune-59350&sort=name")
    parts, stream = await begun(world, view, 2)
    world.put("Offre 19", host="b.example", location=ARRAS)
    body = b"".join([*parts, *[piece async for piece in stream]]).decode()

    relations = {row["name"]: row["relation"] for row in csv.DictReader(io.StringIO(body))}

    assert (relations["Offre 18"], relations["Offre 19"]) == ("placed", "")


async def test_limit__is_said(world: World) -> None:
    view = await view_of(world, form="geojson", most=10)
    body = orjson.loads(await written(world, view, "geojson"))

    assert (view.about.total, view.about.count, view.about.cut) == (MANY, 10, True)
    assert (body["numberMatched"], body["numberReturned"]) == (MANY, 10)
    assert "Seules les 10 premières fiches sur 25" in body["description"]


async def test_limit__of_exactly_as_many_is_no_limit(world: World) -> None:
    view = await view_of(world, most=MANY)

    assert not view.about.cut
    assert view.about.notice is None


async def test_withdrawn_meanwhile__is_left_out(world: World) -> None:
    view = await view_of(world)
    parts, stream = await begun(world, view, 2)
    num = world.db.execute("SELECT num FROM entries WHERE name = 'offre 20'").fetchone()[0]
    entries.remove(world.db, num)

    found = await rest(parts, stream)

    assert found == [f"Offre {number:02d}" for number in range(MANY) if number != 20]


async def test_closed_meanwhile__is_left_out(world: World) -> None:
    view = await view_of(world)
    parts, stream = await begun(world, view, 2)
    world.put("Offre 19", host="b.example", policy="network-only", location=LILLE)

    assert "Offre 19" not in await rest(parts, stream)


async def test_changed_meanwhile__comes_once_as_it_now_is(world: World) -> None:
    view = await view_of(world)
    parts, stream = await begun(world, view, 2)
    world.put("Offre 01", host="b.example", updated="2026-11-01T10:00:00.000Z", location=LILLE)
    world.put("Offre 21", host="b.example", updated="2026-11-01T10:00:00.000Z", content="<p>Neuf</p>", location=LILLE)

    found = await rest(parts, stream)

    assert found == [f"Offre {number:02d}" for number in range(MANY)]


async def test_new_meanwhile__is_not_half_in(world: World) -> None:
    view = await view_of(world)
    parts, stream = await begun(world, view, 2)
    world.put("Offre 15 bis")

    assert "Offre 15 bis" not in await rest(parts, stream)


async def test_number_of_a_forgotten_record__is_not_taken_for_it(world: World) -> None:
    view = await view_of(world)
    parts, stream = await begun(world, view, 2)
    num = world.db.execute("SELECT max(num) FROM records").fetchone()[0]
    entries.remove(world.db, num)
    records.forget(world.db, num)
    world.put("Autre chose")
    assert world.db.execute("SELECT max(num) FROM records").fetchone()[0] == num

    assert await rest(parts, stream) == [f"Offre {number:02d}" for number in range(MANY - 1)]


async def test_token_revoked_meanwhile__takes_reciprocal_records_along(world: World) -> None:
    for number in range(8):
        world.put(f"Réciproque {number}", policy="reciprocal-ess")
    hash = hashlib.sha256(b"secret").hexdigest()
    member, network = "https://here.example/actors/m", "https://net.example/actors/n"
    tokens.keep(world.db, hash, member, "read", "2026-11-23T10:00:00.000Z")
    world.db.execute("INSERT INTO memberships VALUES (?, ?, 'x', 'accepted', 'x')", (network, member))
    view = await view_of(world, "q=reciproque&sort=name", asker=with_token(hash, Clock(NOW)))
    parts, stream = await begun(world, view, 2)
    tokens.revoke(world.db, hash, "2026-11-23T10:00:00.000Z")

    assert (len(view.listed), await rest(parts, stream)) == (8, [f"Réciproque {number}" for number in range(4)])


async def test_nobody_waits__ends_it(world: World) -> None:
    view, asked = await view_of(world, "", "xlsx"), [True, True, False]
    stream = Exporter(world.directory).stream(view, "xlsx", lambda: asked.pop(0))

    with pytest.raises(ConnectionResetError):
        await anext(stream)

    assert asked == []


async def test_digest__changes_with_a_record_and_with_time(world: World) -> None:
    world.put("Échéance", deadline="2026-12-31")
    first = (await view_of(world)).listed.digest
    again = (await view_of(world)).listed.digest
    world.put("Offre 03", host="b.example", updated="2026-11-01T10:00:00.000Z")
    changed = (await view_of(world)).listed.digest
    world.now = NOW + 100 * 86400
    later = (await view_of(world)).listed.digest

    assert first == again
    assert len({first, changed, later}) == 3


# -- graphs ------------------------------------------------------------------------------------------------------------


def liar(world: World) -> str:
    """A record whose JSON-LD reading says another author than its JSON."""
    return world.put(
        "Menteur",
        **{
            "@context": ["https://www.w3.org/ns/activitystreams", {"x": {"@id": "as:attributedTo", "@type": "@id"}}],
            "x": "https://other.example/actors/o",
        },
    )


@pytest.mark.parametrize("form", GRAPHS)
async def test_graph__a_document_whose_views_disagree_is_left_out(world: World, form: str) -> None:
    id = liar(world)

    body = (await written(world, await view_of(world, "", form), form)).decode()

    assert id not in body
    assert "https://a.example/objects/offre00" in body
    assert "ne disent pas la même chose : 1." in body


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
async def test_nquads__a_graph_for_each_owner(world: World) -> None:
    body = await written(world, await view_of(world, "", "nq"), "nq")
    dataset = rdflib.Dataset().parse(data=body, format="nquads")

    graphs = {str(graph.identifier) for graph in dataset.graphs() if len(graph)}
    name = rdflib.URIRef("https://www.w3.org/ns/activitystreams#name")
    view = rdflib.URIRef("https://here.example/directory.nq")
    said = dataset.graph(view + "#about")

    assert graphs == {
        "https://a.example/actors/a",
        "https://b.example/actors/a",
        "https://here.example/directory.nq#about",
    }
    mine = dataset.graph(rdflib.URIRef("https://b.example/actors/a"))
    assert {str(subject) for subject in mine.subjects(name)} >= {"https://b.example/objects/offre01"}
    assert not [subject for subject in mine.subjects(name) if "a.example" in subject]
    assert list(said.objects(view, rdflib.DCTERMS.license)) == [rdflib.URIRef("https://spdx.org/licenses/etalab-2.0")]
    assert str(said.value(view, rdflib.DCTERMS.bibliographicCitation)).startswith("Source : Test")


async def test_nquads__what_is_shared_alike_stands_apart(world: World) -> None:
    world.put("Part", policy="commons-share-alike", publishes={"id": "https://b.example/objects/x", "type": "Intent"})

    lines = (await written(world, await view_of(world, "q=part", "nq"), "nq")).decode().splitlines()
    said = [line for line in lines if "/objects/part> " in line]

    assert said
    assert all(line.endswith(" <https://a.example/actors/a#commons-share-alike> .") for line in said)
    assert not [line for line in lines if line.startswith("<https://b.example/")], "nobody speaks for another"
    assert any("vf#Proposal>" in line for line in said)


@pytest.mark.parametrize(
    "license", ["https://a.example/> <b", "https://a.example/a b", 'x://"', "https://a.example/\n"]
)
async def test_nquads__a_licence_cannot_end_a_line(world: World, license: str) -> None:
    world.put("Odd", license=license)

    lines = (await written(world, await view_of(world, "q=odd", "nq"), "nq")).decode().splitlines()

    assert all(re.fullmatch(r'<[^<>"]+> <[^<>"]+> (<[^<>"]+>|"([^"\\]|\\.)*"\S*) <[^<>"]+> \.', line) for line in lines)


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
async def test_turtle__says_what_nquads_say(world: World) -> None:
    quads = rdflib.Dataset().parse(data=await written(world, await view_of(world, "", "nq"), "nq"), format="nquads")
    turtle = rdflib.Graph().parse(data=await written(world, await view_of(world, "", "ttl"), "ttl"), format="turtle")

    def plain(triples: Any) -> set[tuple[str, ...]]:
        found = {tuple(str(term) for term in triple[:3]) for triple in triples}
        return {triple for triple in found if not triple[0].startswith("https://here.example/directory")}

    assert plain(turtle) == plain(quads.quads())
    assert len(plain(turtle)) > 5 * MANY


async def test_jsonld__whole_collection(world: World) -> None:
    body = orjson.loads(await written(world, await view_of(world, "sort=name", "jsonld"), "jsonld"))

    assert body["type"] == "OrderedCollection"
    assert body["id"] == "https://here.example/directory.jsonld?sort=name"
    assert [each["name"] for each in body["orderedItems"]] == [f"Offre {number:02d}" for number in range(MANY)]
    assert body["orderedItems"][0] == world.documents["https://a.example/objects/offre00"]
    assert body["license"] == ["https://spdx.org/licenses/etalab-2.0"]
    assert "Source : Test" in body["summary"]


@pytest.mark.parametrize("form", ["csv", "geojson", "xlsx"])
async def test_tables__say_from_the_fields_alone_what_the_whole_documents_say(
    world: World, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.put("Odd", lastConfirmed="2026-01-02", **{"@context": [*RECORD, {"odd": "https://x.example/odd"}]})
    monkeypatch.setitem(exporting.FORMS, form, replace(exporting.FORMS[form], read=records.fields))
    view = await view_of(world, form=form)

    lean = await written(world, view, form)
    monkeypatch.setitem(exporting.FORMS, form, replace(exporting.FORMS[form], read=records.body))
    whole = await written(world, view, form)

    assert sheets(lean) == sheets(whole) if form == "xlsx" else lean == whole
    assert len(view.listed) == MANY + 1


def sheets(workbook: bytes) -> dict[str, bytes]:
    """What is in a workbook, the moment of its making aside."""
    with zipfile.ZipFile(io.BytesIO(workbook)) as file:
        return {name: file.read(name) for name in file.namelist() if name != "docProps/core.xml"}


async def test_worker__reads_what_the_tables_cannot(world: World) -> None:
    odd = [*RECORD, {"odd": {"@id": "https://x.example/odd", "@context": [{"inside": "https://x.example/inside"}]}}]
    for name in ("Odd", "Odd too"):
        world.put(name, **{"@context": odd})

    body = (await written(world, await view_of(world, "q=odd", "nq"), "nq")).decode()
    linked = orjson.loads(await written(world, await view_of(world, "q=odd&sort=name", "jsonld"), "jsonld"))

    assert "<https://a.example/objects/odd> " in body
    assert "<https://a.example/objects/oddtoo> " in body
    assert [each["name"] for each in linked["orderedItems"]] == ["Odd", "Odd too"]
