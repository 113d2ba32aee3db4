"""One entry as a page: a record, or an organisation with what it publishes; and the pages that say there is none."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from aiohttp import web

from node.formats.item import items_of
from node.web.directory import DIRECTORY, owners_of, reader_of, site_of
from node.web.pages import PAGES, language_of, page
from node.web.views import render_error, render_record
from vocab.language import Text

# What an organisation's page lists, in this order.
RELATED: Final = ("offer", "request", "practice", "event", "report", "story")
_MAX_RELATED: Final = 100


async def entry_page(request: web.Request, id: str) -> web.Response:
    """The page of the entry with this id, as far as the reader may see it; else the 404 page."""
    directory, pages = request.app[DIRECTORY], request.app[PAGES]
    reader = await reader_of(request)
    row = await directory.one(id, reader)
    found = items_of([row] if row is not None else [], pages.vocabulary)
    if not found:
        return error_page(request, 404)
    item = found[0]
    others = []
    if item.entry.claimed:
        rows = await directory.of_owner(item.entry.owner, RELATED, reader, limit=_MAX_RELATED)
        others = items_of(rows, pages.vocabulary)
    profiles = await directory.names(owners_of([item, *others]), reader)
    language = language_of(request, directory.language)
    related = {kind: [other for other in others if other.entry.kind == kind] for kind in RELATED}
    here = request.rel_url.raw_path_qs
    html = render_record(pages, item, related, profiles, language, site_of(directory), here)
    return page(request, html, language)


def error_page(request: web.Request, status: int, sentences: Sequence[str | Text] = ()) -> web.Response:
    """A page that says what is wrong: 404, 410 and whatever else has a sentence."""
    directory, pages = request.app[DIRECTORY], request.app[PAGES]
    language = language_of(request, directory.language)
    here = request.rel_url.raw_path_qs
    html = render_error(pages, status, sentences, language, site_of(directory), here)
    return page(request, html, language, status=status)
