"""The directory over HTTP: pages for people, JSON, JSON-LD, GeoJSON and CSV for programs."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from aiohttp import web

from node.directory import Answer, Directory
from node.formats import csv, geojson, json, jsonld
from node.formats.item import Item, items_of
from node.query import BadQuery, Query
from node.reader import Reader
from node.store import memberships
from node.web.answers import problem
from node.web.choices import parameter_label
from node.web.negotiation import choose
from node.web.pages import PAGES, Pages, Site, language_of, page
from node.web.reader import signer_or_nobody
from node.web.views import render_directory, render_error, render_home
from vocab.language import Language, Text
from vocab.vocabulary import Vocabulary

DIRECTORY: web.AppKey[Directory] = web.AppKey("directory", Directory)

Write = Callable[[Answer, Vocabulary, str], bytes]

LATEST: Final = 6


@dataclass(frozen=True, slots=True)
class Form:
    """A form of the answer; `bulk` ones are what people take away whole (DESIGN 6)."""

    media_type: str
    write: Write
    bulk: bool


FORMS: Final[dict[str, Form]] = {
    "json": Form("application/json", json.write, bulk=False),
    "jsonld": Form("application/ld+json", jsonld.write, bulk=True),
    "geojson": Form("application/geo+json", geojson.write, bulk=True),
    "csv": Form("text/csv", csv.write, bulk=True),
}
HTML: Final = "text/html"
# Promised, and not there yet: those who ask are told so.
LATER: Final = {
    "ttl": "text/turtle",
    "nq": "application/n-quads",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_NOT_YET: Final = Text(
    "Cette forme de l'annuaire n'existe pas encore.", "This form of the directory does not exist yet."
)
_FORMS_THERE_ARE: Final = "json, jsonld, geojson, csv"


async def get_directory(request: web.Request) -> web.Response:
    """`/directory` by Accept, `/directory.{ext}` by its name."""
    extension = request.match_info.get("ext")
    if extension is None:
        offers = (FORMS["json"].media_type, HTML, *(form.media_type for form in FORMS.values()), *LATER.values())
        wanted = choose(request.headers.get("Accept"), offers)
        if wanted == HTML:
            return await _html(request)
        names = {form.media_type: name for name, form in FORMS.items()} | {type: name for name, type in LATER.items()}
        extension = names.get(wanted or "", "")
    form = FORMS.get(extension)
    if form is None:
        status = 404 if "ext" in request.match_info and extension not in LATER else 406
        return problem(request, status, _NOT_YET, extra={"available": _FORMS_THERE_ARE})
    return await _data(request, extension, form)


async def get_home(request: web.Request) -> web.Response:
    """`/`: what this node is, what is new in its directory."""
    directory, pages = request.app[DIRECTORY], request.app[PAGES]
    language = language_of(request, directory.language)
    reader = await reader_of(request)
    answer = await directory.ask(Query(limit=LATEST, facets=("kind",)), reader)
    items = items_of(answer.found.rows, pages.vocabulary)
    profiles = await directory.names(owners_of(items), reader)
    return page(request, render_home(pages, answer, items, profiles, language, site_of(directory)), language)


async def reader_of(request: web.Request) -> Reader:
    """Who reads: anybody, or the actor that signed the request, with the networks known here that it belongs to."""
    if "Signature" not in request.headers and "Signature-Input" not in request.headers:
        return Reader()
    signer = await signer_or_nobody(request)
    if signer is None:
        return Reader()
    networks = await request.app[DIRECTORY].store.reading(memberships.networks_of, signer)
    return Reader("member", actors=(signer,), networks=tuple(networks))


def site_of(directory: Directory) -> Site:
    """What pages say of this node."""
    return Site(directory.title, directory.origin)


def owners_of(items: Sequence[Item]) -> tuple[str, ...]:
    """Those whose names a page needs: who speaks of others or of things."""
    return tuple(dict.fromkeys(item.entry.owner for item in items if item.entry.claimed is not True))


async def _html(request: web.Request) -> web.Response:
    directory, pages = request.app[DIRECTORY], request.app[PAGES]
    language = language_of(request, directory.language)
    reader = await reader_of(request)
    try:
        query = Query.from_params(request.query.items(), directory.vocabulary, html=True)
        answer = await directory.ask(query, reader)
    except BadQuery as bad:
        return _refused(request, pages, bad, language, directory)
    items = items_of(answer.found.rows, pages.vocabulary)
    profiles = await directory.names(owners_of(items), reader)
    return page(request, render_directory(pages, answer, items, profiles, language, site_of(directory)), language)


async def _data(request: web.Request, extension: str, form: Form) -> web.Response:
    directory = request.app[DIRECTORY]
    reader = await reader_of(request)
    suffix = f".{extension}"
    try:
        query = Query.from_params(request.query.items(), directory.vocabulary)
        answer = await directory.ask(query, reader, bulk=form.bulk, suffix=suffix)
    except BadQuery as bad:
        return problem(request, 400, _sentence(bad.parameter, bad), extra={"parameter": bad.parameter})
    language = language_of(request, directory.language)
    body = form.write(answer, directory.vocabulary, language)
    return _answer(request, body, form, answer, language, extension)


def _answer(
    request: web.Request, body: bytes, form: Form, answer: Answer, language: Language, extension: str
) -> web.Response:
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = {
        "ETag": etag,
        "Cache-Control": "private, no-cache",
        "Vary": "Accept, Accept-Language, Cookie, Signature",
        "Access-Control-Allow-Origin": "*",
        "Access-Control-Expose-Headers": "Link",
        "X-Content-Type-Options": "nosniff",
        "Content-Language": language,
    }
    if answer.next_address:
        headers["Link"] = f'<{answer.next_address}>; rel="next"'
    if etag in request.headers.get("If-None-Match", ""):
        return web.Response(status=304, headers=headers)
    charset = "; charset=utf-8" if form.media_type == "text/csv" else ""
    if form.bulk:
        headers["Content-Disposition"] = f'inline; filename="annuaire.{extension}"'
    return web.Response(body=body, headers={**headers, "Content-Type": form.media_type + charset})


def _refused(
    request: web.Request, pages: Pages, bad: BadQuery, language: Language, directory: Directory
) -> web.Response:
    sentence = _sentence(parameter_label(pages, bad.parameter, language), bad)
    return page(request, render_error(pages, 400, [sentence], language, site_of(directory)), language, status=400)


def _sentence(name: str, bad: BadQuery) -> Text:
    return Text(f"{name} : {bad.text.fr}.", f"{name}: {bad.text.en}.")
