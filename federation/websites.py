"""Websites: what makes two addresses one website, and which actors a website calls its own (DESIGN 5, claims).

A website names an actor by a link with rel=me on its page, or in `/.well-known/bocage-claim` of its host. It speaks for
itself alone: what a redirect to another host leads to says nothing for it.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal, Protocol
from urllib.parse import parse_qsl, urlencode

from federation.errors import BlockedAddress, FederationError, Later, NotFound
from federation.owner import Address, parse_url
from vocab.called import Called, called
from vocab.links import claim_file, me_links

if TYPE_CHECKING:
    # Processes that only compare addresses need no network.
    from federation.client import Page

CLAIM_PATH: Final = "/.well-known/bocage-claim"
CODE_PATH: Final = "/.well-known/bocage-code.txt"
MAX_CLAIM_BYTES: Final = 64_000
_INDEX: Final = re.compile(r"/index\.(?:html?|php|aspx?)$", re.IGNORECASE)
_TRACKERS: Final = re.compile(r"utm_.*|fbclid|gclid")

Way = Literal["rel-me", "well-known"]


@dataclass(frozen=True, slots=True)
class Website:
    """A website: `key` is its address without what changes and means nothing, `host` has no `www.`, `url` is read."""

    key: str
    host: str
    url: str

    @property
    def is_whole_host(self) -> bool:
        """Whether it is all that its host serves, rather than a page there."""
        return self.key == self.host


@dataclass(frozen=True, slots=True)
class Seen:
    """What a website said: the actors it names, each with the way; `certain` unless something did not answer.

    `page`: what its page calls, where it could be read.
    """

    links: tuple[tuple[str, Way], ...]
    certain: bool
    answer: str
    page: Called | None = field(default=None, compare=False)


class Reads(Protocol):
    """What is asked of the door outward."""

    async def get_text(self, url: str, max_bytes: int, accept: str = ...) -> Page: ...


def website_of(address: str | None) -> Website | None:
    """The website that an address leads to; None for what is no address.

    >>> website_of("http://www.Coop.example/fr/index.html?utm_source=x#a").key
    'coop.example/fr'
    """
    if not address:
        return None
    try:
        parsed = parse_url(address)
    except BlockedAddress:
        return None
    host = host_name(parsed.authority)
    path = _INDEX.sub("", parsed.path).rstrip("/")
    said = parse_qsl(parsed.query[1:]) if parsed.query else []
    query = urlencode([pair for pair in said if not _TRACKERS.fullmatch(pair[0])]) if said else ""
    return Website(f"{host}{path}{'?' if query else ''}{query}", host, _secure(parsed))


def host_name(authority: str) -> str:
    """host[:port] without the `www.` that means nothing."""
    return authority.lower().removeprefix("www.")


async def read_website(client: Reads, website: Website, max_bytes: int) -> Seen:
    """Ask a website which actors it calls its own: first the file of its host, then its page. Raises nothing."""
    origin = parse_url(website.url).origin
    claims, first = await _asked(
        client, website, origin + CLAIM_PATH, MAX_CLAIM_BYTES, "application/json, text/plain;q=0.9", claim_file
    )
    pages: list[Called] = []

    def read_page(text: str) -> tuple[str, ...]:
        pages.append(called(text, website.url))
        return me_links(text)

    links, second = await _asked(client, website, website.url, max_bytes, "text/html, text/plain;q=0.5", read_page)
    named: dict[str, Way] = {}
    named.update(dict.fromkeys(links or (), "rel-me"))
    named.update(dict.fromkeys(claims or (), "well-known"))
    return Seen(
        tuple(sorted(named.items())),
        claims is not None and links is not None,
        f"{first}; {second}",
        pages[0] if pages else None,
    )


async def shows_code(client: Reads, website: Website, code: str, max_bytes: int) -> bool:
    """Whether a website shows a code: in a file, where it is all that its host serves, or anywhere on its page.

    Raises nothing: a website that does not answer shows nothing.
    """
    origin = parse_url(website.url).origin
    places = [(origin + CODE_PATH, MAX_CLAIM_BYTES)] if website.is_whole_host else []
    for url, most in [*places, (website.url, max_bytes)]:
        try:
            page = await client.get_text(url, most, "text/html, text/plain;q=0.9")
        except FederationError:
            continue
        if host_name(parse_url(page.url).authority) == website.host and code in page.text:
            return True
    return False


async def _asked(
    client: Reads,
    website: Website,
    url: str,
    max_bytes: int,
    accept: str,
    read: Callable[[str], tuple[str, ...]],
) -> tuple[tuple[str, ...] | None, str]:
    """The addresses found and a word for the log; None where nothing can be said for now."""
    try:
        page = await client.get_text(url, max_bytes, accept)
    except Later as failure:
        return None, failure.log[:200]
    except NotFound:
        return (), "nothing there"
    except FederationError as refusal:
        return (), refusal.log[:200]
    if host_name(parse_url(page.url).authority) != website.host:
        return (), f"leads to {page.url[:200]}"
    # Pages of strangers: reading one may take a second.
    found = await asyncio.to_thread(read, page.text)
    return found, f"{len(found)} named"


def _secure(address: Address) -> str:
    """The address by https where it was written without: sites answer by both, and by http nothing is proved."""
    if address.scheme == "http" and address.port == 80:
        return f"https://{address.authority}{address.target}"
    return str(address)
