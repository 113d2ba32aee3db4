"""Moved: saved answers of an earlier version of the charter, each where the version in force has it.

They keep the version that they answered: whoever takes them up is asked to look again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from node.store.assessments import Saved
from vocab.carrying import carried
from vocab.charter import Charter


def in_force(saved: Mapping[str, Saved], charter: Charter) -> dict[str, Saved]:
    """The answers by the practices of the version in force; what was split, or is no more, is not among them."""
    found = {notation: each for notation, each in saved.items() if each.charter == charter.version}
    for version in sorted({each.charter for each in saved.values()} - {charter.version}):
        older = {each.practice: each for each in saved.values() if each.charter == version}
        last = max(older.values(), key=lambda each: each.at)
        for notation, answer in _moved(older, version, charter).items():
            found.setdefault(notation, replace(older.get(notation, last), practice=notation, answer=answer))
    return found


def _moved(older: Mapping[str, Saved], version: str, charter: Charter) -> dict[str, dict[str, object]]:
    try:
        answers = carried(
            [{**each.answer, "practice": each.practice} for each in older.values()], version, charter.version, charter
        )
    except LookupError:
        return {notation: each.answer for notation, each in older.items()}  # of a version nobody knows any more
    named = ((charter.get(str(answer.pop("practice"))), answer) for answer in map(dict, answers.answers))
    return {practice.notation: answer for practice, answer in named if practice is not None}
