"""Counts of further choices: each heeds every filter but its own, and equals what the choice would find."""

from __future__ import annotations

import itertools

import pytest

from tests.node.directory_world import ARRAS, LILLE, MEL, REGION, World
from tests.vocabulary import VOCABULARY
from vocab.vocabulary import Vocabulary

AM = "http://purl.org/essglobal/standard/activities-modified/"


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return VOCABULARY


@pytest.fixture
async def world(vocabulary: Vocabulary) -> World:
    world = await World.open(vocabulary)
    somewhere: list[dict[str, object]] = [
        {"location": LILLE},
        {"location": ARRAS},
        {"areaServed": [MEL]},
        {"areaServed": [REGION]},
    ]
    places = itertools.cycle(somewhere)
    for number, place in zip(range(24), places, strict=False):
        more = dict(place)
        if number % 3 == 0:
            more |= {"kind": "Listing", "purpose": None}
        elif number % 3 == 1:
            more |= {"purpose": "request"}
        sectors = [AM + "AM60", AM + "AM160", AM + "AM10"][: 1 + number % 3]
        world.put(f"Vélo numéro {number}", sector=sectors, need=["coop:need-livrer"], **more)  # type: ignore[arg-type]
    world.profile("Pédales")
    world.put("Pratique", kind="Practice", purpose=None, practice="charter:D03", level=3, sector=[AM + "AM60"])
    return world


@pytest.mark.parametrize(
    "asked",
    [
        "",
        "kind=request",
        "kind=organization",
        "kind=-organization",
        "sector=AM60",
        "q=velo",
        "territory=fr-region-32",
        "territory=fr-departement-59&kind=offer",
        "territory=fr-epci-200093201&relation=placed",
        "near=50.6,3.05&radius_km=10",
        "practice=D03",
        "practice=D03&kind=organization",
        "claimed=false&need=livrer",
    ],
)
async def test_count__equals_what_the_choice_finds(world: World, asked: str) -> None:
    answer = await world.ask(asked)
    counted = 0

    for facet, counts in answer.found.facets.items():
        pairs = [pair for pair in asked.split("&") if pair and not pair.startswith(facet + "=")]
        for value, n in counts:
            narrowed = "&".join([*pairs, f"{facet}={value}", "facets=none"])
            assert (await world.ask(narrowed)).found.total == n, (facet, value)
            counted += 1

    assert counted > 5


async def test_territory__goes_one_level_down(world: World) -> None:
    # One region: its départements, where those who serve the whole region count everywhere.
    assert await world.facet("territory") == {
        "fr-departement-59": 18,
        "fr-departement-62": 12,
        "fr-departement-02": 6,
        "fr-departement-60": 6,
        "fr-departement-80": 6,
    }
    assert set(await world.facet("territory", "territory=fr-region-32")) >= {"fr-departement-59", "fr-departement-62"}
    assert "fr-epci-200093201" in await world.facet("territory", "territory=fr-departement-59")
    assert "fr-commune-59350" in await world.facet("territory", "territory=fr-epci-200093201")
    assert await world.facet("territory", "territory=fr-commune-59350") == {}


async def test_facets__only_those_named(world: World) -> None:
    answer = await world.ask("facets=sector&facets=kind")

    assert list(answer.found.facets) == ["kind", "sector"]
    assert (await world.ask("facets=none")).found.facets == {}


async def test_facets__largest_first_then_by_value(world: World) -> None:
    counts = (await world.ask("facets=sector")).found.facets["sector"]

    assert counts == sorted(counts, key=lambda pair: (-pair[1], pair[0]))
