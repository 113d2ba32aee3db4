"""The catalogue of practices that platforms describe, evidence and improve: seven themes, written for this project.

The words live in `vocab/schemes/charter.json`. A level says how far along a practice is; nothing here adds levels up,
because practices are shown by theme with their evidence, never as a mark of an organisation.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import orjson

from vocab.concepts import SCHEMES_DIR, nearest, read_text
from vocab.context import CHARTER
from vocab.language import Text
from vocab.words import fold

LEVELS: Final = range(5)

_COMPACT: Final = "charter:"
_MAX_TEXT: Final = 200


@dataclass(frozen=True, slots=True)
class Theme:
    """A family of practices; its notation is the first letter of theirs."""

    iri: str
    notation: str
    label: Text
    definition: Text


@dataclass(frozen=True, slots=True)
class Practice:
    """One way of being cooperative that can be observed.

    `anchors` says what each level 0-4 means here; `level3` alone is the question that decides level 3. `evidence` holds
    notations of the scheme `evidence`. `checkable`: a program can see it; `optional`: asked only of those concerned.
    """

    iri: str
    notation: str
    theme: str
    label: Text
    definition: Text
    indicator: Text
    level3: Text
    anchors: tuple[Text, ...]
    evidence: tuple[str, ...]
    sources: tuple[Text, ...]
    checkable: bool
    optional: bool


@dataclass(frozen=True, slots=True)
class Charter:
    """One version of the catalogue, whole; `version_iri` is what a report's `charterVersion` points at.

    `independent_evidence`: the kinds not made by the organisation itself, one of which level 4 needs.
    """

    iri: str
    version: str
    version_iri: str
    label: Text
    definition: Text
    levels: tuple[Text, ...]
    themes: tuple[Theme, ...]
    practices: tuple[Practice, ...]
    independent_evidence: frozenset[str]
    report_valid_months: int
    _index: Mapping[str, Practice] = field(repr=False, compare=False)

    @classmethod
    def load(cls) -> Charter:
        """Read the catalogue that ships with the program; a missing or malformed file is a bug and raises."""
        return _charter(orjson.loads((SCHEMES_DIR / "charter.json").read_bytes()))

    def get(self, reference: str) -> Practice | None:
        """The practice written as `D03`, `charter:D03`, its IRI or its label in either language; else None."""
        written = reference.strip()
        if len(written) > _MAX_TEXT:
            return None
        return self._index.get(written.removeprefix(CHARTER).removeprefix(_COMPACT)) or self._index.get(fold(written))

    def of_theme(self, notation: str) -> tuple[Practice, ...]:
        """The practices of the theme `G`, `V`, … in catalogue order; empty for an unknown theme."""
        return tuple(practice for practice in self.practices if practice.theme == notation)

    def suggest(self, text: str) -> list[Practice]:
        """At most five practices whose notation, label, definition, indicator or source is close to `text`."""
        return nearest(text, ((words, practice) for practice in self.practices for words in _words_of(practice)))


def _words_of(practice: Practice) -> tuple[str, ...]:
    texts = (practice.label, practice.definition, practice.indicator, *practice.sources)
    return (practice.notation, *(text.fr for text in texts), *(text.en for text in texts))


def _charter(data: dict[str, Any]) -> Charter:
    levels = tuple(read_text(level) for level in data["levels"])
    practices = tuple(_practice(each, levels, data["sources"]) for each in data["practices"])
    index: dict[str, Practice] = {}
    for practice in practices:
        names = (practice.notation, practice.label.fr, practice.label.en)
        index |= {written: practice for written in (practice.notation, *map(fold, names))}
    return Charter(
        iri=data["iri"],
        version=data["version"],
        version_iri=CHARTER + data["version"],
        label=read_text(data["label"]),
        definition=read_text(data["definition"]),
        levels=levels,
        themes=tuple(_theme(each) for each in data["themes"]),
        practices=practices,
        independent_evidence=frozenset(data["independent_evidence"]),
        report_valid_months=data["report_valid_months"],
        _index=index,
    )


def _theme(data: dict[str, Any]) -> Theme:
    notation = data["notation"]
    return Theme(CHARTER + notation, notation, read_text(data["label"]), read_text(data["definition"]))


def _practice(data: dict[str, Any], levels: tuple[Text, ...], sources: dict[str, Any]) -> Practice:
    level3 = read_text(data["level3"])
    return Practice(
        iri=CHARTER + data["notation"],
        notation=data["notation"],
        theme=data["theme"],
        label=read_text(data["label"]),
        definition=read_text(data["definition"]),
        indicator=read_text(data["indicator"]),
        level3=level3,
        anchors=(*levels[:3], _joined(levels[3], level3, " "), levels[4]),
        evidence=tuple(data["evidence"]),
        sources=tuple(_source(each, sources) for each in data["sources"]),
        checkable=data.get("checkable", False),
        optional=data.get("optional", False),
    )


def _source(reference: str, sources: dict[str, Any]) -> Text:
    """`ica 2` names the work `ica` of the file and a part of it; a part is a number, the same in both languages."""
    work, _, part = reference.partition(" ")
    return _joined(read_text(sources[work]), Text(part, part), " ") if part else read_text(sources[work])


def _joined(first: Text, second: Text, between: str) -> Text:
    return Text(first.fr + between + second.fr, first.en + between + second.en)
