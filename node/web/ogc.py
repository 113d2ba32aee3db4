"""OGC API Features over HTTP: JSON for geographic software, the same as pages for whoever looks with a browser."""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

import orjson
from aiohttp import web

from node.ogc import documents
from node.ogc.collections import Collection, collection_called
from node.ogc.documents import Document, Writer, links_of
from node.ogc.features import Features
from node.ogc.openapi import openapi
from node.ogc.parameters import FORMS, asked_of, only
from node.parameters import BadQuery
from node.web.answers import problem
from node.web.directory import DIRECTORY, asker_of, site_of
from node.web.negotiation import HTML, choose
from node.web.ogc_pages import name_of, page_of
from node.web.pages import PAGES, language_of, page
from node.web.people import error_page
from node.web.wellknown import RELEASE
from vocab.language import Language, Text

ABSENT: Final = Text("Rien à cette adresse.", "There is nothing at this address.")
NO_FORM: Final = Text("Seulement JSON ou HTML.", "Only JSON or HTML.")
_PLAIN: Final = ("f", "lang")
# Links that a program may want before it reads the body.
_IN_HEADER: Final = ("self", "alternate", "next", "collection", "service-desc", "data")


@dataclass(frozen=True, slots=True)
class Told:
    """An answer: its document, its media type, and what a page calls it."""

    document: Document
    type: str
    heading: str


async def get_landing(request: web.Request) -> web.StreamResponse:
    """`/ogc/`."""
    return await _answered(request, documents.JSON, _landing)


async def get_conformance(request: web.Request) -> web.StreamResponse:
    """`/ogc/conformance`."""
    return await _answered(request, documents.JSON, _conformance)


async def get_api(request: web.Request) -> web.StreamResponse:
    """`/ogc/api`."""
    return await _answered(request, documents.OPENAPI, _api)


async def get_collections(request: web.Request) -> web.StreamResponse:
    """`/ogc/collections`."""
    return await _answered(request, documents.JSON, _collections)


async def get_collection(request: web.Request) -> web.StreamResponse:
    """`/ogc/collections/{id}`."""
    return await _answered(request, documents.JSON, _collection)


async def get_items(request: web.Request) -> web.StreamResponse:
    """`/ogc/collections/{id}/items`."""
    return await _answered(request, documents.GEOJSON, _items)


async def get_item(request: web.Request) -> web.StreamResponse:
    """`/ogc/collections/{id}/items/{item}`."""
    return await _answered(request, documents.GEOJSON, _item)


Tell = Callable[[web.Request, Writer], Awaitable[Told | None]]


async def _answered(request: web.Request, type: str, tell: Tell) -> web.StreamResponse:
    """What `tell` says, in the form asked for; refused in a sentence, with the code that the standard wants."""
    directory = request.app[DIRECTORY]
    language = language_of(request, directory.language)
    try:
        form = _form(request, type)
        if form is None:
            return _refused(request, 406, "NotAcceptable", NO_FORM)
        told = await tell(request, Writer(directory.origin, directory.title, language, form))
    except BadQuery as bad:
        sentence = Text(f"{bad.parameter} : {bad.text.fr}.", f"{bad.parameter}: {bad.text.en}.")
        if request.query.get("f") == "html":
            return await error_page(request, 400, (sentence,))
        return _refused(request, 400, "InvalidParameterValue", sentence, parameter=bad.parameter)
    if told is None:
        if form == "html":
            return await error_page(request, 404, (ABSENT,))
        return _refused(request, 404, "NotFound", ABSENT)
    return _page(request, told, language) if form == "html" else _json(request, told, language)


async def _landing(request: web.Request, writer: Writer) -> Told:
    only(request.query.items(), _PLAIN)
    document = writer.landing()
    return Told(document, documents.JSON, str(document["title"]))


async def _conformance(request: web.Request, writer: Writer) -> Told:
    only(request.query.items(), _PLAIN)
    return Told(writer.conformance(), documents.JSON, Text("Conformité", "Conformance").in_(writer.language))


async def _api(request: web.Request, writer: Writer) -> Told:
    only(request.query.items(), _PLAIN)
    document = openapi(writer.base, writer.title, request.app[RELEASE], writer.language)
    return Told(document, documents.OPENAPI, Text("Le contrat", "The contract").in_(writer.language))


async def _collections(request: web.Request, writer: Writer) -> Told:
    only(request.query.items(), _PLAIN)
    extents = await _features(request).extents(await asker_of(request))
    return Told(writer.collections(extents), documents.JSON, Text("Collections", "Collections").in_(writer.language))


async def _collection(request: web.Request, writer: Writer) -> Told | None:
    only(request.query.items(), _PLAIN)
    collection = _wanted(request)
    if collection is None:
        return None
    extents = await _features(request).extents(await asker_of(request))
    document = writer.collection(collection, extents[collection.kind])
    return Told(document, documents.JSON, collection.title.in_(writer.language))


async def _items(request: web.Request, writer: Writer) -> Told | None:
    collection = _wanted(request)
    if collection is None:
        return None
    asked = asked_of(collection, request.query.items(), request.app[DIRECTORY].vocabulary)
    page = await _features(request).page(collection, asked, await asker_of(request), writer.language)
    return Told(writer.items(collection, asked, page), documents.GEOJSON, collection.title.in_(writer.language))


async def _item(request: web.Request, writer: Writer) -> Told | None:
    only(request.query.items(), _PLAIN)
    collection = _wanted(request)
    if collection is None:
        return None
    asker = await asker_of(request)
    made = await _features(request).one(collection, request.match_info["item"], asker, writer.language)
    if made is None:
        return None
    document = writer.item(collection, made)
    return Told(document, documents.GEOJSON, name_of(made))


def _features(request: web.Request) -> Features:
    return Features(request.app[DIRECTORY])


def _wanted(request: web.Request) -> Collection | None:
    return collection_called(request.match_info["collection"])


def _form(request: web.Request, type: str) -> str | None:
    """json or html, by `f`, else by Accept; None when neither will do."""
    asked = request.query.get("f", "").strip()
    if asked and asked not in FORMS:
        raise BadQuery("f", Text(f"l'un de {', '.join(FORMS)}", f"one of {', '.join(FORMS)}"))
    if asked:
        return asked
    wanted = choose(request.headers.get("Accept"), (type.partition(";")[0], documents.JSON, HTML))
    return None if wanted is None else "html" if wanted == HTML else "json"


def _json(request: web.Request, told: Told, language: Language) -> web.Response:
    body = orjson.dumps(told.document)
    # The time at which it was made is no change.
    state = orjson.dumps({name: value for name, value in told.document.items() if name != "timeStamp"})
    etag = f'W/"{hashlib.sha256(state).hexdigest()[:32]}"'
    links = (f'<{link["href"]}>; rel="{link["rel"]}"' for link in links_of(told.document) if link["rel"] in _IN_HEADER)
    headers = {
        "ETag": etag,
        "Cache-Control": "private, no-cache",
        "Vary": "Accept, Accept-Language, Authorization, Cookie, Signature",
        "Access-Control-Allow-Origin": "*",
        "Access-Control-Expose-Headers": "Link",
        "X-Content-Type-Options": "nosniff",
        "Content-Language": language,
        "Link": ", ".join(links),
    }
    if not headers["Link"]:
        del headers["Link"]
    if etag in request.headers.get("If-None-Match", ""):
        return web.Response(status=304, headers=headers)
    return web.Response(body=body, headers={**headers, "Content-Type": told.type})


def _page(request: web.Request, told: Told, language: Language) -> web.Response:
    pages, directory = request.app[PAGES], request.app[DIRECTORY]
    html = pages.render(
        "ogc.html",
        language,
        site_of(directory),
        told.heading,
        request.path_qs,
        page=page_of(pages, told.document, language, f"{directory.origin}/ogc"),
    )
    return page(request, html, language)


def _refused(
    request: web.Request, status: int, code: str, sentence: Text, *, parameter: str | None = None
) -> web.Response:
    """A problem document that is an exception of the standard too."""
    said = sentence.in_(language_of(request, request.app[DIRECTORY].language))
    more: dict[str, object] = {"code": code, "description": said}
    return problem(request, status, sentence, extra=more | ({"parameter": parameter} if parameter else {}))
