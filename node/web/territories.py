"""A territory: /territories/{slug}: what it is, what it holds, who serves it, what is missing there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import orjson
from aiohttp import web

from node import parameters
from node.directory import Directory
from node.errors import Missing
from node.formats.item import items_of
from node.parameters import Choice
from node.query import RELATIONS, Query
from node.reader import Reader
from node.web.answers import ready
from node.web.cards import Card, card_of, names_of
from node.web.choices import address
from node.web.directory import DIRECTORY, JSON, owners_of, reader_of, site_of
from node.web.maps import BELOW, MAPS, SHADES
from node.web.negotiation import HTML, choose
from node.web.notices import numbers
from node.web.numbers import grouped
from node.web.overviews import OVERVIEWS, Overview
from node.web.pages import PAGES, Pages, language_of, page
from vocab.language import Language, Text
from vocab.territories import Territory
from vocab.vocabulary import Vocabulary

SHOWN: Final = 6
# Enough for as many to be left when what is over, or shown already, is put aside.
READ: Final = 18
# What a page lists: its name, the kinds and the relations to the territory it asks for.
LISTS: Final[tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...]] = (
    ("here", ("organization",), ("placed",)),
    ("serving", ("organization",), ("serving", "wider")),
    ("offer", ("offer",), RELATIONS),
    ("request", ("request",), RELATIONS),
    ("event", ("event",), RELATIONS),
)
UNKNOWN: Final = Text("Aucun territoire ne porte ce code.", "No territory has this code.")


@dataclass(frozen=True, slots=True)
class Place:
    """A territory on a page: its name, how much there is of it, where it leads."""

    label: str
    href: str
    count: int = 0


@dataclass(frozen=True, slots=True)
class Listed:
    """A list on the page: its first records, how many there are, where all of them are."""

    name: str
    cards: list[Card]
    total: int
    href: str


@dataclass(frozen=True, slots=True)
class Need:
    """A usage: who answers it here, and who asks."""

    label: str
    organisations: int
    offers: int
    requests: int


async def get_territory(request: web.Request) -> web.StreamResponse:
    """A territory as a page, or as JSON by `Accept` or suffix."""
    directory = request.app[DIRECTORY]
    slug, suffix = request.match_info["slug"], request.path.endswith(".json")
    territory = directory.vocabulary.territories.get(slug)
    if territory is None or "/" in slug:
        raise Missing(UNKNOWN)
    if territory.slug != slug:  # a code that is gone leads to what stands for it today
        ending = ".json" if suffix else ""
        raise web.HTTPMovedPermanently(f"/territories/{territory.slug}{ending}")
    shade = shade_of(request)
    reader = await reader_of(request)
    overview = await request.app[OVERVIEWS].of(slug, reader)
    if suffix or choose(request.headers.get("Accept"), (JSON, HTML)) == JSON:
        return ready(request, orjson.dumps(described(territory, overview, directory)), JSON)
    pages = request.app[PAGES]
    language = language_of(request, directory.language)
    listed: list[Listed] = []
    for name, kinds, relations in LISTS:
        query = Query(territory=Choice((slug,)), choices={"kind": Choice(kinds)}, relations=relations, facets=())
        already = {card.id for each in listed for card in each.cards}
        listed += await _listed(directory, pages, language, reader, name, query, already)
    html = pages.render(
        "territory.html",
        language,
        site_of(directory),
        territory.label(language),
        request.path,
        type=_type(directory.vocabulary, territory, language),
        territory=territory,
        population=None if territory.population is None else grouped(territory.population, language),
        around=[_place(directory.vocabulary, each, language) for each in directory.vocabulary.territories.within(slug)],
        inside=inside(directory.vocabulary, territory, overview, language),
        inside_type=BELOW.get(territory.type),
        numbers=[
            Place(each.label, f"{each.href}&{address([('territory', slug)]).partition('?')[2]}", each.count)
            for each in numbers(pages, overview.kinds, language)
        ],
        listed=listed,
        needs=needs(pages, overview, language),
        picture=await request.app[MAPS].of_territory(pages, territory, shade, reader, language),
        directory=address([("territory", slug)]),
        downloads=[
            (form, address([("territory", slug), ("lang", language)], f".{form}"))
            for form in ("xlsx", "csv", "geojson")
        ],
    )
    return page(request, html, language)


def shade_of(request: web.Request) -> str:
    """What shades the territories on the map: how many there are, unless asked. Raises `BadQuery` for anything else."""
    return parameters.one_of("shade", request.query.get("shade"), SHADES) or SHADES[0]


def described(territory: Territory, overview: Overview, directory: Directory) -> dict[str, object]:
    """A territory for programs."""
    territories = directory.vocabulary.territories
    named = [found for slug in territories.within(territory.slug) if (found := territories.get(slug))]
    return {
        "id": territory.iri,
        **_names(territory),
        "code": territory.code,
        "population": territory.population,
        "postcodes": list(territory.postcodes),
        "latitude": territory.latitude,
        "longitude": territory.longitude,
        "approximate": territory.approximate,
        "within": [_names(each) for each in named],
        "contains": [
            {**_names(each), "records": overview.inside.get(each.slug, 0)}
            for slug in territories.children(territory.slug, BELOW.get(territory.type, "-"))
            if (each := territories.get(slug))
        ],
        "records": overview.total,
        "kinds": dict(overview.kinds),
        "needs": {
            need: dict(zip(("organization", "offer", "request"), counts, strict=True))
            for need, counts in sorted(overview.needs.items())
        },
        "directory": f"{directory.origin}{address([('territory', territory.slug)], '.json')}",
    }


def inside(vocabulary: Vocabulary, territory: Territory, overview: Overview, language: Language) -> list[Place]:
    """What lies directly in it, those where there is most first."""
    slugs = vocabulary.territories.children(territory.slug, BELOW.get(territory.type, "-"))
    found = [_place(vocabulary, slug, language, overview.inside.get(slug, 0)) for slug in slugs]
    return sorted(found, key=lambda each: -each.count)


def needs(pages: Pages, overview: Overview, language: Language) -> list[Need]:
    """Every usage, also those that nobody answers here: what is missing is worth knowing."""
    found = []
    for concept in pages.vocabulary.schemes.need.concepts:
        counts = overview.needs.get(concept.notation, (0, 0, 0))
        found.append(Need(concept.label.in_(language), *counts))
    return found


async def _listed(
    directory: Directory,
    pages: Pages,
    language: Language,
    reader: Reader,
    name: str,
    query: Query,
    already: set[str],
) -> list[Listed]:
    """The newest that answer, without what is over and what the page shows already; no list where none is left."""
    answer = await directory.ask(replace(query, limit=READ), reader)
    found = items_of((row for row in answer.found.rows if not row.expired), pages.vocabulary)
    items = [item for item in found if item.entry.id not in already][:SHOWN]
    if not items:
        return []
    names = names_of(await directory.names(owners_of(items), reader), language)
    cards = [card_of(pages, item, language, directory.origin, names) for item in items]
    return [Listed(name, cards, answer.found.total, address(query.pairs()))]


def _place(vocabulary: Vocabulary, slug: str, language: Language, count: int = 0) -> Place:
    territory = vocabulary.territories.get(slug)
    return Place(territory.label(language) if territory else slug, f"/territories/{slug}", count)


def _type(vocabulary: Vocabulary, territory: Territory, language: Language) -> str:
    concept = vocabulary.schemes.territory_type.get(territory.type)
    return concept.label.in_(language) if concept else ""


def _names(territory: Territory) -> dict[str, object]:
    return {
        "slug": territory.slug,
        "type": territory.type,
        "name": territory.name,
        "label": {"fr": territory.label("fr"), "en": territory.label("en")},
    }
