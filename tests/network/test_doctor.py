"""doctor on a real node with a server in front of it, which does well or badly; each fault is found, and no other."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web

from node.commands.table import perform
from node.founding import found
from node.node import Node
from node.profiles import KeyPair, NewActor
from node.serve import running
from node.settings import Settings
from tests.network.village import free_port, house, until
from tests.shipped import STOCK
from vocab.vocabulary import Vocabulary

# What every proxy leaves to the connection.
OF_THE_HOP = {"connection", "keep-alive", "transfer-encoding", "content-length", "content-encoding", "date", "server"}
SETTLED = {"allow_private_networks": True, "title": "Les Pédales", "sparql": False}


@dataclass
class Front:
    """The server in front: what it does to what passes."""

    behind: str
    host: str | None = None
    max_body: int = 2**22
    drops: tuple[str, ...] = ()
    caches: bool = False
    answers: dict[str, web.Response] = field(default_factory=dict)
    forwards: bool = True
    _kept: dict[str, tuple[int, bytes, str]] = field(default_factory=dict)

    @asynccontextmanager
    async def listening(self, port: int) -> AsyncIterator[None]:
        """Pass on what comes, while inside."""
        async with aiohttp.ClientSession(auto_decompress=False) as self._http:
            app = web.Application(client_max_size=self.max_body)
            app.router.add_route("*", "/{tail:.*}", self._pass)
            runner = web.AppRunner(app, access_log=None)
            await runner.setup()
            await web.TCPSite(runner, "127.0.0.1", port).start()
            try:
                yield
            finally:
                await runner.cleanup()

    async def _pass(self, request: web.Request) -> web.StreamResponse:
        made = self.answers.get(request.path)
        if made is not None:
            return web.Response(status=made.status, body=made.body, content_type=made.content_type)
        kept = self._kept.get(request.path) if self.caches and request.method == "GET" else None
        if kept is None:
            kept = await self._ask(request)
            if request.method == "GET":
                self._kept[request.path] = kept
        status, body, kind = kept
        return web.Response(status=status, body=body, headers={"Content-Type": kind} if kind else {})

    async def _ask(self, request: web.Request) -> tuple[int, bytes, str]:
        headers = {name: value for name, value in request.headers.items() if name.lower() not in OF_THE_HOP}
        headers = {name: value for name, value in headers.items() if name.lower() not in self.drops}
        headers["Host"] = self.host or request.headers["Host"]
        if self.forwards:
            headers["X-Forwarded-For"] = request.remote or ""
        url, body = f"{self.behind}{request.raw_path}", await request.read()
        async with self._http.request(request.method, url, data=body, headers=headers, allow_redirects=False) as answer:
            return answer.status, await answer.read(), answer.headers.get("Content-Type", "")


@pytest.fixture
def ports() -> Iterator[tuple[int, int]]:
    yield free_port(), free_port()


@asynccontextmanager
async def behind(front: Front, ports: tuple[int, int], data: Path, vocabulary: Vocabulary) -> AsyncIterator[Node]:
    """A node that others reach through `front`."""
    settings = Settings(origin=f"http://127.0.0.1:{ports[0]}", listen=f"127.0.0.1:{ports[1]}", **SETTLED)  # type: ignore[arg-type]
    new = NewActor("pedales", "Les Pédales", "platform", "fr-commune-59350")
    await found(data, settings, new, (KeyPair.generate(), KeyPair.generate()), vocabulary)
    front.behind = f"http://127.0.0.1:{ports[1]}"
    async with running(data, settings, vocabulary=vocabulary, stock=STOCK) as (node, _), front.listening(ports[0]):
        yield node


async def faults(node: Node) -> set[tuple[str, str]]:
    """What doctor finds wrong, each with a sentence and something to do."""
    found = await perform(node, "checkup", {"reach": True}, lambda progress: None)
    assert isinstance(found, list)
    assert {
        "dns",
        "clock",
        "webfinger",
        "actor",
        "nodeinfo",
        "proxy",
        "inbox_post",
        "release",
        "strangers",
    } <= {check["name"] for check in found}
    wrong = [check for check in found if check["state"] != "OK"]
    assert all(check["fix"] and check["said"]["fr"] != check["said"]["en"] for check in wrong)
    return {(check["name"], check["state"]) for check in wrong}


NOT_OURS = web.Response(body=b'{"links": []}', content_type="application/json")
NOT_FOUND = web.Response(status=404, body=b"nothing")
BROKEN = web.Response(status=502, body=b"bad gateway")
FRONTS: dict[str, tuple[Front, set[tuple[str, str]]]] = {
    "as it should": (Front(""), set()),
    "writes another Host": (Front("", host="backend:8401"), {("proxy", "FAIL")}),
    "takes small messages only": (Front("", max_body=500_000), {("body_size", "FAIL")}),
    "keeps one answer for all": (Front("", caches=True), {("actor", "FAIL")}),
    "drops the signature": (Front("", drops=("signature", "signature-input")), {("inbox_post", "FAIL")}),
    "answers the inbox itself": (
        Front("", answers={"/inbox": BROKEN}),
        {("inbox_post", "FAIL")},
    ),
    "knows no WebFinger": (Front("", answers={"/.well-known/webfinger": NOT_FOUND}), {("webfinger", "FAIL")}),
    "has a NodeInfo of its own": (Front("", answers={"/.well-known/nodeinfo": NOT_OURS}), {("nodeinfo", "FAIL")}),
    "leads elsewhere": (Front("", answers={"/livez": NOT_FOUND}), {("proxy", "FAIL")}),
}


@pytest.mark.parametrize("name", FRONTS)
async def test_front(name: str, ports: tuple[int, int], tmp_path: Path, vocabulary: Vocabulary) -> None:
    front, expected = FRONTS[name]

    async with behind(front, ports, tmp_path / "data", vocabulary) as node:
        assert await faults(node) == expected


async def test_clock__is_compared_with_those_of_the_servers_that_answer(tmp_path: Path, vocabulary: Vocabulary) -> None:
    async with (
        house(tmp_path / "ici", "ici", vocabulary) as here,
        house(tmp_path / "loin", "loin", vocabulary) as far,
    ):
        await here.follow(far)
        await until(lambda: here.holds(far.actor), "the follow is accepted")
        assert await faults(here.node) == set()

        class Late:
            """A clock of ours that is slow by five minutes."""

            def now(self) -> float:
                return far.node.home.now() - 300

        here.node.home.clock = Late()

        assert ("clock", "FAIL") in await faults(here.node)
