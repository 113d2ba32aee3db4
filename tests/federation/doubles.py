"""In-memory doubles of the federation's ports, two signers, and a peer on loopback that answers what a test says."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Self

from federation import cavage, keys, rfc9421
from federation.actors import Actor
from federation.certificates import Authorities
from federation.client import Client, Limits
from federation.errors import NotFound
from federation.guard import Guard
from federation.incoming import Incoming
from federation.keys import PublicKey, Signer
from federation.ports import KnownKey

NOW = 1795600800.0
ACTOR = "https://tout-rafle.example/actors/rafle"
RSA_PRIVATE = keys.load_rsa(keys.generate_rsa())
ED_PRIVATE = keys.load_ed25519(bytes(range(32)))
RSA = Signer(f"{ACTOR}#main-key", "rsa-sha256", RSA_PRIVATE)
ED = Signer(f"{ACTOR}#ed25519-key", "ed25519", ED_PRIVATE)
RSA_PUBLIC = keys.public_key(RSA.key_id, ACTOR, keys.public_pem(RSA_PRIVATE))
ED_PUBLIC = keys.public_key(ED.key_id, ACTOR, keys.multibase(ED_PRIVATE))


@dataclass
class FixedClock:
    moment: float = NOW

    def now(self) -> float:
        return self.moment


@dataclass
class Chance:
    """Counts instead of throwing dice."""

    thrown: int = 0

    def bytes(self, count: int) -> bytes:
        self.thrown += 1
        return self.thrown.to_bytes(count, "big")


@dataclass
class MemoryKeys:
    kept: dict[str, KnownKey] = field(default_factory=dict)

    async def find(self, key_id: str) -> KnownKey | None:
        return self.kept.get(key_id)


@dataclass
class MemoryActors:
    kept: dict[str, Actor] = field(default_factory=dict)

    async def find(self, actor_id: str) -> Actor | None:
        return self.kept.get(actor_id)

    async def keep(self, actor: Actor) -> bool:
        new = actor.id not in self.kept
        self.kept[actor.id] = actor
        return new

    async def forget(self, actor_id: str) -> bool:
        return self.kept.pop(actor_id, None) is not None


@dataclass
class GivenKeys:
    """A KeyResolver: some keys in memory, others at their origin; counts how often the origin is asked."""

    memory: dict[str, PublicKey] = field(default_factory=dict)
    origin: dict[str, PublicKey] = field(default_factory=dict)
    asked: list[tuple[str, bool]] = field(default_factory=list)
    tries: list[tuple[str, bool]] = field(default_factory=list)

    def cached(self, key_id: str) -> PublicKey | None:
        return self.memory.get(key_id)

    async def resolve(self, key_id: str, *, refresh: bool = False) -> PublicKey:
        self.asked.append((key_id, refresh))
        if key_id not in self.origin:
            raise NotFound(f"no key {key_id}")
        return self.origin[key_id]

    async def tried(self, key: PublicKey, *, holds: bool) -> None:
        self.tries.append((key.id, holds))


def actor_document(actor_id: str = ACTOR, **more: object) -> dict[str, object]:
    return {
        "@context": "https://www.w3.org/ns/activitystreams",
        "id": actor_id,
        "type": "Organization",
        "preferredUsername": "rafle",
        "name": "Tout-Rafle",
        "inbox": f"{actor_id}/inbox",
        "publicKey": {
            "id": f"{actor_id}#main-key",
            "owner": actor_id,
            "publicKeyPem": keys.public_pem(RSA_PRIVATE),
        },
        "assertionMethod": [
            {
                "id": f"{actor_id}#ed25519-key",
                "type": "Multikey",
                "controller": actor_id,
                "publicKeyMultibase": keys.multibase(ED_PRIVATE),
            }
        ],
        **more,
    }


def signed_request(
    signer: Signer = RSA,
    method: str = "POST",
    url: str = "https://pedales.example/inbox",
    body: bytes | None = b"{}",
    now: float = NOW,
) -> Incoming:
    headers = cavage.sign(signer, method, url, body if method == "POST" else None, now)
    target = "/" + url.split("/", 3)[3]
    fields = tuple((name.lower(), value) for name, value in headers.items())
    return Incoming(method, target, fields, body or b"")


def message_signed(
    signer: Signer = RSA,
    method: str = "POST",
    url: str = "https://pedales.example/inbox",
    body: bytes | None = b"{}",
    now: float = NOW,
    asked: rfc9421.Asked | None = None,
) -> Incoming:
    """The same by RFC 9421."""
    headers = rfc9421.sign(signer, method, url, body if method == "POST" else None, now, asked=asked)
    target = "/" + url.split("/", 3)[3]
    fields = tuple((name.lower(), value) for name, value in headers.items())
    return Incoming(method, target, fields, (body or b"") if method == "POST" else b"")


def with_header(request: Incoming, name: str, value: str) -> Incoming:
    """The request with one header replaced."""
    headers = tuple((other, value if other == name else old) for other, old in request.headers)
    return Incoming(request.method, request.target, headers, request.body)


@dataclass
class Request:
    """What the peer received."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes


Answer = Callable[[Request, asyncio.StreamWriter], Awaitable[None]]


def says(
    body: bytes = b"", status: int = 200, kind: str = "application/activity+json", more: dict[str, str] | None = None
) -> Answer:
    """An answer with a body."""
    headers = {"Content-Type": kind, "Content-Length": str(len(body)), **(more or {})}
    head = f"HTTP/1.1 {status} X\r\n" + "".join(f"{name}: {value}\r\n" for name, value in headers.items()) + "\r\n"

    async def answer(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(head.encode() + body)
        await writer.drain()

    return answer


class Peer:
    """A small HTTP/1.1 server on loopback: `answers` by target; remembers what it was asked."""

    def __init__(self, tls: ssl.SSLContext | None = None) -> None:
        self._tls = tls
        self.answers: dict[str, Answer] = {}
        self.seen: list[Request] = []
        self.connections = 0
        self.origin = ""

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, ssl=self._tls)
        self.origin = f"http{'s' if self._tls else ''}://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        self._open: set[asyncio.StreamWriter] = set()
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for writer in list(self._open):
            writer.transport.abort()
        await asyncio.sleep(0.01)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        self._open.add(writer)
        try:
            while request := await _received(reader):
                self.seen.append(request)
                await self.answers.get(request.target, says(b"", 404))(request, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            self._open.discard(writer)
            writer.close()


async def _received(reader: asyncio.StreamReader) -> Request | None:
    line = await reader.readline()
    if not line:
        return None
    method, target, _ = line.decode().split(" ")
    headers: dict[str, str] = {}
    while (line := await reader.readline()).strip():
        name, _, value = line.decode().partition(":")
        headers[name.lower()] = value.strip()
    body = await reader.readexactly(int(headers.get("content-length", "0")))
    return Request(method, target, headers, body)


# Read once for all clients of the tests: a tenth of a second each time.
AUTHORITIES = Authorities()


def client(
    limits: Limits | None = None, guard: Guard | None = None, authorities: Authorities | None = AUTHORITIES
) -> Client:
    """A client that may talk to loopback."""
    return Client(
        guard or Guard(allow_private=True),
        FixedClock(),
        origin="https://pedales.example",
        version="0.1.0",
        limits=limits or Limits(connect_s=1, read_s=1, total_s=2),
        authorities=authorities,
    )
