"""Order: the first of a set of hits, by date, name, distance or relevance, with as few rows read as will do."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

import orjson
from pyroaring import BitMap

from node.cursor import Key
from node.query import Query
from node.store.clauses import Clause
from node.store.memory.hits import Asked, Hits, circle_of
from node.store.memory.shelf import moment
from node.store.memory.weights import Weights
from node.store.paging import IN_CONTENT, IN_LABELS, IN_NAME, RANK, Hit, key_of

# More records than this are not scored one by one: of a word that so many have, its place in a name says most.
MAX_RANKED: Final = 2_000
# The full text looks at every place where a word stands before it scores the first record. Of words with more places
# than this it is enough to know in which records they stand, and whether in the name, among the labels or in the text.
MAX_PLACES: Final = 10_000
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

    def best(self, query: Query, limit: int) -> tuple[int, ...]:
        part = self.asked.parts["q"]
        assert part.match is not None, "a question is ranked by its words"
        found, weights = self.hits.but(), Weights.of(self.asked)
        if len(self._matching(part.match)) <= MAX_RANKED and self._places(part) <= MAX_PLACES:
            return tuple(self._scored(part.match, found, weights, limit))
        if len(found) <= MAX_RANKED:
            return tuple(self._summed(part, found, weights, limit))
        named = self._matching(f"name : ({part.match})")
        begun = BitMap.union(*map(self._matching, part.begun)) & named
        best: list[int] = []
        for tier in (begun & found, (named - begun) & found, found - named):
            best += self._weighed(tier, weights, limit - len(best))
        return tuple(best)

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
        sql = "SELECT num, id FROM entries WHERE open = ? AND updated = ? AND id > ? ORDER BY id"
        found: list[Hit] = []
        for open in self.asked.shelf.opens:
            rows = self.asked.db.execute(sql, (open, date, after))
            found += islice(((num, id, date) for num, id in rows if num in within), limit)
        return sorted(found, key=_id)[:limit]

    # -- by name and by distance

    def _first(self, query: Query, within: BitMap, after: Key | None, limit: int) -> list[Hit]:
        expression, params, _ = key_of(query, ranked=False)
        hits = sorted(self._read(within, expression, params), key=_key_and_id)
        return [hit for hit in hits if after is None or _key_and_id(hit) > after][:limit]

    def _named(self, within: BitMap, after: Key | None, limit: int) -> list[Hit]:
        """The first after a name, met on the way through all names."""
        begin = str(after[0]) if after else ""
        met = BitMap()
        sql = "SELECT num, name FROM entries WHERE open = ? AND name >= ? ORDER BY name"
        for open in self.asked.shelf.opens:
            beyond, last = 0, ""
            for num, name in self.asked.db.execute(sql, (open, begin)):
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

    def _scored(self, match: str, within: BitMap, weights: Weights, limit: int) -> list[int]:
        """The best, by what the full text makes of them."""
        rows = self.asked.db.execute(RANK, (match,))
        scored = {num: weights.weigh(num, score) for num, score in rows if num in within}
        if len(scored) > limit:
            last = sorted(scored.values())[limit - 1]
            scored = {num: score for num, score in scored.items() if score <= last}
        # Few have the same score: only their ids are read.
        times = Counter(scored.values())
        ids = {num: id for num, id, _ in self._read(BitMap(n for n, score in scored.items() if times[score] > 1), "0")}
        return sorted(scored, key=lambda num: (scored[num], ids.get(num, "")))[:limit]

    def _summed(self, part: Clause, within: BitMap, weights: Weights, limit: int) -> list[int]:
        """The best by where the words stand in them, each word heeded as it is rare."""
        sums = dict.fromkeys(within, 0.0)
        for word in part.words:
            says = self._rarity(word)
            left = within
            for column, weight in (("name", IN_NAME), ("labels", IN_LABELS), ("content", IN_CONTENT)):
                there = left & self._matching(word if column == "content" else f"{column} : ({word})")
                left = left - there
                for num in there:
                    sums[num] += says * weight
        for begins in part.begun:
            says = self._rarity(begins)
            for num in within & self._matching(begins):
                sums[num] += says * IN_NAME
        dates = dict(zip(within, self.asked.shelf.dates(self.asked.db).of(within), strict=True))
        return sorted(within, key=lambda num: (-weights.weigh(num, sums[num]), -dates[num], num))[:limit]

    def _places(self, part: Clause) -> int:
        """In how many records the words stand, each by itself."""
        return sum(len(self._matching(word)) for word in part.words) if len(part.words) > 1 else 0

    def _rarity(self, expression: str) -> float:
        n = len(self._matching(expression))
        return math.log(1 + (len(self.hits.every) - n + 0.5) / (n + 0.5))

    def _weighed(self, within: BitMap, weights: Weights, limit: int) -> list[int]:
        """What weighs most, and then the newest."""
        db, shelf = self.asked.db, self.asked.shelf
        found: list[int] = []
        for members in weights.heaviest_first(within):
            if len(found) >= limit:
                break
            sure, sharing = shelf.updated(db).largest(limit - len(found), members)
            dates = dict(zip(sure, shelf.dates(db).of(sure), strict=True))
            found += sorted(sure, key=lambda num: (-dates[num], num))
            found += islice(sharing, limit - len(found))
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
