"""Every word list a node needs to read records and to speak of them: built once, handed in everywhere."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from vocab.charter import Charter
from vocab.concepts import Schemes
from vocab.language import Text
from vocab.territories import Territories
from vocab.words import MAX_CHARACTERS, MAX_TERM_LENGTH, MAX_TERMS, STOPWORDS, fold, terms
from vocab.words import stem as stem_of

# What one typed word may stand for: enough for "service", far from what would slow a search.
MAX_MEANINGS: Final = 24
MAX_STEMS: Final = 50_000


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Territories, schemes and charter together, with an index from everyday words to the values they mean."""

    territories: Territories
    schemes: Schemes
    charter: Charter
    _words: tuple[str, ...] = field(repr=False, compare=False)
    _meanings: Mapping[str, tuple[str, ...]] = field(repr=False, compare=False)
    # What was worked out before: at most the territories there are, and MAX_STEMS words.
    _place_words: dict[str, str] = field(default_factory=dict, repr=False, compare=False)
    _stems: dict[str, str] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def load(cls) -> Vocabulary:
        """Read what ships with the program; a missing or malformed file is a bug and raises."""
        return cls.of(Territories.load(), Schemes.load(), Charter.load())

    @classmethod
    def of(cls, territories: Territories, schemes: Schemes, charter: Charter) -> Vocabulary:
        """Bundle parts that are already loaded."""
        meanings = _meanings(schemes, charter)
        return cls(territories, schemes, charter, tuple(sorted(meanings)), meanings)

    def meanings(self, term: str) -> tuple[str, ...]:
        """The tokens (see `token`) of the sectors, needs and practices one of whose words begins with `term`.

        `term` is a stem of `vocab.words`; at most MAX_MEANINGS tokens, in order. Under three letters nothing is meant.
        """
        if len(term) < 3:
            return ()
        found: set[str] = set()
        for word in self._words[bisect_left(self._words, term) :]:
            if not word.startswith(term):
                break
            found.update(self._meanings[word])
        return tuple(sorted(found)[:MAX_MEANINGS])

    def place_words(self, slug: str) -> str:
        """The stems of a territory's names, with spaces between; empty for an unknown one."""
        found = self._place_words.get(slug)
        if found is None:
            territory = self.territories.get(slug)
            if territory is None:
                return ""
            found = self._place_words[slug] = self.stems(territory.name)
        return found

    def stems(self, text: str) -> str:
        """`terms` of a text with spaces between, remembering each word: indexing meets the same ones all the time."""
        known = self._stems
        if len(known) > MAX_STEMS:
            known.clear()
        found = []
        for word in fold(text[:MAX_CHARACTERS]).split()[:MAX_TERMS]:
            stem = known.get(word)
            if stem is None:
                stem = known[word] = "" if word in STOPWORDS else stem_of(word[:MAX_TERM_LENGTH])
            if stem:
                found.append(stem)
        return " ".join(found)

    def label(self, facet: str, value: str) -> Text | None:
        """What people read for a facet's value (a notation or a slug); None when there is no word for it."""
        if facet == "territory":
            territory = self.territories.get(value)
            return Text(territory.label("fr"), territory.label("en")) if territory else None
        if facet == "practice":
            practice = self.charter.get(value)
            return practice.label if practice else None
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
            "level": self.schemes.level,
            "min_level": self.schemes.level,
            "freshness": self.schemes.freshness,
            "platform_kind": self.schemes.platform_kind,
            "audience": self.schemes.audience_kind,
            "evidence": self.schemes.evidence,
        }
        concept = schemes[facet].get(value) if facet in schemes else None
        return concept.label if concept else None


def token(facet: str, notation: str) -> str:
    """The word that stands for a value in the search index: no one types it, and no stem looks like it.

    >>> token("need", "se-deplacer")
    'xneed0sedeplacer'
    """
    bare = unicodedata.normalize("NFKD", notation.casefold())
    return f"x{facet}0" + "".join(letter for letter in bare if letter.isascii() and letter.isalnum())


def _meanings(schemes: Schemes, charter: Charter) -> dict[str, tuple[str, ...]]:
    index: dict[str, set[str]] = {}

    def add(meaning: str, texts: Iterable[str]) -> None:
        for text in texts:
            for word in terms(text):
                index.setdefault(word, set()).add(meaning)

    for facet, scheme in (("sector", schemes.sector), ("need", schemes.need)):
        for concept in scheme:
            add(token(facet, concept.notation), (concept.label.fr, concept.label.en, *concept.synonyms))
    for practice in charter.practices:
        add(token("practice", practice.notation), (practice.notation, practice.label.fr, practice.label.en))
    return {word: tuple(sorted(found)) for word, found in index.items()}
