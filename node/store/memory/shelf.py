"""The open shelf: what everybody may see, in memory, as one snapshot of the database has it; the rest stands beside it.

Whoever asks comes with a connection inside a transaction. The list of changes (`store/changes.py`) says how that
snapshot differs from what is in memory, and memory goes on to it. What is not there yet is read when it is asked for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

import orjson
from pyroaring import BitMap

from node.query import FACETS
from node.store import changes
from node.store.connection import Db
from node.store.entries import tag
from node.store.memory.bitmaps import Batch, Bitmaps
from node.store.memory.closed import Closed
from node.store.memory.column import Column
from node.store.memory.own_stands import Kept
from node.store.memory.points import Located, Points
from node.store.memory.slices import Slices
from node.store.memory.stands import Stands
from node.store.memory.texts import Texts

# When more entries than this have changed, it costs less to read everything anew.
MAX_CHANGES: Final = 20_000
# Instants are milliseconds since the year 1: the last year of four digits still fits.
MOMENT_BITS: Final = 49
# Between how many pairs of instants it is kept what was updated: there are three pairs a day.
MAX_SPANS: Final = 12
# Facets that are counted by way of other sets, each in its own manner (`memory/tally.py`).
_OTHERWISE: Final = {"practice": "said", "min_level": "level", "freshness": None}
_BEGINNING: Final = datetime(1, 1, 1)
_MILLISECOND: Final = timedelta(milliseconds=1)
_MOMENTS: Final = (
    "SELECT json_group_array(num), json_group_array((unixepoch({column}) + 62135596800) * 1000"
    " + CAST(substr({column}, 21, 3) AS INTEGER)) FROM entries WHERE {column} IS NOT NULL"
)
_LOCATED: Final = (
    "SELECT num, latitude, longitude, x, y, z FROM entries WHERE latitude IS NOT NULL AND longitude IS NOT NULL"
)


@dataclass(frozen=True, slots=True)
class _Family:
    """The sets of a facet, as they were at a position."""

    position: int
    sets: dict[str, BitMap]


@dataclass(slots=True)
class OpenShelf:
    """What is in memory of one database, as it is at `position`; `every` are all that everybody may see.

    Dates and points are those of all entries: whoever asks for them says among which. All else is of what is open, and
    `closed` has the same of what is not.
    """

    position: int
    every: BitMap
    closed: Closed = field(default_factory=Closed)
    bitmaps: Bitmaps = field(default_factory=Bitmaps)
    stands: Stands = field(default_factory=Stands)
    own_stands: Kept = field(default_factory=Kept)
    texts: Texts = field(default_factory=Texts)
    _updated: Slices | None = None
    _dates: Column | None = None
    _spans: dict[tuple[int, int], BitMap] = field(default_factory=dict)
    _expiring: Slices | None = None
    _points: Points | None = None
    _families: dict[str, _Family] = field(default_factory=dict)
    # Values that entries got since their family was put together.
    _new_values: dict[str, set[str]] = field(default_factory=dict)

    @property
    def opens(self) -> tuple[int, ...]:
        """The values of `entries.open` that those of `every` have."""
        return (1,)

    @classmethod
    def begun(cls, db: Db) -> OpenShelf:
        """A shelf of this snapshot, with everything else still to be read."""
        listed = db.execute("SELECT json_group_array(num) FROM entries WHERE open = 1").fetchone()[0]
        return cls(changes.newest(db), BitMap(orjson.loads(listed)), Closed.begun(db))

    def fill(self, db: Db, now: str) -> None:
        """Read what most questions ask for."""
        self.updated(db)
        self.expiring(db)
        self.points(db)
        self.stands.standing(db, None, 0, now)
        for facet in FACETS:
            if family := _OTHERWISE.get(facet, facet):
                self.of_facet(db, family)

    def follow(self, db: Db) -> bool:
        """Go on to what this connection sees; False, and nothing done, where that is older."""
        position = changes.newest(db)
        if position > self.position:
            self._go_on(db, BitMap(changes.nums_after(db, self.position)))
            self.position = position
        return position == self.position

    def outrun(self, db: Db) -> bool:
        """Whether it costs less to read everything anew than to follow."""
        return changes.behind(db, self.position) > MAX_CHANGES

    def having(self, db: Db, tags: Iterable[str]) -> BitMap:
        """The entries that have one of these values (`entries.tag`)."""
        return self.bitmaps.having_one(db, tags, self.every)

    def of_facet(self, db: Db, facet: str) -> dict[str, BitMap]:
        """The entries that have it, for each value of a facet that there is, or was; not to be changed."""
        kept = self._families.get(facet)
        if kept is not None and kept.position == self.position:
            return kept.sets
        if kept is None:
            rows = db.execute("SELECT DISTINCT value FROM entry_counts WHERE facet = ?", (facet,))
            values = {value for (value,) in rows}
        else:
            values = kept.sets.keys() | self._new_values.get(facet, set())
        sets = {value: self.having(db, [tag(facet, value)]) for value in values}
        self._families[facet] = _Family(self.position, sets)
        self._new_values[facet] = set()
        return sets

    def counts(self, db: Db, facet: str, within: BitMap) -> Counter[str]:
        """How many of `within` have each value of a facet."""
        sets = self.of_facet(db, facet).items()
        if within is self.every:
            return +Counter({value: len(members) for value, members in sets})
        return +Counter({value: within.intersection_cardinality(members) for value, members in sets})

    def updated(self, db: Db) -> Slices:
        """When each was updated."""
        if self._updated is None:
            nums, values = _moments(db, "updated")
            self._updated, self._dates = Slices.of(MOMENT_BITS, nums, values), Column("Q", nums, values)
        return self._updated

    def dates(self, db: Db) -> Column:
        """The same, to look up."""
        self.updated(db)
        assert self._dates is not None
        return self._dates

    def updated_between(self, db: Db, first: int, end: int) -> BitMap:
        """What was updated at `first` or later, and before `end`; asked for again and again; not to be changed."""
        kept = self._spans.get((first, end))
        if kept is None:
            if len(self._spans) == MAX_SPANS:
                self._spans.clear()
            kept = self._spans[first, end] = self.updated(db).between(first, end, self.every)
        return kept

    def expiring(self, db: Db) -> Slices:
        """When each of those expires that do."""
        if self._expiring is None:
            self._expiring = Slices.of(MOMENT_BITS, *_moments(db, "expires"))
        return self._expiring

    def points(self, db: Db) -> Points:
        """Where those lie that lie somewhere."""
        if self._points is None:
            self._points = Points(db.execute(_LOCATED).fetchall())
        return self._points

    def _go_on(self, db: Db, changed: BitMap) -> None:
        rows = _rows(db, changed)
        open = [row for row in rows if row.open]
        self.every -= changed
        self.every.update([row.num for row in open])
        added = _by_tag(open)
        for each in added:
            facet, _, value = each.partition("=")
            if facet in self._new_values:
                self._new_values[facet].add(value)
        self.bitmaps.note(Batch(changed, added))
        self.closed.follow(db, Batch(changed, _by_tag(row for row in rows if not row.open)))
        self.texts.note(changed)
        self.stands.note(db, changed)
        updated = [(row.num, moment(row.updated)) for row in rows]
        for (first, end), members in self._spans.items():
            members -= changed
            members.update([num for num, at in updated if first <= at < end and num in self.every])
        if self._updated is not None and self._dates is not None:
            self._updated.replace(changed, updated)
            self._dates.replace(changed, updated)
        if self._expiring is not None:
            expiring = [(row.num, moment(row.expires)) for row in rows if row.expires is not None]
            self._expiring.replace(changed, expiring)
        if self._points is not None:
            self._points.replace(changed, [row.located for row in rows if row.located is not None])


def moment(written: str) -> int:
    """An instant of the index, UTC with milliseconds, as the number that stands for it; also a day, as its beginning.

    >>> moment("0001-01-01T00:00:01.005Z"), moment("0001-01-02")
    (1005, 86400000)
    """
    return (datetime.fromisoformat(written.removesuffix("Z")) - _BEGINNING) // _MILLISECOND


@dataclass(frozen=True, slots=True)
class _Row:
    num: int
    open: bool
    tags: tuple[str, ...]
    updated: str
    expires: str | None
    located: Located | None


def _rows(db: Db, nums: BitMap) -> list[_Row]:
    sql = (
        "SELECT num, open, facets, places, updated, expires, latitude, longitude, x, y, z FROM entries"
        " WHERE num IN (SELECT value FROM json_each(?))"
    )
    return [
        _Row(
            num,
            bool(open),
            (*facets.split(), *places.split()),
            updated,
            expires,
            None if point[0] is None or point[1] is None else (num, *point),
        )
        for num, open, facets, places, updated, expires, *point in db.execute(sql, (orjson.dumps(list(nums)).decode(),))
    ]


def _by_tag(rows: Iterable[_Row]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for row in rows:
        for each in row.tags:
            found.setdefault(each, []).append(row.num)
    return found


def _moments(db: Db, column: str) -> tuple[list[int], list[int]]:
    nums, values = db.execute(_MOMENTS.format(column=column)).fetchone()
    return orjson.loads(nums), orjson.loads(values)
