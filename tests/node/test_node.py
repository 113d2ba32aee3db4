"""A node at work: who is woken when something comes in."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from node.store import deliveries
from node.web.appkeys import NODE
from tests.node.ground import Peer
from tests.node.web.served import Served, served
from vocab.vocabulary import Vocabulary

PEER = Peer("https://voisin.example/actors/voisin")


@pytest.fixture
async def node(words: Vocabulary) -> AsyncIterator[Served]:
    async with served(words) as node:
        node.ground.follow(PEER)
        await node.push(PEER, PEER.says("Create", PEER.record("first"), "first"))
        yield node


async def test_effect__wakes_the_workers_only_when_it_left_them_something_to_do(node: Served) -> None:
    inside = node.client.app[NODE]
    waking = asyncio.create_task(inside._wake_on_effect())
    await asyncio.sleep(0)

    # A record that nobody has to be told of
    await node.push(PEER, PEER.says("Create", PEER.record("second"), "second"))
    assert not inside.inbox.effect.is_set()
    assert not inside.deliveries.awake.is_set()

    # One that queues a delivery
    await node.write(deliveries.enqueue, 1, [("https://a.example/inbox", "a.example")], 0.0)
    inside.inbox.effect.set()
    async with asyncio.timeout(5):
        await inside.deliveries.awake.wait()
    waking.cancel()
