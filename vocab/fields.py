"""Fields: what a value may be, as functions that give it back resolved or say what is wrong with it.

A checker takes the value as its author wrote it, and the vocabulary. It returns what the builder of documents needs
or raises `Wrong`, with a fault for each thing that is wrong inside. Here stand the ways of putting checkers together;
the files named `*_fields.py` have the checkers, each those of its subject; `shapes.py` says which field takes which.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from vocab.language import Text
from vocab.later import later
from vocab.vocabulary import Vocabulary

if TYPE_CHECKING:
    from rapidfuzz import process
else:
    process = later("rapidfuzz.process")

Checker = Callable[[object, Vocabulary], object]

MAX_ITEMS: Final = 100
MAX_FAULTS: Final = 50
_SHOWN: Final = 80
_LARGEST: Final = 10**15
# Controls, and halves of characters, which have no place in JSON.
_UNREADABLE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong; `inside` names the part of the field, such as `[2].url`."""

    inside: str
    sentence: Text
    fix: Text


class Wrong(Exception):
    """A value is not what its field takes; `faults` says why, part by part."""

    def __init__(self, sentence: Text, fix: Text, inside: str = "") -> None:
        super().__init__(sentence.en)
        self.faults: tuple[Fault, ...] = (Fault(inside, sentence, fix),)

    @classmethod
    def of(cls, faults: Iterable[Fault]) -> Wrong:
        """Several faults as one; there must be at least one."""
        kept = tuple(faults)
        wrong = cls(kept[0].sentence, kept[0].fix)
        wrong.faults = kept
        return wrong

    def within(self, inside: str) -> tuple[Fault, ...]:
        """The faults as seen from outside the part `inside`."""
        return tuple(replace(fault, inside=inside + fault.inside) for fault in self.faults)


# -- putting checkers together -----------------------------------------------------------------------------------------


def listed(checker: Checker, *, limit: int = MAX_ITEMS) -> Checker:
    """One value or several; gives a list. Every item that is wrong has its own faults."""

    def check(value: object, vocabulary: Vocabulary) -> object:
        many = isinstance(value, list | tuple)
        items = list(value) if isinstance(value, list | tuple) else [value]
        if len(items) > limit:
            raise Wrong(
                Text(f"{len(items)} valeurs, {limit} au plus", f"{len(items)} values, {limit} at most"),
                Text("gardez les principales", "keep the main ones"),
            )
        found: list[object] = []
        faults: list[Fault] = []
        for index, item in enumerate(items):
            try:
                found.append(checker(item, vocabulary))
            except Wrong as wrong:
                faults += wrong.within(f"[{index}]" if many else "")
            if len(faults) >= MAX_FAULTS:
                break
        if faults:
            raise Wrong.of(faults)
        return found

    return check


def each_once(checker: Checker) -> Checker:
    """The same list without repeats, in its order."""

    def check(value: object, vocabulary: Vocabulary) -> object:
        found = checker(value, vocabulary)
        return list(dict.fromkeys(found)) if isinstance(found, list) else found

    return check


def parts(checkers: Mapping[str, Checker], *, needs: tuple[str, ...] = ()) -> Checker:
    """Fields inside a field; gives a dict of those written. `needs` are those that may not be missing."""

    def check(value: object, vocabulary: Vocabulary) -> object:
        if not isinstance(value, Mapping):
            names = ", ".join(f"{name}: …" for name in checkers)
            raise Wrong(
                Text("des champs sont attendus ici", "fields are expected here"), Text(f"{{{names}}}", f"{{{names}}}")
            )
        found: dict[str, object] = {}
        faults: list[Fault] = []
        for name, item in value.items():
            checker = checkers.get(name) if isinstance(name, str) else None
            if checker is None:
                faults.append(unknown(name, checkers))
            elif item is not None and item != "":
                try:
                    found[name] = checker(item, vocabulary)
                except Wrong as wrong:
                    faults += wrong.within(f".{name}")
            if len(faults) >= MAX_FAULTS:
                break
        faults += [missing(f".{name}") for name in needs if value.get(name) in (None, "", [], {})]
        if faults:
            raise Wrong.of(faults)
        return found

    return check


def unknown(name: object, known: Iterable[str]) -> Fault:
    """A field that does not exist here, with the names nearest to it."""
    names = list(known)
    near = [word for word, _, _ in process.extract(shown(name), names, limit=3, score_cutoff=60)]
    choices = ", ".join(near or names)
    return Fault(
        f".{shown(name)}",
        Text("champ inconnu", "unknown field"),
        Text(f"peut-être : {choices}", f"perhaps: {choices}")
        if near
        else Text(f"un de : {choices}", f"one of: {choices}"),
    )


def missing(inside: str) -> Fault:
    """A part that has to be there."""
    name = inside.rpartition(".")[2]
    return Fault(inside, Text("manque", "is missing"), Text(f"ajoutez « {name}: … »", f'add "{name}: …"'))


# -- what was written --------------------------------------------------------------------------------------------------


def shown(value: object) -> str:
    """A value as a sentence may quote it: one line, at most 80 characters, nothing of what is inside a list or fields.

    >>> shown("x" * 100)[-3:], shown({"a": 1}), shown(None), shown(True)
    ('xx…', '{…}', 'null', 'true')
    """
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return "{…}"
    if isinstance(value, list | tuple | set | frozenset):
        return "[…]"
    if isinstance(value, bytes | bytearray):
        return "(…)"
    # Python refuses to write integers of thousands of digits.
    if isinstance(value, int) and not -_LARGEST < value < _LARGEST:
        return "…"
    text = " ".join(_UNREADABLE.sub("", str(value)).split())
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"


def as_text(value: object) -> str:
    """The text of a word or a number; empty for anything else."""
    if isinstance(value, str):
        text = value
    elif isinstance(value, bool) or not isinstance(value, int | float):
        return ""
    elif isinstance(value, int) and not -_LARGEST < value < _LARGEST:
        return ""
    else:
        text = str(value)
    return (text if text.isprintable() else _UNREADABLE.sub("", text)).strip()
