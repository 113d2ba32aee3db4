"""Stands: which organisations stand by which practice, by the newest unexpired statement of each (DESIGN 7).

Only what is open to everybody counts here: the statements, and the profiles that are found by them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

import orjson
from pyroaring import BitMap

from node.reader import Reader
from node.store.connection import Db
from node.store.stated import newest_statements

# When more organisations than this have changed, all are read anew.
MAX_CHANGED: Final = 2_000
_LAST: Final = "\uffff"  # after every date
_PUBLIC: Final = Reader()

_FOUND = (
    "SELECT e.num, n.practice, n.level FROM ({newest}) n JOIN records r ON r.id = n.organization"
    " JOIN entries e ON e.num = r.num WHERE e.kind = 'organization' AND e.claimed = 1 AND e.open = 1"
)


class Stands:
    """Sets of profiles by practice and level. Everything is asked inside a snapshot that the last note belongs to."""

    def __init__(self) -> None:
        self._loaded = False
        self._sets: dict[tuple[str, int], BitMap] = {}
        # Who says a statement: once it is gone, nobody else knows whose stand it changes.
        self._tellers: dict[int, str] = {}
        self._owners: dict[str, str] = {}
        self._changed: set[str] = set()
        # No statement expires between these two instants, the second included.
        self._since, self._until = "", _LAST

    def note(self, db: Db, changed: BitMap) -> None:
        """Entries changed, or went."""
        if not self._loaded:
            return
        before = {self._tellers.pop(num) for num in changed if num in self._tellers}
        self._changed |= before
        for _, organization in self._tell(db, changed):
            self._changed.add(organization)
        sql = "SELECT id FROM entries WHERE kind = 'organization' AND num IN (SELECT value FROM json_each(?))"
        self._changed.update(id for (id,) in db.execute(sql, (_json(changed),)))
        for each in self._sets.values():
            each -= changed
        if len(self._changed) > MAX_CHANGED:
            self.forget()

    def forget(self) -> None:
        """Everything is read anew."""
        self._loaded = False
        self._sets.clear()
        self._tellers.clear()
        self._owners.clear()
        self._changed.clear()

    def standing(self, db: Db, practices: Iterable[str] | None, least: int, now: str) -> BitMap:
        """The profiles of those who stand by one of these practices, or by any, at this level or above."""
        self._agree(db, now)
        wanted = None if practices is None else set(practices)
        found = [
            members
            for (practice, level), members in self._sets.items()
            if level >= least and (wanted is None or practice in wanted)
        ]
        return BitMap.union(*found) if found else BitMap()

    def each(self, db: Db, now: str) -> Iterator[tuple[str, int, BitMap]]:
        """Every practice and level, and the profiles of those who stand by it; of a practice each has one level."""
        self._agree(db, now)
        for (practice, level), members in self._sets.items():
            yield practice, level, members

    def span(self, db: Db, now: str) -> tuple[str, str]:
        """The two instants around `now` between which no statement expires, whoever may see it."""
        self._agree(db, now)
        return self._since, self._until

    def _agree(self, db: Db, now: str) -> None:
        """See that what is here holds at `now`."""
        if self._loaded and now <= self._since:  # it was later before: a clock was put right
            self.forget()
        if not self._loaded:
            self._load(db, now)
            return
        if now > self._until:
            sql = "SELECT DISTINCT organization FROM statements WHERE expires >= ? AND expires < ?"
            self._changed.update(id for (id,) in db.execute(sql, (self._until, now)))
            self._since, self._until = "", _LAST
            self._watch(db, now)
        if self._changed:
            self._read_again(db, now)

    def _load(self, db: Db, now: str) -> None:
        newest, values = newest_statements(_PUBLIC, now, ())
        self._put(db.execute(_FOUND.format(newest=newest), values))
        self._tell(db, None)
        self._since, self._until = "", _LAST
        self._watch(db, now)
        self._loaded = True

    def _read_again(self, db: Db, now: str) -> None:
        changed = orjson.dumps(sorted(self._changed)).decode()
        sql = "SELECT num FROM records WHERE id IN (SELECT value FROM json_each(?))"
        profiles = BitMap(num for (num,) in db.execute(sql, (changed,)))
        for each in self._sets.values():
            each -= profiles
        newest, values = newest_statements(_PUBLIC, now, (), of=("SELECT value FROM json_each(?)", (changed,)))
        self._put(db.execute(_FOUND.format(newest=newest), values))
        self._watch(db, now, changed)
        self._changed.clear()

    def _put(self, rows: Iterable[tuple[int, str, int]]) -> None:
        found: dict[tuple[str, int], list[int]] = {}
        for num, practice, level in rows:
            found.setdefault((practice, level), []).append(num)
        for stand, nums in found.items():
            self._sets.setdefault(stand, BitMap()).update(nums)

    def _tell(self, db: Db, nums: BitMap | None) -> list[tuple[int, str]]:
        only, values = ("", ()) if nums is None else (" WHERE num IN (SELECT value FROM json_each(?))", (_json(nums),))
        rows: list[tuple[int, str]] = db.execute(f"SELECT num, organization FROM statements{only}", values).fetchall()
        for num, organization in rows:
            self._tellers[num] = self._owners.setdefault(organization, organization)
        return rows

    def _watch(self, db: Db, now: str, organizations: str | None = None) -> None:
        """Note when the last statement expired, and when the next one will: of all, or of these organisations."""
        times = "max(expires) FILTER (WHERE expires < ?1), min(expires) FILTER (WHERE expires >= ?1)"
        sql = f"SELECT {times} FROM statements"
        if organizations is not None:
            sql += " WHERE organization IN (SELECT value FROM json_each(?2))"
        last, next = db.execute(sql, (now,) if organizations is None else (now, organizations)).fetchone()
        self._since, self._until = max(self._since, last or ""), min(self._until, next or _LAST)


def _json(nums: BitMap) -> str:
    return orjson.dumps(list(nums)).decode()
