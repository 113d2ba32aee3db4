"""The catalogue over HTTP: DCAT-AP for data portals, a page for people, and the two tables of counts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

import orjson
from aiohttp import web

from node.catalog import tables
from node.catalog.gathering import Gathered, Gatherer
from node.catalog.paging import MAX_SIZE, SIZE, Slice, slice_of
from node.catalog.statements import Describer
from node.catalog.tables import Line
from node.catalog.writing import WRITERS
from node.errors import Missing
from node.parameters import BadQuery, whole
from node.settings import Settings
from node.web.answers import problem, ready
from node.web.directory import DIRECTORY, site_of
from node.web.kept import Shelf
from node.web.negotiation import HTML, choose
from node.web.pages import PAGES, Pages, language_of, page
from node.web.people import error_page
from vocab.language import Language, Text

JSON: Final = "application/json"
MAX_KEPT: Final = 50
ABSENT: Final = Text("Rien à cette adresse.", "There is nothing at this address.")
NO_FORM: Final = Text("Le catalogue n'existe pas sous cette forme.", "The catalogue does not come in this form.")
_NO_PLACE: Final = Text("aucun territoire ne porte ce code", "no territory has this code")
_OFFERS: Final = (*(type for type, _ in WRITERS.values()), "application/xml", HTML)


@dataclass(slots=True)
class Catalogs:
    """What was gathered for whom, good until something is written; `version` grows with everything written."""

    gatherer: Gatherer
    settings: Settings
    version: Callable[[], int]
    _kept: Shelf[tuple[Gathered, ...]] = field(default_factory=lambda: Shelf(MAX_KEPT))

    async def of(self, territory: str | None) -> tuple[Gathered, ...]:
        """Every dataset, or those of one territory."""
        version = self.version()
        found = self._kept.get(territory or "", version)
        if found is None:
            found = await self.gatherer.all(territory)
            self._kept.put(territory or "", found, version)
        return found

    def describer(self, territory: str | None) -> Describer:
        """Who writes it down."""
        settings, directory = self.settings, self.gatherer.directory
        return Describer(
            directory.origin, directory.title, settings.publisher, settings.email, directory.vocabulary, territory
        )


CATALOGS: web.AppKey[Catalogs] = web.AppKey("catalogs", Catalogs)


async def get_catalog(request: web.Request) -> web.StreamResponse:
    """`/catalog` by Accept, `/catalog.{ext}` by its name."""
    extension = request.match_info.get("ext")
    if extension is None:
        wanted = choose(request.headers.get("Accept"), _OFFERS)
        if wanted == HTML:
            return await _answered(request, "html")
        wanted = "application/rdf+xml" if wanted == "application/xml" else wanted
        extension = next((name for name, (type, _) in WRITERS.items() if type == wanted), None)
    if extension is None:
        return problem(request, 406, NO_FORM, extra={"available": ", ".join(WRITERS)})
    return await _answered(request, extension)


async def get_table(request: web.Request) -> web.StreamResponse:
    """One of the tables of counts, as CSV or as JSON."""
    name, extension = request.match_info["table"], request.match_info["ext"]
    language = language_of(request, request.app[DIRECTORY].language)
    lines = await _lines(request, name, language)
    if extension == "csv":
        answer = ready(request, tables.as_csv(name, lines), "text/csv; charset=utf-8")
        answer.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
        schema = f"{request.app[DIRECTORY].origin}/catalog/{name}-schema.json"
        answer.headers["Link"] = f'<{schema}>; rel="describedby"; type="{JSON}"'
        return answer
    return ready(request, orjson.dumps(lines), JSON)


async def get_schema(request: web.Request) -> web.Response:
    """What the columns of a table of counts are (Table Schema)."""
    language = language_of(request, request.app[DIRECTORY].language)
    return ready(request, orjson.dumps(tables.schema(request.match_info["table"], language)), JSON)


async def _lines(request: web.Request, name: str, language: Language) -> list[Line]:
    gatherer = request.app[CATALOGS].gatherer
    vocabulary = gatherer.directory.vocabulary
    if name == "practices":
        return tables.practice_lines(await gatherer.levels(), vocabulary, language)
    license = request.query.get("license") or None
    return tables.territory_lines(await gatherer.presences(), vocabulary, license)


async def _answered(request: web.Request, form: str) -> web.StreamResponse:
    try:
        number = whole("page", _one(request, "page"), 1, 1_000) or 1
        size = whole("page_size", _one(request, "page_size"), 1, MAX_SIZE) or SIZE
        territory = _territory(request)
    except BadQuery as bad:
        sentence = Text(f"{bad.parameter} : {bad.text.fr}.", f"{bad.parameter}: {bad.text.en}.")
        if form == "html":
            return await error_page(request, 400, (sentence,))
        return problem(request, 400, sentence, extra={"parameter": bad.parameter})
    found = request.app[CATALOGS]
    shown = slice_of(await found.of(territory), number, size)
    if shown is None:
        raise Missing(ABSENT)
    describer = found.describer(territory)
    if form == "html":
        return _page(request, shown, describer)
    type, write = WRITERS[form]
    answer = ready(request, write(describer.page(shown, form)), f"{type}; charset=utf-8" if form == "ttl" else type)
    answer.headers["Vary"] = "Accept, Accept-Language"
    if shown.number < shown.last:
        answer.headers["Link"] = f'<{describer.address_of(shown.number + 1, shown, form)}>; rel="next"'
    return answer


def _one(request: web.Request, name: str) -> str | None:
    values = request.query.getall(name, [])
    if len(values) > 1:
        raise BadQuery(name, Text("ce paramètre ne se donne qu'une fois", "this may be given only once"))
    return values[0] if values else None


def _territory(request: web.Request) -> str | None:
    asked = _one(request, "territory")
    if not asked:
        return None
    known = request.app[DIRECTORY].vocabulary.territories.get(asked)
    if known is None:
        raise BadQuery("territory", _NO_PLACE)
    return known.slug


@dataclass(frozen=True, slots=True)
class _Link:
    label: str
    href: str
    count: int | None


@dataclass(frozen=True, slots=True)
class _Shown:
    """A dataset in people's words."""

    id: str
    title: str
    says: str
    missing: str | None
    date: str | None
    landing: str
    files: tuple[_Link, ...]
    schema: str | None


def _page(request: web.Request, shown: Slice, describer: Describer) -> web.Response:
    pages, directory = request.app[PAGES], request.app[DIRECTORY]
    language = language_of(request, directory.language)
    asked = f"?territory={describer.territory}" if describer.territory else ""
    html = pages.render(
        "catalog.html",
        language,
        site_of(directory),
        describer.name.in_(language),
        request.path_qs,
        datasets=[_shown(each, describer, pages, language) for each in shown.datasets],
        forms=[(name, type, f"/catalog.{name}{asked}") for name, (type, _) in WRITERS.items()],
        address=describer.catalog,
        next=describer.address_of(shown.number + 1, shown, "") if shown.number < shown.last else None,
    )
    return page(request, html, language)


def _shown(gathered: Gathered, describer: Describer, pages: Pages, language: Language) -> _Shown:
    missing = describer.left_out(gathered)
    files = describer.files(gathered)
    return _Shown(
        id=gathered.dataset.id,
        title=describer.title_of(gathered).in_(language),
        says=gathered.dataset.says.in_(language),
        missing=missing.in_(language) if missing else None,
        date=pages.date(language, gathered.modified),
        landing=describer.landing(gathered),
        files=tuple(_Link(file.title.in_(language), file.address, file.count) for file in files),
        schema=next((file.schema for file in files if file.schema), None),
    )
