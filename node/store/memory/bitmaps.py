"""Bitmaps: which open entries have a value, as sets of their numbers, in step with the index.

A set is read from `entry_tags` when somebody first asks for its value. Later changes are noted in batches, and brought
into a set when it is asked for again: a change costs only those sets that somebody looks at.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

import orjson
from pyroaring import BitMap

from node.store.connection import Db

MAX_SETS: Final = 20_000
MAX_BATCHES: Final = 64
# So many changes at most wait to be brought in.
MAX_NOTED: Final = 20_000


@dataclass(frozen=True, slots=True)
class Batch:
    """Entries that changed, and the values that they have now."""

    changed: BitMap
    added: Mapping[str, list[int]]


@dataclass(slots=True)
class _Kept:
    """A set, and how many batches are in it."""

    members: BitMap
    version: int


class Bitmaps:
    """The sets of one database. Everything is asked inside a snapshot that the last batch belongs to."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, _Kept] = OrderedDict()
        self._batches: list[Batch] = []
        self._noted = 0
        # How many batches there were before the first one here.
        self._before = 0

    def note(self, batch: Batch) -> None:
        """Entries changed."""
        self._batches.append(batch)
        self._noted += len(batch.changed)
        if len(self._batches) > MAX_BATCHES or self._noted > MAX_NOTED:
            for tag, kept in self._kept.items():
                self._bring_in(kept, tag)
            self._before += len(self._batches)
            self._batches.clear()
            self._noted = 0

    def having(self, db: Db, tag: str, every: BitMap) -> BitMap:
        """The open entries, which are `every`, that have this value; not to be changed."""
        kept = self._kept.get(tag)
        if kept is None:
            kept = _Kept(_read(db, tag) & every, self._before + len(self._batches))
            self._kept[tag] = kept
            if len(self._kept) > MAX_SETS:
                self._kept.popitem(last=False)
            return kept.members
        self._kept.move_to_end(tag)
        self._bring_in(kept, tag)
        return kept.members

    def having_one(self, db: Db, tags: Iterable[str], every: BitMap) -> BitMap:
        """Those that have at least one of these values."""
        found = [self.having(db, tag, every) for tag in tags]
        return found[0] if len(found) == 1 else BitMap.union(*found) if found else BitMap()

    def _bring_in(self, kept: _Kept, tag: str) -> None:
        for batch in self._batches[kept.version - self._before :]:
            kept.members -= batch.changed
            if tag in batch.added:
                kept.members.update(batch.added[tag])
        kept.version = self._before + len(self._batches)


def _read(db: Db, tag: str) -> BitMap:
    # As one text: to fetch the rows one by one takes four times as long.
    sql = "SELECT json_group_array(num) FROM entry_tags WHERE tag = (SELECT num FROM tags WHERE tag = ?)"
    listed: str = db.execute(sql, (tag,)).fetchone()[0]
    return BitMap(orjson.loads(listed))
