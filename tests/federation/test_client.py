"""The door outward, towards a well-behaved peer."""

from __future__ import annotations

import asyncio
import gzip
import json

import pytest

from federation import cavage, signatures
from federation.errors import BlockedAddress, Gone, NotFound, PeerFault, RateLimited, Refused, Unreachable
from federation.incoming import Incoming
from federation.knocking import CAVAGE, RFC9421, Knock
from tests.federation.doubles import ED, ED_PUBLIC, NOW, RSA, RSA_PUBLIC, Peer, Request, client, says


async def test_get_document__signed_as_the_peer_can_verify() -> None:
    async with Peer() as peer, client() as door:
        url = peer.origin + "/notes/1?a=b"
        peer.answers["/notes/1?a=b"] = says(json.dumps({"id": url, "type": "Note"}).encode())

        fetched = await door.get_document(url, RSA)

    seen = peer.seen[0]
    request = Incoming(seen.method, seen.target, tuple(seen.headers.items()))
    cavage.verify(request, cavage.parse(seen.headers["signature"]), RSA_PUBLIC, NOW, cavage.Window())
    assert fetched.document == {"id": url, "type": "Note"} and fetched.url == url
    assert seen.headers["user-agent"] == "Bocage/0.1.0 (+https://pedales.example)"
    assert seen.headers["accept-encoding"] == "gzip, identity"
    assert seen.headers["accept"].startswith("application/activity+json")


async def test_get_document__fragment_is_not_sent() -> None:
    async with Peer() as peer, client() as door:
        peer.answers["/a"] = says(json.dumps({"id": peer.origin + "/a"}).encode())

        await door.get_document(peer.origin + "/a#main-key")

    assert [seen.target for seen in peer.seen] == ["/a"]


async def test_get_document__not_modified() -> None:
    async with Peer() as peer, client() as door:
        peer.answers["/a"] = says(b"", 304, more={"ETag": '"1"'})

        fetched = await door.get_document(peer.origin + "/a", etag='"1"')

    assert fetched.not_modified and fetched.document == {} and fetched.etag == '"1"'
    assert peer.seen[0].headers["if-none-match"] == '"1"'


async def test_get_document__gzip_and_etag() -> None:
    async with Peer() as peer, client() as door:
        packed = gzip.compress(json.dumps({"id": peer.origin + "/a"}).encode())
        peer.answers["/a"] = says(packed, more={"Content-Encoding": "gzip", "ETag": '"2"'})

        fetched = await door.get_document(peer.origin + "/a")

    assert fetched.document["id"] == peer.origin + "/a" and fetched.etag == '"2"'


async def test_get_document__id_elsewhere_on_its_origin_is_asked_once() -> None:
    async with Peer() as peer, client() as door:
        body = json.dumps({"id": peer.origin + "/users/a"}).encode()
        peer.answers |= {"/@a": says(body), "/users/a": says(body)}

        fetched = await door.get_document(peer.origin + "/@a")

    assert fetched.url == peer.origin + "/users/a"
    assert [seen.target for seen in peer.seen] == ["/@a", "/users/a"]


async def test_get_document__redirect_is_followed_and_signed_anew() -> None:
    async with Peer() as peer, client() as door:
        peer.answers["/old"] = says(b"", 302, more={"Location": "/new"})
        peer.answers["/new"] = says(json.dumps({"id": peer.origin + "/new"}).encode())

        await door.get_document(peer.origin + "/old", ED)

    last = peer.seen[1]
    request = Incoming("GET", "/new", tuple(last.headers.items()))
    cavage.verify(request, cavage.parse(last.headers["signature"]), ED_PUBLIC, NOW, cavage.Window())


@pytest.mark.parametrize(
    ("status", "error"), [(404, NotFound), (410, Gone), (429, RateLimited), (500, PeerFault), (418, Refused)]
)
async def test_get_document__failures(status: int, error: type[Exception]) -> None:
    async with Peer() as peer, client() as door:
        peer.answers["/a"] = says(b"", status, more={"Retry-After": "30"})

        with pytest.raises(error) as caught:
            await door.get_document(peer.origin + "/a")

    assert getattr(caught.value, "retry_after_s", 30.0) == 30.0


async def test_post__delivers_signed_bytes_over_one_connection() -> None:
    async with Peer() as peer, client() as door:
        peer.answers["/inbox"] = says(b"ok", 202)

        for _ in range(3):
            posted = await door.post(peer.origin + "/inbox", b'{"type":"Create"}', RSA)

    assert posted.status == 202
    assert peer.connections == 1
    seen = peer.seen[2]
    request = Incoming(seen.method, seen.target, tuple(seen.headers.items()), seen.body)
    cavage.verify(request, cavage.parse(seen.headers["signature"]), RSA_PUBLIC, NOW, cavage.Window())


async def test_post__a_connection_that_ends_as_we_use_it_is_no_failure() -> None:
    async with Peer() as peer, client() as door:
        peer.answers["/inbox"] = says(b"", 202)
        await door.post(peer.origin + "/inbox", b"{}", ED)

        async def once(request: Request, writer: asyncio.StreamWriter) -> None:
            peer.answers["/inbox"] = says(b"", 202)
            writer.close()

        peer.answers["/inbox"] = once
        posted = await door.post(peer.origin + "/inbox", b"{}", ED)

    assert (posted.status, len(peer.seen), peer.connections) == (202, 3, 2)


async def test_post__who_always_hangs_up_is_called_twice() -> None:
    async def hangs_up(request: Request, writer: asyncio.StreamWriter) -> None:
        writer.close()

    async with Peer() as peer, client() as door:
        peer.answers["/inbox"] = hangs_up
        with pytest.raises(Unreachable):
            await door.post(peer.origin + "/inbox", b"{}", ED)

    assert len(peer.seen) == 2


@pytest.mark.parametrize("knock", [CAVAGE, RFC9421])
async def test_post__says_more_under_its_signature(knock: str) -> None:
    more = {"Collection-Synchronization": 'collectionId="https://pedales.example/f"'}
    async with Peer() as peer, client() as door:
        peer.answers["/inbox"] = says(b"", 202)
        door.doors.opened(peer.origin.partition("://")[2], Knock(knock), NOW)

        await door.post(peer.origin + "/inbox", b"{}", RSA, more)

    seen = peer.seen[0]
    claim = signatures.read(
        Incoming(seen.method, seen.target, tuple(seen.headers.items()), seen.body), NOW, cavage.Window(), peer.origin
    )
    claim.check(RSA_PUBLIC)
    assert seen.headers["collection-synchronization"] == more["Collection-Synchronization"]
    assert "collection-synchronization" in claim.covered


async def test_get_collection__whatever_a_part_of_it_calls_itself__at_its_origin() -> None:
    async with Peer() as peer, client() as door:
        peer.answers["/c?of=us"] = says(json.dumps({"id": f"{peer.origin}/c", "items": []}).encode())
        peer.answers["/d"] = says(b'{"items": []}')
        peer.answers["/e"] = says(b'{"id": "https://pedales.example/c", "items": []}')

        assert (await door.get_collection(f"{peer.origin}/c?of=us", RSA)).document["id"] == f"{peer.origin}/c"
        assert (await door.get_collection(f"{peer.origin}/d")).document == {"items": []}
        with pytest.raises(BlockedAddress):
            await door.get_collection(f"{peer.origin}/e")
    assert [seen.target for seen in peer.seen] == ["/c?of=us", "/d", "/e"]


async def test_post__refused_is_final_and_says_why() -> None:
    async with Peer() as peer, client() as door:
        peer.answers["/inbox"] = says(b"no such activity", 422)

        with pytest.raises(Refused, match="no such activity"):
            await door.post(peer.origin + "/inbox", b"{}", ED)


async def test_post__redirect_is_not_followed() -> None:
    async with Peer() as peer, client() as door:
        peer.answers["/inbox"] = says(b"", 307, more={"Location": "/other"})

        with pytest.raises(PeerFault):
            await door.post(peer.origin + "/inbox", b"{}", ED)

    assert len(peer.seen) == 1


async def test_post__nobody_there() -> None:
    async with Peer() as peer:
        gone = peer.origin
    async with client() as door:
        with pytest.raises(Unreachable):
            await door.post(gone + "/inbox", b"{}", ED)


async def test_get_json_and_text() -> None:
    async with Peer() as peer, client() as door:
        peer.answers["/j"] = says(b'{"links":[]}', kind="application/jrd+json")
        peer.answers["/t"] = says("é".encode(), kind="text/html")

        assert (await door.get_json(peer.origin + "/j", "application/jrd+json")).document == {"links": []}
        assert (await door.get_text(peer.origin + "/t", 100)).text == "é"


async def test_client__must_be_open() -> None:
    with pytest.raises(RuntimeError, match="not open"):
        await client().get_document("http://127.0.0.1:1/")
