"""The catalogue of practices that platforms describe, evidence and improve: seven themes, written for this project.

The words live in `vocab/schemes/charter.json` and in one file a theme beside it, `charter/G.json`, …. A level says how
far along a practice is; nothing here adds levels up, because practices are shown by theme with their evidence, never as
a mark of an organisation.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import orjson

from vocab.concepts import SCHEMES_DIR, nearest, read_text
from vocab.context import CHARTER
from vocab.fork import Forks, Move
from vocab.language import Text
from vocab.practice import Match, Matched, Practice, Theme, read_practice
from vocab.words import fold

LEVELS: Final = range(5)
# The version that a report answers when it says none.
CURRENT: Final = "2.0"

_COMPACT: Final = "charter:"
_MAX_TEXT: Final = 200


@dataclass(frozen=True, slots=True)
class Charter:
    """One version of the catalogue, whole; `version_iri` is what a report's `charterVersion` points at.

    `issued`: the day each version came out. `earlier`: the versions before it, whose reports are still read.
    `independent_evidence`: the kinds not made by the organisation itself, one of which level 4 needs. `units`: what
    indicators are counted in. `matched`: the lists of others that practices are matched to. `moves`: what became of
    practices since each earlier version. `forks`: what networks made of it, as far as this node knows.
    """

    iri: str
    version: str
    version_iri: str
    issued: Mapping[str, str]
    earlier: tuple[str, ...]
    label: Text
    definition: Text
    levels: tuple[Text, ...]
    themes: tuple[Theme, ...]
    practices: tuple[Practice, ...]
    units: Mapping[str, Text]
    matched: tuple[Matched, ...]
    independent_evidence: frozenset[str]
    report_valid_months: int
    moves: Mapping[str, tuple[Move, ...]]
    _index: Mapping[str, Practice] = field(repr=False, compare=False)
    forks: Forks = field(default_factory=Forks, repr=False, compare=False)

    @classmethod
    def load(cls) -> Charter:
        """Read the catalogue that ships with the program; a missing or malformed file is a bug and raises."""
        data = orjson.loads((SCHEMES_DIR / "charter.json").read_bytes())
        files = (SCHEMES_DIR / "charter" / f"{theme['notation']}.json" for theme in data["themes"])
        return _charter(data, [orjson.loads(file.read_bytes()) for file in files])

    @property
    def first(self) -> tuple[Practice, ...]:
        """The questions of a first report: twelve at most, two a theme at most."""
        return tuple(practice for practice in self.practices if practice.first)

    @property
    def versions(self) -> tuple[str, ...]:
        """Every version whose reports are read, the one in force first."""
        return (self.version, *self.earlier)

    @property
    def every_version(self) -> tuple[str, ...]:
        """Those versions, and every one of the charters of networks: `reseau-nord/1.0`."""
        return (*self.versions, *(fork.reference for fork in self.forks.every()))

    def version_named(self, written: str) -> str | None:
        """The version that `2.0`, `reseau-nord/1.0` or an IRI names; None for one that is not known here."""
        short = written.removeprefix(CHARTER).removeprefix(_COMPACT)
        if short in self.versions:
            return short
        fork = self.forks.version(written)
        return fork.reference if fork else None

    def label_of(self, version: str) -> Text | None:
        """What people read for a version: `version 2.0`, or the name of a network's charter with its version."""
        fork = self.forks.version(version)
        if fork is not None:
            return Text(f"{fork.label.fr}, version {fork.version}", f"{fork.label.en}, version {fork.version}")
        return Text(f"version {version}", f"version {version}") if version in self.versions else None

    def issues(self, version: str) -> dict[str, str]:
        """Every known version of the charter that `version` is one of, with the day it came out."""
        fork = self.forks.version(version)
        if fork is not None:
            return {each.reference: each.issued for each in self.forks.every(fork.slug)}
        return {each: day for each, day in self.issued.items() if each in self.versions}

    def get(self, reference: str) -> Practice | None:
        """The practice written as `D03`, `charter:D03`, its IRI or its label in either language; else None."""
        written = reference.strip()
        if len(written) > _MAX_TEXT:
            return None
        short = written.removeprefix(CHARTER).removeprefix(_COMPACT)
        return self._index.get(short) or self._index.get(fold(written)) or self.forks.get(short)

    def worded(self, version: str | None, reference: str) -> Practice | None:
        """A practice in the words of the version that a report names, which a later one may have changed."""
        practice, fork = self.get(reference), self.forks.version(version) if version else None
        own = fork.added if fork and practice else ()
        return next((each for each in own if practice and each.notation == practice.notation), practice)

    def offered(self, theme: str) -> tuple[Practice, ...]:
        """The practices of a theme that a record may name: those of the catalogue, then those of the forks in force."""
        return (*self.of_theme(theme), *(each for fork in self.forks for each in fork.added if each.theme == theme))

    def of_theme(self, notation: str) -> tuple[Practice, ...]:
        """The practices of the theme `G`, `V`, … in catalogue order; empty for an unknown theme."""
        return tuple(practice for practice in self.practices if practice.theme == notation)

    @property
    def known(self) -> tuple[Practice, ...]:
        """The practices of the catalogue, then those that forks in force add."""
        return (*self.practices, *(practice for fork in self.forks for practice in fork.added))

    def answered_by(self, version: str) -> tuple[Practice, ...]:
        """The practices that a report of this version may answer, as far as it is known here."""
        fork = self.forks.version(version)
        return fork.of(self.practices) if fork else self.practices

    def suggest(self, text: str) -> list[Practice]:
        """At most five practices whose notation, label, definition, indicator or source is close to `text`."""
        return nearest(text, ((words, practice) for practice in self.known for words in _words_of(practice)))


def _words_of(practice: Practice) -> tuple[str, ...]:
    texts = (practice.label, practice.definition, practice.indicator, *practice.sources)
    return (practice.notation, *(text.fr for text in texts), *(text.en for text in texts))


def _charter(data: dict[str, Any], files: list[list[dict[str, Any]]]) -> Charter:
    matched = {name: _matched(name, each) for name, each in data["vocabularies"].items()}
    practices = tuple(
        read_practice(each, theme["notation"], CHARTER, data["sources"], matched)
        for theme, file in zip(data["themes"], files, strict=True)
        for each in file
    )
    index: dict[str, Practice] = {}
    for practice in practices:
        names = (practice.notation, practice.label.fr, practice.label.en)
        index |= {written: practice for written in (practice.notation, *map(fold, names))}
    return Charter(
        iri=data["iri"],
        version=data["version"],
        version_iri=CHARTER + data["version"],
        issued=data["issued"],
        earlier=tuple(each["version"] for each in data["earlier"]),
        label=read_text(data["label"]),
        definition=read_text(data["definition"]),
        levels=tuple(read_text(level) for level in data["levels"]),
        themes=tuple(_theme(each) for each in data["themes"]),
        practices=practices,
        units={name: read_text(each) for name, each in data["units"].items()},
        matched=tuple(matched.values()),
        independent_evidence=frozenset(data["independent_evidence"]),
        report_valid_months=data["report_valid_months"],
        moves={each["version"]: tuple(_move(move) for move in each["moves"]) for each in data["earlier"]},
        _index=index,
    )


def _theme(data: dict[str, Any]) -> Theme:
    notation = data["notation"]
    return Theme(CHARTER + notation, notation, read_text(data["label"]), read_text(data["definition"]))


def _move(data: dict[str, Any]) -> Move:
    return Move(data["how"], tuple(data["before"]), tuple(data["after"]))


def _matched(name: str, data: dict[str, Any]) -> Matched:
    numbers = {number: read_text(each) for number, each in data["numbers"].items()}
    return Matched(name, data["iri"], read_text(data["label"]), data["ours"], numbers)


__all__ = ["CURRENT", "LEVELS", "Charter", "Match", "Matched", "Practice", "Theme"]
