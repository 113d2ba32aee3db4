"""A small relay of each sort, as a server of its own on loopback (FEP-ae0c): it signs its requests, and checks others'.

A Mastodon relay passes on what it is sent, byte for byte. A LitePub relay follows back, and points at what it is
pointed at. Neither stores, judges or reads what goes through it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import orjson
from aiohttp import web

from federation.actors import Actor, ActorResolver, actor_from_document
from federation.client import Client, Posted
from federation.errors import Unauthorized
from federation.guard import Guard
from federation.inbox import Limits, authenticate
from federation.incoming import Incoming
from federation.keyring import KeyRing
from federation.keys import Signer, generate_rsa, load_rsa, public_pem
from federation.ports import KnownKey
from node.clock import SystemClock
from tests.network.village import free_port

PUBLIC = "https://www.w3.org/ns/activitystreams#Public"
AS = "https://www.w3.org/ns/activitystreams"
Document = dict[str, Any]


@dataclass
class Known:
    """What it remembers of others, in memory: actors and keys (federation.ports)."""

    things: dict[str, Any] = field(default_factory=dict)

    async def find(self, id: str) -> Any:
        return self.things.get(id)

    async def keep(self, thing: Actor | KnownKey) -> None:
        self.things[thing.id if isinstance(thing, Actor) else thing.key.id] = thing


@dataclass
class Relay:
    """One relay. `admits`: whether it says yes; `changes`: what it does to what it passes on, when it lies."""

    origin: str
    litepub: bool
    admits: bool
    client: Client
    keys: KeyRing
    signer: Signer
    actors: ActorResolver
    listeners: dict[str, str] = field(default_factory=dict)
    asked: dict[str, Document] = field(default_factory=dict)
    heard: list[Document] = field(default_factory=list)
    changes: dict[str, object] = field(default_factory=dict)
    tasks: set[asyncio.Task[Posted]] = field(default_factory=set)

    @property
    def actor(self) -> str:
        """Its actor."""
        return f"{self.origin}/actor"

    @property
    def inbox(self) -> str:
        """Its inbox."""
        return f"{self.origin}/inbox"

    def verbs(self) -> list[str]:
        """What it was told, by type, in order."""
        return [str(each["type"]) for each in self.heard]

    def document(self) -> Document:
        """Its actor as it serves it."""
        return {
            "@context": [AS, "https://w3id.org/security/v1"],
            "id": self.actor,
            "type": "Application",
            "preferredUsername": "relay",
            "inbox": self.inbox,
            "endpoints": {"sharedInbox": self.inbox},
            "publicKey": {
                "id": self.signer.key_id,
                "owner": self.actor,
                "publicKeyPem": public_pem(self.signer.private),
            },
        }

    async def get_actor(self, request: web.Request) -> web.Response:
        body = orjson.dumps(self.document())
        return web.Response(body=body, content_type="application/activity+json")

    async def post_inbox(self, request: web.Request) -> web.Response:
        body = await request.read()
        headers = tuple((name.lower(), value) for name, value in request.headers.items())
        incoming = Incoming(request.method, request.raw_path, headers, body)
        try:
            signed = await authenticate(
                incoming, keys=self.keys, now=SystemClock().now(), origin=self.origin, limits=Limits()
            )
        except Unauthorized:
            return web.Response(status=401)
        activity = orjson.loads(body)
        self.heard.append(activity)
        if activity["actor"] == signed.actor_id:
            await self._take(activity, body)
        return web.Response(status=202)

    async def _take(self, activity: Document, body: bytes) -> None:
        match activity["type"]:
            case "Follow":
                await self._follow(activity)
            case "Undo" if activity["object"]["type"] == "Follow":
                self.listeners.pop(activity["actor"], None)
            case "Announce" if self.litepub:
                await self._say("Announce", activity["object"], besides=activity["actor"], to=[PUBLIC])
            case "Create" | "Update" | "Delete":
                passed = {**activity, **self.changes} if self.changes else None
                await self._send_all(orjson.dumps(passed) if passed else body, besides=activity["actor"])

    async def _follow(self, follow: Document) -> None:
        wanted = self.actor if self.litepub else PUBLIC
        follower = follow["actor"]
        self.asked[follower] = follow
        if self.admits and follow["object"] == wanted:
            await self.admit(follower)
        else:
            await self.answer("Reject", follower)

    async def admit(self, follower: str) -> None:
        """Say yes to one that asked."""
        self.listeners[follower] = (await self.actors.resolve(follower)).inbox
        await self.answer("Accept", follower)
        if self.litepub:
            await self._send(follower, self._activity("Follow", follower))

    async def answer(self, verb: str, follower: str) -> None:
        """Answer one that asked."""
        await self._send(follower, self._activity(verb, self.asked[follower]))

    async def send(self, listener: str, activity: Document) -> None:
        """Sign and send anything at all to one listener."""
        await self._send(listener, activity)

    def _activity(self, type: str, object: object, **more: object) -> Document:
        id = f"{self.origin}/activities/{len(self.heard)}-{type}-{id_of_moment()}"
        return {"@context": AS, "id": id, "type": type, "actor": self.actor, "object": object, **more}

    async def _say(self, type: str, object: object, *, besides: str, **more: object) -> None:
        await self._send_all(orjson.dumps(self._activity(type, object, **more)), besides=besides)

    async def _send_all(self, body: bytes, *, besides: str) -> None:
        from_there = besides.split("/actor")[0]
        for listener, inbox in self.listeners.items():
            if not listener.startswith(from_there + "/"):
                await self.client.post(inbox, body, self.signer)

    async def _send(self, to: str, activity: Document) -> None:
        inbox = (await self.actors.resolve(to)).inbox
        # In its own time: an answer does not come before the request that it answers is over.
        task = asyncio.get_running_loop().create_task(self.client.post(inbox, orjson.dumps(activity), self.signer))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)


def id_of_moment() -> str:
    """Something that no other activity has in its id."""
    return str(SystemClock().now()).replace(".", "")


@asynccontextmanager
async def relay(*, litepub: bool = False, admits: bool = True) -> AsyncIterator[Relay]:
    """A relay at work."""
    port = free_port()
    origin = f"http://127.0.0.1:{port}"
    clock = SystemClock()
    async with Client(Guard(allow_private=True), clock, origin=origin, version="0") as client:
        signer = Signer(f"{origin}/actor#main-key", "rsa-sha256", load_rsa(generate_rsa()))
        actors = ActorResolver(client, Known(), clock, signer)
        made = Relay(origin, litepub, admits, client, KeyRing(actors.resolve_key, Known(), clock), signer, actors)
        app = web.Application()
        app.router.add_get("/actor", made.get_actor)
        app.router.add_post("/inbox", made.post_inbox)
        runner = web.AppRunner(app)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", port).start()
        try:
            assert actor_from_document(made.document()).id == made.actor
            yield made
        finally:
            await asyncio.gather(*made.tasks, return_exceptions=True)
            await runner.cleanup()
