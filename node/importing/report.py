"""What became of an import, line by line, for the person who ran it and for machines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from node.importing.row import Row
from node.importing.tags import MAX_UNMAPPED
from node.importing.terms import Terms
from vocab.language import Text

Fate = Literal["accepted", "changed", "unchanged", "refused", "held", "known"]

FATES: Final[dict[Fate, Text]] = {
    "accepted": Text("ajoutées", "added"),
    "changed": Text("modifiées", "changed"),
    "unchanged": Text("inchangées", "unchanged"),
    "known": Text("déjà dans l'annuaire", "in the directory already"),
    "held": Text("en attente d'une personne qui modère", "waiting for a moderator"),
    "refused": Text("refusées", "refused"),
}
MAX_REMEMBERED: Final = 50_000  # lines with something to say that are remembered; all are counted
MAX_TAGS_SHOWN: Final = 50


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the report: a line of the file with something to say."""

    number: int
    key: str
    name: str
    fate: Fate
    reason: Text | None
    notes: tuple[tuple[str, Text], ...]


@dataclass(slots=True)
class Report:
    """Filled as an import goes: `add` every row with its fate, then `lines` or `as_json`.

    `unmapped` are the tags that no sector or need answers, with how often they stand.
    """

    file: str
    terms: Terms
    dry_run: bool = False
    counts: Counter[Fate] = field(default_factory=Counter)
    entries: list[Entry] = field(default_factory=list)
    unmapped: Counter[str] = field(default_factory=Counter)
    noted: int = 0
    unsaid: int = 0
    most: int = MAX_REMEMBERED
    # What the same source once held and holds no more: (line, record). Nothing is withdrawn for that.
    gone: list[tuple[str, str]] = field(default_factory=list)
    gone_total: int = 0
    run: int | None = None

    def add(self, row: Row, fate: Fate) -> None:
        """Count a row; remember it when it was refused or held, or has notes."""
        self.counts[fate] += 1
        self.noted += bool(row.notes)
        if fate in ("accepted", "changed", "unchanged") and not row.notes:
            return
        if len(self.entries) >= self.most:
            self.unsaid += 1
            return
        notes = tuple((note.field, note.text) for note in row.notes)
        self.entries.append(Entry(row.number, row.key, row.name, fate, row.reason, notes))

    def unmapped_also(self, tags: Mapping[str, int]) -> None:
        """Count tags that nothing answered; of different ones no more are remembered than people would read."""
        known = (tag for tag in tags if tag in self.unmapped or len(self.unmapped) < MAX_UNMAPPED)
        for tag in known:
            self.unmapped[tag] += tags[tag]

    @property
    def total(self) -> int:
        """How many lines were judged."""
        return sum(self.counts.values())

    def summary(self, language: str) -> str:
        """One sentence with the counts."""
        said = [f"{self.counts[fate]} {words.in_(language)}" for fate, words in FATES.items() if self.counts[fate]]
        lines = Text(f"{self.total} lignes", f"{self.total} lines").in_(language)
        return (
            f"{self.file} : {lines} ; {', '.join(said)}"
            if language == "fr"
            else f"{self.file}: {lines}; {', '.join(said)}"
        )

    def news(self, kind: str = "listing") -> Text:
        """The one note that followers get of an import (DESIGN section 5, no flood)."""
        new, changed = self.counts["accepted"], self.counts["changed"]
        if kind != "listing":
            return Text(
                f"{new} fiches publiées et {changed} mises à jour dans l'annuaire.",
                f"{new} records published and {changed} updated in the directory.",
            )
        return Text(
            f"{new} organisations ajoutées et {changed} mises à jour dans l'annuaire, d'après {self.terms.source}.",
            f"{new} organisations added and {changed} updated in the directory, from {self.terms.source}.",
        )

    def lines(self, language: str) -> Iterator[str]:
        """The report for people: the summary, the terms, the lines that matter, the tags that were not mapped."""
        yield self.summary(language)
        if self.dry_run:
            yield Text("Essai à blanc : rien n'a été écrit.", "Dry run: nothing was written.").in_(language)
        yield Text(f"Source : {self.terms.source}", f"Source: {self.terms.source}").in_(language)
        yield Text(f"Licence : {self.terms.license}", f"Licence: {self.terms.license}").in_(language)
        yield Text(f"Base légale : {self.terms.legal_basis}", f"Legal basis: {self.terms.legal_basis}").in_(language)
        yield Text(f"Oppositions : {self.terms.objections}", f"Objections: {self.terms.objections}").in_(language)
        for entry in self.entries:
            yield _line(entry, language)
        if self.unsaid:
            yield Text(f"… et {self.unsaid} autres lignes.", f"… and {self.unsaid} further lines.").in_(language)
        if self.gone_total:
            count = self.gone_total
            yield Text(
                f"{count} fiches ne sont plus dans ce fichier ; elles restent publiées :",
                f"{count} records are no longer in this file; they stay published:",
            ).in_(language)
        for _, record in self.gone:
            yield f"  {record}"
        if self.run is not None:
            yield Text(
                f"Pour défaire cet import : bocage import --undo {self.run}",
                f"To undo this import: bocage import --undo {self.run}",
            ).in_(language)
        if self.unmapped:
            yield Text("Étiquettes sans correspondance :", "Tags that were not mapped:").in_(language)
        for tag, count in self._tags()[:MAX_TAGS_SHOWN]:
            yield f"  {tag} × {count}"

    def as_json(self) -> dict[str, object]:
        """The whole report for machines."""
        return {
            "file": self.file,
            "dry_run": self.dry_run,
            "source": self.terms.source,
            "license": self.terms.license,
            "legal_basis": self.terms.legal_basis,
            "objections": self.terms.objections,
            "lines": self.total,
            **{fate: self.counts[fate] for fate in FATES},
            "unmapped_tags": dict(self._tags()),
            "rows": [_as_json(entry) for entry in self.entries],
            "rows_left_out": self.unsaid,
            "gone": [record for _, record in self.gone],
            "gone_total": self.gone_total,
            "run": self.run,
        }

    def _tags(self) -> list[tuple[str, int]]:
        return sorted(self.unmapped.items(), key=lambda each: (-each[1], each[0]))


def _line(entry: Entry, language: str) -> str:
    said = [entry.reason.in_(language)] if entry.reason else []
    said += [
        f"{name} : {text.in_(language)}" if language == "fr" else f"{name}: {text.in_(language)}"
        for name, text in entry.notes
    ]
    number = Text(f"ligne {entry.number}", f"line {entry.number}").in_(language)
    return f"{number}, {entry.name or '—'}, {FATES[entry.fate].in_(language)} : {' ; '.join(said)}"


def _as_json(entry: Entry) -> dict[str, object]:
    return {
        "line": entry.number,
        "key": entry.key,
        "name": entry.name,
        "outcome": entry.fate,
        "reason": _both(entry.reason) if entry.reason else None,
        "notes": [{"field": name, **_both(text)} for name, text in entry.notes],
    }


def _both(text: Text) -> dict[str, str]:
    return {"fr": text.fr, "en": text.en}
