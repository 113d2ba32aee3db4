"""Order: the first of a set of hits, by date, name, distance or relevance, with as few rows read as will do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import orjson
from pyroaring import BitMap

from node.cursor import Key
from node.query import Query
from node.store.memory.hits import Asked, Hits, circle_of
from node.store.memory.shelf import moment
from node.store.memory.weights import Weights
from node.store.paging import RANK, Hit, key_of

# More records than this are not ranked one by one: of a word that so many have, its place in a name says most.
MAX_RANKED: Final = 3_000
# More records than this that share a date are walked through in the order of their ids.
MAX_SHARING: Final = 1_000
# To read a row by its number costs as much as to pass over so many in an index.
_PASSED: Final = 8


@dataclass(frozen=True, slots=True)
class InMemory:
    """The hits of a question, as a page is cut from them (`paging.Source`)."""

    asked: Asked
    hits: Hits

    def ordered(self, query: Query, after: Key | None, limit: int, *, but: Sequence[int] = ()) -> list[Hit]:
        within = self.hits.but()
        if but:
            within = within - BitMap(but)
        if query.sort == "updated":
            return self._newest(within, after, limit)
        if query.sort == "distance":
            return self._nearest(query, within, after, limit)
        if query.sort == "name" and len(within) ** 2 > limit * len(self.hits.every) // _PASSED:
            return self._named(within, after, limit)
        return self._first(query, within, after, limit)

    def best(self, query: Query, limit: int) -> list[Hit]:
        match = self.asked.parts["q"].match
        assert match is not None, "a question is ranked by its words"
        found, weights = self.hits.but(), Weights.of(self.asked)
        if len(self._matching(match)) <= MAX_RANKED:
            return self._scored(match, found, weights, limit)
        in_name = f"name : ({match})"
        named = self._matching(in_name)
        if len(named) <= MAX_RANKED:
            first = self._scored(in_name, found, weights, limit)
        else:
            first = self._weighed(named & found, weights, limit)
        return first + self._weighed(found - named, weights, limit - len(first))

    def still(self, nums: Sequence[int]) -> dict[int, str]:
        there = BitMap(nums) & self.hits.but("q")
        return {num: id for num, id, _ in self._read(there, "0")}

    # -- by date

    def _newest(self, within: BitMap, after: Key | None, limit: int) -> list[Hit]:
        updated = self.asked.shelf.updated(self.asked.db)
        found: list[Hit] = []
        if after is not None:
            then = moment(str(after[0]))
            found = self._sharing(updated.between(then, then + 1, within), str(after[0]), after[1], limit)
            within = updated.below(then, within)
        sure, sharing = updated.largest(limit - len(found), within)
        newest = sorted(self._read(sure, "e.updated"), key=_id)
        found += sorted(newest, key=_key, reverse=True)
        if sharing and len(found) < limit:
            date = self.asked.db.execute("SELECT updated FROM entries WHERE num = ?", (sharing.min(),)).fetchone()[0]
            found += self._sharing(sharing, date, "", limit - len(found))
        return found

    def _sharing(self, within: BitMap, date: str, after: str, limit: int) -> list[Hit]:
        """The first `limit` after an id, by their ids, of those that share a date."""
        if len(within) <= MAX_SHARING:
            hits = (hit for hit in self._read(within, "e.updated") if hit[1] > after)
            return sorted(hits, key=_id)[:limit]
        sql = "SELECT num, id FROM entries WHERE open = 1 AND updated = ? AND id > ? ORDER BY id"
        found: list[Hit] = []
        for num, id in self.asked.db.execute(sql, (date, after)):
            if len(found) == limit:
                break
            if num in within:
                found.append((num, id, date))
        return found

    # -- by name and by distance

    def _first(self, query: Query, within: BitMap, after: Key | None, limit: int) -> list[Hit]:
        expression, params, _ = key_of(query, ranked=False)
        hits = sorted(self._read(within, expression, params), key=_key_and_id)
        return [hit for hit in hits if after is None or _key_and_id(hit) > after][:limit]

    def _named(self, within: BitMap, after: Key | None, limit: int) -> list[Hit]:
        """The first after a name, met on the way through all names."""
        begin = str(after[0]) if after else ""
        met, beyond, last = BitMap(), 0, ""
        sql = "SELECT num, name FROM entries WHERE open = 1 AND name >= ? ORDER BY name"
        for num, name in self.asked.db.execute(sql, (begin,)):
            if beyond >= limit and name != last:
                break
            if num in within:
                met.add(num)
                beyond += after is None or name != begin
                last = name
        hits = sorted(self._read(met, "e.name"), key=_key_and_id)
        return [hit for hit in hits if after is None or _key_and_id(hit) > after][:limit]

    def _nearest(self, query: Query, within: BitMap, after: Key | None, limit: int) -> list[Hit]:
        circle = circle_of(query)
        assert circle is not None, "nothing is far or near without a point"
        beyond = None if after is None else float(after[0])
        count = limit
        while True:
            near = self.asked.shelf.points(self.asked.db).nearest(circle, count, within, beyond=beyond)
            hits = self._first(query, near.nums, after, limit)
            if len(hits) == limit or near.all:
                return hits
            # Some are just as far as the last one shown, and were shown before it.
            count *= 4

    # -- by relevance

    def _scored(self, match: str, within: BitMap, weights: Weights, limit: int) -> list[Hit]:
        """The best, by what the full text makes of them."""
        rows = self.asked.db.execute(RANK, (match,))
        scored = {num: weights.weigh(num, score) for num, score in rows if num in within}
        if len(scored) > limit:
            last = sorted(scored.values())[limit - 1]
            scored = {num: score for num, score in scored.items() if score <= last}
        hits: list[Hit] = [(num, id, scored[num]) for num, id, _ in self._read(BitMap(scored), "0")]
        return sorted(hits, key=_key_and_id)[:limit]

    def _weighed(self, within: BitMap, weights: Weights, limit: int) -> list[Hit]:
        """What weighs most, and then the newest."""
        found: list[Hit] = []
        for members in weights.heaviest_first(within):
            if len(found) == limit:
                break
            found += self._newest(members, None, limit - len(found))
        return found

    def _matching(self, match: str) -> BitMap:
        return self.asked.shelf.texts.matching(self.asked.db, match, self.hits.every)

    def _read(self, nums: BitMap, key: str, params: Iterable[object] = ()) -> Iterator[Hit]:
        sql = f"SELECT e.num, e.id, {key} FROM entries e WHERE e.num IN (SELECT value FROM json_each(?))"
        yield from self.asked.db.execute(sql, (*params, orjson.dumps(list(nums)).decode())) if nums else ()


def _id(hit: Hit) -> str:
    return hit[1]


def _key(hit: Hit) -> str | float:
    return hit[2]


def _key_and_id(hit: Hit) -> tuple[str | float, str]:
    return hit[2], hit[1]
