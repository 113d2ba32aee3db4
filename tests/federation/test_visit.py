"""Asking without a signature first, and what a server's answers teach for the next time."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace

import pytest

from federation import cavage, rfc9421
from federation.errors import Forbidden, NotFound, Unauthorized
from federation.incoming import Incoming
from federation.knocking import ED25519_ADDRESS, REMEMBERED_S, RFC9421_ADDRESS, UNSIGNED, Doors, Knock
from federation.visit import Visit
from federation.window import Window
from tests.federation.doubles import ED, ED_PUBLIC, NOW, RSA, RSA_PUBLIC, Answer, Peer, Request, client, says

BOTH = replace(RSA, quick=ED)


def to_signers(
    peer: Peer, path: str, status: int = 401, *, scheme: str = "", more: dict[str, str] | None = None
) -> None:
    """Show `path` to those who sign (by `scheme`, if said), and answer `status` to the others."""
    peer.answers[path] = only_signed(peer.origin + path, status, scheme, more)


def only_signed(url: str, status: int, scheme: str = "", more: dict[str, str] | None = None) -> Answer:
    async def answer(request: Request, writer: asyncio.StreamWriter) -> None:
        good = scheme == scheme_of(request) if scheme else "signature" in request.headers
        await (says(json.dumps({"id": url}).encode()) if good else says(b"{}", status, more=more))(request, writer)

    return answer


def shown(peer: Peer, path: str) -> None:
    peer.answers[path] = says(json.dumps({"id": peer.origin + path}).encode())


def scheme_of(request: Request) -> str:
    if "signature-input" in request.headers:
        return "rfc9421"
    return "cavage" if "signature" in request.headers else UNSIGNED


def schemes_of(peer: Peer) -> list[str]:
    return [scheme_of(request) for request in peer.seen]


async def test_openly__no_signature_where_anybody_may_read() -> None:
    async with Peer() as peer, client() as door:
        for name in ("/a", "/b"):
            shown(peer, name)
            await door.get_document(peer.origin + name, RSA, openly="actor")

    assert schemes_of(peer) == [UNSIGNED, UNSIGNED]


@pytest.mark.parametrize("status", [401, 403, 404])
async def test_openly__a_server_that_wants_signatures_costs_one_request_more_once(status: int) -> None:
    async with Peer() as peer, client() as door:
        for name in ("/a", "/b", "/c"):
            to_signers(peer, name, status)
            await door.get_document(peer.origin + name, RSA, openly="actor")

        assert schemes_of(peer) == [UNSIGNED, "cavage", "cavage", "cavage"]
        assert peer.connections == 1  # what was refused was read to its end, so that the connection serves again
    last = peer.seen[-1]
    request = Incoming(last.method, last.target, tuple(last.headers.items()))
    cavage.verify(request, cavage.parse(last.headers["signature"]), RSA_PUBLIC, NOW, Window())


async def test_openly__remembered_for_each_server_by_itself() -> None:
    async with Peer() as strict, Peer() as open_to_all, client() as door:
        for name in ("/a", "/b"):
            to_signers(strict, name)
            shown(open_to_all, name)
            for peer in (strict, open_to_all):
                await door.get_document(peer.origin + name, RSA, openly="actor")

    assert schemes_of(strict) == [UNSIGNED, "cavage", "cavage"]
    assert schemes_of(open_to_all) == [UNSIGNED, UNSIGNED]


async def test_openly__keys_and_actors_are_remembered_apart() -> None:
    # GoToSocial shows a key to anybody, and an actor only to those who sign.
    async with Peer() as peer, client() as door:
        for name in ("/a", "/b"):
            shown(peer, f"{name}/main-key")
            to_signers(peer, name)
            await door.get_document(f"{peer.origin}{name}/main-key", RSA, openly="key")
            await door.get_document(peer.origin + name, RSA, openly="actor")

    assert schemes_of(peer) == [UNSIGNED, UNSIGNED, "cavage", UNSIGNED, "cavage"]


async def test_openly__a_redirect_is_asked_as_its_own_server_wants() -> None:
    async with Peer() as first, Peer() as strict, client() as door:
        first.answers["/a"] = says(b"", 302, more={"Location": f"{strict.origin}/a"})
        to_signers(strict, "/a")

        await door.get_document(first.origin + "/a", RSA, openly="actor")

    assert (schemes_of(first), schemes_of(strict)) == ([UNSIGNED], [UNSIGNED, "cavage"])


async def test_openly__what_an_open_server_does_not_find_is_not_asked_for_again() -> None:
    # Somebody who makes up addresses of others makes us ask once for each (R7).
    async with Peer() as peer, client() as door:
        shown(peer, "/a")
        await door.get_document(peer.origin + "/a", RSA, openly="actor")
        for number in range(3):
            with pytest.raises(NotFound):
                await door.get_document(f"{peer.origin}/made-up-{number}", RSA, openly="actor")

    assert len(peer.seen) == 4


async def test_openly__an_open_server_that_closes_is_signed_for_from_then_on() -> None:
    async with Peer() as peer, client() as door:
        shown(peer, "/a")
        await door.get_document(peer.origin + "/a", RSA, openly="actor")
        to_signers(peer, "/a")
        for _ in range(2):
            await door.get_document(peer.origin + "/a", RSA, openly="actor")

    assert schemes_of(peer) == [UNSIGNED, UNSIGNED, "cavage", "cavage"]


async def test_openly__nothing_is_signed_without_a_signer() -> None:
    async with Peer() as peer, client() as door:
        to_signers(peer, "/a")
        with pytest.raises(Unauthorized):
            await door.get_document(peer.origin + "/a", None, openly="actor")

    assert schemes_of(peer) == [UNSIGNED]


async def test_openly__who_is_refused_both_ways_is_told_so_after_three_signatures_at_most() -> None:
    async with Peer() as peer, client() as door:
        peer.answers["/a"] = says(b"", 401)
        for _ in range(2):
            with pytest.raises(Unauthorized):
                await door.get_document(peer.origin + "/a", RSA, openly="actor")
        peer.answers["/a"] = says(b"", 403)
        with pytest.raises(Forbidden):
            await door.get_document(peer.origin + "/a", RSA, openly="actor")

    assert schemes_of(peer) == [UNSIGNED, "cavage", "rfc9421", "cavage", "rfc9421", "cavage"]


async def test_openly__the_wish_of_a_refusal_is_obeyed_by_the_first_signature() -> None:
    async with Peer() as peer, client() as door:
        to_signers(peer, "/a", scheme="rfc9421", more={"Accept-Signature": 'sig1=("@method" "@target-uri");nonce="n1"'})
        await door.get_document(peer.origin + "/a", RSA, openly="actor")

    assert schemes_of(peer) == [UNSIGNED, "rfc9421"]
    assert 'nonce="n1"' in peer.seen[-1].headers["signature-input"]


async def test_openly__what_opened_the_door_is_how_deliveries_knock() -> None:
    async with Peer() as peer, client() as door:
        to_signers(peer, "/a", scheme="rfc9421")
        peer.answers["/inbox"] = says(b"", 202)
        await door.get_document(peer.origin + "/a", RSA, openly="actor")
        await door.post(peer.origin + "/inbox", b"{}", RSA)

    assert schemes_of(peer) == [UNSIGNED, "cavage", "rfc9421", "rfc9421"]


def test_wants_signature__for_a_week_of_a_bounded_number_of_servers() -> None:
    # R14: names of servers are chosen by others.
    doors = Doors(size=2)
    for host in ("a", "b", "c"):
        doors.wants(host, "actor", True, NOW)

    assert [doors.wants_signature(host, "actor", NOW) for host in ("a", "b", "c")] == [None, True, True]
    assert doors.wants_signature("c", "key", NOW) is None
    assert doors.wants_signature("c", "actor", NOW + REMEMBERED_S + 1) is None
    assert Visit(doors, "c", RSA, NOW + REMEMBERED_S + 1, "actor", posts=False).knock == Knock(UNSIGNED)


async def test_quick__signs_with_ed25519_where_the_software_says_that_it_reads_it() -> None:
    async with Peer() as peer, client() as door:
        peer.answers["/inbox"] = says(b"", 202)
        door.doors.said(host(peer), (RFC9421_ADDRESS, ED25519_ADDRESS))
        await door.post(f"{peer.origin}/inbox", b"{}", BOTH)
        door.doors.said(host(peer), (RFC9421_ADDRESS,))
        await door.post(f"{peer.origin}/inbox", b"{}", BOTH)

    for seen, key in zip(peer.seen, (ED_PUBLIC, RSA_PUBLIC), strict=True):
        request = Incoming(seen.method, seen.target, tuple(seen.headers.items()), seen.body)
        rfc9421.read(request, NOW, Window(), peer.origin).check(key)


async def test_quick__refused__the_key_that_all_read_and_remembered() -> None:
    async with Peer() as peer, client() as door:
        door.doors.said(host(peer), (ED25519_ADDRESS,))

        async def reads_rsa(request: Request, writer: asyncio.StreamWriter) -> None:
            await says(b"", 202 if RSA.key_id in request.headers["signature-input"] else 401)(request, writer)

        peer.answers["/inbox"] = reads_rsa
        for _ in range(2):
            await door.post(f"{peer.origin}/inbox", b"{}", BOTH)
        door.doors.said(host(peer), (ED25519_ADDRESS,))  # nothing new
        await door.post(f"{peer.origin}/inbox", b"{}", BOTH)

    assert schemes_of(peer) == ["rfc9421"] * 4
    assert [ED.key_id in seen.headers["signature-input"] for seen in peer.seen] == [True, False, False, False]


async def test_quick__a_wish_for_ed25519_is_obeyed() -> None:
    async with Peer() as peer, client() as door:
        wish = {"Accept-Signature": 'sig1=("@method" "@target-uri");alg="ed25519"'}
        to_signers(peer, "/a", scheme="rfc9421", more=wish)
        await door.get_document(peer.origin + "/a", BOTH, openly="actor")

    seen = peer.seen[-1]
    request = Incoming(seen.method, seen.target, tuple(seen.headers.items()))
    rfc9421.read(request, NOW, Window(), peer.origin).check(ED_PUBLIC)


async def test_quick__without_such_a_key__two_ways_are_tried_and_no_more() -> None:
    async with Peer() as peer, client() as door:
        door.doors.said(host(peer), (ED25519_ADDRESS,))
        peer.answers["/a"] = says(b"", 401)
        with pytest.raises(Unauthorized):
            await door.get_document(peer.origin + "/a", RSA)

    assert schemes_of(peer) == ["rfc9421", "cavage"]


def test_said__anew__goes_before_what_worked_out_of_habit() -> None:
    doors = Doors()
    doors.opened("a.example", Knock("cavage"), NOW)
    doors.said("a.example", (ED25519_ADDRESS,))

    assert doors.first("a.example", NOW) == Knock("rfc9421", quick=True)


def host(peer: Peer) -> str:
    return peer.origin.partition("://")[2]
