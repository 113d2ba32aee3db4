"""Repositories: whether a licence file is at an address where an organisation says its source code is.

One generic way for all forges: the repository's page is read and a link to such a file followed to its raw text; where
the page links to none, some addresses are tried at which forges give the file of the newest version (HEAD). No forge is
asked through an API, nothing is cloned, and no more than MOST_REQUESTS are made.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import TYPE_CHECKING, Final, Literal, Protocol
from urllib.parse import parse_qsl, urljoin, urlsplit, urlunsplit

from federation.errors import BlockedAddress, FederationError, Later, NotFound
from federation.owner import same_origin, without_fragment
from vocab.licence_texts import licence_of

if TYPE_CHECKING:
    from federation.client import Page

MOST_REQUESTS: Final = 7
MOST_LINKS: Final = 2
MAX_TEXT_BYTES: Final = 200_000
NAMES: Final = ("LICENSE", "COPYING", "LICENSE.md", "LICENSE.txt", "LICENCE")
_FILE: Final = re.compile(r"(?:licen[cs]e|copying|unlicense)(?:[.-][a-z0-9.-]{1,20})?", re.IGNORECASE)
_LINK: Final = re.compile(
    r"""<a\s[^<>]{0,2000}?href\s{0,5}=\s{0,5}(?:"([^"<>]{1,2000})"|'([^'<>]{1,2000})')""", re.IGNORECASE
)
_MAX_LINKS_READ: Final = 5_000
# How the address of a file's page becomes that of its text: GitLab; GitHub; Forgejo and Gitea; SourceHut; cgit; gitweb.
_RAW: Final = (
    (re.compile(r"/-/blob/"), "/-/raw/"),
    (re.compile(r"/blob/(?=[^/]+/)"), "/raw/"),
    (re.compile(r"/src/(?=(?:branch|commit|tag)/)"), "/raw/"),
    (re.compile(r"/tree/([^/]+)/item/"), r"/blob/\1/"),
    (re.compile(r"/tree/(?=[^/]+$)"), "/plain/"),
    (re.compile(r"(?<=a=)blob(?=[;&])"), "blob_plain"),
)

Outcome = Literal["found", "none", "silent", "barred"]


@dataclass(frozen=True, slots=True)
class Found:
    """What is at a repository: a licence file at `at` (`licence`: its SPDX name, where it is recognised); none at the
    addresses looked at; no answer; or an address that this node may not ask. `asked`: how many requests it took.
    """

    outcome: Outcome
    at: str = ""
    licence: str = ""
    asked: int = 0


class Reads(Protocol):
    """What is asked of the door outward."""

    async def get_text(self, url: str, max_bytes: int, accept: str = ...) -> Page: ...


async def read_repository(client: Reads, repository: str, max_bytes: int) -> Found:
    """Look for a licence file at a declared repository. Raises nothing."""
    base = _base(repository)
    page = ""
    try:
        read = await client.get_text(base, max_bytes, "text/html, text/plain;q=0.5")
        # A repository may have moved within its forge; another server's page speaks of another repository.
        page, base = read.text, _base(read.url) if same_origin(read.url, base) else base
    except Later:
        return Found("silent", asked=1)
    except BlockedAddress:
        return Found("barred", asked=1)
    except NotFound:
        # Private, gone, or mistyped: what lies below it is then not to be had either.
        return Found("none", asked=1)
    except FederationError:
        # A page too large, or that this node is not shown: its files may be.
        pass
    linked = await asyncio.to_thread(lambda: tuple(_linked(page, base)))
    guessed = tuple(f"{base}{_way(page)}{name}" for name in NAMES)
    asked, silent = 1, False
    for address in dict.fromkeys((*linked, *guessed)):
        if asked >= MOST_REQUESTS:
            break
        asked += 1
        try:
            text = (await client.get_text(address, MAX_TEXT_BYTES, "text/plain, */*;q=0.1")).text
        except FederationError as failure:
            silent = silent or isinstance(failure, Later)
            continue
        if _is_text(text):
            return Found("found", address, licence_of(text) or "", asked)
    return Found("silent" if silent else "none", asked=asked)


def _base(repository: str) -> str:
    """The repository's own page: no `.git`, no slash, no part of the page."""
    parts = urlsplit(without_fragment(repository))
    path = parts.path.rstrip("/")
    # gitweb and the like: `?p=project.git` is the repository.
    return urlunsplit((parts.scheme, parts.netloc, path.removesuffix(".git") or "/", parts.query, ""))


def _linked(page: str, base: str) -> Iterator[str]:
    """The texts of the licence files that a page links to, of the repository itself, the first MOST_LINKS."""
    found: dict[str, None] = {}
    for number, link in enumerate(_LINK.finditer(page)):
        if number >= _MAX_LINKS_READ or len(found) >= MOST_LINKS:
            break
        try:
            address = without_fragment(urljoin(f"{base}/" if "?" not in base else base, unescape(link[1] or link[2])))
            if _FILE.fullmatch(_file(address)) and same_origin(address, base) and _is_below(address, base):
                found.setdefault(_raw(address))
        except (ValueError, FederationError):
            continue
    yield from found


def _is_below(address: str, base: str) -> bool:
    """Whether an address is one of a repository's own, not of its forge or of another one there."""
    beginning = base.partition("?")[0].rstrip("/")
    return address.startswith(beginning) and address[len(beginning) :][:1] in ("/", "?")


def _file(address: str) -> str:
    """The name of the file that an address is about: the end of its path, or of gitweb's `f=`."""
    parts = urlsplit(address)
    named = dict(parse_qsl(parts.query.replace(";", "&"))).get("f") if parts.query else None
    return (named or parts.path).rpartition("/")[2]


def _raw(address: str) -> str:
    for pattern, written in _RAW:
        raw, changed = pattern.subn(written, address, count=1)
        if changed:
            return raw
    return address


def _way(page: str) -> str:
    """How this forge gives the file of the newest version, as far as its page tells which it is."""
    said = page[:200_000].lower()
    if "gitlab" in said and "/-/" in said:
        return "/-/raw/HEAD/"
    if "cgit" in said:
        return "/plain/"
    if "sourcehut" in said or "sr.ht" in said:
        return "/blob/HEAD/"
    return "/raw/HEAD/"


def _is_text(text: str) -> bool:
    """A server that answers everything with a page of its own has not given the file."""
    beginning = text[:1_000].lstrip("\ufeff \t\r\n").lower()
    return (
        bool(beginning) and "\x00" not in beginning and not beginning.startswith(("<!doctype", "<html", "<?xml", "{"))
    )
