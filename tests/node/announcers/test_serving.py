"""Which territories are served, and how that ends."""

from __future__ import annotations

import pytest

from node.announcers.serving import around, chosen, listed, serve, serve_all, unserve, unserve_all
from node.errors import Missing, NodeError
from node.store import follows, towns
from tests.node.announcers.town_world import ARRAS, CLEF, LILLE, LOMME, MEL, REGION, town
from tests.node.ground import Ground


async def test_chosen__by_code_or_name(ground: Ground) -> None:
    assert chosen(ground.home, "Lille", inside=False) == [LILLE]
    assert chosen(ground.home, LOMME, inside=True) == [LOMME]
    assert len(chosen(ground.home, MEL, inside=True)) == 96
    with pytest.raises(Missing):
        chosen(ground.home, "nulle part au monde", inside=False)


async def test_listed__with_who_follows(ground: Ground) -> None:
    town(ground, LILLE, CLEF)
    serve(ground.db, ground.home, [LILLE, REGION])

    assert [(each.name, each.alias, each.awake, each.followers) for each in listed(ground.db, ground.home)] == [
        ("commune_59350", "lille", True, 1),
        ("region_32", "hauts_de_france", False, 0),
    ]


async def test_around__what_contains_it_and_is_served(ground: Ground) -> None:
    serve(ground.db, ground.home, [LILLE, REGION, ARRAS])

    assert [each.slug for each in around(ground.db, ground.home, LOMME)] == [LILLE, REGION]


async def test_unserve__and_again(ground: Ground) -> None:
    id = town(ground, LILLE, CLEF)

    assert unserve(ground.db, ground.home, [LILLE]) == 1
    assert (follows.count_followers(ground.db, id), towns.is_served(ground.db, LILLE)) == (0, False)
    with pytest.raises(NodeError):
        unserve(ground.db, ground.home, [LILLE])

    assert serve(ground.db, ground.home, [LILLE]) == 1
    assert towns.speaks(ground.db, id)


async def test_unserve__one_of_all(ground: Ground) -> None:
    serve_all(ground.db)
    ground.say(territory=[LOMME])
    assert {each.territory.slug for each in listed(ground.db, ground.home)} >= {LILLE, LOMME, MEL, REGION}

    unserve(ground.db, ground.home, [LILLE])

    assert LILLE not in {each.territory.slug for each in listed(ground.db, ground.home)}
    assert not towns.is_served(ground.db, LILLE)
    unserve_all(ground.db, ground.home)
    assert listed(ground.db, ground.home) == []


async def test_follow__of_what_is_served_no_longer_is_refused(ground: Ground) -> None:
    id = town(ground, LILLE)
    unserve(ground.db, ground.home, [LILLE])
    ground.meet(CLEF)

    assert await ground.hear(CLEF.says("Follow", id)) == "not served any more"
    assert follows.count_followers(ground.db, id) == 0


async def test_undo__of_a_follow_named_by_its_address(ground: Ground) -> None:
    id = town(ground, LILLE)
    ground.meet(CLEF)
    follow = CLEF.says("Follow", id)
    assert await ground.hear(follow) == "accepted"

    assert await ground.hear(CLEF.says("Undo", follow["id"])) == "follow undone"
    assert follows.count_followers(ground.db, id) == 0


async def test_remove__a_follower_that_is_gone(ground: Ground) -> None:
    id = town(ground, LILLE, CLEF)

    assert await ground.hear(CLEF.says("Delete", CLEF.id)) == "actor gone"
    assert follows.count_followers(ground.db, id) == 0
