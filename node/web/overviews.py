"""Overviews: what the directory holds of a place, counted: by kind, by usage, and by what lies in it.

An overview costs several questions; what everybody may see is kept in memory for as long as nothing is written.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from aiohttp import web

from node.directory import Answer, Directory
from node.parameters import Choice
from node.query import Query
from node.reader import Reader
from node.store import changes, existing
from node.web.kept import Shelf

MAX_KEPT: Final = 200
# Beyond as many records the first page names the widest territories alone: to look closer would cost it too much.
CLOSER: Final = 20_000
FEW: Final = 4
# What is there or serves something there: what serves a whole region says nothing of one of its towns.
CLOSE: Final = ("placed", "serving")
ALL: Final = ("placed", "serving", "wider")

Counts = tuple[tuple[str, int], ...]
Met = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class NeedCount:
    """A usage at a place: organisations that stand there, that serve it from elsewhere, that cover more than it; offers
    and requests."""

    here: int = 0
    serving: int = 0
    wider: int = 0
    offers: int = 0
    requests: int = 0

    @property
    def existing(self) -> int:
        """Organisations that count as existing there: what covers a whole region says nothing of one of its towns."""
        return self.here + self.serving


@dataclass(frozen=True, slots=True)
class Overview:
    """Counts of what `reader` may see: `needs` by usage, those with nothing left out; `inside` by slug."""

    total: int
    kinds: Counts
    needs: dict[str, NeedCount]
    inside: dict[str, int]


@dataclass(slots=True)
class Overviews:
    """The overviews of one node; `version` grows with everything written."""

    directory: Directory
    version: Callable[[], int]
    _places: Shelf[Overview] = field(default_factory=lambda: Shelf(MAX_KEPT))
    _busiest: Shelf[Counts] = field(default_factory=lambda: Shelf(1))
    _met: Shelf[Mapping[str, Met]] = field(default_factory=lambda: Shelf(1))

    async def of(self, slug: str, reader: Reader) -> Overview:
        """Of one territory."""
        version = self.version()
        kept = self._places.get(slug, version) if reader.level == "public" else None
        if kept is not None:
            return kept
        here = Query(territory=Choice((slug,)), limit=1)
        answer = await self.directory.ask(replace(here, facets=("kind",)), reader)
        inside = await self.directory.ask(replace(here, facets=("territory",), relations=CLOSE), reader)
        found = Overview(
            answer.found.total,
            tuple(answer.found.facets["kind"]),
            await self._needs(here, reader),
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

    async def met(self, type: str) -> Met:
        """Which usages are answered in the territories of one type, as everybody may see it.

        Kept until a record changes in the directory: what else is written does not matter to it.
        """
        version = await self.directory.store.reading(changes.newest)
        kept = self._met.get("", version)
        if kept is None:
            kept = await self.directory.store.reading(existing.needs_met)
            self._met.put("", kept, version)
        return kept.get(type, {})

    async def _needs(self, here: Query, reader: Reader) -> dict[str, NeedCount]:
        standing = await self._by_need(here, "organization", ("placed",), reader)
        nearby = await self._by_need(here, "organization", CLOSE, reader)
        every = await self._by_need(here, "organization", ALL, reader)
        offers = await self._by_need(here, "offer", ALL, reader)
        requests = await self._by_need(here, "request", ALL, reader)
        found = {}
        for need in {**every, **offers, **requests}:
            placed, close = standing.get(need, 0), nearby.get(need, 0)
            wider = every.get(need, 0) - close
            found[need] = NeedCount(placed, close - placed, wider, offers.get(need, 0), requests.get(need, 0))
        return found

    async def _by_need(self, here: Query, kind: str, relations: tuple[str, ...], reader: Reader) -> dict[str, int]:
        choices = {"kind": Choice((kind,)), "stage": Choice((), (existing.ENDED,))}
        query = replace(here, choices=choices, relations=relations, facets=("need",))
        return dict((await self.directory.ask(query, reader)).found.facets["need"])


OVERVIEWS: web.AppKey[Overviews] = web.AppKey("overviews", Overviews)
