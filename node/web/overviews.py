"""Overviews: what the directory holds of a place, counted: by kind, by usage, and by what lies in it.

An overview costs several questions; what everybody may see is kept in memory for as long as nothing is written.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Final

from aiohttp import web

from node.directory import Answer, Directory
from node.parameters import Choice
from node.query import Query
from node.reader import Reader
from node.web.kept import Shelf

MAX_KEPT: Final = 200
# Beyond as many records the first page names the widest territories alone: to look closer would cost it too much.
CLOSER: Final = 20_000
FEW: Final = 4
# What is there or serves something there: what serves a whole region says nothing of one of its towns.
CLOSE: Final = ("placed", "serving")
NEEDS: Final = ("organization", "offer", "request")

Counts = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """Counts of what `reader` may see: `needs` by usage of organisations, offers and requests; `inside` by slug."""

    total: int
    kinds: Counts
    needs: dict[str, tuple[int, int, int]]
    inside: dict[str, int]


@dataclass(slots=True)
class Overviews:
    """The overviews of one node; `version` grows with everything written."""

    directory: Directory
    version: Callable[[], int]
    _places: Shelf[Overview] = field(default_factory=lambda: Shelf(MAX_KEPT))
    _busiest: Shelf[Counts] = field(default_factory=lambda: Shelf(1))

    async def of(self, slug: str, reader: Reader) -> Overview:
        """Of one territory."""
        version = self.version()
        kept = self._places.get(slug, version) if reader.level == "public" else None
        if kept is not None:
            return kept
        here = Query(territory=Choice((slug,)), limit=1)
        answer = await self.directory.ask(replace(here, facets=("kind",)), reader)
        inside = await self.directory.ask(replace(here, facets=("territory",), relations=CLOSE), reader)
        by_need = [dict((await self._of_kind(here, kind, reader)).found.facets["need"]) for kind in NEEDS]
        organisations, offers, requests = by_need
        found = Overview(
            answer.found.total,
            tuple(answer.found.facets["kind"]),
            {
                need: (organisations.get(need, 0), offers.get(need, 0), requests.get(need, 0))
                for need in {**organisations, **offers, **requests}
            },
            dict(inside.found.facets["territory"]),
        )
        if reader.level == "public":
            self._places.put(slug, found, version)
        return found

    async def busiest(self, answer: Answer, reader: Reader) -> Counts:
        """The territories with most: the widest ones of `answer`, or those in them where these are few."""
        widest = tuple(answer.found.facets["territory"])
        if not widest or len(widest) > FEW or answer.found.total > CLOSER:
            return widest
        version = self.version()
        kept = self._busiest.get("", version) if reader.level == "public" else None
        if kept is not None:
            return kept
        around = Choice(tuple(slug for slug, _ in widest))
        query = Query(territory=around, relations=CLOSE, facets=("territory",), limit=1)
        closer = tuple((await self.directory.ask(query, reader)).found.facets["territory"]) or widest
        if reader.level == "public":
            self._busiest.put("", closer, version)
        return closer

    async def _of_kind(self, here: Query, kind: str, reader: Reader) -> Answer:
        return await self.directory.ask(replace(here, choices={"kind": Choice((kind,))}, facets=("need",)), reader)


OVERVIEWS: web.AppKey[Overviews] = web.AppKey("overviews", Overviews)
