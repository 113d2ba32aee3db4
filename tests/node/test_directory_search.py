"""What the directory finds: words, kinds, places, values, pages."""

from __future__ import annotations

import pytest

from node.query import BadQuery
from node.store import entries
from tests.node.directory_world import ARRAS, LILLE, MEL, REGION, World, memory
from tests.vocabulary import VOCABULARY
from vocab.entry import read_entry
from vocab.vocabulary import Vocabulary

AM = "http://purl.org/essglobal/standard/activities-modified/"


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return VOCABULARY


@pytest.fixture
async def world(vocabulary: Vocabulary) -> World:
    return await World.open(vocabulary)


async def test_words__accents_plurals_and_case_are_forgiven(world: World) -> None:
    world.put("Réparation de vélos")
    world.put("Panier de légumes")

    assert await world.names("q=REPARATIONS+velo") == ["Réparation de vélos"]
    assert await world.names("q=légume") == ["Panier de légumes"]
    assert await world.names("q=velo+legume") == []


async def test_words__the_beginning_of_a_word_is_enough(world: World) -> None:
    world.put("Livraison en ville")

    assert await world.names("q=livr") == ["Livraison en ville"]
    assert await world.names("q=vraison") == []


async def test_words__repeats_widen_and_a_minus_refuses(world: World) -> None:
    world.put("Vélo cargo")
    world.put("Vélo pliant")
    world.put("Panier")

    assert sorted(await world.names("q=cargo&q=panier")) == ["Panier", "Vélo cargo"]
    assert await world.names("q=velo+-cargo") == ["Vélo pliant"]
    assert sorted(await world.names("q=-cargo")) == ["Panier", "Vélo pliant"]


async def test_words__synonyms_of_a_sector_and_names_of_places_are_found(world: World) -> None:
    world.put("Les Deux Roues", sector=[AM + "AM160"], location=LILLE)
    world.put("Autre chose", sector=[AM + "AM60"])
    synonym = next(word for word in world.vocabulary.schemes.sector.get("AM160").synonyms if " " not in word)  # type: ignore[union-attr]

    assert await world.names(f"q={synonym}") == ["Les Deux Roues"]
    assert await world.names("q=roues+lille") == ["Les Deux Roues"]


async def test_words__a_name_counts_more_than_a_text(world: World) -> None:
    world.put("Atelier", content="<p>On y trouve aussi un compost.</p>")
    world.put("Compost du quartier", content="<p>Ouvert à tous.</p>")

    assert await world.names("q=compost") == ["Compost du quartier", "Atelier"]


async def test_words__quotes_and_operators_are_only_words(world: World) -> None:
    world.put("Vélo")

    for text in ('"', "NEAR(", "velo*", "velo OR", "(", "name : velo", "''", "^velo"):
        await world.names("q=" + text)
    assert await world.names('q=velo"') == ["Vélo"]


async def test_words__stopwords_alone_find_nothing(world: World) -> None:
    world.put("Vélo")

    assert await world.names("q=de+la") == []


async def test_kind__profiles_and_listings_are_organisations(world: World) -> None:
    world.profile("Les Pédales")
    world.put("La Clef", kind="Listing", purpose=None)
    world.put("Un vélo")
    world.put("Une place", purpose="request")

    assert sorted(await world.names("kind=organization")) == ["La Clef", "Les Pédales"]
    assert await world.names("kind=organization&claimed=true") == ["Les Pédales"]
    assert await world.names("claimed=false") == ["La Clef"]
    assert sorted(await world.names("kind=offer&kind=request")) == ["Un vélo", "Une place"]
    assert sorted(await world.names("kind=-organization")) == ["Un vélo", "Une place"]


async def test_territory__every_item_says_its_relation(world: World) -> None:
    world.put("Dans Lille", location=LILLE)
    world.put("Sert la métropole", areaServed=[MEL])
    world.put("Sert Lomme", areaServed=["territory:fr/commune-associee/59355"])
    world.put("Sert la région", areaServed=[REGION])
    world.put("À Arras", location=ARRAS)

    assert await world.relations("territory=fr-commune-59350") == {
        "Dans Lille": "placed",
        "Sert Lomme": "serving",
        "Sert la métropole": "wider",
        "Sert la région": "wider",
    }
    assert await world.relations("territory=fr-epci-200093201") == {
        "Dans Lille": "placed",
        "Sert Lomme": "serving",
        "Sert la métropole": "serving",
        "Sert la région": "wider",
    }
    assert await world.relations("territory=fr-epci-200093201&relation=wider") == {"Sert la région": "wider"}
    assert set((await world.relations("")).values()) == {None}


async def test_territory__refusing_a_town_keeps_who_serves_the_region(world: World) -> None:
    world.put("Dans Lille", location=LILLE)
    world.put("Sert la région", areaServed=[REGION])

    assert await world.names("territory=-fr-commune-59350") == ["Sert la région"]


async def test_territory__both_relations_say_the_closest(world: World) -> None:
    world.put("Là et autour", location=LILLE, areaServed=[MEL])

    assert await world.relations("territory=fr-epci-200093201") == {"Là et autour": "placed"}
    assert await world.relations("territory=fr-epci-200093201&relation=serving") == {"Là et autour": "serving"}


async def test_values__repeats_widen_and_parameters_narrow(world: World) -> None:
    world.put("A", sector=[AM + "AM60"], need=["coop:need-manger"])
    world.put("B", sector=[AM + "AM160"], need=["coop:need-livrer"])
    world.put("C", sector=[AM + "AM60", AM + "AM160"], need=["coop:need-livrer"])

    assert sorted(await world.names("sector=AM60&sector=AM160")) == ["A", "B", "C"]
    assert sorted(await world.names("sector=AM60&need=livrer")) == ["C"]
    assert sorted(await world.names("sector=AM160&sector=-AM60")) == ["B"]
    assert sorted(await world.names(f"sector={AM}AM60")) == ["A", "C"]


async def test_identifier__with_and_without_its_register(world: World) -> None:
    number = {"type": "PropertyValue", "propertyID": "SIREN", "value": "123 456 782"}
    world.profile("Les Pédales", identifier=[number])
    world.put("Autre")

    assert await world.names("identifier=123456782") == ["Les Pédales"]
    assert await world.names("identifier=SIREN:123456782") == ["Les Pédales"]


async def test_area__box_and_circle_and_distance(world: World) -> None:
    world.put("Lille", location=LILLE)
    world.put("Arras", location=ARRAS)
    world.put("Nulle part")

    assert await world.names("bbox=3,50.6,3.1,50.7") == ["Lille"]
    assert await world.names("near=50.63,3.06&radius_km=5") == ["Lille"]
    assert await world.names("near=50.3,2.8&radius_km=100&sort=distance") == ["Arras", "Lille"]
    answer = await world.ask("near=50.634,3.055&radius_km=100&sort=distance")
    assert answer.found.rows[0].distance_km == 0.0
    assert answer.found.rows[1].distance_km == pytest.approx(42.9, abs=0.5)


async def test_area__across_the_180th_meridian(world: World) -> None:
    world.put("Fidji", location={"type": "Place", "latitude": -17.0, "longitude": 179.9})
    world.put("Samoa", location={"type": "Place", "latitude": -17.0, "longitude": -179.9})
    world.put("Lille", location=LILLE)

    assert sorted(await world.names("bbox=179,-18,-179,-16")) == ["Fidji", "Samoa"]
    assert sorted(await world.names("near=-17,179.95&radius_km=50")) == ["Fidji", "Samoa"]


async def test_practice__records_and_organisations(world: World) -> None:
    world.profile("Débutante", host="b.example")
    world.profile("Avancée", host="c.example")
    world.put("Ancien", host="c.example", kind="Practice", purpose=None, practice="charter:D03", level=1)
    world.put(
        "Récent", host="c.example", kind="Practice", purpose=None, practice="charter:D03", level=3,
        updated="2026-06-01T10:00:00.000Z",
    )  # fmt: skip
    world.put("Petit", host="b.example", kind="Practice", purpose=None, practice="charter:D03", level=1)

    assert sorted(await world.names("practice=D03")) == ["Ancien", "Petit", "Récent"]
    assert await world.names("practice=D03&min_level=2") == ["Récent"]
    assert sorted(await world.names("practice=D03&kind=organization")) == ["Avancée", "Débutante"]
    assert await world.names("practice=D03&min_level=2&kind=organization") == ["Avancée"]
    assert await world.names("practice=-D03") == []


async def test_practice__a_newer_report_decides_and_an_expired_one_does_not(world: World) -> None:
    world.profile("Pédales")
    world.put("Fiche", kind="Practice", purpose=None, practice="charter:D03", level=4)
    answers = [{"id": "#1", "type": "Answer", "practice": "charter:D03", "level": 1}]
    report = {"kind": "PracticeReport", "purpose": None, "answers": answers, "updated": "2026-05-01T10:00:00.000Z"}
    world.put("Bilan", **report)  # type: ignore[arg-type]

    assert await world.names("practice=D03&min_level=3&kind=organization") == []

    world.put("Bilan", **report, validUntil="2026-10-01")  # type: ignore[arg-type]
    assert await world.names("practice=D03&min_level=3&kind=organization") == ["Pédales"]


async def test_updated_since_and_origin_and_policy(world: World) -> None:
    world.put("Vieux", host="b.example:8443")
    world.put("Neuf", updated="2026-10-01T00:00:00.000Z", policy="commons-share-alike")

    assert await world.names("updated_since=2026-09-30") == ["Neuf"]
    assert await world.names("origin=b.example:8443") == ["Vieux"]
    assert await world.names("policy=commons-share-alike") == ["Neuf"]
    assert sorted(await world.names("license=etalab-2.0")) == ["Neuf", "Vieux"]


async def test_expired__is_found_and_marked(world: World) -> None:
    world.put("Fini", deadline="2026-11-22")
    world.put("Dernier jour", deadline="2026-11-23")

    answer = await world.ask("sort=name")

    assert [row.expired for row in answer.found.rows] == [False, True]


async def test_sort__newest_first_then_id(world: World) -> None:
    world.put("B")
    world.put("A")
    world.put("Neuf", updated="2026-02-01T00:00:00.000Z")

    assert await world.names() == ["Neuf", "A", "B"]
    assert await world.names("sort=name") == ["A", "B", "Neuf"]


@pytest.mark.parametrize("sort", ["updated", "name", "distance", "relevance"])
async def test_cursor__pages_give_everything_once(world: World, sort: str) -> None:
    for number in range(23):
        place = {"type": "Place", "latitude": 50 + number % 4 / 10, "longitude": 3.0}
        world.put(f"Vélo {number:02}", location=place, updated=f"2026-01-{1 + number % 5:02}T10:00:00.000Z")
    asked = f"q=velo&near=50,3&radius_km=200&sort={sort}&limit=5"

    whole = await world.names(asked.replace("limit=5", "limit=500"))
    found: list[str] = []
    answer = await world.ask(asked)
    while True:
        assert answer.found.total == 23
        found += [row.id for row in answer.found.rows]
        if answer.next is None:
            break
        answer = await world.ask(f"{asked}&cursor={answer.next}")

    assert len(whole) == 23
    assert [str(world.documents[id]["name"]) for id in found] == whole


async def test_cursor__of_another_question_is_refused(world: World) -> None:
    world.put("A")
    world.put("B")
    cursor = (await world.ask("limit=1")).next
    assert cursor is not None

    with pytest.raises(BadQuery, match="cursor"):
        await world.ask(f"kind=offer&limit=1&cursor={cursor}")
    with pytest.raises(BadQuery, match="cursor"):
        await world.ask(f"limit=1&cursor=A{cursor[1:]}")
    assert (await world.ask(f"limit=7&cursor={cursor}")).found.facets == {}


async def test_index__any_order_gives_the_same_answer(vocabulary: Vocabulary) -> None:
    first, second = await World.open(vocabulary), await World.open(vocabulary)
    names = [f"Vélo {number} atelier" for number in range(12)]
    for name in names:
        first.put(name, sector=[AM + "AM60"], location=LILLE)
    for name in reversed(names):
        second.put("Brouillon " + name[-9:], host="z.example")
        second.put(name, location=ARRAS)
        second.put(name, sector=[AM + "AM60"], location=LILLE)
    for _ in names:
        num = second.db.execute("SELECT num FROM entries WHERE owner LIKE 'https://z%' LIMIT 1").fetchone()
        if num:
            entries.remove(second.db, num[0])

    for asked in ("q=velo+atelier", "", "territory=fr-region-32", "sector=AM60&q=atelier&sort=name&limit=3"):
        one, two = await first.ask(asked), await second.ask(asked)
        assert [row.id for row in one.found.rows] == [row.id for row in two.found.rows]
        assert (one.found.total, one.found.facets, one.next) == (two.found.total, two.found.facets, two.next)


async def test_remove__leaves_nothing_behind(world: World) -> None:
    id = world.put("Vélo", location=LILLE, sector=[AM + "AM60"])
    report = world.put("Bilan", kind="Practice", purpose=None, practice="charter:D03", level=2)
    for (num,) in world.db.execute("SELECT num FROM records WHERE id IN (?, ?)", (id, report)).fetchall():
        entries.remove(world.db, num)

    for table in (
        "entries",
        "entry_tags",
        "entry_counts",
        "entry_readers",
        "statements",
        "entry_points",
        "entry_words",
    ):
        assert world.db.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,)


def test_index__who_refuses_is_taken_out(vocabulary: Vocabulary) -> None:
    db = memory()
    document: dict[str, object] = {
        "id": "https://a.example/1",
        "type": "Event",
        "attributedTo": "https://a.example/a",
        "name": "Fête",
        "indexable": False,
    }
    entry = read_entry(document, vocabulary)
    assert entry is not None

    entries.index(
        db, 1, entry, vocabulary, audience="public", policy="commons-open", origin="a.example", version="2026"
    )

    assert db.execute("SELECT count(*) FROM entries").fetchone() == (0,)
