"""Own stands: who stands by which practice, as one reader sees it.

They are those that everybody sees, but for the organisations of which this reader sees more: a statement that is not
for everybody may be the newest one, and a profile may be there for few.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

import orjson
from pyroaring import BitMap

from node.reader import Reader
from node.store.connection import Db
from node.store.memory.stands import Stands
from node.store.stated import newest_statements

_OF_WHOM: Final = (
    "SELECT organization FROM statements WHERE num IN (SELECT value FROM json_each(?1))"
    " UNION SELECT id FROM entries WHERE kind = 'organization' AND num IN (SELECT value FROM json_each(?1))"
)
_FOUND: Final = (
    "SELECT e.num, n.practice, n.level FROM ({newest}) n JOIN records r ON r.id = n.organization"
    " JOIN entries e ON e.num = r.num WHERE e.kind = 'organization' AND e.claimed = 1"
)
# So many readers' stands are kept; each takes a megabyte where there are a hundred thousand organisations.
MAX_READERS: Final = 8

Sets = dict[tuple[str, int], BitMap]


@dataclass(frozen=True, slots=True)
class Moment:
    """What stands were read at: the position of the list of changes, what else the reader saw, and between which two
    instants no statement expires."""

    position: int
    more: BitMap
    span: tuple[str, str]


@dataclass(slots=True)
class Kept:
    """The stands of those who asked last, by reader and by whether it was to take them away."""

    _kept: OrderedDict[tuple[Reader, bool], tuple[Moment, Sets]] = field(default_factory=OrderedDict)

    def find(self, who: tuple[Reader, bool], moment: Moment) -> Sets | None:
        """Those of this reader, if they are of this moment."""
        found = self._kept.get(who)
        return found[1] if found is not None and found[0] == moment else None

    def keep(self, who: tuple[Reader, bool], moment: Moment, sets: Sets) -> None:
        """Keep them; those of whoever asked longest ago go."""
        self._kept[who] = moment, sets
        self._kept.move_to_end(who)
        if len(self._kept) > MAX_READERS:
            self._kept.popitem(last=False)


@dataclass(frozen=True, slots=True)
class OwnStands:
    """`more`: what this reader sees and not everybody does; `within`: the profiles that are asked about."""

    common: Stands
    kept: Kept
    reader: Reader
    bulk: bool
    position: int
    more: BitMap
    within: BitMap

    def standing(self, db: Db, practices: Iterable[str] | None, least: int, now: str) -> BitMap:
        """The profiles of those who stand by one of these practices, or by any, at this level or above."""
        wanted = None if practices is None else set(practices)
        found = [
            members
            for practice, level, members in self.each(db, now)
            if level >= least and (wanted is None or practice in wanted)
        ]
        return BitMap.union(*found) if found else BitMap()

    def each(self, db: Db, now: str) -> Iterator[tuple[str, int, BitMap]]:
        """Every practice and level, and the profiles of those who stand by it."""
        moment = Moment(self.position, BitMap(self.more), self.common.span(db, now))
        sets = self.kept.find((self.reader, self.bulk), moment)
        if sets is None:
            sets = self._read(db, now)
            self.kept.keep((self.reader, self.bulk), moment, sets)
        for (practice, level), members in sets.items():
            yield practice, level, members

    def _read(self, db: Db, now: str) -> Sets:
        of_whom = [id for (id,) in db.execute(_OF_WHOM, (_json(self.more),))] if self.more else []
        listed = _json(of_whom)
        sql = "SELECT num FROM records WHERE id IN (SELECT value FROM json_each(?))"
        theirs = BitMap([num for (num,) in db.execute(sql, (listed,))])
        asked = self.within - theirs
        found = {(practice, level): members & asked for practice, level, members in self.common.each(db, now)}
        if theirs:
            newest, values = newest_statements(self.reader, now, (), of=("SELECT value FROM json_each(?)", (listed,)))
            for num, practice, level in db.execute(_FOUND.format(newest=newest), values):
                if num in self.within:
                    found.setdefault((practice, level), BitMap()).add(num)
        return found


def _json(values: Iterable[object]) -> str:
    return orjson.dumps(list(values)).decode()
