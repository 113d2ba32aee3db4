"""Squares: memory says of each what the tables say, for whoever asks, and nothing that they may not see."""

from __future__ import annotations

import random

import pytest

from node.clock import iso
from node.map.window import grid_of
from node.reader import Reader
from node.store import spots
from node.store.memory.held import Held
from node.store.records import body
from node.store.squares import FEW, Square, rows, squares
from tests.node.directory_world import NOW, World
from vocab.vocabulary import Vocabulary

MEMBER = Reader("member", actors=("https://m.example/actors/m",), networks=("https://net.example/actors/net",))
WINDOWS = (((2.5, 50.2, 3.5, 51.0), 8), ((3.0, 50.6, 3.1, 50.7), 13), ((-180.0, -85.0, 180.0, 85.0), 0))


def filled(world: World) -> None:
    """Thirty at one spot, as many all around, some for members alone, some nowhere."""
    chance = random.Random(1)
    for number in range(60):
        place = (50.6318, 3.0471) if number < 30 else (50 + chance.random(), 2.5 + chance.random())
        point = {"type": "Place", "latitude": place[0], "longitude": place[1]}
        policy = ("commons-open", "reciprocal-ess", "network-only")[number % 3]
        world.put(f"{'vélo' if number % 2 else 'pain'} {number}", policy=policy, location=point)
    world.put("nulle part", location={"type": "Place"})
    world.put("au sud", location={"type": "Place", "latitude": -33.4, "longitude": -70.6})


def plain(found: list[Square]) -> list[tuple[object, ...]]:
    """Squares in one order, means to what a map can show."""
    return sorted(
        (each.count, round(each.latitude, 9), round(each.longitude, 9), each.west, each.south, each.east, each.north,
         tuple(sorted(each.nums)))
        for each in found
    )  # fmt: skip


@pytest.mark.parametrize("who", [Reader(), MEMBER, Reader("admin")])
@pytest.mark.parametrize("asked", ["", "q=velo", "kind=offer&bbox=3.0,50.5,3.2,50.8"])
async def test_squares__from_memory_as_from_the_tables(words: Vocabulary, who: Reader, asked: str) -> None:
    world = await World.open(words)
    filled(world)
    held = Held()
    held.read(world.db, iso(NOW))

    for window, zoom in WINDOWS:
        grid, query = grid_of(window, zoom), world.query(asked)
        known = squares(world.db, query, who, words, grid, now=iso(NOW), held=held)

        assert plain(known) == plain(squares(world.db, query, who, words, grid, now=iso(NOW)))
        listed = await world.directory.ask(world.query(f"{asked}&limit=500"), who)
        assert 0 < sum(each.count for each in known) <= listed.found.total
        west, south, east, north = grid.box
        assert all(west <= each.west and each.east <= east and each.south >= south for each in known)
        assert all(len(each.nums) == (each.count if each.count <= FEW else 0) for each in known)


async def test_squares__of_many__count_as_exactly_and_tell_of_few_the_same(
    words: Vocabulary, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = await World.open(words)
    filled(world)
    held = Held()
    held.read(world.db, iso(NOW))
    monkeypatch.setattr("node.store.squares.MANY", 10)
    monkeypatch.setattr("node.store.squares._SAMPLE", 9)

    for window, zoom in WINDOWS:
        grid, query = grid_of(window, zoom), world.query("")
        exact = squares(world.db, query, Reader(), words, grid, now=iso(NOW))
        rough = squares(world.db, query, Reader(), words, grid, now=iso(NOW), held=held)

        assert sorted(each.count for each in rough) == sorted(each.count for each in exact)
        assert plain([each for each in rough if each.nums]) == plain([each for each in exact if each.nums])
        for each in rough:
            assert each.west <= each.longitude <= each.east and each.south <= each.latitude <= each.north
            assert sum(_holds(each, other) for other in exact) == 1


def _holds(rough: Square, exact: Square) -> bool:
    across = rough.west <= exact.west and exact.east <= rough.east
    return across and rough.south <= exact.south and exact.north <= rough.north and rough.count == exact.count


@pytest.mark.parametrize("who", [Reader(), MEMBER, Reader("admin")])
@pytest.mark.parametrize("asked", ["", "q=velo", "kind=request"])
async def test_extent_and_counts__from_memory_as_from_the_tables(words: Vocabulary, who: Reader, asked: str) -> None:
    world = await World.open(words)
    filled(world)
    world.put("placé", location={"type": "Place", "within": ["territory:fr/commune/59350"]})
    held = Held()
    held.read(world.db, iso(NOW))
    query, slugs = world.query(asked), ("fr-commune-59350", "fr-epci-200093201", "fr-region-32", "fr-commune-62041")

    def both(there: Held | None) -> tuple[object, object]:
        kwargs = {"now": iso(NOW), "held": there}
        return (
            spots.extent(world.db, query, who, words, **kwargs),  # type: ignore[arg-type]
            spots.counts(world.db, query, who, words, slugs, **kwargs),  # type: ignore[arg-type]
        )

    assert both(held) == both(None)
    if not asked:
        assert both(held)[1]


async def test_rows__of_what_the_reader_may_see(words: Vocabulary) -> None:
    world = await World.open(words)
    filled(world)
    grid = grid_of(*WINDOWS[0])
    every = squares(world.db, world.query("facets=none"), Reader("admin"), words, grid, now=iso(NOW))
    nums = [num for each in every for num in each.nums]

    seen = rows(world.db, nums, Reader(), body, now=iso(NOW))

    closed = sum(b"network-only" in body(world.db, num) for num in nums)
    assert closed and len(seen) == len(nums) - closed
    assert all(b"network-only" not in row.document for row in seen.values())
