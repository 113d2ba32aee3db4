"""Paging: one page of what a question finds in the order asked, and where the next one begins.

By date, name and distance a page begins after a key, ids last. By relevance the best records are ranked once, for the
first page; the pages after it show those of them that still answer, and then the others, the newest first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Protocol

import orjson

from node.cursor import RANKED, After, Key
from node.query import Query
from node.store.clauses import Clause, distance, others, where
from node.store.connection import Db
from node.store.entries import PLACED, SERVING, SERVING_PART, tag
from node.store.visible import Sql
from vocab.vocabulary import Vocabulary

# Number and id of an entry, and its key in the order asked.
Hit = tuple[int, str, str | float]

# A word in the name says more than the same word in the labels of what it does, and that more than one in the text.
IN_NAME, IN_LABELS, IN_CONTENT = 10.0, 4.0, 1.0
RANK: Final = (
    f"SELECT rowid AS found, round(bm25(entry_words, {IN_NAME}, {IN_LABELS}, {IN_CONTENT}), 6) AS score"
    " FROM entry_words WHERE entry_words MATCH ?"
)

# How much more the same words weigh: in or for the place asked, for what lies around it; of an organisation; and less
# of what is over, and of a report, which speaks of everything.
HERE, AROUND, OVER = 2.0, 1.5, 0.6
KINDS: Final = (("organization", 1.3), ("report", 0.6))


@dataclass(frozen=True, slots=True)
class Page:
    """What a page shows; `next` is where the next one begins, None on the last."""

    hits: list[Hit]
    next: After | None


class Source(Protocol):
    """Where what answers comes from, in the order asked."""

    def ordered(self, query: Query, after: Key | None, limit: int, *, but: Sequence[int] = ()) -> list[Hit]:
        """The first `limit` after a key, by date, name or distance; without those of the numbers `but`."""
        ...

    def best(self, query: Query, limit: int) -> tuple[int, ...]:
        """The numbers of the first `limit` by relevance."""
        ...

    def still(self, nums: Sequence[int]) -> dict[int, str]:
        """The ids of those that answer still, whatever words they have."""
        ...


def page(query: Query, source: Source, after: After | None, *, ranked: bool) -> Page:
    """The page of `query` that begins after `after`; `ranked`: by relevance."""
    if ranked:
        return _by_relevance(query, source, after)
    hits = source.ordered(query, after.key if after else None, query.limit + 1)
    return Page(hits[: query.limit], _next(hits, query.limit))


@dataclass(frozen=True, slots=True)
class Tables:
    """The database's tables as such a source. `parts` are the clauses of the question, `allowed` who may see what."""

    db: Db
    parts: dict[str, Clause]
    allowed: Sql
    vocabulary: Vocabulary
    now: str

    def ordered(self, query: Query, after: Key | None, limit: int, *, but: Sequence[int] = ()) -> list[Hit]:
        parts = self.parts
        if but:
            parts = parts | {"but": Clause("e.num NOT IN (SELECT value FROM json_each(?))", (_json(but),))}
        found, values, order = ordered(query, parts, self.allowed, self.vocabulary, self.now)
        sql = f"SELECT num, id, key FROM ({found})"
        if after is not None:
            ahead = "<" if " DESC" in order else ">"
            sql += f" WHERE key {ahead}= ? AND (key {ahead} ? OR id > ?)"
            values += [after[0], after[0], after[1]]
        return [(num, id, key) for num, id, key in self.db.execute(f"{sql} {order} LIMIT ?", [*values, limit])]

    def best(self, query: Query, limit: int) -> tuple[int, ...]:
        return tuple(num for num, _, _ in self.ordered(query, None, limit))

    def still(self, nums: Sequence[int]) -> dict[int, str]:
        kept = others(self.parts, "q")
        allowed = self.allowed[0].replace(".open = 1", ".open + 0 = 1")
        sql = " AND ".join(["e.num IN (SELECT value FROM json_each(?))", *(part.test for part in kept), allowed])
        values = [_json(nums), *(value for part in kept for value in part.params), *self.allowed[1]]
        return dict(self.db.execute(f"SELECT e.num, e.id FROM entries e WHERE {sql}", values).fetchall())


def ordered(
    query: Query, parts: dict[str, Clause], allowed: Sql, vocabulary: Vocabulary, now: str
) -> tuple[str, list[object], str]:
    """All that answers as `num, id, key`, and the words that put it in the order asked."""
    match = ranked_by(query, parts)
    key, key_params, descending = key_of(query, ranked=match is not None)
    if match is not None:
        key, key_params = _weighed(key, query, vocabulary, now)
    kept = others(parts, "q" if match else None)
    condition, params = where(kept, allowed, newest=query.sort == "updated")
    source, source_params = "entries e", tuple[object, ...]()
    if match is not None:
        source = f"({RANK}) CROSS JOIN entries e ON e.num = found"
        source_params = (match,)
    sql = f"SELECT e.num AS num, e.id AS id, {key} AS key FROM {source} WHERE {condition}"
    return sql, [*key_params, *source_params, *params], f"ORDER BY key{' DESC' if descending else ''}, id"


def ranked_by(query: Query, parts: Mapping[str, Clause]) -> str | None:
    """The full-text expression ranked by; None when another order is asked, or when no word can be looked for."""
    return parts["q"].match if query.sort == "relevance" and "q" in parts else None


def key_of(query: Query, *, ranked: bool) -> tuple[str, tuple[object, ...], bool]:
    """What the order asked goes by, as an expression of SQL with its values; and whether the largest come first."""
    if query.sort == "name":
        return "e.name", (), False
    if query.sort == "distance" and query.near:
        expression, values = distance(query.near)
        return expression, values, False
    if query.sort == "relevance":  # words none of which can be looked for find nothing to rank
        return "score" if ranked else "0.0", (), False
    return "e.updated", (), True


def _weighed(score: str, query: Query, vocabulary: Vocabulary, now: str) -> Sql:
    """A score that heeds what words cannot say: who is at hand, what is over, what people come for."""
    kinds = " ".join(f"WHEN '{kind}' THEN {weight}" for kind, weight in KINDS)
    weights = [f"CASE e.kind {kinds} ELSE 1.0 END", f"CASE WHEN e.expires < ? THEN {OVER} ELSE 1.0 END"]
    params: list[object] = [now]
    if query.territory.wanted:
        here, around = at_hand(query, vocabulary)
        tests = [" OR ".join(["instr(e.places, ?) > 0"] * len(tags)) or "0" for tags in (here, around)]
        weights.append(f"CASE WHEN {tests[0]} THEN {HERE} WHEN {tests[1]} THEN {AROUND} ELSE 1.0 END")
        params += [f" {each} " for each in (*here, *around)]
    return f"{score} * {' * '.join(f'({weight})' for weight in weights)}", tuple(params)


def at_hand(query: Query, vocabulary: Vocabulary) -> tuple[list[str], list[str]]:
    """The values of `entries.places` of what is in or for the places asked, and of what is for their EPCI."""
    asked = query.territory.wanted
    here = [tag(relation, slug) for slug in asked for relation in (PLACED, SERVING_PART, SERVING)]
    outer = (each for slug in asked for each in vocabulary.territories.within(slug))
    return here, [tag(SERVING, each) for each in outer if "-epci-" in each]


def _next(hits: list[Hit], limit: int, ranked: tuple[int, ...] = ()) -> After | None:
    if len(hits) <= limit:
        return None
    _, id, key = hits[limit - 1]
    return After((key, id), ranked, len(ranked))


def _by_relevance(query: Query, source: Source, after: After | None) -> Page:
    ranked = source.best(query, RANKED) if after is None else after.ranked
    hits, shown = _still(query, source, ranked, 0 if after is None else after.shown)
    if shown < len(ranked):
        # Who comes after the best needs to know them all; when there is nobody, those not shown yet are enough.
        left = After(None, ranked, shown) if len(ranked) == RANKED else After(None, ranked[shown:], 0)
        return Page(hits, left)
    if len(ranked) < RANKED:
        return Page(hits, None)
    room = query.limit - len(hits)
    rest = source.ordered(replace(query, sort="updated"), after.key if after else None, room + 1, but=ranked)
    if room == 0:
        return Page(hits, After(None, ranked, shown) if rest else None)
    return Page(hits + rest[:room], _next(rest, room, ranked))


def _still(query: Query, source: Source, ranked: tuple[int, ...], shown: int) -> tuple[list[Hit], int]:
    """The next of those ranked that are still there for the reader; that their words fit was seen at the first page."""
    hits: list[Hit] = []
    while shown < len(ranked) and len(hits) < query.limit:
        some = ranked[shown : shown + query.limit - len(hits)]
        ids = source.still(some)
        hits += [(num, ids[num], 0.0) for num in some if num in ids]
        shown += len(some)
    return hits, shown


def _json(nums: Sequence[int]) -> str:
    return orjson.dumps(nums).decode()
