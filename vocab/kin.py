"""Kin: what became of practices between the common catalogue and the charters of networks, as those declare it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from vocab.charter import Charter, Practice
from vocab.fork import Fork

ASIDE: Final = "aside"


@dataclass(frozen=True, slots=True)
class Kin:
    """What a charter says of a practice. `how`: as a move does, or `aside`; `practices`: of the other catalogue."""

    how: str
    fork: Fork
    practices: tuple[Practice, ...]


def keepers(charter: Charter, practice: Practice) -> list[Fork]:
    """The charters that have this practice as one of their own: the version in force, else the last that had it."""
    found = {fork.slug: fork for fork in charter.forks.every() if _has(fork, practice)}
    return [now if (now := charter.forks.named(slug)) and _has(now, practice) else fork for slug, fork in found.items()]


def kin_of(charter: Charter, practice: Practice) -> list[Kin]:
    """Of a network's practice, those of the common catalogue that it came from; of a common one, what the charters in
    force made of it."""
    own = keepers(charter, practice)
    if own:
        return [
            Kin(move.how, fork, _named(charter, move.before))
            for fork in own
            for version, moves in fork.moves.items()
            if version in charter.versions
            for move in moves
            if practice.notation in move.after
        ]
    found = []
    for fork in charter.forks:
        moves = [move for version in charter.versions for move in fork.moves.get(version, ())]
        become = [move for move in moves if practice.notation in move.before and move.how != "same"]
        found += [Kin(move.how, fork, _named(charter, move.after)) for move in become]
        if not become and practice.notation in fork.retired:
            found.append(Kin(ASIDE, fork, ()))
    return found


def _has(fork: Fork, practice: Practice) -> bool:
    return any(each.notation == practice.notation for each in fork.added)


def _named(charter: Charter, notations: tuple[str, ...]) -> tuple[Practice, ...]:
    return tuple(practice for each in notations if (practice := charter.get(each)) is not None)
