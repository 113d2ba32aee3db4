"""The actors of territories come into being when somebody asks, and say what they are."""

from __future__ import annotations

import pytest

from federation.actors import actor_from_document
from federation.errors import Later
from node.announcers.serving import chosen, serve, serve_all
from node.announcers.subject import subject_of
from node.announcers.waking import RESTING, Waker
from node.clock import iso
from node.profiles import NewActor, add_actor
from node.publishing import publish
from node.store import actors, towns
from tests.node.announcers.town_world import LILLE, LOMME, REGION, town
from tests.node.ground import PAIR, Document, Ground, orjson


def keys(ground: Ground) -> int:
    return int(ground.db.execute("SELECT count(*) FROM keys").fetchone()[0])


def document(ground: Ground, id: str) -> Document:
    actor = actors.find(ground.db, id)
    assert actor is not None
    found: Document = orjson.loads(actor.document)
    return found


async def test_serve__a_whole_region_makes_no_key(ground: Ground) -> None:
    before = keys(ground)
    communes = [slug for slug in chosen(ground.home, REGION, inside=True) if "-commune-" in slug]

    assert serve(ground.db, ground.home, communes) == len(communes) > 3_000

    assert keys(ground) == before
    assert not towns.any_awake(ground.db)


async def test_wake__once__whoever_asks(ground: Ground) -> None:
    serve(ground.db, ground.home, [LILLE])
    waker = Waker(ground.home, ground.store)
    before = keys(ground)

    assert await waker.wake("commune_59350")
    assert await waker.wake("commune_59350")

    assert keys(ground) == before + 2
    assert [actor.name for actor in actors.every(ground.db)] == ["pedales"]


@pytest.mark.parametrize("name", ["commune_59009", "commune_00000", "lille", "pedales", "region_32x", "epci_1"])
async def test_wake__nobody_else(ground: Ground, name: str) -> None:
    serve(ground.db, ground.home, [LILLE])
    before = keys(ground)

    assert not await Waker(ground.home, ground.store).wake(name)
    assert keys(ground) == before


async def test_wake__so_many_an_hour(ground: Ground) -> None:
    serve(ground.db, ground.home, [LILLE, REGION])
    row = "INSERT INTO actors (id, name, kind, draft, document, created) VALUES (?, ?, 'territory', '{}', '{}', ?)"
    for number in range(ground.home.settings.territory_actors_per_hour):
        ground.db.execute(row, (f"x:{number}", f"x{number}", iso(ground.clock.at)))
    waker = Waker(ground.home, ground.store)

    with pytest.raises(Later) as refused:
        await waker.wake("commune_59350")
    assert refused.value.public == RESTING

    ground.clock.at += 3_601
    assert await waker.wake("commune_59350")


async def test_served__by_code_and_by_name(ground: Ground) -> None:
    serve(ground.db, ground.home, [LILLE, LOMME])
    waker = Waker(ground.home, ground.store)

    found = {name: await waker.served(name) for name in ("lille", "commune_59350", "lomme", "commune_associee_59355")}

    assert {name: territory and territory.slug for name, territory in found.items()} == {
        "lille": LILLE,
        "commune_59350": LILLE,
        "lomme": LOMME,
        "commune_associee_59355": LOMME,
    }
    assert await waker.served("arras") is None


async def test_serve_all__wherever_there_is_something(ground: Ground) -> None:
    serve_all(ground.db)
    waker = Waker(ground.home, ground.store)
    assert await waker.served("lille") is None

    ground.say(territory=[LILLE], policy="network-only")
    assert await waker.served("lille") is None

    ground.say(territory=[LOMME])
    assert await waker.served("lille") is not None


async def test_refresh__figures_are_of_this_hour_when_somebody_reads_them(ground: Ground) -> None:
    id, waker = town(ground, LILLE), Waker(ground.home, ground.store)

    async def read() -> bool:
        actor = actors.find(ground.db, id)
        assert actor is not None
        return await waker.refresh(actor)

    begun = document(ground, id)
    assert await read() is False  # nothing happened yet
    ground.say(territory=[LOMME])
    ground.clock.at += 3_599
    assert await read() is False
    assert document(ground, id) == begun
    ground.clock.at += 1
    assert await read() is True

    found = document(ground, id)
    assert "1 proposition" in found["summaryMap"]["fr"]  # type: ignore[index]
    assert found["updated"] > begun["updated"]  # type: ignore[operator]
    assert not [entry for entry in ground.entries() if entry.actor == id]  # no Update goes to anybody
    ground.clock.at += 3_600
    assert await read() is False
    assert document(ground, id) == found
    ground.say(territory=[LOMME])
    towns.put(ground.db, [LILLE], "stopped", "2027")
    ground.clock.at += 3_600
    assert await read() is False


async def test_document__counts_what_stands(ground: Ground) -> None:
    ground.say(kind="request", name="Un local", territory=[LILLE], deadline="2026-11-24")
    ground.say(name="Sans fin", territory=[LILLE])
    for name, stage in (("panier", "running"), ("ancien", "ended")):
        id = add_actor(ground.db, ground.home, NewActor(name, name.title(), "platform", LILLE), PAIR)
        draft = {"kind": "profile", "name": name.title(), "territory": [LILLE], "stage": stage}
        publish(ground.db, ground.home, id, draft)

    subject = subject_of(LILLE, ground.home.vocabulary)
    assert subject is not None
    sought = subject.sought
    counted = [towns.counts(ground.db, sought, iso(ground.clock.at + days * 86_400)) for days in (0, 2)]

    assert counted == [{"organization": 1, "offer": 1, "request": 1}, {"organization": 1, "offer": 1}]
    assert [each.rpartition("/")[2] for each in towns.newest(ground.db, sought, "organization", 20)] == ["panier"]


async def test_document__says_what_it_is_and_what_it_is_not(ground: Ground) -> None:
    ground.say(territory=[LILLE])
    id = town(ground, LILLE)

    found = document(ground, id)

    assert actor_from_document(found).type == "Group"
    assert (found["preferredUsername"], found["webfinger"]) == ("commune_59350", "commune_59350@pedales.example")
    assert found["nameMap"] == {"fr": "Informations sur Lille", "en": "Information about Lille"}
    assert found["summaryMap"] == {
        "fr": (
            "<p>Informations sur Lille, publiées par Les Pédales. Ce n'est pas un compte de la commune.</p>"
            "<p>Ce qui existe là et ce qui y sert : 1 proposition.</p>"
        ),
        "en": (
            "<p>Information about Lille, published by Les Pédales. Not an account of the commune.</p>"
            "<p>What is there and what serves there: 1 offer.</p>"
        ),
    }
    assert found["url"] == "https://pedales.example/territories/fr-commune-59350"
    assert found["areaServed"] == ["territory:fr/commune/59350"]
    assert (found["indexable"], found["manuallyApprovesFollowers"]) == (False, False)
