"""Introducing: a lister is told who took the place of its listing; whom a website proves is let in, while it does."""

from __future__ import annotations

import asyncio

import pytest

from federation.errors import Unreachable
from node import claiming
from node.clock import iso
from node.introducing import LEFT_ALONE_S, Introducer, read_profile
from node.store import organizations
from tests.node.ground import NOW, Ground, Peer
from tests.node.test_claiming import CLEF, RAFLE, SAID, SITE, about_us, asked, offers, our_listing, state, to
from tests.node.test_recognizing import LISTER, drain, saw


def introducer(ground: Ground) -> Introducer:
    return Introducer(ground.home, ground.store, ground.preparer, asyncio.Event())


async def test_introduce__tells_the_lister_of_what_gave_way_here__once(ground: Ground) -> None:
    ground.say(kind="profile", name="Les Pédales", website=f"https://{SITE}/")
    id = await about_us(ground)
    saw(ground, SITE, ground.me)
    assert id not in ground.shelved()

    for _ in range(2):
        await introducer(ground).introduce()

    assert to(ground, LISTER) == ["Offer"]
    assert state(ground, id, ground.me) == "asked"


async def test_introduce__a_lister_that_is_away__is_asked_again_later(ground: Ground) -> None:
    ground.say(kind="profile", name="Les Pédales", website=f"https://{SITE}/")
    await about_us(ground)
    saw(ground, SITE, ground.me)
    ground.clock.at = NOW + 2 * 86_400  # what is known of the lister is old by then
    ground.web.down.add("annuaire.example")
    at_work = introducer(ground)

    await at_work.introduce()
    ground.web.down.clear()
    await at_work.introduce()
    assert to(ground, LISTER) == []

    ground.clock.at += LEFT_ALONE_S
    await at_work.introduce()
    assert to(ground, LISTER) == ["Offer"]


async def test_introduce__a_website_of_strangers_that_names_us__concerns_nobody(ground: Ground) -> None:
    await about_us(ground, website="https://rafle.example/")
    saw(ground, "rafle.example", ground.me)

    await introducer(ground).introduce()

    assert to(ground, LISTER) == []


async def test_let_in__by_the_listed_website__for_as_long_as_it_names_them(ground: Ground) -> None:
    id = await asked(ground, CLEF)
    at_work = introducer(ground)
    await at_work.introduce()
    assert id in ground.shelved()

    saw(ground, SITE, CLEF.id)
    await at_work.introduce()
    drain(ground)
    assert id not in ground.shelved()
    assert ground.reasons(CLEF.id) == [("accepted", ground.me)]
    assert "isReplacedBy" not in ground.document(id)  # the lister said nothing

    saw(ground, SITE)
    await at_work.introduce()
    drain(ground)
    assert id in ground.shelved()
    assert ground.record(CLEF.id) is None


async def test_let_in__not_whom_the_website_does_not_name(ground: Ground) -> None:
    id = await asked(ground, RAFLE, CLEF)
    saw(ground, SITE, CLEF.id, f"{RAFLE.id}x", way="well-known")

    await introducer(ground).introduce()
    drain(ground)

    assert ground.record(RAFLE.id) is None
    assert id not in ground.shelved()
    assert organizations.named(ground.db, id).how == "well-known"  # type: ignore[union-attr]


async def test_let_in__whoever_lives_on_the_websites_host(ground: Ground) -> None:
    id = our_listing(ground, organization={"name": "La Clef", "website": "https://www.clef.example/"})
    ground.meet(CLEF)
    await ground.hear(offers(CLEF, id))

    await introducer(ground).introduce()
    drain(ground)

    assert id not in ground.shelved()


async def test_let_in__goes_on_saying_who_it_is(ground: Ground) -> None:
    id = await asked(ground, CLEF)
    saw(ground, SITE, CLEF.id)
    await introducer(ground).introduce()

    newer = Peer(CLEF.id, seed=2, said=SAID | {"name": "La Clef du Nord", "updated": iso(NOW)})
    assert await ground.hear(newer.says("Update", newer.document, "u")) == "kept"
    stranger = RAFLE
    ground.meet(stranger)
    assert await ground.hear(stranger.says("Update", stranger.document, "s")) != "kept"

    assert ground.document(CLEF.id)["name"] == "La Clef du Nord"
    assert ground.record(stranger.id) is None
    assert id not in ground.shelved()


async def test_let_in__an_origin_that_does_not_answer__is_asked_again_later(ground: Ground) -> None:
    id = await asked(ground, CLEF)
    saw(ground, SITE, CLEF.id)
    ground.web.down.add("clef.example")
    at_work = introducer(ground)

    await at_work.introduce()
    with pytest.raises(Unreachable):
        await read_profile(ground.preparer, CLEF.id)
    ground.web.down.clear()
    await at_work.introduce()
    assert id in ground.shelved()

    ground.clock.at += LEFT_ALONE_S
    await at_work.introduce()
    drain(ground)
    assert id not in ground.shelved()


async def test_let_in__a_lister_that_says_no__and_the_website_that_says_yes(ground: Ground) -> None:
    id = await asked(ground, CLEF)
    saw(ground, SITE, CLEF.id)
    ground.follow(CLEF)
    await ground.hear(CLEF.says("Update", CLEF.document, "p"))
    drain(ground)

    claiming.refuse(ground.db, ground.home, id, CLEF.id)
    drain(ground)

    assert id not in ground.shelved()  # DESIGN 5: any of the three proofs is enough
    assert CLEF.id in ground.shelved()


async def test_let_in__a_withdrawn_listing__leaves_them_there(ground: Ground) -> None:
    id = await asked(ground, CLEF)
    saw(ground, SITE, CLEF.id)
    at_work = introducer(ground)
    await at_work.introduce()

    ground.withdraw(id)
    await at_work.introduce()

    assert CLEF.id in ground.shelved()
