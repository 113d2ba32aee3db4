"""Suppressing: which counts may be shown, so that none of fewer than five can be read or worked out from the others.

The whole network is told exactly: counts under five are hidden, and neighbours with them until the sum of what is
hidden says nothing. Groups are told in fives, rounded down, so that subtracting them from the whole gives no exact
count; where it still would, one more is hidden. Which neighbour is hidden never depends on what it holds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

LEAST: Final = 5
Shown = tuple[int | None, ...]


def exactly(cells: Sequence[int]) -> Shown | None:
    """What may be shown of counts whose sum is shown too; None where even the sum is of fewer than five.

    >>> exactly((6, 0, 7, 9)), exactly((1, 2, 0, 0)), exactly((6, 2, 0, 9, 0, 0))
    ((6, 0, 7, 9), None, (6, None, None, None, 0, 0))
    """
    if sum(cells) < LEAST:
        return None
    small = [place for place, count in enumerate(cells) if 0 < count < LEAST]
    if not small:
        return tuple(cells)
    hidden = set(small)
    for step in range(1, len(cells) + 1):
        if _says_nothing([cells[place] for place in hidden]):
            break
        hidden.add((small[0] + step) % len(cells))
    return tuple(None if place in hidden else count for place, count in enumerate(cells))


def in_fives(count: int) -> int | None:
    """A count of a group, rounded down; None under five, nobody included.

    >>> in_fives(14), in_fives(4), in_fives(0)
    (10, None, None)
    """
    return count - count % LEAST if count >= LEAST else None


def among(whole: int | None, groups: Mapping[str, int | None]) -> dict[str, int | None]:
    """Counts in fives of groups that make up a whole, with one more hidden while a small one can be worked out."""
    shown = dict(groups)
    while whole is not None and _pinned(whole, shown):
        largest = max((name for name in shown if shown[name] is not None), key=lambda name: shown[name] or 0)
        shown[largest] = None
    return shown


def _says_nothing(hidden: Sequence[int]) -> bool:
    """Whether the sum of hidden counts leaves each of them open: at least two, not few, not each the most it can be."""
    return len(hidden) > 1 and sum(hidden) >= 2 * LEAST and sum(hidden) != (LEAST - 1) * len(hidden)


def _pinned(whole: int, groups: Mapping[str, int | None]) -> bool:
    """Whether a count from one to four follows from the whole and what is shown of the groups."""
    if all(count is None for count in groups.values()):
        return False
    least = {name: count or 0 for name, count in groups.items()}
    most = {name: (count or 0) + LEAST - 1 for name, count in groups.items()}
    for name, count in groups.items():
        low = max(least[name], whole - sum(most.values()) + most[name])
        high = min(most[name], whole - sum(least.values()) + least[name])
        if count is None and low == high and 0 < low < LEAST:
            return True
    return False
