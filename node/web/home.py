"""The node's first page: what this is, what is new, what ends soon, where there is most."""

from __future__ import annotations

from typing import Final

from aiohttp import web

from node.clock import iso
from node.directory import Directory
from node.formats.item import Item, items_of
from node.query import Query
from node.reader import Reader
from node.store.upcoming import upcoming
from node.web.cards import card_of, names_of
from node.web.directory import DIRECTORY, owners_of, site_of, visitor_of
from node.web.notices import belonging, numbers
from node.web.overviews import OVERVIEWS
from node.web.pages import PAGES, language_of, page
from node.web.territories import Place

LATEST: Final = 6
SOON: Final = 4
PLACES: Final = 12
# What has a last day that people plan for.
ENDING: Final = ("event", "request")


async def get_home(request: web.Request) -> web.Response:
    """`/`."""
    directory, pages = request.app[DIRECTORY], request.app[PAGES]
    language = language_of(request, directory.language)
    reader = await visitor_of(request)
    answer = await directory.ask(Query(limit=LATEST, facets=("kind", "territory")), reader)
    latest = items_of(answer.found.rows, pages.vocabulary)
    soon = {kind: await _ending(directory, kind, reader) for kind in ENDING}
    names = names_of(
        await directory.names(owners_of([*latest, *(item for items in soon.values() for item in items)]), reader),
        language,
    )
    busiest = await request.app[OVERVIEWS].busiest(answer, reader)
    html = pages.render(
        "home.html",
        language,
        site_of(directory),
        directory.title,
        "/",
        own_language=directory.language,
        ours=(await belonging(directory, reader, language))[0],
        numbers=numbers(pages, answer.found.facets.get("kind", []), language),
        cards=[card_of(pages, item, language, directory.origin, names) for item in latest],
        soon=[
            (kind, [card_of(pages, item, language, directory.origin, names) for item in items])
            for kind, items in soon.items()
            if items
        ],
        places=[
            Place(label, f"/territories/{slug}", count)
            for slug, count in busiest[:PLACES]
            if (label := pages.label(language, "territory", slug))
        ],
        themes=[(theme.notation, theme.label.in_(language)) for theme in pages.vocabulary.charter.themes],
    )
    return page(request, html, language)


async def _ending(directory: Directory, kind: str, reader: Reader) -> list[Item]:
    """What ends next of a kind, in that order."""
    ids = await directory.store.reading(upcoming, kind, reader, now=iso(directory.clock.now()), limit=SOON)
    found = {item.entry.id: item for item in items_of(await directory.some(ids, reader), directory.vocabulary)}
    return [found[id] for id in ids if id in found]
