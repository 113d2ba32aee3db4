"""Moved: saved answers of other versions of charters, each where the version that is answered now has it.

They keep the version that they answered: whoever takes them up is asked to look again where the words are others.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from node.store.assessments import Saved
from vocab.carrying import carried
from vocab.charter import Charter


def in_force(saved: Mapping[str, Saved], charter: Charter, after: str | None = None) -> dict[str, Saved]:
    """The answers by the practices of a version, the common one in force unless told; what was split, or is no more,
    is not among them."""
    after = after or charter.version
    found = {notation: each for notation, each in saved.items() if each.charter == after}
    for version in sorted({each.charter for each in saved.values()} - {after}, reverse=True):
        older = {each.practice: each for each in saved.values() if each.charter == version}
        last = max(older.values(), key=lambda each: each.at)
        for notation, answer in _moved(older, version, after, charter).items():
            found.setdefault(notation, replace(older.get(notation, last), practice=notation, answer=answer))
    return found


def _moved(older: Mapping[str, Saved], version: str, after: str, charter: Charter) -> dict[str, dict[str, object]]:
    try:
        answers = carried(
            [{**each.answer, "practice": each.practice} for each in older.values()], version, after, charter
        )
    except LookupError:
        return {notation: each.answer for notation, each in older.items()}  # of a version nobody knows any more
    named = ((charter.get(str(answer.pop("practice"))), answer) for answer in map(dict, answers.answers))
    return {practice.notation: answer for practice, answer in named if practice is not None}
