"""Slices: a whole number for each of many records, kept bit by bit (a bit-sliced index, O'Neil and Quass 1997).

Slice `b` is the set of records whose number has bit `b`. "Smaller than", "the largest fifty" and the like are then a
few intersections of sets, whatever the number of records that qualify.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import compress
from typing import Final

from pyroaring import BitMap

# For each bit of a byte, a table from the byte to that bit.
_BITS: Final = tuple(bytes(byte >> bit & 1 for byte in range(256)) for bit in range(8))


@dataclass(frozen=True, slots=True)
class Split:
    """Those with a smaller number, and those with the same."""

    below: BitMap
    same: BitMap


class Slices:
    """Numbers of `bits` bits, by record."""

    def __init__(self, bits: int) -> None:
        self._held = BitMap()
        self._slices = [BitMap() for _ in range(bits)]

    @classmethod
    def of(cls, bits: int, nums: Sequence[int], values: Sequence[int]) -> Slices:
        """The slices of these records and their numbers."""
        made = cls(bits)
        made._held = BitMap(nums)
        raw = array("Q", values).tobytes()
        for bit in range(bits):
            # Byte by byte and without a loop of our own: half a million records take half a second.
            plane = raw[bit // 8 :: 8].translate(_BITS[bit % 8])
            made._slices[bit] = BitMap(array("I", compress(nums, plane)))
            made._slices[bit].run_optimize()
        return made

    def replace(self, changed: BitMap, pairs: Iterable[tuple[int, int]]) -> None:
        """Forget the numbers of `changed`, and put those in `pairs`."""
        self._held -= changed
        for each in self._slices:
            each -= changed
        for num, value in pairs:
            self._held.add(num)
            for bit, each in enumerate(self._slices):
                if value >> bit & 1:
                    each.add(num)

    def split(self, value: int, within: BitMap, few: int = 0) -> Split:
        """Which of `within` have a number smaller than `value`, and which have the same one.

        Where no more than `few` are left to be told apart they are left so, with those that have the same.
        """
        below, same = BitMap(), within & self._held
        if value < 0:
            return Split(below, BitMap())
        if value >> len(self._slices):
            return Split(same, BitMap())
        for bit in range(len(self._slices) - 1, -1, -1):
            if len(same) <= few:
                break
            if value >> bit & 1:
                below |= same - self._slices[bit]
                same &= self._slices[bit]
            else:
                same -= self._slices[bit]
        return Split(below, same)

    def below(self, value: int, within: BitMap) -> BitMap:
        """Those of `within` whose number is smaller than `value`."""
        return self.split(value, within).below

    def between(self, first: int, end: int, within: BitMap) -> BitMap:
        """Those of `within` whose number is at least `first` and smaller than `end`."""
        found = self.below(end, within)
        return found - self.below(first, found)

    def largest(self, count: int, within: BitMap) -> tuple[BitMap, BitMap]:
        """The `count` of `within` with the largest numbers: those that surely belong to them, and those that share the
        next number, some of which do."""
        sure, equal = BitMap(), within & self._held
        if len(equal) <= count:
            return equal, sure
        for each in reversed(self._slices):
            larger = equal & each
            if len(sure) + len(larger) > count:
                equal = larger
            else:
                sure |= larger
                equal -= each
            if len(sure) == count:
                return sure, BitMap()
        return sure, equal
