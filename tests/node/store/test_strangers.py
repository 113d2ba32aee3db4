"""Who is a stranger, and what is forgotten of them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from federation.ports import Standing
from node.retention import forget as forget_all
from node.store import errands, follows, memberships, moderation, news, peers, relays, strangers
from node.store.relays import Relay
from tests.node.ground import NOW, Ground, Peer

FAR = Peer("https://loin.example:8443/actors/loin")
LOCAL_NETWORK = "https://pedales.example/actors/reseau"
MONTH_S = 31 * 86_400

TIES: dict[str, Callable[[Ground], object]] = {
    "is followed": lambda ground: follows.put(ground.db, ground.me, FAR.id, "f", "asked", ""),
    "follows": lambda ground: follows.put(ground.db, FAR.id, ground.me, "f", "accepted", ""),
    "is a network of ours": lambda ground: memberships.put(ground.db, FAR.id, ground.me, "j", "asked", ""),
    "is a fellow member": lambda ground: memberships.put(ground.db, "https://n.example/n", FAR.id, "j", "accepted", ""),
    "waits for a moderator": lambda ground: moderation.wait(
        ground.db, moderation.Waiting("https://loin.example/1", FAR.id, {}, ""), ""
    ),
    "wrote news": lambda ground: news.keep(ground.db, "https://loin.example/2", FAR.id, "2026", "", None),
    "is a relay of ours": lambda ground: relays.keep(
        ground.db, Relay("https://loin.example:8443/inbox", "mastodon", FAR.id, "f", "asked", "")
    ),
    "is being read": lambda ground: errands.add(ground.db, "backfill", ground.me, FAR.id, NOW),
    "blocked one of ours": lambda ground: moderation.block_by(ground.db, FAR.id, ground.me, "b", ""),
    "has written to us just now": lambda ground: ground.db.execute(
        "INSERT INTO inbox (id, signer, actor, how, received, state) VALUES ('i', ?, ?, 'pushed', '', 'new')",
        (FAR.id, FAR.id),
    ),
}


async def met(ground: Ground) -> None:
    ground.web.serve(FAR.document)
    await ground.preparer.actors.resolve(FAR.id)


def is_known(ground: Ground) -> tuple[bool, bool]:
    return peers.find_actor(ground.db, FAR.id) is not None, bool(peers.keys_of(ground.db, FAR.id))


async def test_forget__a_stranger_and_its_keys(ground: Ground) -> None:
    await met(ground)
    assert is_known(ground) == (True, True)

    assert strangers.forget(ground.db, FAR.id)

    assert is_known(ground) == (False, False)
    assert not strangers.forget(ground.db, FAR.id)


@pytest.mark.parametrize("tie", TIES)
async def test_forget__nobody_who(tie: str, ground: Ground) -> None:
    await met(ground)
    TIES[tie](ground)

    assert not strangers.forget(ground.db, FAR.id)
    assert strangers.prune(ground.db, NOW + MONTH_S, 10) == 0

    assert is_known(ground) == (True, True)


async def test_forget__nobody_whose_record_is_here(ground: Ground) -> None:
    ground.follow(FAR)
    await ground.hear(FAR.says("Create", FAR.record()))
    follows.drop(ground.db, ground.me, FAR.id)

    assert not strangers.forget(ground.db, FAR.id)


async def test_retention__after_a_month(ground: Ground) -> None:
    await met(ground)
    peers.seen(ground.db, "loin.example:8443", NOW)
    peers.failed(ground.db, "mort.example", "no answer", NOW + 60)

    ground.clock.at += MONTH_S - 2 * 86_400
    assert (forget_all(ground.db, ground.home), is_known(ground)) == (0, (True, True))
    ground.clock.at += 2 * 86_400
    forget_all(ground.db, ground.home)

    assert is_known(ground) == (False, False)
    assert peers.origins(ground.db) == []


async def test_retention__keeps_servers_of_whom_we_know_and_those_something_waits_for(ground: Ground) -> None:
    ground.followed_by(FAR)
    ground.say()
    ground.db.execute("UPDATE deliveries SET origin = 'mort.example'")
    peers.seen(ground.db, "loin.example:8443", NOW)
    peers.failed(ground.db, "mort.example", "no answer", NOW + 60)

    ground.clock.at += MONTH_S
    forget_all(ground.db, ground.home)

    assert [each.origin for each in peers.origins(ground.db)] == ["loin.example:8443", "mort.example"]


@pytest.mark.parametrize(
    ("url", "standing"),
    [
        ("https://suivi.example/actors/a", "chosen"),
        ("https://suivi.example/actors/another#main-key", "chosen"),
        ("https://suivi.example", "chosen"),
        ("https://suivi.example.wild.example/actors/a", "stranger"),
        ("https://suivi.example-wild.example/actors/a", "stranger"),
        ("https://suivi.example:8443/actors/a", "stranger"),
        ("https://membre.example/actors/x", "chosen"),
        ("https://reseau.example/actors/x", "chosen"),
        ("https://relais.example/actors/x", "chosen"),
        ("https://ouvert.example/actors/x", "stranger"),
        ("https://abonne.example/actors/x", "neighbour"),
        ("https://abonne.example/actors/a#main-key", "known"),
    ],
)
async def test_standing(url: str, standing: Standing, ground: Ground) -> None:
    db = ground.db
    follower = Peer("https://abonne.example/actors/a")
    ground.followed_by(follower)
    follows.put(db, ground.me, "https://suivi.example/actors/a", "f", "accepted", "")
    memberships.put(db, "https://reseau.example/actors/r", ground.me, "j", "accepted", "")
    memberships.put(db, "https://reseau.example/actors/r", "https://membre.example/actors/m", "", "accepted", "")
    relays.keep(db, Relay("https://relais.example/i", "litepub", "https://relais.example/actor", "f", "accepted", ""))
    memberships.put(db, ground.me, "https://ouvert.example/actors/o", "j", "accepted", "")

    assert strangers.standing(db, url, admitted=False) == standing


async def test_standing__who_was_admitted_by_hand_is_chosen(ground: Ground) -> None:
    memberships.put(ground.db, ground.me, FAR.id, "j", "accepted", "")

    assert strangers.standing(ground.db, FAR.id, admitted=True) == "chosen"
    assert strangers.standing(ground.db, FAR.id, admitted=False) == "stranger"
