"""Squares: what a question finds in the window of a map, by the squares of a grid. Memory answers where it can."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import repeat
from math import floor
from operator import truediv
from typing import Final

import orjson

from node.query import Query
from node.reader import Reader
from node.store import search
from node.store.clauses import clauses, where
from node.store.connection import Db
from node.store.globe import Box
from node.store.memory.held import Held
from node.store.memory.places import Places
from node.store.search import ReadDocument, Row
from node.store.visible import visible
from vocab.vocabulary import Vocabulary

# What stands in a square is told one by one where it is no more than this.
FEW: Final = 12


# Of more than this the middle of a full square is taken from some of its records, and the square is its box.
MANY: Final = 20_000
_SAMPLE: Final = 4_000


@dataclass(frozen=True, slots=True)
class Grid:
    """Squares of `wide` by `tall` degrees, from the equator and the first meridian on; of what lies in `box`."""

    box: Box
    wide: float
    tall: float


@dataclass(frozen=True, slots=True)
class Square:
    """The records in one square: how many, their middle, the box around them; `nums`: which, where they are few."""

    count: int
    latitude: float
    longitude: float
    west: float
    south: float
    east: float
    north: float
    nums: tuple[int, ...]


def squares(
    db: Db, query: Query, reader: Reader, vocabulary: Vocabulary, grid: Grid, *, now: str, held: Held | None = None
) -> list[Square]:
    """What `query` finds for `reader` in each square that is not empty."""
    found = _from_memory(db, query, reader, vocabulary, grid, now, held) if held is not None else None
    return _from_tables(db, query, reader, vocabulary, grid, now) if found is None else found


def rows(db: Db, nums: Sequence[int], reader: Reader, read: ReadDocument, *, now: str) -> dict[int, Row]:
    """The records with these numbers, as far as `reader` may see them."""
    sql = "SELECT num, id FROM entries WHERE num IN (SELECT value FROM json_each(?))"
    ids = {str(id): int(num) for num, id in db.execute(sql, (orjson.dumps(list(nums)).decode(),))}
    return {ids[row.id]: row for row in search.some(db, tuple(ids), reader, read, now=now)} if ids else {}


def _from_memory(
    db: Db, query: Query, reader: Reader, vocabulary: Vocabulary, grid: Grid, now: str, held: Held
) -> list[Square] | None:
    """None when nothing is in memory, or what is of another moment than this snapshot."""
    with held.at(db) as shelf:
        if shelf is None:
            return None
        placed = Places.of(db, shelf, query, reader, vocabulary, now).within(grid.box)
    return _roughly(*placed, grid) if len(placed[0]) > MANY else _gathered(*placed, grid)


def _gathered(nums: list[int], latitudes: list[float], longitudes: list[float], grid: Grid) -> list[Square]:
    found: dict[tuple[int, int], list[int]] = {}
    for place, square in enumerate(_squares_of(latitudes, longitudes, grid)):
        try:
            found[square].append(place)
        except KeyError:
            found[square] = [place]
    return [
        _square([nums[at] for at in places], [latitudes[at] for at in places], [longitudes[at] for at in places])
        for places in found.values()
    ]


def _roughly(nums: list[int], latitudes: list[float], longitudes: list[float], grid: Grid) -> list[Square]:
    """The same without a loop over all: counts are exact, and so is what is told of a square that has few."""
    squares = list(_squares_of(latitudes, longitudes, grid))
    counts = Counter(squares)
    few = [at for at, square in enumerate(squares) if counts[square] <= FEW]
    exact = _gathered([nums[at] for at in few], [latitudes[at] for at in few], [longitudes[at] for at in few], grid)
    some: dict[tuple[int, int], list[int]] = {}
    for at in range(0, len(squares), len(squares) // _SAMPLE):
        some.setdefault(squares[at], []).append(at)
    full = [(square, count) for square, count in counts.items() if count > FEW]
    return exact + [_full(square, count, some.get(square, ()), latitudes, longitudes, grid) for square, count in full]


def _squares_of(latitudes: list[float], longitudes: list[float], grid: Grid) -> Iterator[tuple[int, int]]:
    columns = map(floor, map(truediv, longitudes, repeat(grid.wide)))
    lines = map(floor, map(truediv, latitudes, repeat(grid.tall)))
    return zip(columns, lines, strict=True)


def _full(
    square: tuple[int, int],
    count: int,
    some: Sequence[int],
    latitudes: list[float],
    longitudes: list[float],
    grid: Grid,
) -> Square:
    west, south = square[0] * grid.wide, square[1] * grid.tall
    box = (max(west, -180.0), max(south, -90.0), min(west + grid.wide, 180.0), min(south + grid.tall, 90.0))
    middle = (south + grid.tall / 2, west + grid.wide / 2)
    if some:
        middle = (sum(latitudes[at] for at in some) / len(some), sum(longitudes[at] for at in some) / len(some))
    return Square(count, *middle, *box, ())


def _square(nums: list[int], latitudes: list[float], longitudes: list[float]) -> Square:
    count = len(nums)
    return Square(
        count,
        sum(latitudes) / count,
        sum(longitudes) / count,
        min(longitudes),
        min(latitudes),
        max(longitudes),
        max(latitudes),
        tuple(nums) if count <= FEW else (),
    )


def _from_tables(db: Db, query: Query, reader: Reader, vocabulary: Vocabulary, grid: Grid, now: str) -> list[Square]:
    parts = clauses(db, query, reader, vocabulary, now)
    condition, params = where(tuple(parts.values()), visible(reader))
    west, south, east, north = grid.box
    sql = (
        "SELECT count(*), avg(e.latitude), avg(e.longitude), min(e.longitude), min(e.latitude), max(e.longitude),"
        f" max(e.latitude), CASE WHEN count(*) <= {FEW} THEN json_group_array(e.num) END FROM entries e"
        f" WHERE {condition} AND e.latitude BETWEEN ? AND ? AND e.longitude BETWEEN ? AND ?"
        f" GROUP BY {_floor('e.latitude / ?')}, {_floor('e.longitude / ?')}"
    )
    sizes = (*[grid.tall] * 3, *[grid.wide] * 3)
    found = db.execute(sql, (*params, south, north, west, east, *sizes))
    return [_told(*each) for each in found]


def _told(
    count: int, lat: float, lon: float, west: float, south: float, east: float, north: float, listed: str | None
) -> Square:
    return Square(count, lat, lon, west, south, east, north, tuple(sorted(_nums(listed))))


def _floor(value: str) -> str:
    # Not every SQLite comes with its mathematical functions; a cast goes towards zero.
    return f"CAST({value} AS INTEGER) - ({value} < CAST({value} AS INTEGER))"


def _nums(listed: str | None) -> Iterable[int]:
    return orjson.loads(listed) if listed else ()
