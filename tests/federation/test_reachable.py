"""Whether something answers at an address: really asked, of a server on loopback."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from federation.client import Client, Limits
from federation.guard import Guard
from federation.reachable import Reached, reach
from tests.federation.doubles import Answer, Peer, Request, client, says


@pytest.fixture
async def peer() -> AsyncIterator[Peer]:
    async with Peer() as peer:
        yield peer


@pytest.fixture
async def door() -> AsyncIterator[Client]:
    async with client(Limits(connect_s=0.5, read_s=0.5, total_s=1)) as door:
        yield door


def leads(to: str) -> Answer:
    return says(b"", 302, more={"Location": to})


def only_get(status: int) -> Answer:
    """A page that answers its head with `status`."""

    async def answer(request: Request, writer: asyncio.StreamWriter) -> None:
        await says(b"", status if request.method == "HEAD" else 200)(request, writer)

    return answer


async def hangs_up(request: Request, writer: asyncio.StreamWriter) -> None:
    writer.close()


async def hangs_up_on_heads(request: Request, writer: asyncio.StreamWriter) -> None:
    await (hangs_up if request.method == "HEAD" else says(b"x"))(request, writer)


async def endless(request: Request, writer: asyncio.StreamWriter) -> None:
    await says(b"", more={"Content-Length": "1000000000"})(request, writer)
    if request.method == "GET":
        writer.write(b"x" * 100_000)
        await writer.drain()


@pytest.mark.parametrize(
    ("answer", "outcome", "status"),
    [
        (says(b""), "answered", 200),
        (says(b"", 206), "answered", 206),
        (only_get(405), "answered", 200),
        (only_get(404), "answered", 200),
        (only_get(403), "answered", 200),
        (hangs_up_on_heads, "answered", 200),
        (endless, "answered", 200),
        (says(b"", 401), "shut", 401),
        (says(b"", 403), "shut", 403),
        (says(b"", 429), "shut", 429),
        (says(b"", 404), "dead", 404),
        (says(b"", 410), "dead", 410),
        (says(b"", 503), "dead", 503),
        (says(b"", 302), "answered", 302),
        (hangs_up, "dead", 0),
        (leads("/gone"), "dead", 404),
        (leads("/here#part"), "answered", 200),
        (leads("/page"), "dead", 302),
        (leads("https://10.0.0.1/"), "barred", 0),
        (leads("http://[::ffff:192.168.1.1]/"), "barred", 0),
        (leads("ftp://a.example/"), "barred", 0),
        (leads("https://[oops"), "dead", 302),
    ],
)
async def test_reach(peer: Peer, door: Client, answer: Answer, outcome: str, status: int) -> None:
    peer.answers = {"/page": answer, "/here": says(b"")}

    found = await reach(door, f"{peer.origin}/page#chapter")

    assert (found.outcome, found.status) == (outcome, status)
    assert len(peer.seen) <= 8


async def test_reach__asks_the_head_first_and_reads_nothing_more_of_what_answers(peer: Peer, door: Client) -> None:
    peer.answers["/page"] = says(b"")

    await reach(door, f"{peer.origin}/page")

    assert [each.method for each in peer.seen] == ["HEAD"]


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:1/", "https://127.0.0.1/", "https://192.168.1.1/a", "http://a.example/"]
)
async def test_reach__where_this_node_may_not_go__asks_nobody(url: str) -> None:
    async with client(guard=Guard()) as strict:
        assert await reach(strict, url) == Reached("barred")
