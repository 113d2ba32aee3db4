"""A node's web application over the ground of other tests: asked through aiohttp's own test client, all in memory."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Concatenate, ParamSpec, TypeVar

import orjson
from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestClient, TestServer

from federation import cavage
from node import publishing
from node.app import assemble
from node.node import Node
from node.outgoing import Published
from node.profiles import NewActor, add_actor
from node.store import tokens
from node.store.connection import Db
from node.web.server import application
from tests.node.ground import ORIGIN, PAIR, Ground, Peer
from tests.shipped import STOCK
from vocab.vocabulary import Vocabulary

P = ParamSpec("P")
T = TypeVar("T")
ACTIVITY = {"Accept": "application/activity+json"}
BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def json(self) -> dict[str, Any]:
        found: dict[str, Any] = orjson.loads(self.body)
        return found

    @property
    def type(self) -> str:
        return self.headers.get("Content-Type", "").partition(";")[0]

    @property
    def text(self) -> str:
        return self.body.decode()


@dataclass(repr=False)
class Served:
    """A node that answers, and what a test does to it."""

    ground: Ground
    client: TestClient[web.Request, web.Application]
    inside: Node

    def _repr_pretty_(self, printer: Any, cycle: bool) -> None:
        printer.text("Served")  # when hypothesis tells of a failure

    @property
    def me(self) -> str:
        return self.ground.me

    # -- what is asked

    async def get(self, address: str, headers: Mapping[str, str] | None = None, *, method: str = "GET") -> Answer:
        """GET a path of this node, or one of its ids."""
        path = address.removeprefix(ORIGIN)
        return await _answer(
            await self.client.request(
                method, path, headers=dict(ACTIVITY if headers is None else headers), allow_redirects=False
            )
        )

    async def post(self, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        return await _answer(await self.client.post(path.removeprefix(ORIGIN), data=body, headers=dict(headers)))

    async def get_as(self, peer: Peer, address: str) -> Answer:
        """The same, signed by an actor that this node has met."""
        path = address.removeprefix(ORIGIN)
        return await self.get(path, ACTIVITY | self._signed(peer, "GET", path, None))

    async def push(
        self,
        peer: Peer,
        activity: object,
        path: str = "/inbox",
        covered: Mapping[str, str] | None = None,
        **headers: str,
    ) -> Answer:
        """POST a signed activity, the signature over `covered` headers too; bytes go as they are."""
        body = activity if isinstance(activity, bytes) else orjson.dumps(activity)
        return await self.post(path, body, self._signed(peer, "POST", path, body, covered) | headers)

    def _signed(
        self, peer: Peer, method: str, path: str, body: bytes | None, more: Mapping[str, str] | None = None
    ) -> dict[str, str]:
        type = None if body is None else "application/activity+json"
        return cavage.sign(peer.signer, method, f"{ORIGIN}{path}", body, self.ground.clock.at, type, more)

    # -- what is done

    async def write(self, unit: Callable[Concatenate[Db, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        return await self.ground.store.writing("test", unit, *args, **kwargs)

    async def say(self, **draft: object) -> Published:
        """Publish, an offer unless the draft says otherwise."""
        said = {"kind": "offer", "name": "Une offre"} | draft
        return await self.write(publishing.publish, self.ground.home, self.me, said)

    async def withdraw(self, id: str) -> str | None:
        return await self.write(publishing.withdraw, self.ground.home, self.me, id)

    async def add(self, name: str, kind: str = "platform") -> str:
        return await self.write(add_actor, self.ground.home, NewActor(name, name.title(), kind), PAIR)

    async def token(self, scope: str = "read,write") -> str:
        return await self.write(_token, self.me, scope)


@asynccontextmanager
async def served(vocabulary: Vocabulary, **settings: object) -> AsyncIterator[Served]:
    """A node that answers while inside; its workers do not run."""
    ground = await Ground.lay(vocabulary, **settings)  # type: ignore[arg-type]
    node = await assemble(ground.home, ground.store, ground.preparer.client)
    # The ground was laid beside the store: one commit makes it count what was written.
    await ground.store.writing("laid", lambda db: None)
    async with TestClient(TestServer(application(node, "1.2.3", stock=STOCK))) as client:
        yield Served(ground, client, node)
    await ground.store.close()


async def _answer(response: ClientResponse) -> Answer:
    return Answer(response.status, response.headers, await response.read())


def _token(db: Db, actor: str, scope: str) -> str:
    tokens.keep(db, hashlib.sha256(b"secret").hexdigest(), actor, scope, "2026-11-23T10:00:00.000Z")
    return "secret"
