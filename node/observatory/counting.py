"""Counting: from answers to rows, a practice in the whole network or in one group of it; never two groups at once.

A row is renewed when at least five organisations in it have said something new: whoever knows the one that answered
this month could else read its answer from two months side by side. Until then it stands as it was, with its date.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from node.observatory.suppressing import LEAST

WHOLE: Final = "network"
SCOPES: Final = (WHOLE, "sector", "department", "size")
# The groups of these make up the whole: each organisation is in one of them.
PARTITIONS: Final = ("department", "size")
UNKNOWN: Final = "unknown"
DOES_NOT_APPLY: Final = 5
# Cells of a row: levels 0 to 4, then "does not apply".
CELLS: Final = range(6)
WELL: Final = 3

Answers = dict[str, int]


@dataclass(frozen=True, slots=True)
class Member:
    """An organisation as it is counted: the groups it is in, by scope."""

    id: str
    groups: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Row:
    """What a group answered on a practice, as of a month; `answers`, by organisation, are never shown."""

    scope: str
    group: str
    practice: str
    month: str
    answers: Answers

    @property
    def key(self) -> tuple[str, str, str]:
        """What it is a row of."""
        return self.scope, self.group, self.practice

    @property
    def cells(self) -> tuple[int, ...]:
        """How many organisations stand at each level, and how many say that it does not apply."""
        said = list(self.answers.values())
        return tuple(said.count(cell) for cell in CELLS)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two practices that organisations have in place together: both, the first alone, the second alone."""

    first: str
    second: str
    both: int
    first_alone: int
    second_alone: int


def counted(
    members: Iterable[Member], answers: Mapping[tuple[str, str], int], before: Iterable[Row], month: str
) -> list[Row]:
    """The rows of a month: `answers` by organisation and practice, `before` the rows of the month before."""
    gathered: dict[tuple[str, str, str], Answers] = defaultdict(dict)
    groups = {
        member.id: [(scope, group) for scope in SCOPES for group in groups_of(member, scope)] for member in members
    }
    for (organization, practice), level in answers.items():
        for scope, group in groups.get(organization, ()):
            gathered[scope, group, practice][organization] = level
    held = {row.key: row for row in before}
    keys = sorted(gathered.keys() | held.keys())
    rows = [_renewed(held.get(key), Row(*key, month, gathered.get(key, {}))) for key in keys]
    return [row for row in rows if row is not None]


def together(rows: Iterable[Row]) -> list[Pair]:
    """Practices that go together in the whole network, where each part of the count is nobody or at least five."""
    well = {
        row.practice: {each for each, level in row.answers.items() if WELL <= level < DOES_NOT_APPLY}
        for row in rows
        if row.scope == WHOLE
    }
    pairs = []
    for first, second in combinations(sorted(well), 2):
        a, b = well[first], well[second]
        parts = (len(a & b), len(a - b), len(b - a))
        if parts[0] >= LEAST and all(part == 0 or part >= LEAST for part in parts):
            pairs.append(Pair(first, second, *parts))
    return pairs


def groups_of(member: Member, scope: str) -> tuple[str, ...]:
    """The groups of an organisation in a scope; unknown where each is in one and it says nothing."""
    if scope == WHOLE:
        return ("",)
    return member.groups.get(scope, ()) or ((UNKNOWN,) if scope in PARTITIONS else ())


def _renewed(before: Row | None, now: Row) -> Row | None:
    """The row that stands this month; None while there are too few to keep one."""
    if before is None:
        return now if len(now.answers) >= LEAST else None
    changed = sum(
        before.answers.get(each) != now.answers.get(each) for each in before.answers.keys() | now.answers.keys()
    )
    if changed < LEAST:
        return before
    return now if len(now.answers) >= LEAST else None
