"""Counting: from answers to rows, a practice in the whole network or in one group of it; never two groups at once.

A row is renewed when at least five organisations in it have said something new: whoever knows the one that answered
this month could else read its answer from two months side by side. Until then it stands as it was, with its date; the
groups of a practice are renewed with the whole network, so that what is shown beside each other is of one day.

An answer that is taken back is struck from its rows at once. A row that lost one is not shown until it is renewed: to
show it as it was would still count what was taken back, to show it as it is would tell what that was.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import combinations
from typing import Final

from node.observatory.suppressing import LEAST, exactly

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
    # How many answers were struck from it since it was counted.
    gone: int = 0

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
    """The rows of a month: `answers` by organisation and practice, `before` the rows so far, less what was struck."""
    gathered: dict[tuple[str, str, str], Answers] = defaultdict(dict)
    groups = {
        member.id: [(scope, group) for scope in SCOPES for group in groups_of(member, scope)] for member in members
    }
    for (organization, practice), level in answers.items():
        for scope, group in groups.get(organization, ()):
            gathered[scope, group, practice][organization] = level
    rows = {row.key: row for row in before}
    for practice in {practice for scope, _, practice in gathered if scope == WHOLE}:
        whole = WHOLE, "", practice
        if not _renews(rows.get(whole), gathered[whole]):
            continue
        keys = {key for key in gathered.keys() | rows.keys() if key[2] == practice}
        rows |= {
            key: Row(*key, month, gathered.get(key, {}))
            for key in keys
            if key == whole or _renews(rows.get(key), gathered.get(key, {}), beside=True)
        }
    return [rows[key] for key in sorted(rows)]


def struck(rows: Iterable[Row], members: Iterable[Member], answers: Collection[tuple[str, str]]) -> list[Row]:
    """The rows without what no longer stands: an answer that was taken back or ran out, an organisation that left."""
    known = {member.id for member in members}
    found = []
    for row in rows:
        left = {each: level for each, level in row.answers.items() if each in known and (each, row.practice) in answers}
        found.append(replace(row, answers=left, gone=row.gone + len(row.answers) - len(left)))
    return found


def together(rows: Iterable[Row]) -> list[Pair]:
    """Practices that go together in the whole network, where each part of the count is nobody or at least five.

    Their parts add up to who has each in place: only where its row tells that anyway, else what it hides could be read.
    """
    well = {
        row.practice: {each for each, level in row.answers.items() if WELL <= level < DOES_NOT_APPLY}
        for row in rows
        if row.scope == WHOLE and not row.gone and _tells_who_does_well(row)
    }
    pairs = []
    for first, second in combinations(sorted(well), 2):
        a, b = well[first], well[second]
        parts = (len(a & b), len(a - b), len(b - a))
        if parts[0] >= LEAST and all(part == 0 or part >= LEAST for part in parts):
            pairs.append(Pair(first, second, *parts))
    return pairs


def _tells_who_does_well(row: Row) -> bool:
    shown = exactly(row.cells)
    return shown is not None and None not in shown[WELL:DOES_NOT_APPLY]


def groups_of(member: Member, scope: str) -> tuple[str, ...]:
    """The groups of an organisation in a scope; unknown where each is in one and it says nothing."""
    if scope == WHOLE:
        return ("",)
    return member.groups.get(scope, ()) or ((UNKNOWN,) if scope in PARTITIONS else ())


def _renews(before: Row | None, now: Answers, *, beside: bool = False) -> bool:
    """Whether a row is counted anew: five answers or more, and nobody's to be told from those of before.

    `beside`: it goes with the whole network, and may if nothing in it changed.
    """
    if len(now) < LEAST:
        return False
    if before is None:
        return True
    other = sum(now.get(each) != level for each, level in before.answers.items())
    # One that is gone may be among the new, under another answer: it is one organisation, not two.
    changed = other + max(len(now.keys() - before.answers.keys()), before.gone)
    return changed >= LEAST or (beside and changed == 0)
