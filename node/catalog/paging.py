"""Paging: which datasets stand on which page of the catalogue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from node.catalog.gathering import Gathered

MAX_SIZE: Final = 100
SIZE: Final = 20


@dataclass(frozen=True, slots=True)
class Slice:
    """A page: its datasets, its number from 1, how many there are, and when the newest of all changed."""

    datasets: tuple[Gathered, ...]
    number: int
    last: int
    size: int
    total: int
    modified: str


def slice_of(everything: Sequence[Gathered], number: int, size: int) -> Slice | None:
    """Page `number` of pages of `size`; None beyond the last."""
    last = max(1, -(-len(everything) // size))
    if number > last:
        return None
    start = (number - 1) * size
    modified = max(each.modified for each in everything)
    return Slice(tuple(everything[start : start + size]), number, last, size, len(everything), modified)
