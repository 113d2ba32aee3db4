"""Carrying: the answers of a report of one version of a catalogue, moved to another by the moves that it declares.

What is certain is moved. What is not, because a practice was split, or because two that became one were answered
differently, is asked again: nobody's level is guessed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from vocab.charter import Charter, Practice
from vocab.fork import Fork, Move
from vocab.reports import VISIBILITIES, Answer

# What an answer says of its own practice and of no other.
_LEVEL: Final = ("level", "reason")


@dataclass(frozen=True, slots=True)
class Carried:
    """`answers` of the new version; `again`: what must be asked anew, by what it came from; `left`: what is no more."""

    answers: tuple[Answer, ...]
    again: Mapping[str, tuple[str, ...]]
    left: tuple[str, ...]


def carried(answers: Sequence[Mapping[str, object]], before: str, after: str, charter: Charter) -> Carried:
    """The checked answers of version `before`, for version `after`: `2.0`, `reseau-nord/1.0` or an IRI.

    Raises LookupError for a version that is not known here.
    """
    ours, moves = _edition(before, after, charter)
    given = {_notation(each, charter): dict(each) for each in answers}
    found: dict[str, Answer] = {}
    again: dict[str, tuple[str, ...]] = {}
    left: list[str] = []
    moved = {code for move in moves for code in move.before}
    for notation, answer in given.items():
        if notation in moved:
            continue
        if notation in ours:
            found[notation] = answer
        else:
            left.append(notation)
    for move in moves:
        from_here = [given[code] for code in move.before if code in given]
        if not from_here:
            continue
        asked = tuple(code for code in move.before if code in given)
        if not move.after:
            left += asked
        elif len(move.after) == 1 and len(asked) == len(move.before) and _agree(from_here):
            found[move.after[0]] = _joined(from_here, ours[move.after[0]])
        else:
            again |= {code: asked for code in move.after}
    return Carried(tuple(found.values()), again, tuple(left))


def _edition(before: str, after: str, charter: Charter) -> tuple[dict[str, Practice], tuple[Move, ...]]:
    """The practices of the version `after` by notation, and what became of those of `before`."""
    fork = charter.forks.version(after)
    version = _known(before, charter)
    if isinstance(fork, Fork):
        declared = fork.moves.get(version, fork.moves.get(fork.based_on, ()) if version in charter.versions else ())
        return {practice.notation: practice for practice in fork.of(charter.practices)}, declared
    if _known(after, charter) != charter.version:
        raise LookupError(f"reports are moved to a version in force, not to {after}")
    return {practice.notation: practice for practice in charter.practices}, charter.moves.get(version, ())


def _known(version: str, charter: Charter) -> str:
    fork = charter.forks.version(version)
    if fork is not None:
        return fork.reference
    short = version.rpartition("#")[2]
    if short not in charter.versions:
        raise LookupError(f"{version} is no version known here")
    return short


def _notation(answer: Mapping[str, object], charter: Charter) -> str:
    written = str(answer.get("practice"))
    practice = charter.get(written)
    return practice.notation if practice else written


def _agree(answers: Sequence[Answer]) -> bool:
    return all(each.get(name) == answers[0].get(name) for each in answers for name in _LEVEL)


def _joined(answers: Sequence[Answer], practice: Practice) -> Answer:
    """One answer of several that agree: all the evidence, and the narrowest circle of readers."""
    if len(answers) == 1:
        return {**answers[0], "practice": practice.reference}
    seen = [str(each.get("visibility", "private")) for each in answers]
    evidence = [row for each in answers if isinstance(rows := each.get("evidence"), list) for row in rows]
    joined: Answer = {"practice": practice.reference}
    joined |= {name: answers[0][name] for name in _LEVEL if name in answers[0]}
    joined["visibility"] = max(seen, key=lambda each: VISIBILITIES.index(each) if each in VISIBILITIES else 3)
    return joined | ({"evidence": evidence} if evidence else {})
