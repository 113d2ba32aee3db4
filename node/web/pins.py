"""Pins: the marks of the part of a map that somebody looks at, for the page's own script.

They are of the records that the page beside them lists for the same person, and say of each what its card does: a name,
a kind, a place (DESIGN 6, first column). So no other site may read them, and a window has so many marks and no more.
Those of an embed are the same for everybody, whoever asks with whatever credentials: of what may leave so (second
column).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import orjson
from aiohttp import web

from node import parameters
from node.clock import iso
from node.directory import Directory
from node.feeds.question import permitted
from node.formats.item import Item, Labels, items_of
from node.map.window import MAX_MARKS, MAX_ZOOM, Mark, grid_of, marks_of
from node.parameters import BadQuery
from node.query import NARROWING, Query
from node.reader import Reader
from node.store import records, squares
from node.web.answers import problem
from node.web.directory import DIRECTORY, visitor_of
from node.web.feeds import reading_language
from node.web.pages import PAGES, Pages, language_of
from vocab.language import Language, Text

# So many records are named in one answer; the marks beyond lead closer.
MAX_NAMED: Final = 250
OWN: Final = ("window", "zoom")
MISSING: Final = Text("il faut dire laquelle", "it has to be said")


@dataclass(frozen=True, slots=True)
class Seen:
    """A question with the window it is asked for."""

    query: Query
    window: tuple[float, float, float, float]
    zoom: int


async def get_pins(request: web.Request) -> web.Response:
    """What a question finds in the window of a map, as marks."""
    directory, pages = request.app[DIRECTORY], request.app[PAGES]
    language = language_of(request, directory.language)
    try:
        seen = _seen(request, directory)
        body = await _answer(directory, pages, seen, await visitor_of(request), language)
    except BadQuery as bad:
        return problem(request, 400, Text(f"{bad.parameter} : {bad.text.fr}.", f"{bad.parameter}: {bad.text.en}."),
                       extra={"parameter": bad.parameter})  # fmt: skip
    headers = {
        "Cache-Control": "private, no-cache",
        "Content-Language": language,
        "Vary": "Accept-Language, Authorization, Cookie, Signature",
        "X-Content-Type-Options": "nosniff",
    }
    return web.Response(body=body, content_type="application/json", headers=headers)


async def get_embed_pins(request: web.Request) -> web.Response:
    """The same for the map inside somebody else's page: asked as nobody, of what may leave so."""
    directory = request.app[DIRECTORY]
    language = reading_language(request, directory.language)
    seen = _seen(request, directory)
    seen = replace(seen, query=permitted(seen.query))
    body = await _answer(directory, request.app[PAGES], seen, Reader(), language)
    headers = {
        "Cache-Control": "public, no-cache",
        "Content-Language": language,
        "Vary": "Accept-Language",
        "X-Content-Type-Options": "nosniff",
    }
    return web.Response(body=body, content_type="application/json", headers=headers)


def _seen(request: web.Request, directory: Directory) -> Seen:
    given = tuple(request.query.items())
    said = parameters.gather(given, NARROWING | set(OWN))
    for name in OWN:
        if len(said.get(name, ())) > 1:
            raise BadQuery(name, Text("ce paramètre ne se donne qu'une fois", "this may be given only once"))
    window = parameters.bbox(said.get("window", (None,))[0], "window")
    zoom = parameters.whole("zoom", said.get("zoom", (None,))[0], 0, MAX_ZOOM)
    if window is None or zoom is None:
        raise BadQuery("window" if window is None else "zoom", MISSING)
    query = Query.from_params([pair for pair in given if pair[0] not in OWN], directory.vocabulary)
    return Seen(query, window, zoom)


async def _answer(directory: Directory, pages: Pages, seen: Seen, reader: Reader, language: Language) -> bytes:
    grid = grid_of(seen.window, seen.zoom)
    now, keeper = iso(directory.clock.now()), directory.keeper
    found = await directory.store.reading(
        squares.squares, seen.query, reader, directory.vocabulary, grid,
        now=now, held=keeper.held if keeper else None,
    )  # fmt: skip
    if keeper is not None:
        keeper.see()
    marks = marks_of(found, grid, seen.zoom)
    shown = sorted(marks[:MAX_MARKS], key=lambda each: (-each.latitude, each.longitude))
    named: list[int] = []
    for mark in shown:
        named += mark.nums if len(named) + len(mark.nums) <= MAX_NAMED else ()
    rows = await directory.store.reading(squares.rows, named, reader, records.body, now=now) if named else {}
    items = {item.entry.id: item for item in items_of(tuple(rows.values()), pages.vocabulary)}
    labels = Labels(pages.vocabulary, language)
    known = {num: items[row.id] for num, row in rows.items() if row.id in items}
    return orjson.dumps(
        {
            "total": sum(each.count for each in marks),
            "left": sum(each.count for each in marks[MAX_MARKS:]),
            "marks": [_mark(mark, known, labels, pages, language) for mark in shown],
        }
    )


def _mark(mark: Mark, known: dict[int, Item], labels: Labels, pages: Pages, language: Language) -> dict[str, object]:
    said: dict[str, object] = {
        "count": mark.count,
        "latitude": round(mark.latitude, 6),
        "longitude": round(mark.longitude, 6),
        "bbox": [round(edge, 6) for edge in mark.box],
    }
    if mark.nums and all(num in known for num in mark.nums):
        said["records"] = [_record(known[num], labels, pages, language) for num in mark.nums]
    return said


def _record(item: Item, labels: Labels, pages: Pages, language: Language) -> dict[str, object]:
    entry = item.entry
    return {
        "id": entry.id,
        "url": item.url if item.url.startswith(("https://", "http://")) else entry.id,
        "name": entry.name_in(language) or None,
        "kind": entry.kind,
        "kind_label": pages.label(language, "kind", "listing" if entry.claimed is False else entry.kind),
        "place": labels.joined("territory", entry.placed) or None,
        "approximate": entry.approximate,
    }
