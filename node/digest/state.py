"""State: what answers a question at one moment, and what came, changed and went from one state to the next.

A state knows records by their ids and the dates of their versions, and nothing of their content: what was withdrawn is
not kept here. It has a digest for a name, so that all who ask the same at the same rhythm share one.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import orjson

# What a letter can be about; of a larger answer the newest are followed, and nothing is said of what ends.
MOST: Final = 5_000
_MAX_BYTES: Final = 4_000_000


@dataclass(frozen=True, slots=True)
class State:
    """The records that answer, with the dates of their versions; `whole`: all of them are here."""

    versions: Mapping[str, str]
    whole: bool = True

    def packed(self) -> bytes:
        """As it is kept: the same state gives the same bytes."""
        kept = {"whole": self.whole, "versions": dict(sorted(self.versions.items()))}
        return zlib.compress(orjson.dumps(kept), 6)

    @classmethod
    def unpacked(cls, kept: bytes) -> State:
        """The state that was packed."""
        found = orjson.loads(zlib.decompressobj().decompress(kept, _MAX_BYTES))
        return cls(found["versions"], found["whole"])


@dataclass(frozen=True, slots=True)
class News:
    """What happened between two states: ids of records, each in one list at most."""

    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    ended: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.new or self.changed or self.ended)


def name_of(packed: bytes) -> str:
    """What a state is called."""
    return hashlib.sha256(packed).hexdigest()[:32]


def news(before: State, now: State) -> News:
    """What is new, changed and ended since.

    >>> news(State({"a": "1", "b": "1", "c": "1"}), State({"a": "1", "b": "2", "d": "1"}))
    News(new=('d',), changed=('b',), ended=('c',))
    """
    return News(
        tuple(id for id in now.versions if id not in before.versions) if before.whole else _later(before, now),
        tuple(id for id, version in now.versions.items() if before.versions.get(id, version) != version),
        tuple(id for id in before.versions if id not in now.versions) if before.whole and now.whole else (),
    )


def _later(before: State, now: State) -> tuple[str, ...]:
    """Of more than is followed: what is dated after all that was; older records only moved up where others went."""
    newest = max(before.versions.values(), default="")
    return tuple(id for id, version in now.versions.items() if id not in before.versions and version > newest)
