"""A wildcard in the DNS: ten thousand names, an actor behind each, and one domain that somebody paid for (R14)."""

from __future__ import annotations

import tracemalloc
from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace

import orjson
import pytest

from federation import cavage
from federation.errors import TooManyStrangers
from federation.hosts import host_of
from federation.inbox import Incoming, Limits, Signed, authenticate
from node.store.connection import Db
from node.web.appkeys import NODE
from tests.node.ground import NOW, Document, Peer
from tests.node.web.served import ORIGIN, Served, served
from tests.vocabulary import VOCABULARY
from vocab.vocabulary import Vocabulary

MANY = 10_000
TABLES = ("peers_actors", "peers_keys", "origins", "inbox", "follows", "waiting", "last_words", "deliveries")


class Wildcard(dict[str, object]):
    """What the attacker's one server answers: an actor under whatever name it is asked by."""

    def get(self, url: str, default: object = None) -> object:
        if host_of(url).endswith((".wild.example", ".victim.example")):
            return Peer(url).document
        return super().get(url, default)


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return VOCABULARY


@pytest.fixture
async def node(vocabulary: Vocabulary) -> AsyncIterator[Served]:
    async with served(vocabulary) as node:
        node.ground.web.documents = Wildcard(node.ground.web.documents)  # type: ignore[assignment]
        yield node


def follow(peer: Peer) -> Document:
    return peer.says("Follow", f"{ORIGIN}/actors/pedales", "follow")


def wild(number: int) -> Peer:
    return Peer(f"https://a{number}.wild.example/actors/a")


async def post(node: Served, peer: Peer, *, forged: bool = False) -> tuple[int, str]:
    """Post a signed Follow; the status, and when to come back. `forged`: by a key that is not the actor's."""
    body = orjson.dumps(follow(peer))
    signer = replace(Peer(peer.id, seed=9).signer, key_id=peer.signer.key_id) if forged else peer.signer
    headers = cavage.sign(signer, "POST", f"{ORIGIN}/inbox", body, node.ground.clock.at, "application/activity+json")
    async with node.client.post("/inbox", data=body, headers=headers | {"Host": "pedales.example"}) as answer:
        return answer.status, answer.headers.get("Retry-After", "")


async def knock(node: Served, peer: Peer) -> Signed:
    """The same at the door itself, without a web server around it."""
    body = orjson.dumps(peer.id)
    headers = cavage.sign(peer.signer, "POST", f"{ORIGIN}/inbox", body, NOW, "application/activity+json")
    fields = tuple((name.lower(), value) for name, value in headers.items())
    keys = node.client.server.app[NODE].keys
    return await authenticate(
        Incoming("POST", "/inbox", fields, body), keys=keys, now=NOW, origin=ORIGIN, limits=Limits()
    )


def sizes(db: Db) -> dict[str, int]:
    return {table: int(db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]) for table in TABLES}


async def test_wildcard__is_stopped_at_the_budget_and_its_neighbour_goes_on(node: Served) -> None:
    # Given what is there before anybody writes
    before, asked = sizes(node.ground.db), len(node.ground.web.asked)

    # When ten thousand names write to us, each with an actor and a signature that hold
    answers = Counter([(await post(node, wild(number)))[0] for number in range(100)])
    for number in range(100, MANY):
        if number == MANY - 1_000:
            tracemalloc.start()
        try:
            await knock(node, wild(number))
        except TooManyStrangers:
            continue
        pytest.fail(f"{wild(number).id} was met")
    grown, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    # Then the first servers of the domain are met, and for the others nothing is fetched and nothing is kept
    most = node.ground.home.settings.discovery_hosts
    assert answers == {202: most, 429: 100 - most}
    assert len(node.ground.web.asked) - asked == most
    assert all(now - before[table] <= most for table, now in sizes(node.ground.db).items())

    assert grown < 10_000_000  # for a thousand: that they were refused, and why

    # And an honest server under another domain is heard at once, as is whoever we knew of the first
    neighbour = Peer("https://panier.example/actors/panier")
    node.ground.web.serve(neighbour.document)
    assert await post(node, neighbour) == (202, "")
    assert await post(node, wild(3)) == (202, "")


async def test_wildcard__comes_back_later_and_brings_as_much_again(node: Served) -> None:
    most = node.ground.home.settings.discovery_hosts
    first = [await post(node, wild(number)) for number in range(most + 1)]
    assert first[-1] == (429, "3600")

    node.ground.clock.at += 3_600
    again = [(await post(node, wild(number)))[0] for number in range(most, 2 * most + 1)]

    assert Counter(again) == {202: most, 429: 1}


async def test_wildcard__one_server_with_ten_thousand_actors(node: Served) -> None:
    most = node.ground.home.settings.discovery_actors
    answers = Counter(
        [(await post(node, Peer(f"https://x.wild.example/actors/a{number}")))[0] for number in range(2 * most)]
    )

    assert answers == {202: most, 429: most}


async def test_wildcard__nobody_uses_up_what_anothers_domain_may_bring(node: Served) -> None:
    # Given somebody who names actors of another domain, and has the key of none
    for number in range(500):
        status, _ = await post(node, Peer(f"https://b{number}.victim.example/actors/b"), forged=True)
        assert status == 401

    # Then nothing is kept of them, and when they speak for themselves they are heard
    assert sizes(node.ground.db)["peers_actors"] == 0
    assert await post(node, Peer("https://c.victim.example/actors/c")) == (202, "")
    assert await post(node, Peer("https://b7.victim.example/actors/b")) == (202, "")


async def test_wildcard__whom_we_follow_is_not_kept_out_with_its_domain(node: Served) -> None:
    friend = Peer("https://friend.wild.example/actors/f")
    await node.write(lambda db: node.ground.follow(friend))
    for number in range(30):
        await post(node, wild(number))

    assert (await post(node, wild(31)))[0] == 429
    assert await post(node, Peer("https://friend.wild.example/actors/other")) == (202, "")
