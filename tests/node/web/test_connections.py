"""Connections that are opened and say nothing, or half of something: R6 and R15."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import orjson
import pytest

from node.app import assemble
from node.web.connections import Connections, Gate
from node.web.server import application, listening
from node.web.sources import Sources
from tests.bench.rig import free_port
from tests.node.ground import Ground
from tests.shipped import STOCK
from vocab.vocabulary import Vocabulary

ASK = b"GET /livez HTTP/1.1\r\nHost: x\r\n\r\n"


@asynccontextmanager
async def node(words: Vocabulary, **settings: object) -> AsyncIterator[int]:
    """A node that listens; gives its port."""
    ground = await Ground.lay(words, **settings)  # type: ignore[arg-type]
    app = application(await assemble(ground.home, ground.store, ground.preparer.client), "1", stock=STOCK)
    port = free_port()
    async with listening(app, f"127.0.0.1:{port}"):
        yield port
    await ground.store.close()


async def said(port: int, sent: bytes) -> bytes:
    """All that a server says before it closes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(sent)
        return await asyncio.wait_for(reader.read(), 8)
    except ConnectionResetError:
        return b""
    finally:
        writer.close()


@pytest.mark.parametrize("sent", [b"", b"G", b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: "])
async def test_headers__half_sent__are_cut_at_their_deadline(words: Vocabulary, sent: bytes) -> None:
    async with node(words, header_deadline_s=1) as port:
        heard = await said(port, sent)

    assert heard == b""


async def test_headers__half_sent_after_an_answer__are_cut_too(words: Vocabulary) -> None:
    async with node(words, header_deadline_s=1) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(ASK)
        await asyncio.wait_for(reader.readuntil(b"ok\n"), 5)
        writer.write(b"GET /livez HT")
        try:
            heard = await asyncio.wait_for(reader.read(), 8)
        except ConnectionResetError:
            heard = b""
        writer.close()

    assert heard == b""


async def test_headers__dripped__gain_no_time(words: Vocabulary) -> None:
    async with node(words, header_deadline_s=1) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)

        async def drip() -> None:
            writer.write(b"GET / HTTP/1.1\r\n")
            while True:
                writer.write(b"X: y\r\n")
                await asyncio.sleep(0.1)

        dripping = asyncio.create_task(drip())
        try:
            heard = await asyncio.wait_for(reader.read(), 8)
        except ConnectionResetError:
            heard = b""
        dripping.cancel()
        writer.close()

    assert heard == b""


async def test_body__half_sent__is_a_408_and_the_end(words: Vocabulary) -> None:
    head = b"POST /inbox HTTP/1.1\r\nHost: x\r\nContent-Type: application/activity+json\r\nContent-Length: 500\r\n\r\n{"
    async with node(words, body_deadline_s=1) as port:
        heard = await said(port, head)

    assert heard.startswith(b"HTTP/1.1 408 ")
    assert b"application/problem+json" in heard


async def test_kept_connection__between_requests__is_not_cut(words: Vocabulary) -> None:
    async with node(words, header_deadline_s=1) as port:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        for _ in range(2):
            writer.write(ASK)
            assert b"200 OK" in await asyncio.wait_for(reader.readuntil(b"ok\n"), 5)
            await asyncio.sleep(1.5)
        writer.close()


async def test_places__all_taken__the_longest_waiting_gives_way(words: Vocabulary) -> None:
    # Given as many silent connections as there are places
    async with node(words, max_connections=16) as port:
        silent = [await asyncio.open_connection("127.0.0.1", port) for _ in range(16)]
        await asyncio.sleep(0.1)

        # When somebody asks, then they are served, and the first who came has gone
        assert b"200 OK" in await said(port, ASK.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
        with pytest.raises((asyncio.IncompleteReadError, ConnectionResetError)):
            await asyncio.wait_for(silent[0][0].readexactly(1), 5)
        for _, writer in silent:
            writer.close()


class Wire(asyncio.Transport):
    """A transport that only remembers how it ended."""

    def __init__(self, address: str) -> None:
        super().__init__({"peername": (address, 1)})
        self.aborted = False

    def abort(self) -> None:
        self.aborted = True


@pytest.mark.parametrize(
    ("address", "entered"),
    [("9.9.9.9", 3), ("2a01::1", 3), ("127.0.0.1", 8), ("::1", 8), ("172.18.0.2", 8), ("::ffff:127.0.0.1", 8)],
)
async def test_places__of_one_address(address: str, entered: int) -> None:
    connections = Connections(Sources.of("172.16.0.0/12"), headers_s=10, most=100, most_per_address=3)
    gates = [Gate(asyncio.Protocol(), connections) for _ in range(8)]
    wires = [Wire(address) for _ in gates]
    for gate, wire in zip(gates, wires, strict=True):
        gate.connection_made(wire)

    assert connections.count == entered
    assert [wire.aborted for wire in wires] == [False] * entered + [True] * (8 - entered)
    for gate in gates:
        gate.connection_lost(None)
    assert connections.count == 0
    # R14: nothing is remembered of an address whose connections are closed.
    assert not connections._by_address
    connections.close()


async def test_places__a_household_is_one_address() -> None:
    connections = Connections(Sources(), headers_s=10, most=100, most_per_address=3)
    for number in range(8):
        Gate(asyncio.Protocol(), connections).connection_made(Wire(f"2a01:e0a:1:2::{number:x}"))

    assert connections.count == 3
    connections.close()


UNREADABLE = (
    ("GET /directory.json?q=vélo HTTP/1.1\r\nHost: x\r\n\r\n", 400, "%C3%A9"),
    (f"GET /sparql?query={'a' * 9000} HTTP/1.1\r\nHost: x\r\n\r\n", 414, "POST"),
    (f"GET /livez HTTP/1.1\r\nHost: x\r\nX-A: {'a' * 9000}\r\n\r\n", 431, "8190"),
    ("\x16\x03\x01 hello\r\n\r\n", 400, "HTTP"),
)


async def test_unreadable__is_said_with_what_would_do(words: Vocabulary) -> None:
    async with node(words) as port:
        heard = [(await said(port, sent.encode())).partition(b"\r\n\r\n") for sent, _, _ in UNREADABLE]

    for (head, _, body), (sent, status, told) in zip(heard, UNREADABLE, strict=True):
        assert head.split()[1] == str(status).encode(), sent[:30]
        assert b"application/problem+json" in head
        problem = orjson.loads(body)
        assert problem == {"type": "about:blank", "status": status, "title": problem["title"]}
        assert told in problem["title"]
