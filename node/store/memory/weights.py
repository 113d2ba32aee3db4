"""Weights: what makes a record come before others with the same words, as sets (`store/paging.py` has them as SQL)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pyroaring import BitMap

from node.store.memory.hits import Asked
from node.store.memory.shelf import moment
from node.store.paging import AROUND, HERE, KINDS, OVER, at_hand

# A set and how much its members weigh; what is in none of a row weighs 1.
Row = tuple[tuple[BitMap, float], ...]


@dataclass(frozen=True, slots=True)
class Weights:
    """Rows of sets; of each row, the first that a record is in counts."""

    rows: tuple[Row, ...]

    @classmethod
    def of(cls, asked: Asked) -> Weights:
        """The weights for a question."""
        shelf, db = asked.shelf, asked.db
        rows: list[Row] = [tuple((asked.having("kind", kind), weight) for kind, weight in KINDS)]
        rows.append(((shelf.expiring(db).below(moment(asked.now), shelf.every), OVER),))
        if asked.query.territory.wanted:
            here, around = at_hand(asked.query, asked.vocabulary)
            rows.append(((shelf.having(db, here), HERE), (shelf.having(db, around), AROUND)))
        return cls(tuple(rows))

    def weigh(self, num: int, score: float) -> float:
        """The score of a record, heeding what it weighs."""
        for row in self.rows:
            for members, weight in row:
                if num in members:
                    score *= weight
                    break
        return score

    def heaviest_first(self, within: BitMap) -> Iterator[BitMap]:
        """The members of `within` in groups of the same weight."""
        groups: dict[float, BitMap] = {1.0: within}
        for row in self.rows:
            divided: dict[float, BitMap] = {}
            for so_far, members in groups.items():
                for others, weight in (*row, (members, 1.0)):
                    group = members & others
                    members = members - others
                    if group:
                        total = so_far * weight
                        divided[total] = divided[total] | group if total in divided else group
            groups = divided
        for weight in sorted(groups, reverse=True):
            yield groups[weight]
