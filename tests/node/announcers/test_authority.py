"""The authority of a territory: named where it is known, and what it may ask of the account here."""

from __future__ import annotations

import pytest

from node.announcers.authority import ask, authority_of, take_request
from node.announcers.leaving import move_on
from node.announcers.serving import serve, unserve
from node.announcers.waking import describe
from node.errors import NodeError, NotAllowed
from node.moving import Destination
from node.store import actors, follows, moderation, town_requests, towns, verifications
from tests.node.announcers.town_world import CLEF, LILLE, MEL, announced, to, town
from tests.node.ground import Document, Ground, Peer, orjson
from vocab.context import PUBLIC

MAIRIE = Peer(
    "https://lille.example/actors/mairie",
    kind="authority",
    seed=7,
    said={
        "name": "Ville de Lille",
        "areaServed": ["territory:fr/commune/59350"],
        "usagePolicy": "coop:policy-commons-open",
    },
)


async def meet(ground: Ground, peer: Peer = MAIRIE, *, borne_out: bool = True) -> None:
    """The authority is followed, so its profile is in the directory; the official list bears it out."""
    ground.follow(peer)
    await ground.hear(peer.says("Create", peer.document, to=[PUBLIC]))
    record = ground.record(peer.id)
    assert record is not None
    if borne_out:
        verifications.put(ground.db, record.num, {"claimed": {}, "register-matched": {}})


def flag(account: str, peer: Peer = MAIRIE, **more: object) -> Document:
    return peer.says("Flag", account, content="Ce compte est à nous.", **more)


async def test_authority__is_named_in_the_profile(ground: Ground) -> None:
    await meet(ground)
    id = town(ground, LILLE)

    actor = actors.find(ground.db, id)
    assert actor is not None
    assert f'<a href="{MAIRIE.id}">Ville de Lille</a>' in orjson.loads(actor.document)["summaryMap"]["fr"]


async def test_authority__nobody_bears_it_out__or_it_is_that_of_another_place(ground: Ground) -> None:
    await meet(ground, borne_out=False)

    assert authority_of(ground.db, ground.home, LILLE) is None

    await meet(ground)
    assert authority_of(ground.db, ground.home, MEL) is None
    found = authority_of(ground.db, ground.home, LILLE)
    assert found is not None and found.id == MAIRIE.id


async def test_request__is_kept_for_whoever_runs_the_node(ground: Ground) -> None:
    await meet(ground)
    id = town(ground, LILLE, CLEF)

    assert await ground.hear(flag(id, target=MAIRIE.id)) == "kept for the moderator"

    asked = town_requests.find(ground.db, LILLE)
    assert asked is not None
    assert (asked.actor, asked.target, asked.content) == (MAIRIE.id, MAIRIE.id, "Ce compte est à nous.")
    assert moderation.reports(ground.db) == []
    assert towns.speaks(ground.db, id)


async def test_request__of_anybody_else_is_a_report(ground: Ground) -> None:
    await meet(ground)
    id = town(ground, LILLE)
    ground.follow(CLEF)

    assert await ground.hear(flag(id, CLEF)) == "kept for the moderator"

    assert town_requests.find(ground.db, LILLE) is None
    assert [each["actor"] for each in moderation.reports(ground.db)] == [CLEF.id]
    assert not take_request(ground.db, ground.home, flag(ground.me), MAIRIE.id)


async def test_move_on__followers_are_sent_to_the_authoritys_own_account(ground: Ground) -> None:
    id = town(ground, LILLE, CLEF)
    ground.say(territory=[LILLE])
    announced(ground)
    new = Destination(MAIRIE.id, "mairie", (), None, True)
    with pytest.raises(NotAllowed) as refused:
        move_on(ground.db, ground.home, LILLE, new)
    assert "bocage actor alias mairie --add" in refused.value.public.fr

    move = move_on(ground.db, ground.home, LILLE, Destination(MAIRIE.id, "mairie", (id,), None, True))

    sent = ground.activity(move)
    assert (sent["type"], sent["object"], sent["target"]) == ("Move", id, MAIRIE.id)
    assert to(ground, CLEF, sent)
    actor = actors.find(ground.db, id)
    assert actor is not None
    assert orjson.loads(actor.document)["movedTo"] == MAIRIE.id
    ground.say(territory=[LILLE], name="Après")
    assert announced(ground) == []

    serve(ground.db, ground.home, [LILLE])
    actor = actors.find(ground.db, id)
    assert actor is not None
    assert "movedTo" not in orjson.loads(actor.document)


async def test_move_on__of_what_nobody_asked_for(ground: Ground) -> None:
    serve(ground.db, ground.home, [LILLE])

    with pytest.raises(NodeError):
        move_on(ground.db, ground.home, LILLE, Destination(MAIRIE.id, "mairie", (), None, True))


async def test_unserve__ends_the_request(ground: Ground) -> None:
    await meet(ground)
    id = town(ground, LILLE, CLEF)
    await ground.hear(flag(id))

    unserve(ground.db, ground.home, [LILLE])

    assert town_requests.every(ground.db, 9) == []
    assert follows.count_followers(ground.db, id) == 0


async def test_ask__is_a_flag_signed_by_the_authority(ground: Ground) -> None:
    account = Peer(
        "https://union.example/actors/commune_59350",
        type="Group",
        seed=8,
        said={"areaServed": ["territory:fr/commune/59350"]},
    )
    ground.meet(account, CLEF)

    sent = ground.activity(ask(ground.db, ground.home, ground.me, account.id, "C'est à nous.", here=True))

    assert (sent["type"], sent["actor"], sent["object"], sent["target"]) == ("Flag", ground.me, account.id, ground.me)
    assert sent["content"] == "C'est à nous."
    with pytest.raises(NodeError):
        ask(ground.db, ground.home, ground.me, CLEF.id, "", here=False)


async def test_describe__an_authority_that_came_later(ground: Ground) -> None:
    id = town(ground, LILLE)
    await meet(ground)
    actor = actors.find(ground.db, id)
    assert actor is not None

    describe(ground.db, ground.home, actor)

    actor = actors.find(ground.db, id)
    assert actor is not None
    assert "Ville de Lille" in orjson.loads(actor.document)["summary"]
