"""Websites: one key for all that leads to one, and what a website may say of actors: only for itself."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

import pytest

from federation.client import Limits, Page
from federation.errors import BlockedAddress, FederationError, NotFound, PeerFault, TooLarge, Unreachable
from federation.guard import Guard
from federation.owner import parse_url
from federation.websites import CLAIM_PATH, Seen, Website, host_name, read_website, website_of
from tests.federation.doubles import Peer, Request, client, says

ACTOR = "https://noeud.example/actors/pedales"
SITE = "https://pedales.example/"
LINKED = f'<a rel="me" href="{ACTOR}">nous</a>'


@dataclass
class Pages:
    """Pages by address: a text, where it leads and its text, or a failure."""

    found: dict[str, str | tuple[str, str] | FederationError]
    asked: list[tuple[str, int]] = field(default_factory=list)

    async def get_text(self, url: str, max_bytes: int, accept: str = "") -> Page:
        self.asked.append((url, max_bytes))
        said = self.found.get(url, NotFound(f"nothing at {url}"))
        if isinstance(said, FederationError):
            raise said
        return Page(url, said) if isinstance(said, str) else Page(*said)


async def read(found: dict[str, str | tuple[str, str] | FederationError], address: str = SITE) -> Seen:
    website = website_of(address)
    assert website is not None
    return await read_website(Pages(found), website, 1_000_000)


@pytest.mark.parametrize(
    "address",
    [
        "https://pedales.example",
        "http://pedales.example/",
        "HTTPS://www.Pedales.example:443/index.html",
        "https://pedales.example/?utm_source=lettre&fbclid=x#haut",
        "http://pedales.example:80/index.php",
    ],
)
def test_website_of__one_key_for_one_website(address: str) -> None:
    website = website_of(address)

    assert website is not None
    assert (website.key, website.host, website.is_whole_host) == ("pedales.example", "pedales.example", True)
    # By http nothing would be proved: it is read by https.
    assert website.url.startswith(("https://pedales.example/", "https://www.pedales.example/"))


def test_website_of__a_page_a_port_a_question_are_other_websites() -> None:
    keys = [
        website_of(address)
        for address in (
            "https://ville.example/assos/pedales/",
            "https://ville.example/assos/clef",
            "https://ville.example/?page_id=7",
            "http://127.0.0.1:8401/",
            "https://économie.example",
        )
    ]

    assert [each.key for each in keys if each is not None] == [
        "ville.example/assos/pedales",
        "ville.example/assos/clef",
        "ville.example?page_id=7",
        "127.0.0.1:8401",
        "xn--conomie-9xa.example",
    ]
    assert not any(each.is_whole_host for each in keys[:3] if each is not None)


@pytest.mark.parametrize(
    "address", [None, "", "pedales", "mailto:a@b.example", "https://a:b@c.example", "http://2130706433/"]
)
def test_website_of__what_is_no_address(address: str | None) -> None:
    assert website_of(address) is None


async def test_read__a_link_on_the_page() -> None:
    assert await read({SITE: LINKED}) == Seen(((ACTOR, "rel-me"),), True, "nothing there; 1 named")


async def test_read__the_file_of_the_host_says_more_than_the_page() -> None:
    seen = await read({SITE + CLAIM_PATH[1:]: f'{{"actors": ["{ACTOR}"]}}', SITE: LINKED})

    assert seen.links == ((ACTOR, "well-known"),)


async def test_read__of_a_page_below__asks_the_file_at_the_root() -> None:
    pages = Pages({})
    website = website_of("https://ville.example/assos/pedales")
    assert website is not None

    await read_website(pages, website, 5_000)

    assert pages.asked == [
        ("https://ville.example/.well-known/bocage-claim", 64_000),
        ("https://ville.example/assos/pedales", 5_000),
    ]


@pytest.mark.parametrize(
    "elsewhere", ["https://rafle.example/", "https://pedales.example.rafle.example/", "https://pedales.example:8443/"]
)
async def test_read__a_redirect_to_another_host__says_nothing_for_this_one(elsewhere: str) -> None:
    seen = await read({SITE: (elsewhere, LINKED), SITE + CLAIM_PATH[1:]: (elsewhere, ACTOR)})

    assert (seen.links, seen.certain) == ((), True)
    assert "leads to" in seen.answer


async def test_read__a_redirect_to_its_www__is_the_same_website() -> None:
    seen = await read({SITE: ("https://www.pedales.example/fr", LINKED)})

    assert seen.links == ((ACTOR, "rel-me"),)


@pytest.mark.parametrize("refusal", [TooLarge("2 MB"), BlockedAddress("10.0.0.1"), NotFound("404")])
async def test_read__refused__is_certain_and_proves_nothing(refusal: FederationError) -> None:
    seen = await read({SITE: refusal})

    assert (seen.links, seen.certain) == ((), True)


@pytest.mark.parametrize("failure", [Unreachable("no name"), PeerFault("500")])
async def test_read__no_answer__is_not_certain(failure: FederationError) -> None:
    assert not (await read({SITE: failure})).certain
    assert not (await read({SITE + CLAIM_PATH[1:]: failure, SITE: LINKED})).certain


async def test_read__what_the_page_calls__of_the_page_itself_and_not_of_where_it_leads() -> None:
    calling = '<script src="https://stats.example/s.js"></script>'

    own, led = await read({SITE: calling}), await read({SITE: ("https://elsewhere.example/", calling)})

    assert own.page is not None and own.page.hosts == ("stats.example",)
    assert led.page is None


async def test_read__of_a_real_server__huge_slow_private_or_leading_away_says_nothing() -> None:
    calling = b'<script src="https://stats.example/s.js"></script>'
    async with Peer() as peer, Peer() as other, client() as door, client(guard=Guard()) as strict:
        website = Website("x", host_name(parse_url(peer.origin).authority), peer.origin + "/")
        peer.answers["/"] = other.answers["/"] = says(calling, kind="text/html")
        read = (await read_website(door, website, 1_000)).page
        huge = (await read_website(door, website, len(calling) - 1)).page
        private = (await read_website(strict, website, 1_000)).page
        peer.answers["/"] = says(status=302, more={"Location": other.origin + "/"})
        away = (await read_website(door, website, 1_000)).page
        peer.answers["/"] = _never
        async with client(Limits(connect_s=0.1, read_s=0.1, total_s=0.1)) as hurried:
            slow = (await read_website(hurried, website, 1_000)).page

    assert read is not None and read.hosts == ("stats.example",)
    assert (huge, private, away, slow) == (None, None, None, None)


async def _never(request: Request, writer: asyncio.StreamWriter) -> None:
    await asyncio.sleep(3_600)
