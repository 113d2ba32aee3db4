"""Suppressing: which counts may be shown, so that none of fewer than five can be read or worked out from the others.

The whole network is told exactly: counts under five are hidden, and neighbours with them until the sum of what is
hidden says nothing. Groups are told in fives, rounded down, and only while they cut the whole into pieces none of which
holds a small count; they may overlap. Which neighbour is hidden never depends on what it holds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
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


def apart(answers: Mapping[str, int], groups: Mapping[str, Collection[str]]) -> list[str]:
    """The groups whose cells may be told beside the whole, one after the other by their names.

    `answers`: the cell of each organisation; `groups`: who is in each. Groups share organisations, lie in each other or
    make up others: a piece is who is in the same of those told. No piece may hold one to four of a cell, since sums of
    pieces are all that can be worked out. Rounding alone does not do.
    """
    told: list[str] = []
    pieces = [frozenset(answers)]
    for name in sorted(groups):
        inside = frozenset(groups[name])
        if len(inside) < LEAST or _is_small(answers, inside):  # then a piece of it is small too, whatever was told
            continue
        finer = [part for piece in pieces for part in (piece & inside, piece - inside) if part]
        if not any(_is_small(answers, piece) for piece in finer):
            told.append(name)
            pieces = finer
    return told


def _is_small(answers: Mapping[str, int], piece: Iterable[str]) -> bool:
    return any(count < LEAST for count in Counter(answers[each] for each in piece).values())


def _says_nothing(hidden: Sequence[int]) -> bool:
    """Whether the sum of hidden counts leaves each of them open: at least two, not few, not each the most it can be."""
    return len(hidden) > 1 and sum(hidden) >= 2 * LEAST and sum(hidden) != (LEAST - 1) * len(hidden)
