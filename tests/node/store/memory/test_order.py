"""Relevance where a word is in very many records: those that have it in their name come first, then the newest."""

from __future__ import annotations

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyroaring import BitMap

from node.reader import Reader
from node.store.memory import order
from node.store.memory.weights import Weights
from node.store.records import body
from node.store.search import find
from tests.node.directory_world import World
from vocab.vocabulary import Vocabulary

NAMED = ("Vélo de Lens", "Les vélos", "Vélo partagé")
OTHERS = ("Atelier", "Cantine", "Halle", "Jardin", "Forge")


async def filled(vocabulary: Vocabulary) -> World:
    world = await World.open(vocabulary)
    for number, name in enumerate((*NAMED, *OTHERS), 1):
        world.put(name, content="<p>vélo vélo</p>", updated=f"2026-01-{number:02}T10:00:00.000Z")
    world.put("Vélo au garage", content="<p>vélo</p>", updated="2026-01-20T10:00:00.000Z", kind="PracticeReport")
    world.put("Pain", content="<p>pain</p>", updated="2026-02-01T10:00:00.000Z")
    return world


def names(world: World, asked: str) -> list[str]:
    now = "2026-11-23T10:00:00.000Z"
    world.keeper.held.read(world.db, now)
    found = find(
        world.db,
        world.query(asked),
        Reader(),
        world.vocabulary,
        body,
        now=now,
        held=world.keeper.held,
    )
    return [str(orjson.loads(row.document)["name"]) for row in found.rows]


@pytest.mark.parametrize("most", [0, 5])
async def test_best__of_a_common_word_are_those_called_so(
    most: int, words: Vocabulary, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = await filled(words)
    monkeypatch.setattr(order, "MAX_RANKED", most)

    found = names(world, "q=velo")

    assert set(found[:4]) == {*NAMED, "Vélo au garage"}
    assert found[3] == "Vélo au garage"  # a report weighs less
    assert found[4:] == list(reversed(OTHERS))
    if most == 0:
        assert found[:3] == ["Vélo partagé", "Les vélos", "Vélo de Lens"]


async def test_best__of_common_words_that_few_have_together__goes_by_where_they_stand(
    words: Vocabulary, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = await World.open(words)
    for number, (name, content) in enumerate(
        (
            ("Halle", "atelier vélo"),
            ("Forge", "atelier vélo"),
            ("Grand atelier", "vélo"),
            ("Un atelier vélo", "rien"),
            ("Vélo, atelier", "rien"),
            ("Vélo", "seulement"),
        ),
        1,
    ):
        world.put(name, content=f"<p>{content}</p>", updated=f"2026-01-{number:02}T10:00:00.000Z")
    monkeypatch.setattr(order, "MAX_PLACES", 0)

    assert names(world, "q=velo atelier") == ["Vélo, atelier", "Un atelier vélo", "Grand atelier", "Forge", "Halle"]
    assert names(world, "q=velo atelier&updated_since=2026-01-02&q=-grand") == [
        "Vélo, atelier",
        "Un atelier vélo",
        "Forge",
    ]


async def test_best__of_a_common_word_heeds_the_other_filters(
    words: Vocabulary, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = await filled(words)
    monkeypatch.setattr(order, "MAX_RANKED", 0)

    assert names(world, "q=velo&updated_since=2026-01-03&kind=offer") == ["Vélo partagé", *reversed(OTHERS)]


numbers = st.sets(st.integers(1, 40))


@given(numbers, numbers, numbers, numbers)
def test_heaviest_first__groups_by_what_each_weighs(
    within: set[int], one: set[int], other: set[int], third: set[int]
) -> None:
    weights = Weights((((BitMap(one), 1.3), (BitMap(other), 0.6)), ((BitMap(third), 0.5),)))

    groups = [set(group) for group in weights.heaviest_first(BitMap(within))]

    assert set().union(*groups) == within
    assert sum(map(len, groups)) == len(within)
    heavy = [{weights.weigh(num, 1.0) for num in group} for group in groups]
    assert all(len(each) == 1 for each in heavy)
    assert [max(each) for each in heavy] == sorted((max(each) for each in heavy), reverse=True)
