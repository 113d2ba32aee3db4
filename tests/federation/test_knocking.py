"""Which way to sign for a server, and what to try when it says no."""

from __future__ import annotations

import asyncio

import pytest

from federation import rfc9421
from federation.errors import PeerFault, Refused, Unauthorized
from federation.incoming import Incoming
from federation.knocking import MAX_KNOCKS, REMEMBERED_S, RFC9421_ADDRESS, Doors, Knock, again, wished
from federation.nonces import Nonces
from federation.rfc9421 import Asked
from federation.window import Window
from tests.federation.doubles import ED, NOW, RSA, RSA_PUBLIC, Answer, Chance, Peer, Request, client, says

WISH = 'sig1=("@method" "@target-uri" "@path" "x-unheard");created;nonce="n1";tag="activitypub"'


def reads(*schemes: str, wish: str | None = None, status: int = 401) -> Answer:
    """A server that accepts these schemes, and refuses the others with or without a wish."""

    async def answer(request: Request, writer: asyncio.StreamWriter) -> None:
        scheme = "rfc9421" if "signature-input" in request.headers else "cavage"
        good = scheme in schemes and (wish is None or 'nonce="n1"' in request.headers.get("signature-input", ""))
        more = {"Accept-Signature": wish} if wish and not good else {}
        await says(b"", 202 if good else status, more=more)(request, writer)

    return answer


def schemes_of(peer: Peer) -> list[str]:
    return ["rfc9421" if "signature-input" in request.headers else "cavage" for request in peer.seen]


async def test_post__cavage_first_and_once_where_it_is_read() -> None:
    async with Peer() as peer, client() as door:
        peer.answers["/inbox"] = reads("cavage")
        await door.post(f"{peer.origin}/inbox", b"{}", RSA)
        await door.post(f"{peer.origin}/inbox", b"{}", RSA)
    assert schemes_of(peer) == ["cavage", "cavage"]


@pytest.mark.parametrize("status", [400, 401])
async def test_post__the_other_way_after_a_refusal_and_remembered(status: int) -> None:
    async with Peer() as peer, client() as door:
        peer.answers["/inbox"] = reads("rfc9421", status=status)
        await door.post(f"{peer.origin}/inbox", b"{}", RSA)
        await door.post(f"{peer.origin}/inbox", b"{}", RSA)
    assert schemes_of(peer) == ["cavage", "rfc9421", "rfc9421"]
    last = peer.seen[-1]
    request = Incoming(last.method, last.target, tuple(last.headers.items()), last.body)
    rfc9421.read(request, NOW, Window(), peer.origin).check(RSA_PUBLIC)


async def test_post__relearns_when_the_server_changes_its_mind() -> None:
    async with Peer() as peer, client() as door:
        peer.answers["/inbox"] = reads("rfc9421")
        await door.post(f"{peer.origin}/inbox", b"{}", RSA)
        peer.answers["/inbox"] = reads("cavage")
        await door.post(f"{peer.origin}/inbox", b"{}", RSA)
        await door.post(f"{peer.origin}/inbox", b"{}", RSA)
    assert schemes_of(peer) == ["cavage", "rfc9421", "rfc9421", "cavage", "cavage"]


async def test_post__obeys_a_wish_without_dropping_what_we_always_cover() -> None:
    async with Peer() as peer, client() as door:
        peer.answers["/inbox"] = reads("rfc9421", wish=WISH)
        await door.post(f"{peer.origin}/inbox", b"{}", RSA)
    said = peer.seen[-1].headers["signature-input"]
    assert len(peer.seen) == 2
    for name in (*rfc9421.POST, "@path"):
        assert f'"{name}"' in said
    assert 'nonce="n1"' in said
    assert 'tag="activitypub"' in said
    assert "x-unheard" not in said


async def test_post__knocks_three_times_at_most() -> None:
    async with Peer() as peer, client() as door:
        peer.answers["/inbox"] = reads(wish=WISH)
        with pytest.raises((Unauthorized, PeerFault, Refused)) as refusal:
            await door.post(f"{peer.origin}/inbox", b"{}", RSA)
    assert "401" in str(refusal.value)
    assert len(peer.seen) <= MAX_KNOCKS
    assert len(peer.seen) == 2  # the wish was the other way already


async def test_post__a_known_server_that_refuses_the_body_is_not_asked_twice() -> None:
    async with Peer() as peer, client() as door:
        peer.answers["/inbox"] = reads("cavage")
        await door.post(f"{peer.origin}/inbox", b"{}", RSA)
        peer.answers["/inbox"] = says(b"no", 400)
        with pytest.raises(Refused):
            await door.post(f"{peer.origin}/inbox", b"{}", RSA)
    assert len(peer.seen) == 2


async def test_get__knocks_too_and_learns_only_from_a_refusal() -> None:
    async with Peer() as peer, client() as door:
        body = b'{"id":"%s/note"}' % peer.origin.encode()
        peer.answers["/note"] = says(body)
        await door.get_document(f"{peer.origin}/note", RSA)
        assert door.doors.known(peer.origin.partition("://")[2], NOW) is None

        async def strict(request: Request, writer: asyncio.StreamWriter) -> None:
            good = "signature-input" in request.headers
            await says(body if good else b"", 200 if good else 401)(request, writer)

        peer.answers["/note"] = strict
        await door.get_document(f"{peer.origin}/note", RSA)
        await door.get_document(f"{peer.origin}/note", RSA)
    assert schemes_of(peer) == ["cavage", "cavage", "rfc9421", "rfc9421"]


async def test_get__unsigned_asks_once() -> None:
    async with Peer() as peer, client() as door:
        peer.answers["/note"] = says(b"", 401)
        with pytest.raises(Unauthorized):
            await door.get_document(f"{peer.origin}/note")
    assert len(peer.seen) == 1


def test_doors__what_the_software_says_goes_before_habit_and_after_experience() -> None:
    doors = Doors(size=2)
    doors.said("a.example", (f"{RFC9421_ADDRESS}#name-eddsa-using-curve-edwards25",))
    assert doors.first("a.example", NOW).scheme == "rfc9421"
    doors.opened("a.example", Knock("cavage"), NOW)
    assert doors.first("a.example", NOW).scheme == "cavage"
    assert doors.first("a.example", NOW + REMEMBERED_S + 1).scheme == "rfc9421"
    doors.said("a.example", ())
    assert doors.first("a.example", NOW + REMEMBERED_S + 1).scheme == "cavage"


def test_doors__memory_is_bounded() -> None:
    doors = Doors(size=2)
    for name in ("a", "b", "c"):
        doors.opened(name, Knock("rfc9421"), NOW)
    assert [doors.known(name, NOW) for name in ("a", "b", "c")] == [None, Knock("rfc9421"), Knock("rfc9421")]


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "rubbish (",
        "sig1=1",
        'sig1=("@method");alg="hmac-sha256"',
        'sig1=("@method");keyid="https://other.example/key"',
        f"sig1=({' '.join(chr(34) + 'h' + str(i) + chr(34) for i in range(40))})",
        'sig1=("@method");' + "x" * 3000,
    ],
)
def test_wished__what_cannot_be_given_is_no_wish(header: str | None) -> None:
    assert wished(header, RSA) is None


def test_wished__algorithm_of_ours() -> None:
    assert wished('sig1=("@method");alg="ed25519"', ED) == Asked(("@method",))
    assert wished('sig1=("@method");alg="ed25519"', RSA) is None


def test_wish__what_we_ask_for_we_can_give() -> None:
    header = rfc9421.wish(rfc9421.POST, Nonces(b"secret", Chance()).give(NOW))
    asked = wished(header, RSA)
    assert asked is not None
    assert asked.components == rfc9421.POST
    assert asked.nonce
    assert asked.tag == "activitypub"


def test_again__other_failures_are_not_about_signing() -> None:
    first = [Knock("cavage")]
    assert [again(first, status, WISH, RSA, known=False) for status in (403, 404, 410, 429, 500)] == [None] * 5
