"""A real node, and servers without end under one domain: every name leads to one machine, as in a wildcard (R14)."""

from __future__ import annotations

import socket
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import aiohttp
import orjson
import pytest
from aiohttp import web
from aiohttp.resolver import ThreadedResolver

from federation import cavage
from node.store import follows, strangers
from node.store.connection import Db
from tests.network.village import House, free_port, house
from tests.node.ground import Document, Peer
from vocab.vocabulary import Vocabulary

ACTIVITY = "application/activity+json"


@asynccontextmanager
async def wildcard(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[int]:
    """A server that is everybody: whatever name it is asked by, there is an actor. The port it listens on."""

    async def resolve(self: object, host: str, port: int = 0, family: int = 0) -> list[dict[str, object]]:
        return [{"hostname": host, "host": "127.0.0.1", "port": port, "family": socket.AF_INET, "proto": 6, "flags": 0}]

    async def get(request: web.Request) -> web.Response:
        return web.Response(body=orjson.dumps(document(f"http://{request.host}{request.path}")), content_type=ACTIVITY)

    monkeypatch.setattr(ThreadedResolver, "resolve", resolve)
    app, port = web.Application(), free_port()
    app.router.add_get("/{tail:.*}", get)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    try:
        yield port
    finally:
        await runner.cleanup()


def document(id: str) -> Document:
    """The actor at an address, with everything of it there."""
    origin = id.partition("/actors/")[0]
    return Peer(id).document | {"endpoints": {"sharedInbox": f"{origin}/inbox"}}


async def follow(http: aiohttp.ClientSession, target: House, id: str) -> tuple[int, str]:
    """Post a signed Follow; the status, and when to come back."""
    url = f"{target.origin}/inbox"
    activity = {"id": f"{id}/follow", "type": "Follow", "actor": id, "object": target.actor}
    body = orjson.dumps({"@context": "https://www.w3.org/ns/activitystreams"} | activity)
    headers = cavage.sign(Peer(id).signer, "POST", url, body, time.time(), ACTIVITY)
    async with http.post(url, data=body, headers=headers) as answer:
        return answer.status, answer.headers.get("Retry-After", "")


async def test_wildcard__a_real_node_meets_a_few_and_its_neighbours_go_on(
    tmp_path: Path, vocabulary: Vocabulary, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with (
        wildcard(monkeypatch) as port,
        house(tmp_path / "ici", "ici", vocabulary) as here,
        house(tmp_path / "voisin", "voisin", vocabulary) as neighbour,
        aiohttp.ClientSession() as http,
    ):
        # When sixty servers of one domain follow us
        answers = [await follow(http, here, f"http://a{number}.wild.example:{port}/actors/a") for number in range(60)]

        # Then twenty are heard, and the others are told when to come back
        assert Counter(status for status, _ in answers) == {202: 20, 429: 40}
        assert all(3_000 < int(wait) <= 3_600 for status, wait in answers if status == 429)
        async with http.get(f"{here.origin}/metrics") as metrics:
            assert 'bocage_refusals_total{cause="too_many_strangers"} 40.0' in await metrics.text()

        # And an honest server elsewhere is heard, a real node follows us as ever, and whom we know is known
        assert (await follow(http, here, f"http://panier.example:{port}/actors/panier"))[0] == 202
        assert (await follow(http, here, f"http://a3.wild.example:{port}/actors/a"))[0] == 202
        await neighbour.follow(here)

        # And a server of that domain which we chose to follow is not kept out with it
        friend = await here.node.meet(f"http://friend.wild.example:{port}/actors/f")
        await here.node.store.writing("follow", _follow, here.actor, friend.id)
        standing = await here.node.store.reading(strangers.standing, friend.id, admitted=False)
        assert standing == "chosen"
        assert (await follow(http, here, f"http://friend.wild.example:{port}/actors/g"))[0] == 202
        assert (await follow(http, here, f"http://enemy.wild.example:{port}/actors/g"))[0] == 429


def _follow(db: Db, follower: str, followed: str) -> None:
    follows.put(db, follower, followed, f"{follower}#f", "asked", "")


async def test_loopback__a_developer_may_have_as_many_servers_as_he_likes(
    tmp_path: Path, vocabulary: Vocabulary, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with (
        wildcard(monkeypatch) as port,
        house(tmp_path / "ici", "ici", vocabulary) as here,
        aiohttp.ClientSession() as http,
    ):
        answers = [await follow(http, here, f"http://127.0.0.1:{port}/actors/a{number}") for number in range(300)]

        assert Counter(status for status, _ in answers) == {202: 300}
