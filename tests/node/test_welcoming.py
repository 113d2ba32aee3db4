"""Somebody new in a network of ours is told what stands there, whatever came first."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from node import following, publishing
from node.profiles import NewActor, add_actor
from node.store import errands, memberships, moderation
from node.welcoming import MEETING, welcome, welcome_met
from tests.node.ground import PAIR, Ground, Peer
from vocab.vocabulary import Vocabulary

RESEAU = Peer("https://reseau.example/actors/reseau", kind="network", seed=3)
CLEF = Peer("https://clef.example/actors/clef", seed=2)


@pytest.fixture
async def ground(words: Vocabulary) -> AsyncIterator[Ground]:
    ground = await Ground.lay(words)
    ground.belong(RESEAU)
    yield ground
    await ground.store.close()


async def _add(ground: Ground, member: str) -> str:
    members = f"{RESEAU.id}/members"
    return await ground.hear(RESEAU.says("Add", member, target=members, to=[members]))


def _told(ground: Ground, peer: Peer) -> list[str]:
    """What is queued for this one."""
    return [about for _, about, inbox in ground.sent() if inbox == peer.inbox]


async def test_add__what_was_said_before_is_sent(ground: Ground) -> None:
    ground.meet(CLEF)
    inside = ground.say(visibility="network").id
    gone = ground.say(visibility="network").id
    ground.withdraw(gone)
    ground.say(visibility="public")
    ground.say(visibility="followers")
    assert _told(ground, CLEF) == []

    assert await _add(ground, CLEF.id) == "member added"

    assert _told(ground, CLEF) == [inside]


async def test_welcome__a_member_never_met_is_met_first(ground: Ground) -> None:
    # Given an Add that was taken before anybody fetched the member
    inside = ground.say(visibility="network").id
    memberships.put(ground.db, RESEAU.id, CLEF.id, "", "accepted", ground.home.now_iso())
    welcome(ground.db, ground.home, RESEAU.id, [CLEF.id])
    errand = errands.due_of(ground.db, MEETING, ground.clock.at)
    assert errand is not None
    assert (errand.subject, errand.actor) == (CLEF.id, ground.me)
    assert _told(ground, CLEF) == []

    # When the errand met it
    ground.meet(CLEF)
    welcome_met(ground.db, ground.home, CLEF.id)

    # Then it has what stands, once
    assert _told(ground, CLEF) == [inside]
    welcome_met(ground.db, ground.home, CLEF.id)
    assert _told(ground, CLEF) == [inside]


async def test_welcome__not_what_another_network_was_told(ground: Ground) -> None:
    ground.say(visibility="network")
    autre = Peer("https://autre.example/actors/autre", kind="network", seed=4)
    ground.belong(autre)
    ground.meet(CLEF)
    memberships.put(ground.db, autre.id, CLEF.id, "", "accepted", ground.home.now_iso())

    welcome_met(ground.db, ground.home, CLEF.id)

    assert _told(ground, CLEF) == []


async def test_welcome__nothing_for_one_that_blocked_us(ground: Ground) -> None:
    ground.say(visibility="network")
    ground.meet(CLEF)
    moderation.block_by(ground.db, CLEF.id, ground.me, f"{CLEF.id}#block", ground.home.now_iso())

    assert await _add(ground, CLEF.id) == "member added"

    assert _told(ground, CLEF) == []


async def test_admit__a_network_of_ours_tells_the_newcomer_what_our_members_say(words: Vocabulary) -> None:
    # Given a network that lives beside one of its members
    ground = await Ground.lay(words, kind="network")
    reseau = ground.me
    ground.meet(CLEF)
    panier = add_actor(ground.db, ground.home, NewActor("panier", "Le Panier", "platform"), PAIR)
    following.join(ground.db, ground.home, panier, reseau)
    draft = {"kind": "offer", "name": "Une offre", "visibility": "network"}
    inside = publishing.publish(ground.db, ground.home, panier, draft).id

    # When one from elsewhere is admitted
    join = f"{CLEF.id}#join"
    memberships.put(ground.db, reseau, CLEF.id, join, "asked", ground.home.now_iso())
    following.admit(ground.db, ground.home, reseau, CLEF.id)

    assert inside in _told(ground, CLEF)
    await ground.store.close()
