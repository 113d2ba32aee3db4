"""Feeds over HTTP: of a territory, of a practice, of a theme, of the directory; for feed readers, calendars and maps.

They are the same for everybody, whoever asks with whatever credentials: any cache may keep them, and must ask again
before it gives them, so that what was withdrawn is gone at once.
"""

from __future__ import annotations

from typing import Final

from aiohttp import web

from federation.httpdate import http_date
from node import parameters
from node.errors import Missing
from node.feeds.feeds import DIRECTORY as WHOLE
from node.feeds.feeds import FORMS, Asked, Feeds
from node.feeds.named import Named
from node.query import MAX_LIMIT, BadQuery, Query
from node.web.answers import problem
from node.web.directory import DIRECTORY
from node.web.practices import NO_THEME
from node.web.practices import UNKNOWN as NO_PRACTICE
from node.web.territories import UNKNOWN
from vocab.language import LANGUAGES, Language, Text, choose_language

FEEDS: web.AppKey[Feeds] = web.AppKey("feeds", Feeds)

_NO_FORM: Final = Text("Un flux n'existe pas sous cette forme.", "A feed does not come in this form.")
_ITS_OWN_PRACTICE: Final = Text(
    "l'adresse dit déjà la pratique : pour d'autres, demandez /feeds/directory",
    "the address says the practice already: for others, ask /feeds/directory",
)
_ITS_OWN: Final = Text(
    "l'adresse dit déjà le territoire : pour plusieurs, demandez /feeds/directory",
    "the address says the territory already: for several, ask /feeds/directory",
)


async def get_directory_feed(request: web.Request) -> web.Response:
    """What a question to the directory finds, to be followed."""
    return await _feed(request, None)


async def get_practice_feed(request: web.Request) -> web.Response:
    """The stories of a practice, to be followed; of another `kind`, if one is asked."""
    practice = request.app[DIRECTORY].vocabulary.charter.get(request.match_info["notation"])
    if practice is None:
        raise Missing(NO_PRACTICE)
    return await _feed(request, None, Named(f"practice-{practice.notation}", practice.label, (practice.notation,)))


async def get_theme_feed(request: web.Request) -> web.Response:
    """The stories of all the practices of a theme, to be followed; of another `kind`, if one is asked."""
    charter, notation = request.app[DIRECTORY].vocabulary.charter, request.match_info["theme"]
    theme = next((each for each in charter.themes if each.notation == notation), None)
    if theme is None:
        raise Missing(NO_THEME)
    practices = tuple(each.notation for each in charter.offered(notation))
    return await _feed(request, None, Named(f"theme-{notation}", theme.label, practices))


async def get_territory_feed(request: web.Request) -> web.Response:
    """What is placed in a territory or serves it, to be followed; other conditions narrow it."""
    directory, slug = request.app[DIRECTORY], request.match_info["slug"]
    territory = directory.vocabulary.territories.get(slug)
    if territory is None or "/" in slug:
        raise Missing(UNKNOWN)
    if territory.slug != slug:  # a code that is gone leads to what stands for it today
        raise web.HTTPMovedPermanently(request.rel_url.with_path(request.path.replace(slug, territory.slug)))
    if "territory" in request.query:
        raise BadQuery("territory", _ITS_OWN)
    return await _feed(request, slug)


def reading_language(request: web.Request, default: str) -> Language:
    """The language asked for, else preferred, else the node's: no cookie is read where no person looks."""
    wanted = request.query.get("lang")
    if wanted in LANGUAGES:
        return "fr" if wanted == "fr" else "en"
    return choose_language(request.headers.get("Accept-Language"), "fr" if default.startswith("fr") else "en")


async def _feed(request: web.Request, slug: str | None, named: Named | None = None) -> web.Response:
    directory, form = request.app[DIRECTORY], request.match_info["ext"]
    if form not in FORMS:
        return problem(request, 404, _NO_FORM, extra={"available": ", ".join(FORMS)})
    pairs = tuple((name, value.strip()) for name, value in request.query.items() if value.strip())
    territory = [("territory", slug)] if slug else []
    if named is not None and "practice" in request.query:
        raise BadQuery("practice", _ITS_OWN_PRACTICE)
    more = named.pairs(pairs) if named is not None else []
    query = Query.from_params([*pairs, *territory, *more], directory.vocabulary)
    asked = Asked(
        query=query,
        pairs=pairs,
        form=form,
        language=reading_language(request, directory.language),
        slug=slug,
        named=named,
        sort=request.query.get("sort", "").strip() or None,
        limit=parameters.whole("limit", request.query.get("limit", "").strip() or None, 1, MAX_LIMIT),
        spoken=query.lang is not None,
    )
    written = await request.app[FEEDS].of(asked)
    headers = {
        "ETag": written.etag,
        "Last-Modified": http_date(written.modified),
        "Cache-Control": "public, no-cache",
        "Vary": "Accept-Language",
        "Content-Language": asked.language,
        "Access-Control-Allow-Origin": "*",
        "Access-Control-Expose-Headers": "Link, ETag, Last-Modified",
        "X-Content-Type-Options": "nosniff",
    }
    if written.next:
        headers["Link"] = f'<{written.next}>; rel="next"'
    if _has_it(request, written.etag, written.modified):
        return web.Response(status=304, headers=headers)
    name = f"{named.name if named else slug or WHOLE}.{form}"
    headers |= {"Content-Type": FORMS[form].media_type, "Content-Disposition": f'inline; filename="{name}"'}
    return web.Response(body=written.body, headers=headers)


def _has_it(request: web.Request, etag: str, modified: float) -> bool:
    """Whether the reader has it already; a tag it knows says more than a date (RFC 9110 section 13.2.2)."""
    known = request.headers.get("If-None-Match")
    if known is not None:
        return etag in known or known.strip() == "*"
    since = request.if_modified_since
    return since is not None and int(modified) <= since.timestamp()
