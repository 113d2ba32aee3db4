"""What a node says of itself: /about, /accessibilite, /mentions-legales, /donnees-personnelles.

Nothing is made up: a page says what is set, and names what is missing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final
from urllib.parse import urlsplit

from aiohttp import web

from federation.nodeinfo import REPOSITORY
from node.directory import Directory
from node.notices import LEGAL, PERSONAL, Audit, Conformity, Line, Said, audit_of, said
from node.query import Query
from node.reader import Reader
from node.settings import Settings
from node.store import actors, memberships
from node.store.connection import Db
from node.web.appkeys import NODE
from node.web.cards import names_of
from node.web.choices import Choice, address
from node.web.directory import DIRECTORY, reader_of, site_of
from node.web.pages import PAGES, Pages, language_of, page
from node.web.wellknown import RELEASE
from vocab.language import Language

MAX_ORGANISATIONS: Final = 100
MAX_NETWORKS: Final = 20
LICENCE: Final = "https://www.gnu.org/licenses/agpl-3.0.html"


@dataclass(frozen=True, slots=True)
class Link:
    """Words and where they lead."""

    label: str
    href: str


async def get_about(request: web.Request) -> web.Response:
    """What this node is, who runs it, its networks, what it holds, its software, how to object."""
    node, directory, pages = request.app[NODE], request.app[DIRECTORY], request.app[PAGES]
    language = language_of(request, directory.language)
    reader = await reader_of(request)
    settings = node.home.settings
    held = await directory.ask(Query(limit=1, facets=("kind", "origin")), reader)
    ours, networks = await belonging(directory, reader, language)
    html = pages.render(
        "about.html",
        language,
        site_of(directory),
        pages.t(language, "about.title", title=directory.title),
        request.path,
        own_language=settings.language,
        publisher=settings.publisher.strip() or None,
        email=settings.email or None,
        organisations=ours,
        networks=networks,
        numbers=numbers(pages, held.found.facets.get("kind", []), language),
        total=held.found.total,
        servers=len(held.found.facets.get("origin", [])),
        release=request.app[RELEASE],
        licence=LICENCE,
        source=settings.source_url or REPOSITORY,
        dumps=node.nightly is not None and node.nightly.wanted,
    )
    return page(request, html, language)


async def get_accessibility(request: web.Request) -> web.Response:
    """How accessible these pages are: by an audit that a person made, else not known, which counts as not compliant."""
    node = request.app[NODE]
    settings = node.home.settings
    audit = audit_of(settings)
    return _statement(
        request,
        "accessibility.html",
        "accessibility.title",
        audit=audit,
        audited=_day(request, audit),
        holds=audit is not None and audit.holds(today(node.home.now())),
        state=conformity(settings, node.home.now()),
        email=settings.email or None,
    )


async def get_legal(request: web.Request) -> web.Response:
    """Who publishes this site, who hosts it."""
    settings = request.app[NODE].home.settings
    return _statement(
        request, "legal.html", "legal.title", lines=_told(request, settings, LEGAL), email=settings.email or None
    )


async def get_personal_data(request: web.Request) -> web.Response:
    """What is known here of people, and whom to ask about it."""
    settings = request.app[NODE].home.settings
    return _statement(
        request,
        "personal_data.html",
        "personal.title",
        lines=_told(request, settings, PERSONAL),
        tiles=urlsplit(settings.map_tiles.strip()).netloc or None,
        email=settings.email or None,
    )


async def belonging(directory: Directory, reader: Reader, language: Language) -> tuple[list[Link], list[Link]]:
    """The organisations of this node, and the networks elsewhere that they belong to, as `reader` may see them."""
    ours, networks = await directory.store.reading(_belonging)
    names = names_of(await directory.names((*ours, *networks), reader), language)
    both = [[Link(names[id], id) for id in ids if id in names] for ids in (ours, networks)]
    return both[0], both[1]


def conformity(settings: Settings, now: float) -> Conformity:
    """What the foot of every page says of accessibility: none without an audit that still holds."""
    audit = audit_of(settings)
    return audit.conformity if audit is not None and audit.holds(today(now)) else "none"


def today(now: float) -> date:
    """The day of a moment, UTC."""
    return datetime.fromtimestamp(now, UTC).date()


def numbers(pages: Pages, counts: Sequence[tuple[str, int]], language: Language) -> list[Choice]:
    """How many records of each kind, each leading to them."""
    return [
        Choice(pages.t(language, f"kinds.{kind}", n=count), count, address([("kind", kind)])) for kind, count in counts
    ]


def _statement(request: web.Request, template: str, title: str, **context: object) -> web.Response:
    directory, pages = request.app[DIRECTORY], request.app[PAGES]
    language = language_of(request, directory.language)
    heading = pages.t(language, title)
    html = pages.render(template, language, site_of(directory), heading, request.path, **context)
    return page(request, html, language)


def _told(request: web.Request, settings: Settings, lines: Sequence[Line]) -> list[tuple[str, Said]]:
    language = language_of(request, request.app[DIRECTORY].language)
    return [(each.line.label.in_(language), each) for each in said(settings, lines)]


def _day(request: web.Request, audit: Audit | None) -> str | None:
    language = language_of(request, request.app[DIRECTORY].language)
    return request.app[PAGES].date(language, audit.made.isoformat()) if audit else None


def _belonging(db: Db) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Our organisations and the networks they belong to, those that are ours left out."""
    ours = tuple(actor.id for actor in actors.every(db)[:MAX_ORGANISATIONS])
    found = dict.fromkeys(network for id in ours for network in memberships.networks_of(db, id))
    return ours, tuple(network for network in found if network not in ours)[:MAX_NETWORKS]
