"""What the tags of other people's maps mean in our sectors and needs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from node.importing.row import Note
from vocab.concepts import Concept, Scheme, Schemes
from vocab.language import Text
from vocab.later import later
from vocab.words import fold

if TYPE_CHECKING:
    from rapidfuzz import fuzz, process
else:
    fuzz, process = later("rapidfuzz.fuzz"), later("rapidfuzz.process")

MAX_TAGS: Final = 50  # of one line
MAX_UNMAPPED: Final = 1000  # different tags remembered for the report
_SEPARATORS: Final = re.compile(r"[;,|\n]")
_SURE: Final = 85.0


@dataclass(frozen=True, slots=True)
class Meaning:
    """The sectors and needs a tag stands for, as notations."""

    sectors: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TagTable:
    """Folded tags with their meanings; an empty meaning is a tag known to say nothing of a sector."""

    meanings: Mapping[str, Meaning]

    @classmethod
    def of(cls, table: Mapping[str, Mapping[str, list[str]]], schemes: Schemes) -> TagTable:
        """The shipped table, and every label and synonym of the two schemes.

        A notation of the table that no scheme has is a bug and raises.
        """
        meanings = {
            fold(tag): Meaning(
                tuple(_notation(schemes, "sector", each) for each in meant.get("sector", ())),
                tuple(_notation(schemes, "need", each) for each in meant.get("need", ())),
            )
            for tag, meant in table.items()
        }
        words: dict[str, Meaning] = {}
        for spelling, concept in _spellings(schemes.sector):
            words.setdefault(fold(spelling), Meaning(sectors=(concept.notation,)))
        for spelling, concept in _spellings(schemes.need):
            sectors = words.get(fold(spelling), Meaning()).sectors  # "énergie" is both
            words[fold(spelling)] = Meaning(sectors, (concept.notation,))
        return cls(words | meanings)

    def with_tags(self, tags: Mapping[str, Meaning]) -> TagTable:
        """This table, where a mapping file's own tags win."""
        return TagTable({**self.meanings, **{fold(tag): meaning for tag, meaning in tags.items()}})

    def guess(self, tag: str) -> str | None:
        """The known tag that `tag` is a slip of the pen away from."""
        if len(tag) < 4:
            return None
        found = process.extractOne(tag, self.meanings.keys(), scorer=fuzz.ratio, score_cutoff=_SURE)
        return found[0] if found else None


@dataclass(slots=True)
class TagReader:
    """Reads the tags of one import and counts those it could not map: lives as long as the import."""

    table: TagTable
    unmapped: dict[str, int] = field(default_factory=dict)
    _guessed: dict[str, str | None] = field(default_factory=dict)

    def read(self, written: str, field_name: str, notes: list[Note]) -> Meaning:
        """The sectors and needs of a cell with tags, in the order written, each once."""
        sectors: dict[str, None] = {}
        needs: dict[str, None] = {}
        for tag in self._tags(written):
            meaning = self._meaning(tag, field_name, notes)
            if meaning is None or not (meaning.sectors or meaning.needs):
                self._count(tag)
            if meaning is None:
                notes.append(Note(field_name, Text(f"« {tag} » ne correspond à rien", f'"{tag}" is not mapped')))
                continue
            sectors |= dict.fromkeys(meaning.sectors)
            needs |= dict.fromkeys(meaning.needs)
        return Meaning(tuple(sectors), tuple(needs))

    def _tags(self, written: str) -> list[str]:
        whole = written.strip()
        # A label may hold a comma itself: "Culture, médias et loisirs".
        if fold(whole[:200]) in self.table.meanings:
            return [whole]
        return [tag.strip()[:100] for tag in _SEPARATORS.split(whole) if tag.strip()][:MAX_TAGS]

    def _meaning(self, tag: str, field_name: str, notes: list[Note]) -> Meaning | None:
        folded = fold(tag)
        known = self.table.meanings.get(folded)
        if known is not None:
            return known
        if folded not in self._guessed:
            if len(self._guessed) >= MAX_UNMAPPED:
                return None
            self._guessed[folded] = self.table.guess(folded)
        guessed = self._guessed[folded]
        if guessed is None:
            return None
        notes.append(Note(field_name, Text(f"« {tag} » lu « {guessed} »", f'"{tag}" read as "{guessed}"')))
        return self.table.meanings[guessed]

    def _count(self, tag: str) -> None:
        if tag in self.unmapped or len(self.unmapped) < MAX_UNMAPPED:
            self.unmapped[tag] = self.unmapped.get(tag, 0) + 1


def _spellings(scheme: Scheme) -> Iterator[tuple[str, Concept]]:
    """Every IRI, notation, label and synonym of a scheme."""
    yield from scheme.spellings.items()
    for concept in scheme:
        for word in concept.synonyms:
            yield word, concept


def _notation(schemes: Schemes, scheme: str, written: str) -> str:
    concept = schemes.sector.get(written) if scheme == "sector" else schemes.need.get(written)
    if concept is None:
        raise ValueError(f"no {scheme} {written!r}")
    return concept.notation
