"""Answering: what a person typed on the screen of one practice, as the answer that a file would hold of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from node.desk.answers import one
from vocab.looseness import one_or_many

Fields = Mapping[str, Sequence[str]]
Answer = dict[str, object]
CONCERNS_NOT: Final = "na"
MAX_ROWS: Final = 20
ROW: Final = ("kind", "url", "digest", "note")
_TEXTS: Final = ("reason", "indicator", "date")


def read(form: Fields, before: Mapping[str, object]) -> Answer:
    """The answer of a form; what the form does not ask of a piece of evidence stays as it was.

    >>> read({"level": ["na"], "reason": ["aucun salarié"]}, {})
    {'level': None, 'reason': 'aucun salarié'}
    """
    answer: Answer = {}
    said = one(form, "level")
    if said:
        # What is no number of one figure stays as it was sent, so that what is wrong with it can be said.
        answer["level"] = None if said == CONCERNS_NOT else int(said) if said in "0123456789" else said
    answer |= {name: text for name in _TEXTS if (text := one(form, name))}
    if rows := _evidence(form, before.get("evidence")):
        answer["evidence"] = rows
    if visibility := one(form, "visibility"):
        answer["visibility"] = visibility
    return answer


def says_nothing(answer: Answer) -> bool:
    """Whether nothing was answered: for whom it would be is no answer yet."""
    return not set(answer) - {"visibility"}


def _evidence(form: Fields, before: object) -> list[Answer]:
    held = [each for each in one_or_many(before) if isinstance(each, Mapping)]
    rows = []
    for number in range(MAX_ROWS):
        given = {name: one(form, f"evidence.{number}.{name}") for name in ROW}
        written = {name: text for name, text in given.items() if text}
        if set(written) - {"kind"}:
            earlier = held[number] if number < len(held) and held[number].get("url") == written.get("url") else {}
            kept = {name: value for name, value in earlier.items() if name not in ROW}
            rows.append({**kept, "kind": "URL", **written})
    return rows
