"""A territory: /territories/{slug}: what it is, who is there, what is missing, what could come, and its figures."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Final

import orjson
from aiohttp import web

from federation.hosts import host_of
from node import parameters
from node.announcers import serving
from node.announcers.naming import name_of
from node.clock import iso
from node.directory import Directory
from node.errors import Missing
from node.reader import Reader
from node.store import months
from node.store.months import Month
from node.web import figures
from node.web.answers import ready
from node.web.appkeys import NODE
from node.web.choices import address
from node.web.coming import newcomers
from node.web.directory import DIRECTORY, JSON, reader_of, site_of
from node.web.feed_links import feed_links
from node.web.gathering import Gatherer
from node.web.lacking import Comparison, compare, unmet
from node.web.maps import MAPS, SHADES
from node.web.negotiation import HTML, choose
from node.web.notices import numbers
from node.web.numbers import grouped
from node.web.overviews import OVERVIEWS, Met, NeedCount, Overview
from node.web.pages import PAGES, language_of, page
from vocab.language import Language, Text
from vocab.territories import Territory
from vocab.territory_table import type_of
from vocab.vocabulary import Vocabulary

CSV: Final = "text/csv"
UNKNOWN: Final = Text("Aucun territoire ne porte ce code.", "No territory has this code.")


@dataclass(frozen=True, slots=True)
class Place:
    """A territory on a page: its name, how much there is of it, where it leads."""

    label: str
    href: str
    count: int = 0


@dataclass(frozen=True, slots=True)
class Account:
    """The account of a territory that anybody may follow from elsewhere."""

    label: str
    href: str
    handle: str


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a territory for one reader, whatever form it is asked in."""

    territory: Territory
    reader: Reader
    overview: Overview
    met: Met
    comparison: Comparison
    months: list[Month]
    # Of itself and of what contains it, what has an account here.
    served: list[Territory]


async def get_territory(request: web.Request) -> web.StreamResponse:
    """A territory as a page, or as JSON by `Accept` or suffix."""
    suffix = request.path.endswith(".json")
    territory = _asked(request, ".json" if suffix else "")
    shade = shade_of(request)
    known = await _known(request, territory)
    if suffix or choose(request.headers.get("Accept"), (JSON, HTML)) == JSON:
        return ready(request, orjson.dumps(described(known, request.app[DIRECTORY])), JSON)
    return await _page(request, known, shade)


async def get_figures(request: web.Request) -> web.StreamResponse:
    """The figures of a territory's charts as CSV: by usage, by month, or beside similar territories."""
    territory = _asked(request, ".csv")
    pages, directory = request.app[PAGES], request.app[DIRECTORY]
    figure = parameters.one_of("figure", request.query.get("figure"), figures.FIGURES) or figures.FIGURES[0]
    known = await _known(request, territory)
    language = language_of(request, directory.language)
    if figure == "needs":
        body = figures.needs_csv(figures.usages(pages, known.overview, language))
    elif figure == "months":
        body = figures.months_csv(known.months)
    else:
        body = figures.similar_csv(territory, known.comparison, known.met, pages, language)
    answer = ready(request, body, f"{CSV}; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{territory.slug}-{figure}.csv"'
    return answer


def shade_of(request: web.Request) -> str:
    """What shades the territories on the map: how many there are, unless asked. Raises `BadQuery` for anything else."""
    return parameters.one_of("shade", request.query.get("shade"), SHADES) or SHADES[0]


def described(known: Known, directory: Directory) -> dict[str, object]:
    """A territory for programs."""
    territories = directory.vocabulary.territories
    territory, overview = known.territory, known.overview
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
            for slug in territories.below(territory.slug)
            if (each := territories.get(slug))
        ],
        "records": overview.total,
        "kinds": dict(overview.kinds),
        "needs": {need: _counts(count) for need, count in sorted(overview.needs.items())},
        "similar": [_names(each) for each in known.comparison.similar],
        "similar_by": known.comparison.by,
        "missing": [
            {"need": each.need, "there": [there.slug for there in each.there]} for each in known.comparison.missing
        ]
        if known.comparison.why is None
        else None,
        "months": [{**asdict(each), "organization": each.existing} for each in known.months],
        "directory": f"{directory.origin}{address([('territory', territory.slug)], '.json')}",
        "accounts": [each.handle for each in _accounts(known, directory, "fr")],
    }


def inside(vocabulary: Vocabulary, territory: Territory, overview: Overview, language: Language) -> list[Place]:
    """What lies directly in it, those where there is most first."""
    slugs = vocabulary.territories.below(territory.slug)
    found = [_place(vocabulary, slug, language, overview.inside.get(slug, 0)) for slug in slugs]
    return sorted(found, key=lambda each: -each.count)


def _asked(request: web.Request, ending: str) -> Territory:
    """The territory of the address; raises `Missing` for none, leads on from a code that is gone."""
    slug = request.match_info["slug"]
    territory = request.app[DIRECTORY].vocabulary.territories.get(slug)
    if territory is None or "/" in slug:
        raise Missing(UNKNOWN)
    if territory.slug != slug:  # a code that is gone leads to what stands for it today
        raise web.HTTPMovedPermanently(f"/territories/{territory.slug}{ending}")
    return territory


async def _known(request: web.Request, territory: Territory) -> Known:
    directory, overviews = request.app[DIRECTORY], request.app[OVERVIEWS]
    reader = await reader_of(request)
    overview = await overviews.of(territory.slug, reader)
    met = await overviews.met(territory.type)
    counted = await directory.store.reading(months.of, territory.slug)
    comparison = compare(territory, overview, met, directory.vocabulary)
    served = await directory.store.reading(serving.around, request.app[NODE].home, territory.slug)
    return Known(territory, reader, overview, met, comparison, counted, served)


async def _page(request: web.Request, known: Known, shade: str) -> web.StreamResponse:
    directory, pages = request.app[DIRECTORY], request.app[PAGES]
    vocabulary, territory, slug = directory.vocabulary, known.territory, known.territory.slug
    language = language_of(request, directory.language)
    gatherer = Gatherer(directory, pages, language, known.reader, slug)
    organisations = await gatherer.organisations()
    announced = await gatherer.announced(organisations)
    by_usage = figures.usages(pages, known.overview, language)
    html = pages.render(
        "territory.html",
        language,
        site_of(directory),
        territory.label(language),
        request.path,
        type=_type(vocabulary, territory, language),
        territory=territory,
        population=None if territory.population is None else grouped(territory.population, language),
        around=[_place(vocabulary, each, language) for each in vocabulary.territories.within(slug)],
        inside=inside(vocabulary, territory, known.overview, language),
        inside_type=type_of(below[0]) if (below := directory.vocabulary.territories.below(slug)) else None,
        numbers=[
            Place(each.label, f"{each.href}&{address([('territory', slug)]).partition('?')[2]}", each.count)
            for each in numbers(pages, known.overview.kinds, language)
        ],
        organisations=organisations,
        announced=announced,
        newest=await gatherer.newest(),
        authorities=await gatherer.authorities(),
        newcomers=await newcomers(directory, pages, language, known.reader, slug, unmet(known.overview, vocabulary)),
        usages=by_usage,
        usages_chart=figures.needs_chart(pages, by_usage, language),
        comparison=known.comparison,
        like=[_place(vocabulary, each.slug, language) for each in known.comparison.similar],
        nearest=_around(vocabulary, territory, language),
        missing=[
            (
                pages.label(language, "need", each.need),
                [_place(vocabulary, there.slug, language) for there in each.there],
            )
            for each in known.comparison.missing
        ],
        evolution=figures.evolution(pages, known.months, language),
        picture=await request.app[MAPS].of_territory(pages, territory, shade, known.reader, language),
        accounts=_accounts(known, directory, language),
        directory=address([("territory", slug)]),
        follow=feed_links([], language, slug),
        today=pages.date(language, iso(directory.clock.now())),
        source=f"{directory.origin}/territories/{slug}",
        license=pages.label(language, "license", request.app[NODE].home.settings.default_license) or "",
        downloads=[
            (form, address([("territory", slug), ("lang", language)], f".{form}"))
            for form in ("xlsx", "csv", "geojson")
        ],
    )
    return page(request, html, language)


def _accounts(known: Known, directory: Directory, language: Language) -> list[Account]:
    host = host_of(directory.origin)
    return [
        Account(each.label(language), f"/territories/{each.slug}", f"@{name_of(each)}@{host}") for each in known.served
    ]


def _around(vocabulary: Vocabulary, territory: Territory, language: Language) -> str:
    """The name alone of what contains it directly."""
    around = vocabulary.territories.get(territory.parents[0]) if territory.parents else None
    return dict(around.names).get(language, around.name) if around else ""


def _counts(count: NeedCount) -> dict[str, int]:
    """`organization`: those that count as existing."""
    return {
        "organization": count.existing,
        "here": count.here,
        "serving": count.serving,
        "wider": count.wider,
        "offer": count.offers,
        "request": count.requests,
    }


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
