"""Spots: how much of what a question finds lies somewhere, in which box, and in which territories.

Memory answers where it can.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from node.query import Query
from node.reader import Reader
from node.store.clauses import clauses, where
from node.store.connection import Db
from node.store.entries import PLACED, tag
from node.store.memory.held import Held
from node.store.memory.places import Places
from node.store.visible import Sql, visible
from vocab.vocabulary import Vocabulary

Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Extent:
    """How many records answer, how many of them lie somewhere, and the box that holds these."""

    total: int
    located: int
    box: Box | None


def extent(
    db: Db, query: Query, reader: Reader, vocabulary: Vocabulary, *, now: str, held: Held | None = None
) -> Extent:
    """Of all that `query` finds for `reader`, whatever the page."""
    if held is not None:
        with held.at(db) as shelf:
            if shelf is not None:
                return _lying(Places.of(db, shelf, query, reader, vocabulary, now))
    condition, params = _condition(db, query, reader, vocabulary, now)
    sql = (
        "SELECT count(*), count(e.latitude), min(e.longitude), min(e.latitude), max(e.longitude), max(e.latitude)"
        f" FROM entries e WHERE {condition}"
    )
    total, located, *box = db.execute(sql, params).fetchone()
    return Extent(total, located, (box[0], box[1], box[2], box[3]) if located else None)


def counts(
    db: Db,
    query: Query,
    reader: Reader,
    vocabulary: Vocabulary,
    slugs: Sequence[str],
    *,
    now: str,
    held: Held | None = None,
) -> dict[str, int]:
    """How many of what `query` finds stand in each of these territories, those with none left out."""
    if held is not None:
        with held.at(db) as shelf:
            if shelf is not None:
                return Places.of(db, shelf, query, reader, vocabulary, now).having(PLACED, slugs)
    condition, params = _condition(db, query, reader, vocabulary, now)
    wanted = {tag(PLACED, slug): slug for slug in slugs}
    found: dict[str, int] = {}
    sql = f"SELECT e.places, count(*) FROM entries e WHERE {condition} GROUP BY e.places"
    for places, n in db.execute(sql, params):
        for slug in {wanted[each] for each in places.split() if each in wanted}:
            found[slug] = found.get(slug, 0) + n
    return found


def _lying(places: Places) -> Extent:
    _, latitudes, longitudes = places.within()
    box = (min(longitudes), min(latitudes), max(longitudes), max(latitudes)) if longitudes else None
    return Extent(len(places.found), len(longitudes), box)


def _condition(db: Db, query: Query, reader: Reader, vocabulary: Vocabulary, now: str) -> Sql:
    parts = clauses(db, query, reader, vocabulary, now)
    return where(tuple(parts.values()), visible(reader))
