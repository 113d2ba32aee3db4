"""A column: one number for each of many records, to look up by the number of the record."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from typing import Final

from pyroaring import BitMap

# Numbers of records are as many as there ever were records: a place for each is too much where few are left.
_SPARSE: Final = 4
_SPARE: Final = 200_000


class Column:
    """Whole numbers (`Q`) or others (`d`), by record."""

    def __init__(self, typecode: str, nums: Sequence[int], values: Iterable[float]) -> None:
        size = max(nums, default=-1) + 1
        self._held: array[float] | dict[int, float]
        if size > _SPARSE * len(nums) + _SPARE:
            self._held = dict(zip(nums, values, strict=True))
            return
        self._held = array(typecode, bytes(8 * size))
        for num, value in zip(nums, values, strict=True):
            self._held[num] = value

    def replace(self, changed: BitMap, pairs: Sequence[tuple[int, float]]) -> None:
        """Forget the numbers of `changed`, and put those in `pairs`."""
        held = self._held
        if isinstance(held, dict):
            for num in changed:
                held.pop(num, None)
        elif pairs:
            held.frombytes(bytes(8 * max(0, max(num for num, _ in pairs) + 1 - len(held))))
        for num, value in pairs:
            held[num] = value

    def of(self, nums: Iterable[int]) -> list[float]:
        """The number of each of these records, all of which have one."""
        return list(map(self._held.__getitem__, nums))
