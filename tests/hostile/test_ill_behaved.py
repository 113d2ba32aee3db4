"""An ill-behaved peer, its behaviours by name: each is let go of in time, and the next peer is served as ever (R6)."""

from __future__ import annotations

import asyncio
import gzip
import json
import zlib

import pytest

from federation.client import Limits
from federation.errors import FederationError
from tests.federation.doubles import ED, Answer, Peer, Request, client, says

SHORT = Limits(connect_s=0.3, read_s=0.3, total_s=0.6, max_bytes=100_000)
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/activity+json\r\n"
ME = "http://127.0.0.1:1/a"


def sends(*parts: bytes, pause_s: float = 0.0, again: bool = False, close: bool = False) -> Answer:
    """These bytes, with a pause after each; the last one without end when `again`."""

    async def answer(request: Request, writer: asyncio.StreamWriter) -> None:
        for part in parts:
            writer.write(part)
            await writer.drain()
            await asyncio.sleep(pause_s)
        while again and not writer.is_closing():
            writer.write(parts[-1])
            await writer.drain()
            await asyncio.sleep(pause_s)
        if close:
            writer.close()

    return answer


def document(**values: object) -> Answer:
    return says(json.dumps(values).encode())


def redirects(place: str, status: int = 302) -> Answer:
    return says(b"", status, more={"Location": place})


def packed(kilobytes: int, encoding: str = "gzip") -> Answer:
    packer = zlib.compressobj(9, wbits=31 if encoding == "gzip" else 15)
    body = packer.compress(b" " * 1000 * kilobytes) + packer.flush()
    return says(body, more={"Content-Encoding": encoding})


BEHAVIOURS: dict[str, Answer] = {
    # floods
    "body without end": sends(HEAD + b"\r\n", b" " * 65536, again=True),
    "headers without end": sends(HEAD, b"X-More: " + b"x" * 1000 + b"\r\n", again=True),
    "one header without end": sends(HEAD + b"X-More: ", b"x" * 65536, again=True),
    "status line without end": sends(b"HTTP/1.1 200 ", b"O" * 65536, again=True),
    "chunks without end": sends(
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"4000\r\n" + b" " * 0x4000 + b"\r\n", again=True
    ),
    "trailers without end": sends(
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n", b"X: " + b"y" * 999 + b"\r\n", again=True
    ),
    "chunk of 16 exabytes": sends(
        HEAD + b"Transfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n", b"x" * 65536, again=True
    ),
    "interim answers without end": sends(b"HTTP/1.1 103 Early Hints\r\n\r\n", again=True),
    "announces a terabyte": sends(HEAD + b"Content-Length: 1000000000000\r\n\r\n"),
    # bombs
    "gzip bomb": packed(50_000),
    "gzip bomb within a bomb": says(gzip.compress(gzip.compress(b" " * 20_000_000)), more={"Content-Encoding": "gzip"}),
    "deflate bomb": packed(50_000, "deflate"),
    "gzip that is none": says(b"not packed", more={"Content-Encoding": "gzip"}),
    "gzip that stops halfway": says(gzip.compress(bytes(range(256)) * 99)[:-40], more={"Content-Encoding": "gzip"}),
    "an encoding nobody knows": says(b"{}", more={"Content-Encoding": "rot13"}),
    # slowness
    "silence": sends(b"", pause_s=3),
    "silence after the headers": sends(HEAD + b"Content-Length: 10\r\n\r\n", pause_s=3),
    "drip of the body": sends(HEAD + b"Content-Length: 9999\r\n\r\n", b" ", pause_s=0.1, again=True),
    "drip of the headers": sends(b"H", b"T", b"T", b"P", pause_s=0.1, again=True),
    # loops
    "redirect to itself": redirects("/a"),
    "redirect to itself, permanently": redirects("/a", 308),
    "redirect without a place": says(b"", 301),
    "redirect to an endless place": redirects("/" + "a" * 5_000),
    # redirects elsewhere
    "redirect to a private network": redirects("http://192.168.1.1/admin"),
    "redirect to the cloud's own data": redirects("http://169.254.169.254/latest/meta-data"),
    "redirect to a file": redirects("file:///etc/passwd"),
    "redirect to its own words": redirects("data:application/activity+json,{}"),
    "redirect with a password": redirects("http://root:root@127.0.0.1/a"),
    # spoofs
    "id of another server": document(id="https://pedales.example/actors/pedales"),
    "id of another port": document(id=ME),
    "id with a user name": document(id="http://pedales.example@127.0.0.1/a"),
    "id that is no address": document(id="urn:uuid:1"),
    "id that is a number": document(id=1),
    "no id": document(type="Note"),
    "a page instead": says(b"<html></html>", kind="text/html"),
    "a document called text": says(b"{}", kind="text/plain"),
    "linked data without its profile": says(b"{}", kind="application/ld+json"),
    # nonsense
    "not HTTP": sends(b"\x00\x01\x02\r\n\r\n", close=True),
    "hangs up": sends(b"", close=True),
    "stops halfway": sends(HEAD + b"Content-Length: 50\r\n\r\n{", close=True),
    "two lengths": sends(HEAD + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}", close=True),
    "a negative length": sends(HEAD + b"Content-Length: -1\r\n\r\n{}", close=True),
    "a list": says(b"[]"),
    "garbage": says(b"\xff\xfe\x00"),
    "the same key twice": says(b'{"id": "x", "id": "y"}'),
    "nested without end": says(b'{"a":' * 15_000),
    "numbers beyond all": says(b'{"a": 1e999}'),
    "a graph that is another": says(b'{"id": "x", "@graph": []}'),
    "no content": says(b"", 204),
    "a teapot": says(b"", 418),
    "fails": says(b"", 500),
    "asks to wait a century": says(b"", 429, more={"Retry-After": "3155760000"}),
}


def test_table__has_enough_of_them() -> None:
    assert len(BEHAVIOURS) >= 30


@pytest.mark.parametrize("name", BEHAVIOURS)
async def test_fetch__ends_in_time_with_an_error_of_ours(name: str) -> None:
    async with Peer() as good, Peer() as peer, client(SHORT) as door:
        good.answers["/a"] = document(id=f"{good.origin}/a")
        peer.answers["/a"] = BEHAVIOURS[name]

        with pytest.raises(FederationError):
            await asyncio.wait_for(door.get_document(f"{peer.origin}/a"), 5)

        # It is asked no more than the redirects allow, and the others are served as ever.
        assert len(peer.seen) <= 4
        assert (await door.get_document(f"{good.origin}/a")).document == {"id": f"{good.origin}/a"}


# Whatever says 2xx has taken the delivery, however it goes on.
FINE = {
    name
    for name in BEHAVIOURS
    if name.startswith(
        (
            "id ",
            "no ",
            "a page",
            "a document",
            "linked",
            "a list",
            "garbage",
            "the same",
            "nested",
            "numbers",
            "a graph",
        )
    )
}


@pytest.mark.parametrize("name", sorted(BEHAVIOURS.keys() - FINE))
async def test_delivery__ends_in_time(name: str) -> None:
    async with Peer() as peer, client(SHORT) as door:
        peer.answers["/inbox"] = BEHAVIOURS[name]
        try:
            posted = await asyncio.wait_for(door.post(f"{peer.origin}/inbox", b"{}", ED), 5)
        except FederationError:
            posted = None

        assert posted is None or 200 <= posted.status < 300
        # Never sent on to where an answer points: what is signed is for this inbox.
        assert {seen.target for seen in peer.seen} <= {"/inbox"}
        assert len(peer.seen) <= 2
