"""FEP-8fcf: the digest, the header, and which of them is looked at."""

from __future__ import annotations

from dataclasses import replace

import pytest

from federation import cavage, rfc9421
from federation.inbox import Limits, authenticate
from federation.incoming import Incoming
from federation.synchronization import (
    HEADER,
    Synchronization,
    digest_of,
    of_followers,
    partial_collection,
    read,
    server_of,
    write,
)
from tests.federation.doubles import ACTOR, NOW, RSA, RSA_PUBLIC, GivenKeys

SIGNERS = {"cavage": cavage.sign, "rfc9421": rfc9421.sign}
INBOX = "https://pedales.example/inbox"
DIGEST = "c33f48cd341ef046a206b8a72ec97af65079f9a3a9b90eef79c5920dce45c61f"
TESTING = ("https://testing.example.org/users/1", "https://testing.example.org/users/2")
COVERED = frozenset({HEADER.lower()})
SAID = Synchronization(f"{ACTOR}/followers", f"{ACTOR}/followers_synchronization", DIGEST)


def carrying(*values: str) -> Incoming:
    return Incoming("POST", "/inbox", tuple((HEADER.lower(), value) for value in values))


def test_digest__the_example_of_the_proposal() -> None:
    assert digest_of(TESTING) == DIGEST
    assert digest_of(reversed(TESTING)) == DIGEST


def test_digest__of_nobody_and_of_one() -> None:
    assert digest_of(()) == "0" * 64
    assert digest_of(TESTING[:1]) == "3a06e99569547f444c352ab7f52e4bab207abec5ca6f07b0045cfdc9723f8fa9"


def test_digest__each_counts_once() -> None:
    # A reader that XORs what is listed twice would take two of them for nobody.
    assert digest_of(TESTING * 2) == DIGEST


def test_write__as_the_proposal_shows_it() -> None:
    said = of_followers("https://example.org/users/1", TESTING)

    assert write(said) == (
        'collectionId="https://example.org/users/1/followers", '
        f'url="https://example.org/users/1/followers_synchronization", digest="{DIGEST}"'
    )


def test_read__what_was_written() -> None:
    assert read(carrying(write(SAID)), COVERED) == SAID
    # As Mastodon writes it: in another order.
    other = f'collectionId="{SAID.collection}", digest="{DIGEST.upper()}", url="{SAID.url}"'
    assert read(carrying(other), COVERED) == SAID


@pytest.mark.parametrize(
    "request_",
    [
        carrying(),
        carrying(write(SAID), write(SAID)),
        carrying(""),
        carrying("rubbish"),
        carrying(write(replace(SAID, digest=DIGEST[:-1]))),
        carrying(write(replace(SAID, digest="g" * 64))),
        carrying(f'collectionId="{SAID.collection}", url="{SAID.url}"'),
        carrying(write(SAID) + "," + write(SAID)),
        carrying("x" * 9000),
    ],
)
def test_read__nothing_certain__as_if_absent(request_: Incoming) -> None:
    assert read(request_, COVERED) is None


@pytest.mark.parametrize("scheme", SIGNERS)
async def test_read__covered_by_the_signature_or_not_at_all(scheme: str) -> None:
    given = GivenKeys(memory={RSA_PUBLIC.id: RSA_PUBLIC})
    header = {HEADER: write(SAID)}
    within = SIGNERS[scheme](RSA, "POST", INBOX, b"{}", NOW, more=header)
    beside = SIGNERS[scheme](RSA, "POST", INBOX, b"{}", NOW) | header

    async def heard(headers: dict[str, str]) -> Synchronization | None:
        fields = tuple((name.lower(), value) for name, value in headers.items())
        incoming = Incoming("POST", "/inbox", fields, b"{}")
        signed = await authenticate(incoming, keys=given, now=NOW, origin="https://pedales.example", limits=Limits())
        return read(incoming, signed.covered)

    assert await heard(within) == SAID
    assert await heard(beside) is None


def test_is_of__the_actors_own_followers_at_its_own_server() -> None:
    assert SAID.is_of(ACTOR, f"{ACTOR}/followers")
    assert replace(SAID, url="https://tout-rafle.example:443/users?x=%2F").is_of(ACTOR, f"{ACTOR}/followers")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "followers_synchronization",
        "https://pedales.example/actors/pedales/followers_synchronization",
        "http://tout-rafle.example/p",
        "https://tout-rafle.example:444/p",
        "https://tout-rafle.example.evil.example/p",
        "https://tout-rafle%2eexample/p",
        "https://tout-rafle.example%2f@pedales.example/p",
        "https://tout-rafle.example@pedales.example/p",
        "https://pedales.example\\@tout-rafle.example/p",
        "https:///tout-rafle.example/p",
        "//tout-rafle.example/p",
        "urn:tout-rafle.example",
    ],
)
def test_is_of__led_elsewhere_or_oddly_written(url: str) -> None:
    assert not replace(SAID, url=url).is_of(ACTOR, f"{ACTOR}/followers")


@pytest.mark.parametrize("followers", [None, "", f"{ACTOR}/followers/", "https://pedales.example/actors/x/followers"])
def test_is_of__another_collection(followers: str | None) -> None:
    assert not SAID.is_of(ACTOR, followers)


@pytest.mark.parametrize(
    ("id", "server"),
    [
        ("https://a.example/users/1", "https://a.example"),
        ("http://127.0.0.1:8401/actors/x", "http://127.0.0.1:8401"),
        ("https://a.example", "https://a.example"),
        ("https://a.example?x", None),
        ("https://A.example/users/1", None),
        ("https://a.example:443/users/1", None),
        ("https://a%2eexample/users/1", None),
        ("https://x@a.example/users/1", None),
        ("https://économie.example/users/1", None),
        ("urn:x", None),
    ],
)
def test_server_of__only_in_its_plain_spelling(id: str, server: str | None) -> None:
    assert server_of(id) == server


def test_partial_collection__whole_in_one_page() -> None:
    assert partial_collection("https://example.org/users/1", list(TESTING)) == {
        "@context": "https://www.w3.org/ns/activitystreams",
        "id": "https://example.org/users/1/followers_synchronization",
        "type": "OrderedCollection",
        "totalItems": 2,
        "orderedItems": list(TESTING),
    }
