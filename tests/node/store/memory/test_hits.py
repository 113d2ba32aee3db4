"""What only the database can tell of a record is asked of it, and the rest is known: together as the tables say."""

from __future__ import annotations

import pytest

from node.clock import iso
from node.reader import Reader
from node.store import features
from node.store.memory.held import Held
from node.store.records import body
from node.store.search import Found, find
from tests.node.directory_world import ARRAS, LILLE, NOW, World
from vocab.vocabulary import Vocabulary

MEMBER = Reader("member", actors=("https://m.example/actors/m",), networks=("https://net.example/actors/net",))
BOXES = {
    "around Lille": (2.9, 50.5, 3.2, 50.7),
    "over the edge": (179.0, -18.0, -179.0, -16.0),
    "all": (-180, -90, 180, 90),
}
QUESTIONS = (
    "sort=name&facets=none",
    "sort=name&facets=none&kind=offer",
    "sort=name&facets=kind,origin",
    "q=velo&facets=none",
    "q=velo&facets=policy",
)


async def filled(words: Vocabulary) -> World:
    world = await World.open(words)
    policies = ("commons-open", "reciprocal-ess", "commons-share-alike", "network-only")
    for number, policy in enumerate(policies * 3):
        place = (LILLE, ARRAS, {"type": "Place"})[number // 4]
        name = f"{'vélo' if number % 5 else 'pain'} {number}"
        world.put(name, policy=policy, location=place, updated=f"2026-01-{number + 1:02}T10:00:00.000Z")
    world.profile("Les Pédales", location=LILLE, updated="2026-01-20T10:00:00.000Z")
    return world


@pytest.mark.parametrize("asked", QUESTIONS)
@pytest.mark.parametrize("box", BOXES)
@pytest.mark.parametrize("who", [Reader(), MEMBER, Reader("admin")])
@pytest.mark.parametrize("bulk", [False, True])
async def test_find__with_more_conditions__as_the_tables(
    words: Vocabulary, asked: str, box: str, who: Reader, bulk: bool
) -> None:
    world = await filled(words)
    held = Held()
    held.read(world.db, iso(NOW))
    also = {"box": features.within(BOXES[box]), "during": features.during("offer", "2026-01-03", "2026-01-18")}

    def found(there: Held | None) -> Found:
        return find(world.db, world.query(asked), who, words, body, now=iso(NOW), bulk=bulk, also=also, held=there)

    said = found(held)
    assert said == found(None)
    assert 0 < said.total < 12
