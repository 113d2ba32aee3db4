"""Paging: one page of what a question finds in the order asked, and where the next one begins.

By date, name and distance a page begins after a key, ids last. By relevance the best records are ranked once, for the
first page; the pages after it show those of them that still answer, and then the others, the newest first.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

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
_RANK: Final = (
    "SELECT rowid AS found, round(bm25(entry_words, 10.0, 4.0, 1.0), 6) AS score"
    " FROM entry_words WHERE entry_words MATCH ?"
)

# How much more the same words weigh: in or for the place asked, for what lies around it; of an organisation; and less
# of what is over, and of a report, which speaks of everything.
_HERE, _AROUND, _OVER = 2.0, 1.5, 0.6
_KINDS: Final = "WHEN 'organization' THEN 1.3 WHEN 'report' THEN 0.6"


@dataclass(frozen=True, slots=True)
class Page:
    """What a page shows; `next` is where the next one begins, None on the last."""

    hits: list[Hit]
    next: After | None


@dataclass(frozen=True, slots=True)
class _Asking:
    """A question's clauses, who may see what, and what its order may depend on."""

    db: Db
    parts: dict[str, Clause]
    allowed: Sql
    vocabulary: Vocabulary
    now: str


def page(
    db: Db, query: Query, parts: dict[str, Clause], allowed: Sql, after: After | None, vocabulary: Vocabulary, now: str
) -> Page:
    """The page of `query` that begins after `after`; `parts` are its clauses."""
    if _match(query, parts) is not None:
        return _by_relevance(_Asking(db, parts, allowed, vocabulary, now), query, after)
    asking = _Asking(db, parts, allowed, vocabulary, now)
    hits = _by_key(asking, query, after.key if after else None, query.limit + 1)
    return Page(hits[: query.limit], _next(hits, query.limit))


def ordered(
    query: Query, parts: dict[str, Clause], allowed: Sql, vocabulary: Vocabulary, now: str
) -> tuple[str, list[object], str]:
    """All that answers as `num, id, key`, and the words that put it in the order asked."""
    match = _match(query, parts)
    key, key_params, descending = _key(query, ranked=match is not None)
    if match is not None:
        key, key_params = _weighed(key, query, vocabulary, now)
    kept = others(parts, "q" if match else None)
    condition, params = where(kept, allowed, newest=query.sort == "updated")
    source, source_params = "entries e", tuple[object, ...]()
    if match is not None:
        source = f"({_RANK}) CROSS JOIN entries e ON e.num = found"
        source_params = (match,)
    sql = f"SELECT e.num AS num, e.id AS id, {key} AS key FROM {source} WHERE {condition}"
    return sql, [*key_params, *source_params, *params], f"ORDER BY key{' DESC' if descending else ''}, id"


def _match(query: Query, parts: dict[str, Clause]) -> str | None:
    """What is ranked by; None when another order is asked, or when no word can be looked for."""
    return parts["q"].match if query.sort == "relevance" and "q" in parts else None


def _key(query: Query, *, ranked: bool) -> tuple[str, tuple[object, ...], bool]:
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
    weights = [f"CASE e.kind {_KINDS} ELSE 1.0 END", f"CASE WHEN e.expires < ? THEN {_OVER} ELSE 1.0 END"]
    params: list[object] = [now]
    asked = query.territory.wanted
    here = [tag(relation, slug) for slug in asked for relation in (PLACED, SERVING_PART, SERVING)]
    around = [
        tag(SERVING, outer) for slug in asked for outer in vocabulary.territories.within(slug) if "-epci-" in outer
    ]
    if here:
        tests = [" OR ".join(["instr(e.places, ?) > 0"] * len(tags)) or "0" for tags in (here, around)]
        weights.append(f"CASE WHEN {tests[0]} THEN {_HERE} WHEN {tests[1]} THEN {_AROUND} ELSE 1.0 END")
        params += [f" {each} " for each in (*here, *around)]
    return f"{score} * {' * '.join(f'({weight})' for weight in weights)}", tuple(params)


def _by_key(asking: _Asking, query: Query, after: Key | None, limit: int) -> list[Hit]:
    found, values, order = ordered(query, asking.parts, asking.allowed, asking.vocabulary, asking.now)
    sql = f"SELECT num, id, key FROM ({found})"
    if after is not None:
        ahead = "<" if " DESC" in order else ">"
        sql += f" WHERE key {ahead}= ? AND (key {ahead} ? OR id > ?)"
        values += [after[0], after[0], after[1]]
    return [(num, id, key) for num, id, key in asking.db.execute(f"{sql} {order} LIMIT ?", [*values, limit])]


def _next(hits: list[Hit], limit: int, ranked: tuple[int, ...] = ()) -> After | None:
    if len(hits) <= limit:
        return None
    _, id, key = hits[limit - 1]
    return After((key, id), ranked, len(ranked))


def _by_relevance(asking: _Asking, query: Query, after: After | None) -> Page:
    if after is None:
        best = _by_key(asking, query, None, RANKED)
        ranked, shown, hits = tuple(num for num, _, _ in best), min(query.limit, len(best)), best[: query.limit]
    else:
        ranked = after.ranked
        hits, shown = _still(asking, query, ranked, after.shown)
    if shown < len(ranked):
        # Who comes after the best needs to know them all; when there is nobody, those not shown yet are enough.
        left = After(None, ranked, shown) if len(ranked) == RANKED else After(None, ranked[shown:], 0)
        return Page(hits, left)
    if len(ranked) < RANKED:
        return Page(hits, None)
    room = query.limit - len(hits)
    but = {"ranked": Clause("e.num NOT IN (SELECT value FROM json_each(?))", (orjson.dumps(ranked).decode(),))}
    newest = replace(query, sort="updated")
    rest = _by_key(replace(asking, parts=asking.parts | but), newest, after.key if after else None, room + 1)
    if room == 0:
        return Page(hits, After(None, ranked, shown) if rest else None)
    return Page(hits + rest[:room], _next(rest, room, ranked))


def _still(asking: _Asking, query: Query, ranked: tuple[int, ...], shown: int) -> tuple[list[Hit], int]:
    """The next of those ranked that are still there for the reader; that their words fit was seen at the first page."""
    kept, allowed = others(asking.parts, "q"), asking.allowed
    allowed_now = allowed[0].replace(".open = 1", ".open + 0 = 1")
    sql = " AND ".join(["e.num IN (SELECT value FROM json_each(?))", *(part.test for part in kept), allowed_now])
    params = [*(value for part in kept for value in part.params), *allowed[1]]
    hits: list[Hit] = []
    while shown < len(ranked) and len(hits) < query.limit:
        some = ranked[shown : shown + query.limit - len(hits)]
        values = [orjson.dumps(some).decode(), *params]
        ids = dict(asking.db.execute(f"SELECT e.num, e.id FROM entries e WHERE {sql}", values).fetchall())
        hits += [(num, ids[num], 0.0) for num in some if num in ids]
        shown += len(some)
    return hits, shown
