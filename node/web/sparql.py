"""SPARQL over HTTP: the SPARQL 1.1 Protocol for programs, a page with an editor and worked questions for people."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final
from urllib.parse import urlencode

from aiohttp import web

from node.errors import Missing
from node.sparql.description import describe
from node.sparql.formats import GRAPHS, TABLES, format_for
from node.sparql.refusals import NotNow, Unanswered
from node.sparql.request import FORM, Asked, read_get, read_post
from node.sparql.service import Answer, Level, Sparql
from node.web.answers import problem
from node.web.appkeys import NODE, RATES
from node.web.directory import DIRECTORY, reader_of, site_of
from node.web.negotiation import HTML, TURTLE, choose
from node.web.pages import PAGES, WITH_SCRIPT, language_of, page
from node.web.sparql_page import QUESTIONS, Shown, render_sparql
from vocab.language import Text

OFF: Final = Text("Ce nœud ne répond pas au SPARQL.", "This node does not answer SPARQL.")
# An address that browsers, proxies and we ourselves take; a longer question is answered where it was posted.
MAX_ADDRESS: Final = 6_000
_MEDIA: Final = tuple(dict.fromkeys(each.media_type for each in (*TABLES.values(), *GRAPHS.values())))
_OFFERS: Final = (_MEDIA[0], HTML, *_MEDIA[1:], "application/json")

Read = Callable[[], Asked]


async def get_sparql(request: web.Request) -> web.Response:
    """A question in the address; without one, the page, or what this service is (SPARQL 1.1 Service Description)."""
    service = _service(request)
    pairs = list(request.query.items())
    if "query" in request.query or "update" in request.query:
        return await _answered(request, service, lambda: read_get(pairs), request.query.get("query", ""))
    if _wants_page(request):
        return _page(request, service, "")
    if choose(request.headers.get("Accept"), _OFFERS) == TURTLE:
        body = describe(service.settings.origin).encode()
        return web.Response(body=body, headers=_headers(service) | {"Content-Type": f"{TURTLE}; charset=utf-8"})
    return await _answered(request, service, lambda: read_get(pairs), "")


async def post_sparql(request: web.Request) -> web.Response:
    """A question in the body, as a form or as it is."""
    service = _service(request)
    pairs, body = list(request.query.items()), await request.read()
    text = body.decode(errors="replace")
    if request.content_type == FORM:
        text = str((await request.post()).get("query", ""))
        address = f"/sparql?{urlencode({'query': text})}"
        if _wants_page(request) and len(address) <= MAX_ADDRESS:
            # An address that people can keep and pass on.
            raise web.HTTPSeeOther(address)
    most = service.settings.sparql_query_bytes
    return await _answered(request, service, lambda: read_post(request.content_type, pairs, body, most), text)


async def options_sparql(request: web.Request) -> web.Response:
    """What the page of another site may do here: ask (Fetch standard, CORS preflight)."""
    headers = {
        "Access-Control-Allow-Origin": "*",
        "Access-Control-Allow-Methods": "GET, POST",
        "Access-Control-Allow-Headers": "Accept, Content-Type, Authorization",
        "Access-Control-Max-Age": "86400",
    }
    return web.Response(status=204, headers=headers)


def _service(request: web.Request) -> Sparql:
    service = request.app[NODE].sparql
    if service is None:
        raise Missing(OFF)
    return service


def _wants_page(request: web.Request) -> bool:
    return "format" not in request.query and choose(request.headers.get("Accept"), _OFFERS) == HTML


async def _answered(request: web.Request, service: Sparql, read: Read, text: str) -> web.Response:
    to_page = _wants_page(request)
    try:
        asked = read()
        form = asked.question.form
        if to_page:
            format = TABLES["json"] if form in ("SELECT", "ASK") else GRAPHS["turtle"]
        else:
            format = format_for(form, asked.format, request.headers.get("Accept"), choose)
        answer = await service.answer(
            asked,
            format,
            await _level(request),
            source=request.app[RATES].source(request),
            gone=lambda: request.transport is None or request.transport.is_closing(),
        )
    except Unanswered as refusal:
        if to_page:
            return _page(request, service, text, refusal=refusal)
        return _refused(request, service, refusal)
    if to_page:
        return _page(request, service, text, shown=Shown(form, answer))
    return web.Response(body=answer.body, headers=_headers(service, answer) | {"Content-Type": format.content_type})


async def _level(request: web.Request) -> Level:
    """For whom the question is answered: reciprocal records ask for a member (DESIGN 6)."""
    reader = await reader_of(request)
    return "members" if reader.belongs else "open"


def _headers(service: Sparql, answer: Answer | None = None) -> dict[str, str]:
    settings = service.settings
    headers = {
        "Bocage-Time-Limit": str(settings.sparql_time_s),
        "Bocage-Row-Limit": str(settings.sparql_rows),
        "Bocage-Lag": str(round(service.lag_s)),
    }
    if answer is not None:
        headers["Bocage-Rows"] = str(answer.rows)
    exposed = ", ".join(headers)
    return headers | {
        "Access-Control-Allow-Origin": "*",
        "Access-Control-Expose-Headers": exposed,
        "Cache-Control": "private, no-cache",
        "Vary": "Accept, Accept-Language, Authorization, Signature",
        "X-Content-Type-Options": "nosniff",
    }


def _refused(request: web.Request, service: Sparql, refusal: Unanswered) -> web.Response:
    headers = _headers(service)
    if isinstance(refusal, NotNow):
        headers["Retry-After"] = str(refusal.retry_after_s)
    return problem(
        request,
        refusal.status,
        refusal.public,
        detail=refusal.detail or None,
        findings=refusal.findings,
        headers=headers,
        extra=refusal.extra,
    )


def _page(
    request: web.Request,
    service: Sparql,
    text: str,
    *,
    shown: Shown | None = None,
    refusal: Unanswered | None = None,
) -> web.Response:
    directory, pages = request.app[DIRECTORY], request.app[PAGES]
    language = language_of(request, directory.language)
    html = render_sparql(
        pages, request.app[QUESTIONS], service, language, site_of(directory), text, shown=shown, refusal=refusal
    )
    status = 200 if refusal is None else refusal.status
    made = page(request, html, language, status=status, policy=WITH_SCRIPT)
    if isinstance(refusal, NotNow):
        made.headers["Retry-After"] = str(refusal.retry_after_s)
    return made
