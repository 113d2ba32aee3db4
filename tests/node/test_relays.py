"""Relays: what they pass on is believed by its proof or by its origin, never because a relay says it (PROTOCOL R8)."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from federation.errors import Refused
from tests.node.ground import Ground, Peer
from vocab.vocabulary import Vocabulary

RELAY = Peer("https://relais.example/actor", type="Application", speaks=False, seed=7)
FAR = Peer("https://panier.example/actors/panier")


@pytest.fixture
async def ground(words: Vocabulary) -> AsyncIterator[Ground]:
    ground = await Ground.lay(words)
    ground.meet(RELAY, FAR)
    yield ground
    await ground.store.close()


async def test_litepub_relay__points_at_a_record__which_is_read_at_its_origin(ground: Ground) -> None:
    ground.follow(RELAY)
    record = FAR.record(signed=False)
    ground.web.serve(record)
    await ground.hear(RELAY.says("Announce", record["id"]))
    kept = ground.record(str(record["id"]))
    assert kept is not None
    assert (kept.owner, kept.verified, kept.via) == (FAR.id, "origin", RELAY.id)
    assert str(record["id"]) in ground.shelved()


async def test_mastodon_relay__passes_a_create_on__what_the_origin_says_counts(ground: Ground) -> None:
    ground.follow(RELAY)
    true = FAR.record(signed=False)
    ground.web.serve(true)
    passed = _unproved(FAR.says("Create", true | {"name": "Falsifiée"}))
    await ground.hear(passed, signer=RELAY.id)
    assert ground.document(str(true["id"]))["name"] == true["name"]
    assert str(true["id"]) in ground.shelved()


async def test_mastodon_relay__of_an_author_we_follow(ground: Ground) -> None:
    ground.follow(FAR)
    true = FAR.record()
    ground.web.serve(true)
    await ground.hear(_unproved(FAR.says("Update", true | {"name": "Falsifiée"})), signer=RELAY.id)
    kept = ground.record(str(true["id"]))
    assert kept is not None
    assert kept.verified == "proof"
    assert ground.document(str(true["id"]))["name"] == true["name"]


async def test_nobody_follows_either__nothing_is_fetched(ground: Ground) -> None:
    true = FAR.record(signed=False)
    ground.web.serve(true)
    ground.web.asked.clear()
    with pytest.raises(Refused, match="without a valid proof"):
        await ground.hear(_unproved(FAR.says("Create", true)), signer=RELAY.id)
    assert ground.web.asked == []
    assert ground.record(str(true["id"])) is None


async def test_record_of_another__under_the_authors_address(ground: Ground) -> None:
    ground.follow(FAR)
    other = Peer("https://panier.example/actors/autre", seed=9).record(signed=False)
    ground.web.serve(other)
    with pytest.raises(Refused):
        await ground.hear(_unproved(FAR.says("Create", other)), signer=RELAY.id)
    assert ground.record(str(other["id"])) is None


async def test_delete__is_believed_when_the_origin_says_gone(ground: Ground) -> None:
    ground.follow(RELAY, FAR)
    record = FAR.record()
    ground.web.serve(record)
    await ground.hear(FAR.says("Create", record))
    delete = _unproved(FAR.says("Delete", record["id"], to=["https://www.w3.org/ns/activitystreams#Public"]))
    with pytest.raises(Refused, match="still there"):
        await ground.hear(delete, signer=RELAY.id)
    assert str(record["id"]) in ground.shelved()

    ground.web.withdraw(str(record["id"]))
    await ground.hear(delete | {"id": f"{FAR.origin}/activities/delete2"}, signer=RELAY.id)
    assert str(record["id"]) not in ground.shelved()


async def test_other_verbs__are_nobodys_to_pass_on(ground: Ground) -> None:
    ground.follow(RELAY)
    with pytest.raises(Refused):
        await ground.hear(_unproved(FAR.says("Follow", ground.me)), signer=RELAY.id)


def _unproved(activity: dict[str, object]) -> dict[str, object]:
    return {name: value for name, value in activity.items() if name != "proof"}
