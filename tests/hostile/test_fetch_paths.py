"""Every address we never talk to, through every path that fetches: nothing is asked of any of them (R5; PROTOCOL 4.2).

The paths are the node's own functions over its one client. Names lead where the test says; the socket factory tells
what would have been dialled. Media is never fetched, an import reads files only: neither has a path to try.
"""

from __future__ import annotations

import ast
import asyncio
import json
import socket
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from aiohttp.resolver import ThreadedResolver

from federation import nodeinfo, webfinger
from federation.actors import ActorResolver
from federation.client import Client, Limits
from federation.collections import read_ids
from federation.errors import BlockedAddress, FederationError, Refused
from federation.guard import Guard
from federation.keyring import KeyRing
from federation.webfinger import parse_handle
from node.oauth import program
from tests.federation.doubles import ED, FixedClock, MemoryActors, MemoryKeys, Peer, client, says
from tests.hostile.test_guard import FORBIDDEN_V4, FORBIDDEN_V6

REPOSITORY = Path(__file__).parents[2]
QUICK = Limits(connect_s=0.5, read_s=0.5, total_s=1.0)
Path_ = Callable[[Client, str], Awaitable[object]]


def _actors(door: Client) -> ActorResolver:
    return ActorResolver(door, MemoryActors(), FixedClock())


# Each takes a client and the origin of a server, and asks it for something.
PATHS: dict[str, Path_] = {
    "actor": lambda door, origin: _actors(door).resolve(f"{origin}/actors/a"),
    "key": lambda door, origin: KeyRing(_actors(door).resolve_key, MemoryKeys(), FixedClock()).resolve(f"{origin}/a#k"),
    "object or page": lambda door, origin: door.get_document(f"{origin}/objects/1"),
    "signed object": lambda door, origin: door.get_document(f"{origin}/objects/1", ED),
    "collection": lambda door, origin: read_ids(door, f"{origin}/followers", ED, max_pages=3, max_ids=9),
    "webfinger": lambda door, origin: webfinger.resolve(door, parse_handle("a@" + origin.partition("://")[2])),
    "nodeinfo": lambda door, origin: nodeinfo.software_of(door, origin),
    "oauth program": lambda door, origin: program.fetch(door, f"{origin}/client"),
    "text": lambda door, origin: door.get_text(f"{origin}/page", 1000),
    "delivery": lambda door, origin: door.post(f"{origin}/inbox", b"{}", ED),
    "look": lambda door, origin: door.look(f"{origin}/livez", "text/plain"),
    "addresses": lambda door, origin: door.addresses(origin),
    "certificate": lambda door, origin: door.certificate_expiry(origin),
}
HOSTS = [ip for ip in FORBIDDEN_V4] + [f"[{ip}]" for ip in FORBIDDEN_V6 if "%" not in ip]
SPELLINGS = ["127.1", "0x7f.1", "2130706433", "017700000001", "0", "localhost", "[::ffff:7f00:1]", "127.0.0.1."]


@pytest.fixture
def dialled(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What was dialled, whatever let it pass."""
    seen: list[object] = []

    async def connect(self: object, sock: socket.socket, address: object) -> None:
        seen.append(address)
        raise OSError("not in this test")

    monkeypatch.setattr(asyncio.SelectorEventLoop, "sock_connect", connect)
    return seen


def _leads_to(monkeypatch: pytest.MonkeyPatch, *answers: str) -> None:
    """Every name has the first of these addresses when it is first asked for, then the next."""
    left = list(answers)

    async def resolve(self: object, host: str, port: int = 0, family: int = 0) -> list[dict[str, object]]:
        ip = left.pop(0) if len(left) > 1 else left[0]
        kind = socket.AF_INET6 if ":" in ip else socket.AF_INET
        return [{"hostname": host, "host": ip, "port": port, "family": kind, "proto": 6, "flags": 0}]

    monkeypatch.setattr(ThreadedResolver, "resolve", resolve)


@pytest.mark.parametrize("path", PATHS)
async def test_address__in_the_url(path: str, dialled: list[object]) -> None:
    async with client(QUICK, Guard()) as door:
        for host in HOSTS + SPELLINGS:
            with pytest.raises(FederationError) as refusal:
                await PATHS[path](door, f"https://{host}")
            assert isinstance(refusal.value, Refused), f"{path} of {host}: {refusal.value}"

    assert dialled == []


@pytest.mark.parametrize("path", PATHS)
async def test_address__behind_a_name(path: str, dialled: list[object], monkeypatch: pytest.MonkeyPatch) -> None:
    for ip in FORBIDDEN_V4 + FORBIDDEN_V6:
        _leads_to(monkeypatch, ip)
        async with client(QUICK, Guard()) as door:
            with pytest.raises(BlockedAddress, match="none of them public"):
                await PATHS[path](door, "https://coop.example")

    assert dialled == []


@pytest.mark.parametrize(
    "path", [name for name in PATHS if name not in ("delivery", "look", "addresses", "certificate")]
)
async def test_address__behind_a_redirect(path: str) -> None:
    # Given a peer that sends every question elsewhere
    for place in [f"http://{host}/x" for host in HOSTS if "127." not in host and host != "[::1]"] + [
        "file:///etc/passwd",
        "data:application/json,{}",
        "gopher://127.0.0.1/",
        "//10.0.0.1/",
        "http://2130706433/",
    ]:
        async with Peer() as peer, client(QUICK) as door:
            asked = _Every(says(b"", 302, more={"Location": place}))
            peer.answers = asked
            with pytest.raises(Refused):
                await PATHS[path](door, peer.origin)

            # Then it was asked once
            assert len(peer.seen) == 1, place


@pytest.mark.parametrize("path", ["delivery", "look"])
async def test_redirect__is_not_followed_at_all(path: str) -> None:
    async with Peer() as peer, client(QUICK) as door:
        peer.answers = _Every(says(b"", 307, more={"Location": "/elsewhere"}))  # type: ignore[assignment]
        try:
            await PATHS[path](door, peer.origin)
        except FederationError:
            pass

    assert len(peer.seen) == 1


@pytest.mark.parametrize(
    "href", ["data:application/json,{}", "file:///etc/passwd", "http://10.0.0.1/", "http://[::]/", "x"]
)
async def test_nodeinfo__link_to_elsewhere(href: str) -> None:
    links = {"links": [{"rel": "http://nodeinfo.diaspora.software/ns/schema/2.1", "href": href}]}
    async with Peer() as peer, client(QUICK) as door:
        peer.answers["/.well-known/nodeinfo"] = says(json.dumps(links).encode(), kind="application/json")
        with pytest.raises(Refused):
            await nodeinfo.software_of(door, peer.origin)

    assert len(peer.seen) == 1


@pytest.mark.parametrize("path", [name for name in PATHS if name not in ("addresses", "certificate")])
async def test_name__that_changes_its_mind(path: str, dialled: list[object], monkeypatch: pytest.MonkeyPatch) -> None:
    # Given a name that is public when it is asked for, and loopback ever after
    _leads_to(monkeypatch, "1.1.1.1", "127.0.0.1")
    async with client(QUICK, Guard()) as door:
        with pytest.raises(FederationError):
            await PATHS[path](door, "https://coop.example")

    # Then what was dialled, if anything was, is the address that was checked
    assert {address[0] for address in dialled if isinstance(address, tuple)} <= {"1.1.1.1"}


def test_client__is_the_only_one() -> None:
    # R5: whatever opens a connection outward stands in two files.
    doors = {"federation/client.py", "federation/dialling.py"}
    words = {"ClientSession", "TCPConnector", "open_connection", "create_connection", "urlopen", "HTTPSConnection"}
    found = set()
    for package in ("vocab", "federation", "node"):
        for file in (REPOSITORY / package).rglob("*.py"):
            named = {
                node.attr if isinstance(node, ast.Attribute) else node.id
                for node in ast.walk(ast.parse(file.read_text("utf-8")))
                if isinstance(node, ast.Attribute | ast.Name)
            }
            if named & words:
                found.add(file.relative_to(REPOSITORY).as_posix())

    assert found == doors


class _Every(dict[str, object]):
    """One answer to every target."""

    def __init__(self, answer: object) -> None:
        super().__init__()
        self.answer = answer

    def get(self, target: object, default: object = None) -> object:
        return self.answer
