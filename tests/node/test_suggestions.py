"""Did you mean: what is proposed when nothing is found, and to whom."""

from __future__ import annotations

import pytest

from node.reader import Reader
from tests.node.directory_world import World
from tests.vocabulary import VOCABULARY
from vocab.vocabulary import Vocabulary

ADMIN = Reader("admin")
NETWORK = "https://net.example/actors/net"
MEMBER = Reader("member", actors=("https://m.example/actors/m",), networks=(NETWORK,))
LENS = {"type": "Place", "within": ["territory:fr/commune/62498"]}


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return VOCABULARY


@pytest.fixture
async def world(vocabulary: Vocabulary) -> World:
    world = await World.open(vocabulary)
    world.put("Réparation de tondeuses", location=LENS)
    world.put("Réparation de cafetières")
    world.put("Grainothèque")
    return world


async def proposed(world: World, asked: str, reader: Reader = ADMIN) -> list[tuple[str, int]]:
    answer = await world.ask(asked, reader)
    return [("&".join(f"{n}={v}" for n, v in each.query.pairs()), each.total) for each in answer.suggestions]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("reparatoin", ("q=réparation", 2)),
        ("tondeuze", ("q=tondeuses", 1)),
        ("reparatoin tondeuses", ("q=réparation tondeuses", 1)),
        ("reparatoin tondeuze", ("q=réparation tondeuses", 1)),
        ("grenothèque", ("q=grainothèque", 1)),
        ("Lense", ("territory=fr-commune-62498", 1)),
        ("réparation Lensse", ("q=réparation&territory=fr-commune-62498", 1)),
        ("réparation licornes", ("q=réparation", 2)),
        ("cafetières Lens", ("q=cafetières", 1)),
        ("tondeuses bleues Lens", ("q=tondeuses&territory=fr-commune-62498", 1)),
        ("zlens", ("territory=fr-commune-62498", 1)),
        ("llens-tondeuses", ("q=tondeuses", 1)),
    ],
)
async def test_misspelt__the_closest_that_finds_something(world: World, typed: str, first: tuple[str, int]) -> None:
    assert first in await proposed(world, "q=" + typed.replace(" ", "+"))


async def test_place__of_several_words_is_found_by_all_of_them(world: World) -> None:
    world.put("Roseraie", location={"type": "Place", "within": ["territory:fr/commune/94038"]})

    for typed in ("lhay-les-roses", "lhay les roses", "tondeuses"):
        said = [asked for asked, _ in await proposed(world, "q=" + typed.replace(" ", "+"))]
        assert ("territory=fr-commune-94038" in said) == (typed != "tondeuses")
        assert not any("q=-" in asked for asked in said)


async def test_place__that_has_nothing_gives_one_around_it(world: World) -> None:
    assert await proposed(world, "q=tondeuses&territory=fr-commune-62510") == [
        ("q=tondeuses&territory=fr-epci-246200364", 1),
        ("q=tondeuses&territory=fr-departement-62", 1),
        ("q=tondeuses&territory=fr-region-32", 1),
    ]


async def test_found__proposes_nothing(world: World) -> None:
    assert await proposed(world, "q=réparation") == []
    assert await proposed(world, "") == []
    assert await proposed(world, "q=licorne&q=réparation") == []


async def test_each__finds_what_it_says(world: World) -> None:
    for typed in ("reparatoin", "réparation licornes", "Lense", "q", "cafetières Lens"):
        for each in (await world.ask("q=" + typed.replace(" ", "+"), ADMIN)).suggestions:
            found = await world.directory.ask(each.query, ADMIN)
            assert found.found.total == each.total > 0


async def test_hidden__words_are_never_said(world: World) -> None:
    world.put("Ornithorynque", audience="network", to=[NETWORK + "/members"])
    world.put("Xylophoniste", audience="private")

    for reader, sees in ((Reader(), False), (MEMBER, True), (ADMIN, True)):
        said = await proposed(world, "q=ornithorinque", reader)
        assert (said == [("q=ornithorynque", 1)]) == sees
        assert sees or said == []
    assert await proposed(world, "q=xylophonixte", MEMBER) == []
    assert await proposed(world, "q=xylophonixte", ADMIN) == [("q=xylophoniste", 1)]
