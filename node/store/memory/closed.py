"""Closed: what is not for everybody, in memory, and for whom it is (DESIGN 6, as `store/visible.py` has it)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

import orjson
from pyroaring import BitMap

from node.reader import Reader
from node.store.connection import Db
from node.store.memory.bitmaps import Batch, Bitmaps
from node.store.visible import collections_of

# Who may see an entry: its owner, whoever belongs, those of a collection, the followers of its owner.
Key = tuple[str, str]
_BELONGING: Final[Key] = ("belonging", "")
_FOR_WHOM: Final = (
    "SELECT e.num, e.owner, e.audience, e.policy, (SELECT json_group_array(r.collection) FROM entry_readers r"
    " WHERE r.num = e.num) FROM entries e WHERE e.open = 0"
)
_AMONG: Final = " AND e.num IN (SELECT value FROM json_each(?))"


@dataclass(slots=True)
class Closed:
    """The entries that are not open, which are `every`; what they have, and whom each is for."""

    every: BitMap = field(default_factory=BitMap)
    bitmaps: Bitmaps = field(default_factory=Bitmaps)
    _sets: dict[Key, BitMap] = field(default_factory=dict)
    _keys: dict[int, tuple[Key, ...]] = field(default_factory=dict)
    # By facet, the values that one of them has, or had.
    _values: dict[str, set[str]] = field(default_factory=dict)

    @classmethod
    def begun(cls, db: Db) -> Closed:
        """Those of this snapshot."""
        made = cls()
        made._put(db.execute(_FOR_WHOM).fetchall())
        packed = db.execute("SELECT facets FROM entries WHERE open = 0").fetchall()
        made._meet(Counter("".join(facets for (facets,) in packed).split()))
        return made

    def follow(self, db: Db, batch: Batch) -> None:
        """Entries changed, or went; `batch` has the values of those that are here now."""
        for num in batch.changed & self.every:
            for key in self._keys.pop(num):
                self._sets[key].discard(num)
        self.every -= batch.changed
        self._put(db.execute(_FOR_WHOM + _AMONG, (orjson.dumps(list(batch.changed)).decode(),)).fetchall())
        self.bitmaps.note(batch)
        self._meet(batch.added)

    def seen_by(self, db: Db, reader: Reader) -> BitMap:
        """Those that `reader` may see; not to be changed."""
        if reader.level == "admin":
            return self.every
        if reader.level == "public" or not self.every:
            return BitMap()
        keys = [("owner", actor) for actor in reader.actors]
        keys += [("to", collection) for collection in collections_of(reader)]
        if reader.belongs:
            keys.append(_BELONGING)
        sql = "SELECT followed FROM follows WHERE state = 'accepted' AND follower = ?"
        keys += [("followers", followed) for actor in reader.actors for (followed,) in db.execute(sql, (actor,))]
        found = [self._sets[key] for key in keys if key in self._sets]
        return BitMap.union(*found) if found else BitMap()

    def values(self, facet: str) -> Iterable[str]:
        """The values of a facet that one of them has, or had."""
        return self._values.get(facet, ())

    def _put(self, rows: Iterable[tuple[int, str, str, str, str]]) -> None:
        for num, owner, audience, policy, collections in rows:
            keys = tuple(_keys_of(owner, audience, policy, orjson.loads(collections)))
            for key in keys:
                self._sets.setdefault(key, BitMap()).add(num)
            self._keys[num] = keys
            self.every.add(num)

    def _meet(self, tags: Iterable[str]) -> None:
        for each in tags:
            facet, _, value = each.partition("=")
            self._values.setdefault(facet, set()).add(value)


def _keys_of(owner: str, audience: str, policy: str, collections: list[str]) -> Iterable[Key]:
    yield "owner", owner
    if audience == "public" and policy == "network-only":
        yield _BELONGING
    if audience in ("network", "followers") and policy != "private":
        yield from (("to", collection) for collection in collections)
    if audience == "followers" and policy != "private":
        yield "followers", owner
