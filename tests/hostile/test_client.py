"""Peers that lie, drip, swell, loop and redirect; the client lets go of each in time."""

from __future__ import annotations

import asyncio
import gzip
import json
import socket
import tracemalloc
import zlib

import pytest
from aiohttp.resolver import ThreadedResolver

from federation.client import Limits
from federation.dialling import GuardedResolver, guarded_sockets
from federation.errors import BlockedAddress, FederationError, NotFound, Refused, TooLarge, Unreachable, WrongType
from federation.guard import Guard
from tests.federation.doubles import ED, Answer, Peer, Request, client, says

SHORT = Limits(connect_s=0.3, read_s=0.3, total_s=0.6, max_bytes=100_000)


async def _fails(answer: Answer, error: type[FederationError], match: str | None = None) -> Peer:
    async with Peer() as peer, client(SHORT) as door:
        peer.answers["/a"] = answer
        with pytest.raises(error, match=match):
            await asyncio.wait_for(door.get_document(peer.origin + "/a"), 5)
    return peer


async def test_gzip_bomb() -> None:
    # R6: the limit counts what is unpacked.
    packer = zlib.compressobj(9, wbits=31)
    block = bytes(1_000_000)
    bomb = b"".join(packer.compress(block) for _ in range(300)) + packer.flush()
    tracemalloc.start()

    await _fails(says(bomb[:99_000], more={"Content-Encoding": "gzip"}), TooLarge)

    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 30_000_000


async def test_endless_body() -> None:
    async def answer(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/activity+json\r\n\r\n")
        while not writer.is_closing():
            writer.write(b" " * 65536)
            await writer.drain()

    await _fails(answer, TooLarge)


async def test_announced_too_large() -> None:
    await _fails(says(b"", more={"Content-Length": "999999999"}), TooLarge, "announces 999999999 bytes")


async def test_slow_drip_is_cut_by_the_total_deadline() -> None:
    # R6: a deadline over all of it.
    async def answer(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/activity+json\r\nContent-Length: 1000\r\n\r\n")
        while not writer.is_closing():
            writer.write(b" ")
            await writer.drain()
            await asyncio.sleep(0.1)

    await _fails(answer, Unreachable, "in time")


async def test_silence_is_cut() -> None:
    async def answer(request: Request, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(3)

    await _fails(answer, Unreachable)


async def test_endless_headers() -> None:
    async def answer(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\n")
        while not writer.is_closing():
            writer.write(b"X-More: " + b"x" * 1000 + b"\r\n")
            await writer.drain()

    await _fails(answer, Unreachable)


async def test_garbage_and_cut_answers() -> None:
    async def garbage(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(b"\x00\x01nonsense\r\n\r\n")
        writer.close()

    await _fails(garbage, Unreachable)
    await _fails(says(b"{}", more={"Content-Length": "50"}), Unreachable)
    await _fails(says(b"not gzip", more={"Content-Encoding": "gzip"}), Unreachable)


@pytest.mark.parametrize("encoding", ["br", "zstd", "deflate", "gzip, gzip", "x"])
async def test_other_encodings(encoding: str) -> None:
    packed = gzip.compress(b"{}") if encoding.startswith("gzip") else zlib.compress(b"{}")
    async with Peer() as peer, client(SHORT) as door:
        peer.answers["/a"] = says(packed, more={"Content-Encoding": encoding})

        with pytest.raises((WrongType, Unreachable)):
            await door.get_document(peer.origin + "/a")


@pytest.mark.parametrize(
    "kind", ["text/html", "application/json", "application/ld+json", "text/plain", "image/png", "", "application/xml"]
)
async def test_not_an_activitypub_type(kind: str) -> None:
    # R4: a file somebody uploaded is no document.
    async with Peer() as peer, client(SHORT) as door:
        peer.answers["/a"] = says(json.dumps({"id": peer.origin + "/a"}).encode(), kind=kind)

        with pytest.raises(WrongType):
            await door.get_document(peer.origin + "/a")


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"7", b"{", b'{"id": 1e400}', b'{"a": 1, "a": 2}', b"[" * 50_000, b'{"@graph": []}', b"\xff\xfe{}"],
)
async def test_not_a_document(body: bytes) -> None:
    await _fails(says(body), Refused)


@pytest.mark.parametrize("document", [{}, {"id": 7}, {"id": None}, {"id": ["x"]}])
async def test_no_id(document: object) -> None:
    await _fails(says(json.dumps(document).encode()), NotFound, "no id")


@pytest.mark.parametrize(
    "lie",
    ["https://pedales.example/actors/pedales", "http://127.0.0.1:1/a", "urn:uuid:1", "/a", "http://user@127.0.0.1/a"],
)
async def test_id_on_another_host(lie: str) -> None:
    # R2: nobody serves what is of another origin.
    await _fails(says(json.dumps({"id": lie}).encode()), BlockedAddress, "another origin")


async def test_id_that_leads_to_yet_another_id() -> None:
    async with Peer() as peer, client(SHORT) as door:
        for name, following in (("/a", "/b"), ("/b", "/c"), ("/c", "/d")):
            peer.answers[name] = says(json.dumps({"id": peer.origin + following}).encode())

        with pytest.raises(NotFound, match="another id"):
            await door.get_document(peer.origin + "/a")

    assert [seen.target for seen in peer.seen] == ["/a", "/b"]


async def test_redirect_loop() -> None:
    peer = await _fails(says(b"", 302, more={"Location": "/a"}), Refused, "loop")

    assert len(peer.seen) == 1


async def test_redirect_chain_without_end() -> None:
    # R6: three redirects at most.
    async with Peer() as peer, client(SHORT) as door:
        for number in range(10):
            peer.answers[f"/{number}"] = says(b"", 301, more={"Location": f"/{number + 1}"})

        with pytest.raises(Refused, match="more than 3"):
            await door.get_document(peer.origin + "/0")

    assert len(peer.seen) == 4


@pytest.mark.parametrize(
    "place",
    [
        "http://10.0.0.1/",
        "http://169.254.169.254/latest/meta-data",
        "http://[::ffff:10.0.0.1]/",
        "http://2130706433/",
        "http://user:pass@127.0.0.1/",
        "//10.0.0.1/",
        "file:///etc/passwd",
        "data:application/activity+json,{}",
        "javascript:x",
        "http://[",
    ],
)
async def test_redirect_to_a_forbidden_place(place: str) -> None:
    await _fails(says(b"", 302, more={"Location": place}), Refused)


async def test_redirect_to_nowhere() -> None:
    await _fails(says(b"", 302), Refused, "nowhere")


async def test_production_never_dials_loopback_by_any_name() -> None:
    async with Peer() as peer, client(SHORT, Guard(ports=frozenset(range(1, 65536)))) as door:
        port = peer.origin.rpartition(":")[2]
        for host in ("127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]"):
            for ask in (door.get_document, lambda url: door.post(url, b"{}", ED), lambda url: door.get_text(url, 10)):
                with pytest.raises(BlockedAddress):
                    await ask(f"https://{host}:{port}/a")

    assert peer.connections == 0


async def test_name_that_changes_its_mind(monkeypatch: pytest.MonkeyPatch) -> None:
    # Given a name whose address is public when it is asked, and private when it is dialled
    guard = Guard()
    opened = guarded_sockets(guard)

    # When the socket is about to be opened, then the address dialled is what counts
    for address in (("127.0.0.1", 443), ("10.0.0.1", 443), ("::1", 443, 0, 0)):
        family = socket.AF_INET6 if ":" in str(address[0]) else socket.AF_INET
        with pytest.raises(BlockedAddress):
            opened((family, socket.SOCK_STREAM, 6, "", address))
    opened((socket.AF_INET, socket.SOCK_STREAM, 6, "", ("1.1.1.1", 443))).close()


async def test_name_with_one_public_and_one_private_address(monkeypatch: pytest.MonkeyPatch) -> None:
    def found(ip: str) -> dict[str, object]:
        return {"hostname": "x", "host": ip, "port": 443, "family": socket.AF_INET, "proto": 6, "flags": 0}

    async def resolve(self: object, host: str, port: int = 0, family: int = 0) -> list[dict[str, object]]:
        return [found(ip) for ip in host.removesuffix(".example").split("+")]

    monkeypatch.setattr(ThreadedResolver, "resolve", resolve)
    resolver = GuardedResolver(Guard())

    assert [one["host"] for one in await resolver.resolve("1.1.1.1+10.0.0.1.example")] == ["1.1.1.1"]
    with pytest.raises(BlockedAddress, match="none of them public"):
        await resolver.resolve("10.0.0.1+127.0.0.1.example")


async def test_name_without_address() -> None:
    async with client(SHORT) as door:
        with pytest.raises(Unreachable):
            await door.get_document("http://no-such-name.invalid/a")


async def test_no_proxy_and_no_cookie(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    async with Peer() as peer, client(SHORT) as door:
        peer.answers["/a"] = says(json.dumps({"id": peer.origin + "/a"}).encode(), more={"Set-Cookie": "a=b"})

        await door.get_document(peer.origin + "/a")
        await door.get_document(peer.origin + "/a")

    assert all("cookie" not in seen.headers for seen in peer.seen)


async def test_delivery__answer_that_never_ends() -> None:
    async def answer(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 500 X\r\n\r\n")
        while not writer.is_closing():
            writer.write(b"x" * 65536)
            await writer.drain()

    async with Peer() as peer, client(SHORT) as door:
        peer.answers["/a"] = answer
        with pytest.raises(FederationError):
            await asyncio.wait_for(door.post(peer.origin + "/a", b"{}", ED), 5)
