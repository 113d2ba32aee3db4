"""Searching practices by words: those of the common catalogue, and those of the networks' charters in force."""

from __future__ import annotations

from typing import Final

from vocab.charter import Charter, Practice
from vocab.words import terms

MOST: Final = 30
MAX_TEXT: Final = 200


def searched(charter: Charter, text: str) -> list[Practice]:
    """At most thirty practices of which all the words typed stand in the name, a translation of it, the definition or
    the question; those with all of them in a name first."""
    asked = terms(text[:MAX_TEXT])
    if not asked:
        return []
    further: dict[str, list[str]] = {}
    for fork in charter.forks:
        for labels in fork.translations.values():
            for notation, label in labels.items():
                further.setdefault(notation, []).append(label)
    named, told = [], []
    for practice in charter.known:
        names = [practice.notation, practice.label.fr, practice.label.en, *further.get(practice.notation, ())]
        texts = [each for said in (practice.definition, practice.question) for each in (said.fr, said.en)]
        if _all_in(asked, names):
            named.append(practice)
        elif _all_in(asked, names + texts):
            told.append(practice)
    return [*named, *told][:MOST]


def _all_in(asked: list[str], texts: list[str]) -> bool:
    stems = [stem for text in texts for stem in terms(text)]
    return all(any(stem.startswith(each) for stem in stems) for each in asked)
