"""Texts: which entries answer to what people look for, as sets: common words are looked for again and again."""

from __future__ import annotations

from collections import OrderedDict
from typing import Final

import orjson
from pyroaring import BitMap

from node.store.connection import Db

MAX_TEXTS: Final = 200
# Entries that changed are looked at one by one, when they are few, or between the first and the last of them.
_ONE_BY_ONE: Final = 16
_SPREAD: Final = 10

_MATCHING = "SELECT json_group_array(rowid) FROM entry_words WHERE entry_words MATCH ?"


class Texts:
    """What the full text answered; MAX_TEXTS expressions at most."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, BitMap] = OrderedDict()
        # What changed since an expression was last asked for.
        self._changed: dict[str, BitMap] = {}

    def note(self, changed: BitMap) -> None:
        """Entries changed."""
        for match in self._kept:
            self._changed.setdefault(match, BitMap()).update(changed)

    def matching(self, db: Db, match: str, every: BitMap) -> BitMap:
        """Those of `every` that answer to a full-text expression."""
        found = self._kept.get(match)
        changed = self._changed.pop(match, None)
        if found is None or (changed is not None and not _few(changed)):
            found = self._kept[match] = _numbers(db, _MATCHING, match)
            if len(self._kept) > MAX_TEXTS:
                dropped, _ = self._kept.popitem(last=False)
                self._changed.pop(dropped, None)
        elif changed is not None:
            found -= changed
            found |= _among(db, match, changed)
            self._kept[match] = found
        self._kept.move_to_end(match)
        return found & every


def _few(changed: BitMap) -> bool:
    return len(changed) <= _ONE_BY_ONE or changed.max() - changed.min() <= _SPREAD * len(changed)


def _among(db: Db, match: str, changed: BitMap) -> BitMap:
    if len(changed) <= _ONE_BY_ONE:
        sql = f"{_MATCHING} AND rowid = ?"
        return BitMap.union(*(_numbers(db, sql, match, num) for num in changed))
    return _numbers(db, f"{_MATCHING} AND rowid BETWEEN ? AND ?", match, changed.min(), changed.max()) & changed


def _numbers(db: Db, sql: str, *params: object) -> BitMap:
    return BitMap(orjson.loads(db.execute(sql, params).fetchone()[0]))
