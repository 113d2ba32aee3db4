"""What the actors of territories say of a change, to whom, once."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Final

import pytest

from node.announcers.announcing import announce_next, hush
from node.ending_worker import EndingWorker
from node.profiles import NewActor, add_actor
from node.shelving import reindex
from node.store import follows, reasons, records, towns
from tests.node.announcers.town_world import (
    ARRAS,
    CLEF,
    LILLE,
    LOMME,
    MEL,
    NORD,
    PANIER,
    REGION,
    VILLE,
    announced,
    said,
    to,
    told,
    town,
)
from tests.node.ground import PAIR, Ground
from vocab.context import PUBLIC

DAY_S: Final = 86_400


async def test_announce__each_territory_concerned_says_it_once(ground: Ground) -> None:
    for slug in (LILLE, MEL, REGION, ARRAS):
        town(ground, slug, CLEF)
    offer = ground.say(territory=[LOMME]).id

    first, again = said(ground), said(ground)

    assert first == [(name, "Announce", "Create", offer) for name in ("commune_59350", "epci_200093201", "region_32")]
    assert again == []


async def test_announce__what_serves_more_is_said_by_the_actor_of_that(ground: Ground) -> None:
    for slug in (LILLE, MEL, NORD):
        town(ground, slug, CLEF)
    offer = ground.say(territory=[MEL]).id

    assert {actor for actor, *_ in said(ground)} == {"epci_200093201", "departement_59"}
    assert len(told(ground, offer)) == 2


async def test_announce__an_edit_is_an_activity_only(ground: Ground) -> None:
    town(ground, LILLE, CLEF, VILLE)
    offer = ground.say(territory=[LILLE]).id
    assert [kind for _, _, kind, _ in said(ground)] == ["address", "Create"]

    ground.clock.at += 60
    ground.say(id=offer, name="Autrement", territory=[LILLE])
    (activity,) = announced(ground)

    assert activity["object"]["type"] == "Update"
    assert to(ground, CLEF, activity) and to(ground, VILLE, activity)


async def test_announce__a_withdrawal_passes_as_it_came(ground: Ground) -> None:
    town(ground, LILLE, CLEF, VILLE)
    offer = ground.say(territory=[LILLE]).id
    announced(ground)
    delete = ground.withdraw(offer)

    passed, undo = announced(ground)

    assert passed["object"] == ground.activity(str(delete))
    assert to(ground, CLEF, passed) and to(ground, VILLE, passed)
    assert (undo["type"], undo["object"]["object"]) == ("Undo", offer)
    assert to(ground, VILLE, undo) and not to(ground, CLEF, undo)
    assert towns.told(ground.db, ground.record(offer).num) == []  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "narrower",
    [{"visibility": "followers"}, {"policy": "network-only"}, {"policy": "private"}, {"territory": [ARRAS]}],
    ids=["audience", "members", "closed", "elsewhere"],
)
async def test_announce__what_does_not_concern_it_any_more_is_taken_back(ground: Ground, narrower: dict) -> None:
    town(ground, LILLE, CLEF)
    offer = ground.say(territory=[LILLE]).id
    announced(ground)
    ground.clock.at += 60
    ground.say(**{"id": offer, "name": "Plus étroit", "territory": [LILLE], **narrower})

    found = announced(ground)

    assert "Undo" in {each["type"] for each in found} or found[-1]["object"]["type"] == "Delete"
    assert not any("Plus étroit" in str(each) for each in found)
    assert said(ground) == []


@pytest.mark.parametrize("policy", ["network-only", "private"])
async def test_announce__policy_decides(ground: Ground, policy: str) -> None:
    town(ground, LILLE, CLEF)
    ground.say(territory=[LILLE], policy=policy)
    ground.say(territory=[LILLE], visibility="followers")

    assert said(ground) == []

    reciprocal = ground.say(territory=[LILLE], policy="reciprocal-ess").id

    assert said(ground) == [("commune_59350", "Announce", "Create", reciprocal)]


async def test_announce__what_comes_from_elsewhere_goes_on_unchanged(ground: Ground) -> None:
    town(ground, LILLE, CLEF)
    ground.follow(PANIER)
    record = PANIER.record(areaServed=["territory:fr/commune/59350"])
    create = PANIER.says("Create", record, to=[PUBLIC])
    assert await ground.hear(create) == "kept"

    (activity,) = announced(ground)

    assert activity["object"] == create
    assert ground.db.execute("SELECT count(*) FROM town_activities").fetchone() == (0,)


async def test_announce__without_its_activity_the_record_goes_with_its_proof(ground: Ground) -> None:
    town(ground, LILLE, CLEF)
    ground.follow(PANIER)
    record = PANIER.record(areaServed=["territory:fr/commune/59350"])
    await ground.hear(PANIER.says("Create", record, to=[PUBLIC]))
    towns.drop_activities(ground.db)

    (activity,) = announced(ground)

    assert activity["object"] == record


async def test_announce__an_announce_is_never_announced(ground: Ground) -> None:
    other = replace(CLEF, id="https://autre.example/actors/commune_59350", type="Group")
    town(ground, LILLE, CLEF)
    ground.follow(other)
    ground.meet(PANIER)
    record = PANIER.record(areaServed=["territory:fr/commune/59350"])
    assert await ground.hear(other.says("Announce", record, to=[PUBLIC])) == "kept"

    (activity,) = announced(ground)

    assert activity["object"] == record


async def test_announce__what_nobody_has_a_reason_to_keep_is_taken_back(ground: Ground) -> None:
    town(ground, LILLE, CLEF)
    ground.follow(PANIER)
    await ground.hear(PANIER.says("Create", PANIER.record(areaServed=["territory:fr/commune/59350"]), to=[PUBLIC]))
    announced(ground)
    (num,) = reasons.of_owner(ground.db, PANIER.id)
    gone = records.numbered(ground.db, num)
    ground.db.execute("DELETE FROM entries WHERE num = ?", (num,))
    records.forget(ground.db, num)

    (undo,) = announced(ground)

    assert gone is not None
    assert (undo["type"], undo["object"]["object"]) == ("Undo", gone.id)


async def test_announce__a_number_that_is_another_record_by_now(ground: Ground) -> None:
    id = town(ground, LILLE, CLEF)
    offer = ground.say(territory=[LILLE]).id
    announced(ground)
    record = ground.record(offer)
    assert record is not None
    towns.tell(ground.db, record.num, id, "https://gone.example/objects/1", "2026")
    ground.clock.at += 60
    ground.say(id=offer, name="Autrement", territory=[LILLE])

    found = said(ground)

    assert found == [("commune_59350", "Announce", "Update", offer)]
    assert told(ground, offer) == {id: ground.version(offer)}


async def test_announce__an_actor_that_nobody_follows_says_nothing(ground: Ground) -> None:
    id = town(ground, LILLE)
    offer = ground.say(territory=[LILLE]).id

    assert said(ground) == []
    assert told(ground, offer) == {}

    ground.meet(CLEF)
    follows.put(ground.db, CLEF.id, id, "f", "accepted", "2026")
    ground.clock.at += 60
    ground.say(id=offer, name="Autrement", territory=[LILLE])

    assert said(ground) == [("commune_59350", "Announce", "Update", offer)]


async def test_announce__an_organisation_is_told_by_a_note_to_those_who_cannot_be_shown_it(ground: Ground) -> None:
    town(ground, LILLE, CLEF, VILLE)
    panier = add_actor(ground.db, ground.home, NewActor("panier", "Panier", "platform", LILLE), PAIR)

    note, passed = announced(ground)

    assert note["object"]["type"] == "Note"
    assert "Nouvelle organisation" in note["object"]["contentMap"]["fr"] and panier in note["object"]["content"]
    assert to(ground, VILLE, note) and not to(ground, CLEF, note)
    assert passed["object"]["object"]["id"] == panier
    assert to(ground, CLEF, passed)


async def _later(ground: Ground, days: float) -> None:
    """Time passes, and the node looks at its dates."""
    ground.clock.at += days * DAY_S
    await EndingWorker(ground.home, ground.store, asyncio.Event()).look()


async def test_announce__what_ends_by_its_date_is_taken_back_from_those_who_do_not_read_it(ground: Ground) -> None:
    town(ground, LILLE, CLEF, VILLE)
    await _later(ground, 0)
    call = ground.say(kind="request", name="Un local", territory=[LILLE], deadline="2026-11-24").id
    pointer, _ = announced(ground)

    await _later(ground, 1)
    assert announced(ground) == []
    await _later(ground, 1)
    (undo,) = announced(ground)

    assert (undo["type"], undo["object"]["id"], undo["object"]["object"]) == ("Undo", pointer["id"], call)
    assert to(ground, VILLE, undo) and not to(ground, CLEF, undo)
    assert len(told(ground, call)) == 1
    await _later(ground, 1)
    reindex(ground.db, ground.home)
    assert announced(ground) == []


async def test_announce__a_later_day_makes_it_news_again__and_its_withdrawal_still_passes(ground: Ground) -> None:
    town(ground, LILLE, CLEF, VILLE)
    await _later(ground, 0)
    call = ground.say(kind="request", name="Un local", territory=[LILLE], deadline="2026-11-24").id
    announced(ground)
    await _later(ground, 2)
    announced(ground)

    ground.say(id=call, kind="request", name="Un local", territory=[LILLE], deadline="2026-11-30")
    pointer, update = announced(ground)

    assert (pointer["type"], pointer["object"]) == ("Announce", call)
    assert to(ground, VILLE, pointer) and to(ground, CLEF, update)
    assert update["object"]["type"] == "Update"
    await _later(ground, 10)
    (undo,) = announced(ground)
    assert undo["object"]["id"] == pointer["id"]
    ground.withdraw(call)
    (delete,) = announced(ground)
    assert delete["object"]["type"] == "Delete" and to(ground, CLEF, delete)


async def test_announce__what_is_over_already_is_pointed_at_to_nobody(ground: Ground) -> None:
    town(ground, LILLE, CLEF, VILLE)
    over = ground.say(kind="request", name="Un local", territory=[LILLE], deadline="2026-11-20").id

    (activity,) = announced(ground)

    assert activity["object"]["object"]["id"] == over
    assert to(ground, CLEF, activity) and not to(ground, VILLE, activity)


async def test_announce__stopped_in_the_middle__nothing_is_said_twice(ground: Ground) -> None:
    town(ground, LILLE, CLEF)
    offers = [ground.say(territory=[LILLE], name=str(number)).id for number in range(5)]

    # Each step is a unit of work: one that was undone is done again, one that stands is not.
    ground.db.execute("SAVEPOINT step")
    announce_next(ground.db, ground.home, 2)
    ground.db.execute("ROLLBACK TO step")
    announce_next(ground.db, ground.home, 2)
    position = towns.position(ground.db)
    towns.move_to(ground.db, 0)
    found = [about for *_, about in said(ground)]

    assert position > 0
    assert found == offers[2:]


async def test_announce__an_index_made_anew_is_no_news(ground: Ground) -> None:
    ground.say(territory=[LILLE])
    ground.clock.at += 60
    town(ground, LILLE, CLEF, VILLE)
    told_of = ground.say(territory=[LILLE]).id
    assert {about for *_, about in said(ground)} == {told_of}

    reindex(ground.db, ground.home)

    assert said(ground) == []


async def test_hush__followers_are_let_go_and_nothing_is_said_any_more(ground: Ground) -> None:
    id = town(ground, LILLE, CLEF)
    offer = ground.say(territory=[LILLE]).id
    announced(ground)

    hush(ground.db, ground.home, id)

    reject = ground.activity(ground.entries()[-1].id)
    assert (reject["type"], reject["object"]["actor"]) == ("Reject", CLEF.id)
    ground.withdraw(offer)
    assert said(ground) == []
