"""A practice: one way of being cooperative that can be observed, with all the words that explain it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from vocab.concepts import read_text
from vocab.language import Text

# How a practice stands to what others wrote: narrower than it, nearly the same, or akin (SKOS mapping properties).
HOWS: Final = ("broad", "close", "related")


@dataclass(frozen=True, slots=True)
class Theme:
    """A family of practices; its notation is the first letter of theirs."""

    iri: str
    notation: str
    label: Text
    definition: Text


@dataclass(frozen=True, slots=True)
class Match:
    """What a practice corresponds to in the words of others: `iri` names number `number` of the list `scheme`."""

    scheme: str
    number: str
    how: str
    iri: str
    label: Text


@dataclass(frozen=True, slots=True)
class Matched:
    """A list of others that practices are matched to: principles, goals. `ours`: this project minted its IRIs."""

    name: str
    iri: str
    label: Text
    ours: bool
    numbers: Mapping[str, Text]

    def match(self, number: str, how: str) -> Match:
        """The match to its number `number`; KeyError where the list has no such number."""
        return Match(self.name, number, how, self.iri + number, self.numbers[number])


@dataclass(frozen=True, slots=True)
class Practice:
    """One way of being cooperative that can be observed.

    `why` it matters, how to `begin`, the `question` that asks a person about it. `anchors` says what is seen at each
    level 0-4. `unit` is that of the indicator, a key of the charter's `units`. `evidence` holds notations of the scheme
    `evidence`. `checkable`: a program can see it; `optional`: asked only of those concerned; `first`: asked in a first
    report.
    """

    iri: str
    notation: str
    theme: str
    label: Text
    definition: Text
    why: Text
    begin: Text
    question: Text
    indicator: Text
    unit: str
    anchors: tuple[Text, ...]
    evidence: tuple[str, ...]
    matches: tuple[Match, ...]
    sources: tuple[Text, ...]
    checkable: bool
    optional: bool
    first: bool

    @property
    def reference(self) -> str:
        """What a record writes: `charter:D03`; a practice of a network's own catalogue has no short form."""
        return self.iri if "-" in self.notation else f"charter:{self.notation}"

    @property
    def level3(self) -> Text:
        """What decides level 3: the fact and the document that show it."""
        return self.anchors[3]


def read_practice(
    data: Mapping[str, Any], theme: str, iri: str, sources: Mapping[str, Any], matched: Mapping[str, Matched]
) -> Practice:
    """A practice from what a file of the catalogue says of it; what is missing or unknown is a bug and raises."""
    return Practice(
        iri=iri + data["notation"],
        notation=data["notation"],
        theme=theme,
        label=read_text(data["label"]),
        definition=read_text(data["definition"]),
        why=read_text(data["why"]),
        begin=read_text(data["begin"]),
        question=read_text(data["question"]),
        indicator=read_text(data["indicator"]["text"]),
        unit=data["indicator"]["unit"],
        anchors=tuple(read_text(level) for level in data["levels"]),
        evidence=tuple(data["evidence"]),
        matches=tuple(matched[each["in"]].match(each["number"], each["how"]) for each in data["matches"]),
        sources=tuple(_source(each, sources) for each in data["sources"]),
        checkable=data.get("checkable", False),
        optional=data.get("optional", False),
        first=data.get("first", False),
    )


def _source(reference: str, sources: Mapping[str, Any]) -> Text:
    """`ica 2` names the work `ica` of the file and a part of it; a part is a number, the same in both languages."""
    work, _, part = reference.partition(" ")
    name = read_text(sources[work])
    return Text(f"{name.fr} {part}", f"{name.en} {part}") if part else name
