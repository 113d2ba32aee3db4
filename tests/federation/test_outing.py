"""What one activity leads to has an end (R14)."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from federation.actors import ActorResolver
from federation.client import Client
from federation.errors import Refused
from federation.keyring import KeyRing
from federation.outing import Allowance, Outing
from tests.federation.doubles import ED, FixedClock, MemoryActors, MemoryKeys, Peer, actor_document, client, says


def outing(door: Client, allowance: Allowance) -> Outing:
    actors = ActorResolver(door, MemoryActors(), FixedClock())
    keys = KeyRing(actors.resolve_key, MemoryKeys(), FixedClock())
    return Outing(door, actors, keys, ED, allowance)


async def test_document__so_many_requests() -> None:
    async with Peer() as peer, client() as door:
        out = outing(door, Allowance(fetches=3))
        for name in "abcd":
            peer.answers[f"/{name}"] = says(json.dumps({"id": f"{peer.origin}/{name}"}).encode())

        for name in "abc":
            await out.document(f"{peer.origin}/{name}")
        with pytest.raises(Refused, match="more than 3 requests"):
            await out.document(f"{peer.origin}/d")

    assert len(peer.seen) == 3


async def test_actor__so_many_and_keys_are_their_owners() -> None:
    async with Peer() as peer, client() as door:
        out = outing(door, Allowance(actors=2))
        for name in "abc":
            peer.answers[f"/{name}"] = says(json.dumps(actor_document(f"{peer.origin}/{name}")).encode())

        await out.actor(f"{peer.origin}/a")
        await out.actor(f"{peer.origin}/a", refresh=True)
        await out.key(f"{peer.origin}/a#ed25519-key")
        await out.key(f"{peer.origin}/b#ed25519-key")
        await out.key(f"{peer.origin}/b#ed25519-key")
        with pytest.raises(Refused, match="more than 2 actors"):
            await out.actor(f"{peer.origin}/c")

    assert [seen.target for seen in peer.seen] == ["/a", "/a", "/a", "/b"]


async def test_beyond__so_many_steps() -> None:
    async with Peer() as peer, client() as door:
        out = outing(door, Allowance(depth=2))
        peer.answers["/a"] = says(json.dumps({"id": f"{peer.origin}/a"}).encode())

        await out.document(f"{peer.origin}/a")
        await out.beyond().document(f"{peer.origin}/a")
        with pytest.raises(Refused, match="more than 2 steps"):
            await out.beyond().beyond().document(f"{peer.origin}/a")

    assert out.spent.fetches == 2
    assert replace(out, depth=1).spent is out.spent
