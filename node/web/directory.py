"""The directory over HTTP: pages for people, pages of JSON for programs, and whole views to take away."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import partial
from typing import Final

import orjson
from aiohttp import web

from node.asking import Asker, acting_for, anybody, as_person, with_token
from node.directory import Answer, Directory
from node.exporting import FORMS, Exporter
from node.formats import json, table_schema
from node.formats.item import Item, items_of
from node.query import PARAMETERS, BadQuery, Query
from node.reader import Reader
from node.web.answers import problem, ready
from node.web.desk.who import signed_in
from node.web.downloads import DOWNLOADS
from node.web.grouping import alikes_of
from node.web.maps import MAPS, policy_of
from node.web.negotiation import choose
from node.web.pages import CONTENT_SECURITY_POLICY, PAGES, Pages, Site, language_of, page
from node.web.reader import bearer_of, hash_of_bearer, signer_or_nobody
from node.web.refused import render_refused
from node.web.views import render_directory
from node.web.vouching import networks_of
from node.web.wellknown import RELEASE
from vocab.language import Language, Text

DIRECTORY: web.AppKey[Directory] = web.AppKey("directory", Directory)
EXPORTER: web.AppKey[Exporter] = web.AppKey("exporter", Exporter)

HTML: Final = "text/html"
JSON: Final = "application/json"
# Everything the directory is served as, by suffix and by Accept; all but JSON are taken away whole (DESIGN 6).
MEDIA_TYPES: Final = {"json": JSON, **{name: form.media_type for name, form in FORMS.items()}}
SCHEMA: Final = "/directory/csv-schema.json"
_NO_FORM: Final = Text("L'annuaire n'existe pas sous cette forme.", "The directory does not come in this form.")
NOT_CSV: Final = Text(
    "cela ne vaut que pour le CSV, /directory.csv : enlevez-le", "this is for CSV alone, /directory.csv: take it away"
)
# What people save and open with another program; the rest a browser may show.
_FILES: Final = ("csv", "xlsx", "geojson")
_PAGING: Final = ("limit", "cursor")


async def get_directory(request: web.Request) -> web.StreamResponse:
    """`/directory` by Accept, `/directory.{ext}` by its name."""
    extension = request.match_info.get("ext")
    if extension is None:
        wanted = choose(request.headers.get("Accept"), (JSON, HTML, *MEDIA_TYPES.values()))
        if wanted == HTML:
            return await _html(request)
        extension = next((name for name, type in MEDIA_TYPES.items() if type == wanted), "")
    if extension not in MEDIA_TYPES:
        status = 404 if "ext" in request.match_info else 406
        return problem(request, status, _NO_FORM, extra={"available": ", ".join(MEDIA_TYPES)})
    return await _data(request, extension)


async def get_schema(request: web.Request) -> web.Response:
    """What the columns of CSV are (Table Schema); with `excel=fr`, of the CSV for a French Excel."""
    language = language_of(request, request.app[DIRECTORY].language)
    body = orjson.dumps(table_schema.schema(language, french=request.query.get("excel") == "fr"))
    return ready(request, body, JSON)


async def asker_of(request: web.Request) -> Asker:
    """Who reads: anybody, the actor that signed the request, or the program that brought a token.

    Raises `NoToken` or `ScopeMissing` for a token that does not hold or may not read.
    """
    hash = hash_of_bearer(request)
    if hash is not None:
        await bearer_of(request, "read")
        return with_token(hash, request.app[DIRECTORY].clock)
    if "Signature" not in request.headers and "Signature-Input" not in request.headers:
        return anybody
    signer = await signer_or_nobody(request)
    return anybody if signer is None else acting_for(signer)


async def reader_of(request: web.Request) -> Reader:
    """The same, found out now, with the networks known here that they belong to."""
    asker = await asker_of(request)
    return Reader() if asker is anybody else await request.app[DIRECTORY].store.reading(asker)


async def visitor_of(request: web.Request) -> Reader:
    """Who looks at a page: somebody signed in here, else as `reader_of`. What leaves as a file is never asked so:
    a cookie is no member's token (DESIGN 6).
    """
    who = await signed_in(request)
    if who is None:
        return await reader_of(request)
    return await request.app[DIRECTORY].store.reading(as_person(who.account))


def site_of(directory: Directory, reader: Reader | None = None) -> Site:
    """What pages say of this node; `reader`: who looks, where it makes a difference."""
    return Site(directory.title, directory.origin, signed_in=reader is not None and reader.signed_in)


def owners_of(items: Sequence[Item]) -> tuple[str, ...]:
    """Those whose names a page needs: who speaks of others or of things."""
    speakers = [item.entry.owner for item in items if item.entry.claimed is not True]
    return tuple(dict.fromkeys([*speakers, *(network for item in items for network in networks_of(item))]))


async def _html(request: web.Request) -> web.Response:
    directory, pages = request.app[DIRECTORY], request.app[PAGES]
    language = language_of(request, directory.language)
    reader = await visitor_of(request)
    try:
        query = Query.from_params(request.query.items(), directory.vocabulary, html=True)
        if query.excel:
            raise BadQuery("excel", NOT_CSV)
        answer = await directory.ask(query, reader)
    except BadQuery as bad:
        return _refused(request, pages, bad, language, directory)
    items = items_of(answer.found.rows, pages.vocabulary)
    alikes = await alikes_of(directory, items, reader)
    profiles = await directory.names(owners_of([*items, *alikes.others]), reader)
    most = request.app[DOWNLOADS].limit("csv")
    picture = None
    if query.view == "map":
        picture = await request.app[MAPS].of_query(pages, answer.query, reader, language)
    html = render_directory(pages, answer, items, profiles, language, site_of(directory, reader), most, alikes, picture)
    return page(request, html, language, policy=policy_of(picture) or CONTENT_SECURITY_POLICY)


async def _data(request: web.Request, extension: str) -> web.StreamResponse:
    directory = request.app[DIRECTORY]
    asker = await asker_of(request)
    language = language_of(request, directory.language)
    try:
        query = Query.from_params(request.query.items(), directory.vocabulary)
        if query.excel and extension != "csv":
            raise BadQuery("excel", NOT_CSV)
        if extension != "json" and not any(request.query.get(name, "").strip() for name in _PAGING):
            return await _whole(request, extension, query, asker, language)
        reader = await directory.store.reading(asker)
        answer = await directory.ask(query, reader, bulk=extension != "json", suffix=f".{extension}")
    except BadQuery as bad:
        return problem(request, 400, _sentence(bad.parameter, bad), extra={"parameter": bad.parameter})
    if extension == "json":
        body = json.write(answer, directory.vocabulary, language)
    else:
        with request.app[DOWNLOADS].place(request, extension):
            body = b"".join([piece async for piece in request.app[EXPORTER].page(answer, extension, language)])
    return _answer(request, body, answer, language, extension)


async def _whole(
    request: web.Request, extension: str, query: Query, asker: Asker, language: Language
) -> web.StreamResponse:
    """The whole view, as a stream; what is limited says so."""
    downloads, exporter = request.app[DOWNLOADS], request.app[EXPORTER]
    with downloads.place(request, extension):
        view = await exporter.view(query, asker, extension, language, most=downloads.limit(extension))
        about = view.about
        state = f"{extension} {language} {query.excel} {request.app[RELEASE]} {view.listed.total} {view.listed.digest}"
        etag = f'W/"{hashlib.sha256(state.encode()).hexdigest()[:32]}"'
        headers = _headers(extension, language, etag, about.made[:10], cut=about.count if about.cut else None)
        headers["X-Total-Count"] = str(about.total)
        if about.cut:
            headers["X-Limit-Reached"] = str(about.count)
        if extension == "csv":
            address = f"{about.origin}{SCHEMA}{'?excel=fr' if query.excel else ''}"
            headers["Link"] = f'<{address}>; rel="describedby"; type="{JSON}"'
        if etag in request.headers.get("If-None-Match", ""):
            return web.Response(status=304, headers=headers)
        headers["Content-Type"] = _content_type(extension)
        return await downloads.send(request, exporter.stream(view, extension, partial(_waits, request)), headers)


def _waits(request: web.Request) -> bool:
    """Whether somebody is still there to read the answer."""
    return request.transport is not None and not request.transport.is_closing()


def _answer(request: web.Request, body: bytes, answer: Answer, language: Language, extension: str) -> web.Response:
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    headers = _headers(extension, language, etag, None)
    if answer.next_address:
        headers["Link"] = f'<{answer.next_address}>; rel="next"'
    if etag in request.headers.get("If-None-Match", ""):
        return web.Response(status=304, headers=headers)
    return web.Response(body=body, headers={**headers, "Content-Type": _content_type(extension)})


def _headers(
    extension: str, language: Language, etag: str, day: str | None, *, cut: int | None = None
) -> dict[str, str]:
    headers = {
        "ETag": etag,
        "Cache-Control": "private, no-cache",
        "Vary": "Accept, Accept-Language, Authorization, Cookie, Signature",
        "Access-Control-Allow-Origin": "*",
        "Access-Control-Expose-Headers": "Link, X-Total-Count, X-Limit-Reached",
        "X-Content-Type-Options": "nosniff",
        "Content-Language": language,
    }
    if extension != "json":
        words = [Text("annuaire", "directory").in_(language)]
        words += [Text(f"{cut}-premieres-fiches", f"first-{cut}-records").in_(language)] if cut is not None else []
        words += [day] if day else []
        how = "attachment" if extension in _FILES else "inline"
        headers["Content-Disposition"] = f'{how}; filename="{"-".join(words)}.{extension}"'
    return headers


def _content_type(extension: str) -> str:
    type = MEDIA_TYPES[extension]
    return f"{type}; charset=utf-8" if type.startswith("text/") or extension == "nq" else type


def _refused(
    request: web.Request, pages: Pages, bad: BadQuery, language: Language, directory: Directory
) -> web.Response:
    asked = ((name, value.strip()) for name, value in request.query.items() if name in PARAMETERS and name != "lang")
    pairs = [(name, value) for name, value in asked if value]
    return page(request, render_refused(pages, bad, pairs, language, site_of(directory)), language, status=400)


def _sentence(name: str, bad: BadQuery) -> Text:
    return Text(f"{name} : {bad.text.fr}.", f"{name}: {bad.text.en}.")
