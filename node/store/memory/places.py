"""Places: where in memory what a question finds lies, for maps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pyroaring import BitMap

from node.query import Query
from node.reader import Reader
from node.store.clauses import conditions
from node.store.connection import Db
from node.store.entries import tag
from node.store.globe import Box
from node.store.memory.hits import Asked, hits
from node.store.memory.shelf import OpenShelf
from node.store.memory.view import View, seen_by
from vocab.vocabulary import Vocabulary

ANYWHERE: Box = (-180.0, -90.0, 180.0, 90.0)


@dataclass(frozen=True, slots=True)
class Places:
    """What answers a question for one reader, of one snapshot of the database."""

    db: Db
    seen: OpenShelf | View
    found: BitMap

    @classmethod
    def of(cls, db: Db, shelf: OpenShelf, query: Query, reader: Reader, vocabulary: Vocabulary, now: str) -> Places:
        """Asked of the shelf."""
        seen = seen_by(db, shelf, reader, bulk=False)
        parts = conditions(query, reader, vocabulary, now)
        return cls(db, seen, hits(Asked(db, seen, query, parts, vocabulary, now)).but())

    def within(self, box: Box = ANYWHERE) -> tuple[list[int], list[float], list[float]]:
        """The records in a box: their numbers, latitudes and longitudes."""
        points = self.seen.points(self.db)
        inside = list(points.box(box, self.found))
        return inside, *points.degrees(inside)

    def having(self, facet: str, values: Sequence[str]) -> dict[str, int]:
        """How many have each of these values of a facet, those that none has left out."""
        counts = {
            value: self.seen.having(self.db, [tag(facet, value)]).intersection_cardinality(self.found)
            for value in values
        }
        return {value: count for value, count in counts.items() if count}
