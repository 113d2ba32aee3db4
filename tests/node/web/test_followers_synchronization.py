"""A server reads its own part of an actor's followers, and nobody another's (FEP-8fcf)."""

from __future__ import annotations

import pytest

from federation import cavage
from federation.synchronization import HEADER, Synchronization, digest_of, write
from node.store import errands
from node.synchronizing import KIND
from tests.node.ground import Document, Peer
from tests.node.web.served import ACTIVITY, Served

A = Peer("https://panier.example/actors/a", seed=3)
B = Peer("https://panier.example/actors/b", seed=4)
FAR = Peer("https://loin.example/actors/far", seed=5)
CLEF_ID = "https://clef.example/actors/clef"
CLEF = Peer(CLEF_ID, said={"followers": f"{CLEF_ID}/followers"}, seed=2)
TYPE = {"Content-Type": "application/activity+json"}


async def test_part__to_its_own_server__any_actor_of_it(node: Served) -> None:
    node.ground.followed_by(A, FAR)
    node.ground.meet(B)
    url = f"{node.me}/followers_synchronization"

    for reader in (A, B):
        answer = await node.get_as(reader, url)
        assert answer.status == 200
        assert answer.type == "application/activity+json"
        assert answer.headers["Cache-Control"] == "private, no-store"
        assert answer.json == {
            "@context": "https://www.w3.org/ns/activitystreams",
            "id": url,
            "type": "OrderedCollection",
            "totalItems": 1,
            "orderedItems": [A.id],
        }


async def test_part__of_a_server_without_followers__is_empty(node: Served) -> None:
    node.ground.followed_by(A)
    node.ground.meet(CLEF)

    answer = await node.get_as(CLEF, f"{node.me}/followers_synchronization")

    assert (answer.status, answer.json["orderedItems"], answer.json["totalItems"]) == (200, [], 0)


@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_part__unsigned__401_with_our_wish(node: Served, method: str) -> None:
    node.ground.followed_by(A)

    answer = await node.get(f"{node.me}/followers_synchronization", method=method)

    assert answer.status == 401
    assert answer.type == "application/problem+json"
    assert "Accept-Signature" in answer.headers
    assert A.id not in answer.text


async def test_part__signed_for_another_path_or_by_another_key__401(node: Served) -> None:
    node.ground.followed_by(A)
    path = "/actors/pedales/followers_synchronization"
    elsewhere = cavage.sign(A.signer, "GET", "https://pedales.example/actors/pedales", None, node.ground.clock.at)
    forged = Peer(A.id, seed=9)

    assert (await node.get(path, ACTIVITY | elsewhere)).status == 401
    assert (await node.get_as(forged, path)).status == 401


async def test_part__of_nobody__404(node: Served) -> None:
    node.ground.meet(A)

    assert (await node.get_as(A, "/actors/personne/followers_synchronization")).status == 404


async def test_part__its_id_is_not_the_actors_followers(node: Served) -> None:
    # Anybody may count the followers; only the part is kept for its server.
    node.ground.followed_by(A)

    assert (await node.get(f"{node.me}/followers")).json["totalItems"] == 1


def _post(peer: Peer, number: int = 0) -> Document:
    note = peer.record(f"n{number}", to=[f"{peer.id}/followers"], cc=None)
    return peer.says("Create", note, f"create-{number}", to=[f"{peer.id}/followers"])


async def _waits(node: Served) -> bool:
    return await node.ground.store.reading(errands.due_of, KIND, node.ground.clock.at) is not None


@pytest.mark.parametrize("covered", [True, False])
async def test_inbox__header_counts_when_the_signature_covers_it(node: Served, covered: bool) -> None:
    node.ground.follow(CLEF)
    said = write(Synchronization(f"{CLEF_ID}/followers", f"{CLEF_ID}/part", digest_of(())))

    answer = await node.push(CLEF, _post(CLEF), covered={HEADER: said} if covered else {}, **{HEADER: said})

    assert answer.status == 202
    assert await _waits(node) == covered


async def test_inbox__header_of_a_message_that_comes_again__says_nothing_new(node: Served) -> None:
    node.ground.follow(CLEF)
    agreed = write(Synchronization(f"{CLEF_ID}/followers", f"{CLEF_ID}/part", digest_of([node.me])))
    await node.push(CLEF, _post(CLEF), covered={HEADER: agreed})
    stale = write(Synchronization(f"{CLEF_ID}/followers", f"{CLEF_ID}/part", digest_of(())))

    assert (await node.push(CLEF, _post(CLEF), covered={HEADER: stale})).status == 202
    assert not await _waits(node)
    assert (await node.push(CLEF, _post(CLEF, 1), covered={HEADER: stale})).status == 202
    assert await _waits(node)


async def test_inbox__rubbish_in_the_header__the_activity_is_taken(node: Served) -> None:
    node.ground.follow(CLEF)
    for number, rubbish in enumerate(
        ("", "=", "x" * 4000, 'digest="', "digest=7", 'collectionId="a",url="b",digest="c"')
    ):
        answer = await node.push(CLEF, _post(CLEF, number), covered={HEADER: rubbish})
        assert answer.status == 202
    assert not await _waits(node)
