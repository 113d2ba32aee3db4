"""Collections of others, read from a peer on loopback."""

from __future__ import annotations

import asyncio
import itertools
import json

import pytest

from federation.collections import Listed, read_ids
from federation.errors import BlockedAddress, FederationError, WrongType
from tests.federation.doubles import ED, Answer, Peer, Request, client, says


def gives(**document: object) -> Answer:
    return says(json.dumps(document).encode())


async def read(peer: Peer, path: str = "/c", *, max_pages: int = 3, max_ids: int = 100) -> Listed:
    async with client() as door:
        return await read_ids(door, f"{peer.origin}{path}", ED, max_pages=max_pages, max_ids=max_ids)


async def test_read__in_one_document_signed() -> None:
    async with Peer() as peer:
        peer.answers["/c"] = gives(orderedItems=["https://a.example/1", {"id": "https://a.example/2"}, 7])

        assert await read(peer) == Listed(("https://a.example/1", "https://a.example/2"), True)
        assert "signature" in peer.seen[0].headers


async def test_read__by_pages__each_id_once() -> None:
    async with Peer() as peer:
        peer.answers["/c"] = gives(totalItems=3, first=f"{peer.origin}/c?page=1")
        peer.answers["/c?page=1"] = gives(items=["https://a.example/1"], next={"id": f"{peer.origin}/c?page=2"})
        peer.answers["/c?page=2"] = gives(
            # Some pages name the first one: that is no way to begin again.
            first=f"{peer.origin}/c?page=1",
            orderedItems=["https://a.example/1", "https://a.example/2"],
        )

        assert await read(peer) == Listed(("https://a.example/1", "https://a.example/2"), True)


async def test_read__a_first_page_that_stands_inside() -> None:
    async with Peer() as peer:
        page = {"id": f"{peer.origin}/c?page=1", "items": "https://a.example/1", "next": f"{peer.origin}/c?page=2"}
        peer.answers["/c"] = gives(first=page)
        peer.answers["/c?page=2"] = gives(items=["https://a.example/2"])

        assert await read(peer) == Listed(("https://a.example/1", "https://a.example/2"), True)
        assert [seen.target for seen in peer.seen] == ["/c", "/c?page=2"]


async def test_read__of_nobody() -> None:
    async with Peer() as peer:
        peer.answers["/c"] = gives(totalItems=0)

        assert await read(peer) == Listed((), True)


async def test_read__pages_without_end__stops_at_the_limit() -> None:
    async with Peer() as peer:
        numbers = itertools.count(1)

        async def endless(request: Request, writer: asyncio.StreamWriter) -> None:
            number = next(numbers)
            peer.answers[f"/c?{number}"] = endless
            await gives(items=[f"https://a.example/{number}"], next=f"{peer.origin}/c?{number}")(request, writer)

        peer.answers["/c"] = endless

        found = await read(peer, max_pages=3)

        assert found == Listed(tuple(f"https://a.example/{number}" for number in range(1, 5)), False)
        assert len(peer.seen) == 4


async def test_read__pages_inside_pages__count_too() -> None:
    async with Peer() as peer:
        page: dict[str, object] = {"items": ["https://a.example/deep"]}
        for _ in range(10):
            page = {"items": [], "next": page}
        peer.answers["/c"] = gives(first=page)

        assert await read(peer, max_pages=3) == Listed((), False)


async def test_read__too_many_ids__stops_at_the_limit() -> None:
    async with Peer() as peer:
        peer.answers["/c"] = gives(items=[f"https://a.example/{number}" for number in range(200)])

        found = await read(peer, max_ids=100)

        assert (len(found.ids), found.whole) == (100, False)


@pytest.mark.parametrize("place", ["first", "next", "redirect", "id"])
async def test_read__led_to_another_server(place: str) -> None:
    async with Peer() as peer, Peer() as other:
        other.answers["/c"] = gives(items=["https://a.example/1"])
        elsewhere = f"{other.origin}/c"
        if place == "redirect":
            peer.answers["/c"] = says(b"", 302, more={"Location": elsewhere})
        else:
            peer.answers["/c"] = gives(items=[], **{place: elsewhere})

        with pytest.raises(BlockedAddress):
            await read(peer)

        # A redirect is known only once it was followed; what came of it is not believed.
        assert len(other.seen) == (place == "redirect")


@pytest.mark.parametrize("next", ["/c", "", 7, [], "urn:x"])
async def test_read__goes_in_circles_or_nowhere(next: object) -> None:
    async with Peer() as peer:
        page = f"{peer.origin}{next}" if next == "/c" else next
        peer.answers["/c"] = gives(items=["https://a.example/1"], next=page)

        if next:
            with pytest.raises(FederationError):
                await read(peer)
        else:
            assert (await read(peer)).ids == ("https://a.example/1",)
        assert len(peer.seen) == 1


async def test_read__no_activity_document() -> None:
    async with Peer() as peer:
        peer.answers["/c"] = says(b'{"items": []}', kind="text/html")

        with pytest.raises(WrongType):
            await read(peer)
