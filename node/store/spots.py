"""Spots: where what a question finds lies, gathered by the squares of a grid, and how much of it lies nowhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from node.query import Query
from node.reader import Reader
from node.store.clauses import clauses, where
from node.store.connection import Db
from node.store.entries import PLACED, tag
from node.store.visible import Sql, visible
from vocab.vocabulary import Vocabulary

MAX_CELLS: Final = 6_000
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Extent:
    """How many records answer, how many of them lie somewhere, and the box that holds these."""

    total: int
    located: int
    box: Box | None


@dataclass(frozen=True, slots=True)
class Cell:
    """The records in one square of a grid: how many, their middle, the box around them; `id` is one of them."""

    count: int
    latitude: float
    longitude: float
    west: float
    south: float
    east: float
    north: float
    id: str


def extent(db: Db, query: Query, reader: Reader, vocabulary: Vocabulary, *, now: str) -> Extent:
    """Of all that `query` finds for `reader`, whatever the page."""
    condition, params = _condition(db, query, reader, vocabulary, now)
    sql = (
        "SELECT count(*), count(e.latitude), min(e.longitude), min(e.latitude), max(e.longitude), max(e.latitude)"
        f" FROM entries e WHERE {condition}"
    )
    total, located, *box = db.execute(sql, params).fetchone()
    return Extent(total, located, (box[0], box[1], box[2], box[3]) if located else None)


def cells(
    db: Db, query: Query, reader: Reader, vocabulary: Vocabulary, box: Box, across: int, *, now: str
) -> list[Cell]:
    """What lies in `box`, by the squares of a grid of so many across it and as many down; the fullest first."""
    condition, params = _condition(db, query, reader, vocabulary, now)
    west, south, east, north = box
    wide, tall = max(east - west, 1e-9) / across, max(north - south, 1e-9) / across
    sql = (
        "SELECT count(*), avg(e.latitude), avg(e.longitude), min(e.longitude), min(e.latitude), max(e.longitude),"
        f" max(e.latitude), min(e.id) FROM entries e WHERE {condition}"
        " AND e.latitude BETWEEN ? AND ? AND e.longitude BETWEEN ? AND ?"
        " GROUP BY CAST((e.latitude - ?) / ? AS INTEGER), CAST((e.longitude - ?) / ? AS INTEGER)"
        " ORDER BY 1 DESC, 8 LIMIT ?"
    )
    found = db.execute(sql, (*params, south, north, west, east, south, tall, west, wide, MAX_CELLS))
    return [Cell(*row) for row in found]


def counts(
    db: Db, query: Query, reader: Reader, vocabulary: Vocabulary, slugs: Sequence[str], *, now: str
) -> dict[str, int]:
    """How many of what `query` finds stand in each of these territories, those with none left out."""
    condition, params = _condition(db, query, reader, vocabulary, now)
    wanted = {tag(PLACED, slug): slug for slug in slugs}
    found: dict[str, int] = {}
    sql = f"SELECT e.places, count(*) FROM entries e WHERE {condition} GROUP BY e.places"
    for places, n in db.execute(sql, params):
        for slug in {wanted[each] for each in places.split() if each in wanted}:
            found[slug] = found.get(slug, 0) + n
    return found


def _condition(db: Db, query: Query, reader: Reader, vocabulary: Vocabulary, now: str) -> Sql:
    parts = clauses(db, query, reader, vocabulary, now)
    return where(tuple(parts.values()), visible(reader))
