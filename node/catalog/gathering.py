"""Gathering: what each dataset holds now, under which licences, where, since when, and what was left out of it.

Anybody's eyes, always: a catalogue is for portals, which are nobody. What may not leave in bulk is counted only where
everybody may read it on a page; of the rest not even a number is told (DESIGN 6).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from node.catalog.covering import Cover, Coverer
from node.catalog.datasets import DATASETS, Dataset
from node.catalog.tables import territory_lines
from node.clock import iso
from node.directory import Directory
from node.parameters import Choice
from node.query import Query
from node.reader import Reader
from node.store import aggregated
from node.store.aggregated import Level, Presence

DAY_S: Final = 86_400
# What is there or serves something there: what serves a whole region says nothing of one of its towns.
CLOSE: Final = ("placed", "serving")


@dataclass(frozen=True, slots=True)
class Part:
    """The records of one licence."""

    license: str
    count: int


@dataclass(frozen=True, slots=True)
class Gathered:
    """A dataset as it is now. `withheld`: anybody may read so many more, and not take them away; `unlicensed`: so many
    more name no licence.
    """

    dataset: Dataset
    parts: tuple[Part, ...]
    modified: str
    withheld: int = 0
    unlicensed: int = 0
    cover: Cover | None = None

    @property
    def count(self) -> int:
        """How many records, or lines, all files of one form hold."""
        return sum(part.count for part in self.parts)


@dataclass(frozen=True, slots=True)
class Gatherer:
    """Asks the directory of one node; `license`: what stands for itself where no record says its own."""

    directory: Directory
    coverer: Coverer
    license: str
    everybody: Reader = field(default_factory=Reader)

    async def all(self, territory: str | None) -> tuple[Gathered, ...]:
        """Every dataset; of one territory, those that are made of records."""
        return tuple([await self.of(dataset, territory) for dataset in DATASETS if dataset.kinds or territory is None])

    async def of(self, dataset: Dataset, territory: str | None = None) -> Gathered:
        """One dataset."""
        return await (self._records(dataset, territory) if dataset.kinds else self._table(dataset))

    async def levels(self) -> tuple[Level, ...]:
        """The lines of the practices."""
        return await self.directory.store.reading(aggregated.levels, now=iso(self.directory.clock.now()))

    async def presences(self) -> tuple[Presence, ...]:
        """The figures of the territories."""
        return await self.directory.store.reading(aggregated.presences)

    async def _records(self, dataset: Dataset, territory: str | None) -> Gathered:
        query = Query(
            choices={"kind": dataset.choice},
            territory=Choice((territory,)) if territory else Choice(),
            relations=CLOSE if territory else Query().relations,
            facets=("license", "territory"),
            limit=1,
        )
        taken = (await self.directory.ask(query, self.everybody, bulk=True)).found
        seen = (await self.directory.ask(query, self.everybody)).found
        parts = tuple(Part(license, count) for license, count in sorted(taken.facets["license"]))
        widest = [slug for slug, _ in taken.facets["territory"]]
        return Gathered(
            dataset,
            parts or (Part(self.license, 0),),
            await self._modified(dataset),
            withheld=seen.total - taken.total,
            unlicensed=taken.total - sum(part.count for part in parts),
            cover=self.coverer.of([territory] if territory else widest),
        )

    async def _table(self, dataset: Dataset) -> Gathered:
        modified = await self._modified(dataset)
        if dataset.id == "practices":
            return Gathered(dataset, (Part(self.license, len(await self.levels())),), modified)
        lines = territory_lines(await self.presences(), self.directory.vocabulary)
        # Names and codes are of other people, under the licence of each.
        licenses = Counter(str(line["license"]) for line in lines)
        parts = tuple(Part(license, count) for license, count in sorted(licenses.items()))
        widest = [str(line["territory"]) for line in lines if not line["within"]]
        return Gathered(dataset, parts or (Part(self.license, 0),), modified, cover=self.coverer.of(widest))

    async def _modified(self, dataset: Dataset) -> str:
        found = await self.directory.store.reading(aggregated.last_change, dataset.counted, dataset.stored)
        # Where nothing ever was, nothing has changed since this node's day began.
        return found or iso(self.directory.clock.now() // DAY_S * DAY_S)
