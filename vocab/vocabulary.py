"""Every word list a node needs to read records and to speak of them: built once, handed in everywhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from vocab.adherence import ANY
from vocab.asked import Asked, Everyday, read
from vocab.charter import Charter
from vocab.concepts import Schemes
from vocab.language import Text
from vocab.meanings import Meanings, token
from vocab.official_numbers import OfficialNumbers
from vocab.territories import KEPT, Territories
from vocab.words import MAX_CHARACTERS, MAX_TERM_LENGTH, MAX_TERMS, STOPWORDS, fold, folded_words
from vocab.words import stem as stem_of

NUTS: Final = Path(__file__).parent / "data" / "nuts.tsv"
ORDINARY_NAMES: Final = Path(__file__).parent / "data" / "ordinary_names.txt"
MAX_STEMS: Final = 50_000
ANY_VERSION: Final = Text("une version en vigueur", "a version in force")


# No text of its own: all the words of the program would be in it, each time somebody logs or debugs a holder.
@dataclass(frozen=True, slots=True, repr=False)
class Vocabulary:
    """Territories, schemes and charter together, with an index from everyday words to the values they mean."""

    territories: Territories
    schemes: Schemes
    charter: Charter
    meanings: Meanings = field(repr=False, compare=False)
    numbers: OfficialNumbers = field(repr=False, compare=False)
    _everyday: Everyday = field(repr=False, compare=False)
    # The statistical regions of the European Union that a territory is, by its slug.
    nuts: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False, compare=False)
    # What was worked out before: at most the territories there are, and MAX_STEMS words.
    _place_words: dict[str, str] = field(default_factory=dict, repr=False, compare=False)
    _stems: dict[str, str] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def load(cls, territories_kept: int = KEPT) -> Vocabulary:
        """Read what ships with the program; a missing or malformed file is a bug and raises.

        `territories_kept`: how many territories are remembered at most.
        """
        return cls.of(Territories.load(territories_kept), Schemes.load(), Charter.load())

    @classmethod
    def of(cls, territories: Territories, schemes: Schemes, charter: Charter) -> Vocabulary:
        """Bundle parts that are already loaded."""
        meanings = Meanings(schemes, charter)
        names = frozenset(ORDINARY_NAMES.read_text("utf-8").split())
        numbers = OfficialNumbers.load(territories)
        lines = (line.split("\t") for line in NUTS.read_text("utf-8").splitlines())
        nuts = {slug: tuple(codes.split()) for slug, codes in lines}
        return cls(territories, schemes, charter, meanings, numbers, Everyday(names, meanings.knows), nuts)

    def prepare(self) -> None:
        """Make now what is else made when somebody first looks for a word or a place."""
        self.territories.prepare()
        self.meanings.prepare()

    def places(self, text: str) -> Asked:
        """The words and the places of what somebody typed."""
        return read(text, self.territories, self._everyday)

    def named(self, text: str) -> tuple[str, ...]:
        """The slugs that a name, a postcode or the beginning of a name means, where nothing but a place is typed."""
        asked = read(text, self.territories, Everyday(frozenset(), lambda word: False))
        if asked.places and not fold(asked.words):
            return asked.slugs
        return tuple(each.slug for each in self.territories.find(text, 1))

    def place_words(self, slug: str) -> str:
        """The stems of a territory's names, with spaces between; empty for an unknown one."""
        found = self._place_words.get(slug)
        if found is None:
            territory = self.territories.get(slug)
            if territory is None:
                return ""
            found = self._place_words[slug] = self.stems(
                " ".join((territory.name, *(name for _, name in territory.names)))
            )
        return found

    def stem(self, word: str) -> str:
        """The stem of one word as it is written, remembered; empty for one too small to be looked for."""
        known = self._stems
        found = known.get(word)
        if found is None:
            if len(known) > MAX_STEMS:
                known.clear()
            folded = fold(word)
            small = folded in STOPWORDS or " " in folded
            found = known[word] = "" if small or not folded else stem_of(folded[:MAX_TERM_LENGTH])
        return found

    def stems(self, text: str) -> str:
        """`terms` of a text with spaces between, remembering each word: indexing meets the same ones all the time."""
        known = self._stems
        if len(known) > MAX_STEMS:
            known.clear()
        words = folded_words(text[:MAX_CHARACTERS])[:MAX_TERMS]
        for word in words:
            if word not in known:
                known[word] = "" if word in STOPWORDS else stem_of(word[:MAX_TERM_LENGTH])
        return " ".join(filter(None, map(known.__getitem__, words)))

    def label(self, facet: str, value: str) -> Text | None:
        """What people read for a facet's value (a notation or a slug); None when there is no word for it."""
        if facet == "territory":
            territory = self.territories.get(value)
            return Text(territory.label("fr"), territory.label("en")) if territory else None
        if facet == "practice":
            practice = self.charter.get(value)
            return practice.label if practice else None
        if facet == "charter":
            return ANY_VERSION if value == ANY else self.charter.label_of(value)
        schemes = {
            "sector": self.schemes.sector,
            "need": self.schemes.need,
            "kind": self.schemes.record_kind,
            "legal_form": self.schemes.legal_form,
            "coop_status": self.schemes.coop_status,
            "stage": self.schemes.stage,
            "license": self.schemes.license,
            "policy": self.schemes.policy,
            "exchange": self.schemes.exchange,
            "relation": self.schemes.relation,
            "verified": self.schemes.verified,
            "verified_by": self.schemes.verified_by,
            "level": self.schemes.level,
            "min_level": self.schemes.level,
            "freshness": self.schemes.freshness,
            "platform_kind": self.schemes.platform_kind,
            "audience": self.schemes.audience_kind,
            "evidence": self.schemes.evidence,
        }
        concept = schemes[facet].get(value) if facet in schemes else None
        return concept.label if concept else None


__all__ = ["Vocabulary", "token"]
