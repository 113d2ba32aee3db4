"""Bands: which records lie on each narrow strip of latitude, or of longitude."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from typing import Final

from pyroaring import BitMap

# Strips of less than a kilometre; a power of two, so that degrees are told apart exactly.
PER_DEGREE: Final = 128


class Bands:
    """Records by strips, and by whole degrees for ranges that have many strips."""

    def __init__(self, pairs: Iterable[tuple[int, float]]) -> None:
        self._strips: dict[int, BitMap] = {}
        self._degrees: dict[int, BitMap] = {}
        self._put(pairs)

    def replace(self, changed: BitMap, pairs: Iterable[tuple[int, float]]) -> None:
        """Forget where `changed` lie, and put these."""
        for sets in (self._strips, self._degrees):
            for each in sets.values():
                each -= changed
        self._put(pairs)

    def inside(self, first: float, last: float) -> BitMap:
        """What lies on strips that are wholly between two degrees."""
        return self._between(math.ceil(first * PER_DEGREE), math.floor(last * PER_DEGREE))

    def touching(self, first: float, last: float) -> BitMap:
        """What lies on strips that are partly between two degrees."""
        return self._between(math.floor(first * PER_DEGREE), math.floor(last * PER_DEGREE) + 1)

    def _between(self, begin: int, end: int) -> BitMap:
        first, last = -(-begin // PER_DEGREE), end // PER_DEGREE
        if first >= last:
            return BitMap.union(BitMap(), *_of(self._strips, begin, end))
        return BitMap.union(
            *(BitMap(), *_of(self._strips, begin, first * PER_DEGREE)),
            *_of(self._degrees, first, last),
            *_of(self._strips, last * PER_DEGREE, end),
        )

    def _put(self, pairs: Iterable[tuple[int, float]]) -> None:
        found: dict[int, list[int]] = {}
        for num, degrees in pairs:
            found.setdefault(math.floor(degrees * PER_DEGREE), []).append(num)
        for strip, nums in found.items():
            self._strips.setdefault(strip, BitMap()).update(nums)
            self._degrees.setdefault(strip // PER_DEGREE, BitMap()).update(nums)


def _of(sets: dict[int, BitMap], begin: int, end: int) -> Iterator[BitMap]:
    return (sets[each] for each in range(begin, end) if each in sets)
