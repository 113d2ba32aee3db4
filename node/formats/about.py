"""About: what an answer that leaves the node says of itself: what was asked, of whom, when, how much of it is there."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from node.formats.conditions import conditions
from node.formats.item import Labels
from node.query import Query
from node.store.search import Row
from vocab.context import SPDX
from vocab.language import Text
from vocab.looseness import id_of

Pieces = AsyncIterator[tuple[Row, ...]]

# What an answer lists of those it draws from; a directory may draw from thousands.
MAX_CREDITS: Final = 100
# Written into N-Quads as it is: whatever could end it there is no address.
_IRI: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^\x00-\x20<>\"{}|^`\\]+")
SEVERAL: Final = Text("Plusieurs licences : chaque fiche dit la sienne.", "Several licences: each record says its own.")
UNSTATED: Final = Text("Aucune licence n'est dite.", "No licence is stated.")


@dataclass(frozen=True, slots=True)
class About:
    """`count` records are given of the `total` that answer; a page has a next one, a whole answer that stops has not.

    `sorts`: the pairs of kind and policy among them.
    """

    query: Query
    address: str
    title: str
    origin: str
    language: str
    made: str
    total: int
    count: int
    sorts: frozenset[tuple[str, str]] = frozenset()
    next_address: str | None = None
    whole: bool = True

    @property
    def cut(self) -> bool:
        """Whether this is everything that a whole answer may hold, and not everything there is."""
        return self.whole and self.count < self.total

    @property
    def name(self) -> str:
        """What a layer, a dataset or a workbook is called."""
        return Text(f"Annuaire : {self.title}", f"Directory: {self.title}").in_(self.language)

    @property
    def notice(self) -> str | None:
        """That there is more than what is here, and how to have it."""
        if not self.cut:
            return None
        return Text(
            f"Seules les {self.count} premières fiches sur {self.total} sont ici : c'est la limite de ce site."
            " Pour le reste, précisez la demande (territoire, type, date) ou parcourez les pages de /directory.json.",
            f"Only the first {self.count} records of {self.total} are here: that is this site's limit."
            " For the rest, narrow the question (territory, kind, date) or walk the pages of /directory.json.",
        ).in_(self.language)

    @property
    def attribution(self) -> str:
        """How to name the source."""
        day = self.made[:10]
        return Text(
            f"Source : {self.title}, {self.origin}, {day}. Chaque fiche dit son auteur, sa source et sa licence :"
            " citez-les.",
            f"Source: {self.title}, {self.origin}, {day}. Each record says its author, its source and its licence:"
            " name them.",
        ).in_(self.language)

    def asked(self, labels: Labels) -> list[tuple[str, str]]:
        """What was asked, in people's words."""
        return conditions(self.query, labels)

    def description(self, labels: Labels) -> str:
        """What was asked and what is missing, in a few sentences."""
        parts = [
            f"{name} : {value}" if self.language == "fr" else f"{name}: {value}" for name, value in self.asked(labels)
        ]
        everything = Text("Tout l'annuaire", "The whole directory").in_(self.language)
        said = ("; ".join(parts) if parts else everything) + "."
        return f"{said} {self.notice}" if self.notice else said


@dataclass(slots=True)
class Credits:
    """Whose records went by, and under which licences: told at the end, once all have been seen."""

    licenses: Counter[str] = field(default_factory=Counter)
    sources: Counter[str] = field(default_factory=Counter)
    count: int = 0

    def add(self, document: Mapping[str, object], row: Row) -> None:
        """Another record goes by."""
        self.count += 1
        self.licenses[id_of(document.get("license")) or ""] += 1
        self.sources[str(row.provenance["origin"])] += 1

    def license(self, labels: Labels) -> str:
        """The licence of all, or that there are several."""
        if len(self.licenses) > 1:
            return SEVERAL.in_(labels.language)
        only = next(iter(self.licenses), "")
        return self.named(only, labels) if only else UNSTATED.in_(labels.language)

    def named(self, license: str, labels: Labels) -> str:
        """A licence in people's words, else its address."""
        return labels.joined("license", (license.removeprefix(SPDX),)) or license

    def license_iris(self) -> list[str]:
        """Each licence met, by its address, most used first."""
        return [license for license, _ in self.licenses.most_common(MAX_CREDITS) if _IRI.fullmatch(license)]

    def of_licenses(self, labels: Labels) -> list[dict[str, object]]:
        """Each licence met: its address, its name, how many records."""
        return [
            {"id": license or None, "name": self.named(license, labels) or UNSTATED.in_(labels.language), "count": n}
            for license, n in self.licenses.most_common(MAX_CREDITS)
        ]

    def of_sources(self) -> list[dict[str, object]]:
        """Each server that records come from, and how many."""
        return [{"origin": origin, "count": n} for origin, n in self.sources.most_common(MAX_CREDITS)]
