"""What stood in a territory before its actor was followed: the follower's node reads it; nobody is sent it."""

from __future__ import annotations

import asyncio

import orjson

from node import outboxes
from node.announcers.backlog import fill, wants
from node.announcers.subject import subject_of
from node.announcers.worker import TownWorker
from node.store import follows, towns
from tests.node.announcers.town_world import ARRAS, CLEF, LILLE, LOMME, PANIER, VILLE, announced, said, to, told, town
from tests.node.ground import Document, Ground
from vocab.context import PUBLIC


def page(ground: Ground, actor: str, since: str, *, more: bool = False) -> Document:
    """A page of an actor's log, as a follower's node reads it."""
    address = f"{actor}/outbox?since={since}"
    found = outboxes.since(ground.db, ground.home, actor, since, CLEF.id, address, more)
    return orjson.loads(found)  # type: ignore[no-any-return]


async def test_fill__tells_what_stood_there_before__to_nobody(ground: Ground) -> None:
    here = [ground.say(name=name, territory=[LOMME]).id for name in ("Un", "Deux")]
    ground.say(name="Ailleurs", territory=[ARRAS])
    ground.say(name="Entre nous", territory=[LILLE], policy="network-only")
    ground.say(name="Abonnés", territory=[LILLE], visibility="followers")
    ground.clock.at += 60
    lille = town(ground, LILLE, CLEF, VILLE)
    assert said(ground) == []

    assert fill(ground.db, ground.home, lille) is False

    items = page(ground, lille, "0")["orderedItems"]
    assert isinstance(items, list)
    assert [each["object"]["object"]["id"] for each in items] == here
    assert all(each["type"] == "Announce" and each["actor"] == lille for each in items)
    assert not any(to(ground, peer, each) for each in items for peer in (CLEF, VILLE))
    assert fill(ground.db, ground.home, lille) is False
    assert page(ground, lille, "0")["orderedItems"] == items


async def test_fill__from_there_on_it_is_like_all_that_was_told(ground: Ground) -> None:
    offer, other = (ground.say(name=name, territory=[LILLE]).id for name in ("Un", "Deux"))
    ground.clock.at += 60
    lille = town(ground, LILLE, CLEF, VILLE)
    fill(ground.db, ground.home, lille)

    ground.clock.at += 60
    ground.say(id=offer, name="Autrement", territory=[LILLE])
    (update,) = announced(ground)
    assert update["object"]["type"] == "Update"
    assert to(ground, CLEF, update) and not to(ground, VILLE, update)
    ground.withdraw(offer)
    (delete,) = announced(ground)
    assert delete["object"]["type"] == "Delete" and to(ground, CLEF, delete)
    ground.say(id=other, name="Plus ici", territory=[ARRAS])
    (undo,) = announced(ground)
    assert (undo["type"], undo["object"]["object"]) == ("Undo", other)
    assert to(ground, CLEF, undo) and not to(ground, VILLE, undo)
    assert told(ground, other) == {}


async def test_fill__what_came_from_elsewhere_goes_with_its_proof(ground: Ground) -> None:
    ground.follow(PANIER)
    record = PANIER.record(areaServed=["territory:fr/commune/59350"])
    await ground.hear(PANIER.says("Create", record, to=[PUBLIC]))
    towns.drop_activities(ground.db)
    lille = town(ground, LILLE, CLEF)
    fill(ground.db, ground.home, lille)

    assert [each["object"] for each in page(ground, lille, "0")["orderedItems"]] == [record]  # type: ignore[attr-defined]


async def test_fill__what_is_news_is_left_to_be_told_to_everybody(ground: Ground) -> None:
    lille = town(ground, LILLE, CLEF, VILLE)
    offer = ground.say(territory=[LILLE]).id

    fill(ground.db, ground.home, lille)

    assert told(ground, offer) == {}
    assert [about for *_, about in said(ground)] == [offer, offer]


async def test_fill__a_follower_reads_on_until_all_was_told(ground: Ground) -> None:
    offers = [ground.say(name=str(number), territory=[LILLE]).id for number in range(5)]
    ground.clock.at += 60
    lille = town(ground, LILLE, CLEF)

    read, since = [], "0"
    while True:
        more = fill(ground.db, ground.home, lille, 2)
        found = page(ground, lille, since, more=more)
        read += [each["object"]["object"]["id"] for each in found["orderedItems"]]  # type: ignore[attr-defined]
        if "next" not in found:
            break
        since = str(found["upTo"])
        assert str(found["next"]).endswith(f"?since={since}")

    assert read == offers


async def test_wants__followers_of_what_is_served_alone(ground: Ground) -> None:
    ground.say(territory=[LILLE])
    ground.clock.at += 60
    lille = town(ground, LILLE, CLEF)
    ground.meet(PANIER)
    follows.put(ground.db, PANIER.id, lille, "f", "asked", "2026")

    assert wants(ground.db, ground.home, lille, CLEF.id)
    assert not any(wants(ground.db, ground.home, lille, reader) for reader in (None, PANIER.id, VILLE.id))
    assert not wants(ground.db, ground.home, ground.me, CLEF.id)
    towns.put(ground.db, [LILLE], "stopped", "2027")
    assert not wants(ground.db, ground.home, lille, CLEF.id)
    assert fill(ground.db, ground.home, lille) is False
    towns.put(ground.db, [LILLE], "served", "2028")
    assert wants(ground.db, ground.home, lille, CLEF.id)
    fill(ground.db, ground.home, lille)
    assert not wants(ground.db, ground.home, lille, CLEF.id)


async def test_worker__fills_a_page_at_each_reading(ground: Ground) -> None:
    for number in range(210):
        ground.say(name=str(number), territory=[LILLE])
    ground.clock.at += 60
    lille = town(ground, LILLE, CLEF)
    worker = TownWorker(ground.home, ground.store, asyncio.Event())

    assert [await worker.fill(lille, each) for each in (None, CLEF.id, CLEF.id)] == [False, True, False]
    lille_is = subject_of(LILLE, ground.home.vocabulary)
    assert lille_is is not None
    assert len(towns.untold(ground.db, lille_is.sought, lille, towns.position(ground.db), 500)) == 0
