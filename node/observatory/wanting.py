"""Wanting: how many organisations look for help with each practice, in the whole network or in one group of it.

Requests are public: what keeps two months of answers apart (`counting`) has nothing to keep apart here, and each month
is counted as it is. What is shown follows the rules of all counts: none of one to four, nor a group that leaves them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from node.observatory.counting import SCOPES, WHOLE, Member, groups_of
from node.observatory.suppressing import LEAST, apart, in_fives

# The one cell there is: who looks for no help is not counted.
LOOKS_FOR_HELP: Final = 0


@dataclass(frozen=True, slots=True)
class Wanted:
    """How many look for help with a practice in a group; None where that may not be shown."""

    scope: str
    group: str
    practice: str
    organizations: int | None


def wanted(members: Sequence[Member], asking: Mapping[str, Collection[str]]) -> list[Wanted]:
    """The lines of a month: `asking`, who looks for help with each practice. What nobody asks for has no line."""
    known = {member.id for member in members}
    groups = {scope: _inside(members, scope) for scope in SCOPES if scope != WHOLE}
    found = []
    for practice in sorted(asking):
        who = known.intersection(asking[practice])
        if who:
            found += _lines(practice, who, groups)
    return found


def _lines(practice: str, who: Collection[str], groups: Mapping[str, Mapping[str, Collection[str]]]) -> list[Wanted]:
    if len(who) < LEAST:
        return [Wanted(WHOLE, "", practice, None)]
    lines = [Wanted(WHOLE, "", practice, len(who))]
    for scope, named in groups.items():
        inside = {group: [each for each in named[group] if each in who] for group in named}
        clear = apart(dict.fromkeys(who, LOOKS_FOR_HELP), inside)
        lines += [
            Wanted(scope, group, practice, in_fives(len(inside[group])) if group in clear else None)
            for group in sorted(inside)
        ]
    return lines


def _inside(members: Iterable[Member], scope: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for member in members:
        for group in groups_of(member, scope):
            found.setdefault(group, []).append(member.id)
    return found
