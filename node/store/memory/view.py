"""A view: what one reader finds in memory, or takes away, where that is not just what everybody sees (DESIGN 6)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from pyroaring import BitMap

from node.reader import Reader
from node.store.connection import Db
from node.store.entries import tag
from node.store.memory.column import Column
from node.store.memory.own_stands import OwnStands
from node.store.memory.points import Points
from node.store.memory.shelf import OpenShelf
from node.store.memory.slices import Slices
from node.store.memory.texts import Texts
from node.store.visible import policies_in_bulk


@dataclass(frozen=True, slots=True)
class View:
    """Part of what is in memory, asked in the same words as the shelf: `every` entry that counts for this reader, and
    `more`, those of them that are not open."""

    shelf: OpenShelf
    every: BitMap
    more: BitMap
    stands: OwnStands

    @property
    def texts(self) -> Texts:
        """What the full text answered."""
        return self.shelf.texts

    @property
    def opens(self) -> tuple[int, ...]:
        """The values of `entries.open` that those of `every` have."""
        return (1, 0) if self.more else (1,)

    def having(self, db: Db, tags: Iterable[str]) -> BitMap:
        """The entries that have one of these values (`entries.tag`)."""
        tags = tuple(tags)
        found = self.shelf.having(db, tags)
        if self.more:
            closed = self.shelf.closed
            found = found | closed.bitmaps.having_one(db, tags, closed.every)
        return found & self.every

    def counts(self, db: Db, facet: str, within: BitMap) -> Counter[str]:
        """How many of `within`, some of `every`, have each value of a facet."""
        found = self.shelf.counts(db, facet, within)
        if more := within & self.more:
            closed = self.shelf.closed
            for value in closed.values(facet):
                members = closed.bitmaps.having(db, tag(facet, value), closed.every)
                found[value] += more.intersection_cardinality(members)
        return +found

    def updated(self, db: Db) -> Slices:
        """When each was updated."""
        return self.shelf.updated(db)

    def dates(self, db: Db) -> Column:
        """The same, to look up."""
        return self.shelf.dates(db)

    def updated_between(self, db: Db, first: int, end: int) -> BitMap:
        """What was updated at `first` or later, and before `end`."""
        found = self.shelf.updated_between(db, first, end)
        return (found | self.updated(db).between(first, end, self.more)) & self.every

    def expiring(self, db: Db) -> Slices:
        """When each of those expires that do."""
        return self.shelf.expiring(db)

    def points(self, db: Db) -> Points:
        """Where those lie that lie somewhere."""
        return self.shelf.points(db)


def seen_by(db: Db, shelf: OpenShelf, reader: Reader, *, bulk: bool) -> OpenShelf | View:
    """What `reader` may find; `bulk`: what they may take away whole, which is never more than what is open."""
    more = shelf.closed.seen_by(db, reader)
    if not bulk and not more:
        return shelf
    if bulk:
        every = shelf.having(db, [tag("policy", policy) for policy in policies_in_bulk(reader)])
    else:
        every = shelf.every | more
    stands = OwnStands(shelf.stands, shelf.own_stands, reader, bulk, shelf.position, more, every)
    return View(shelf, every, BitMap() if bulk else more, stands)
