"""Sentences of the catalogue compared: once a practice's own words are taken out, what is left must be its own too.

A sentence made by putting the name of a practice into a mould leaves the mould, and the mould comes back elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from rapidfuzz import fuzz

from vocab.charter import Practice
from vocab.language import LANGUAGES, Language
from vocab.words import STOPWORDS, fold, stem

# Shares of words in common (of those that mean something) and of letters in a row, from which two say the same.
ALIKE_WORDS: Final = 0.35
ALIKE_LETTERS: Final = 70.0
LEAST_LEFT: Final = 3


@dataclass(frozen=True, slots=True)
class Sentence:
    """A level of a practice in one language: `left` is what it says without the practice's own words, in order."""

    practice: str
    level: int
    language: Language
    text: str
    left: tuple[str, ...]

    @property
    def meaning(self) -> frozenset[str]:
        """The words of what is left that mean something."""
        return frozenset(word for word in self.left if word not in STOPWORDS and len(word) > 2)

    def __str__(self) -> str:
        return f"{self.practice} level {self.level} ({self.language}): {self.text}"


def sentences_of(practice: Practice) -> Iterator[Sentence]:
    """The ten sentences of a practice: five levels in two languages."""
    for language in LANGUAGES:
        own = {
            stem(word) for text in (practice.label, practice.definition) for word in fold(text.in_(language)).split()
        }
        for level, anchor in enumerate(practice.anchors):
            text = anchor.in_(language)
            words = (stem(word) for word in fold(text).split())
            left = tuple(word for word in words if word in STOPWORDS or word not in own)
            yield Sentence(practice.notation, level, language, text, left)


def near_equal(sentences: Iterable[Sentence]) -> Iterator[tuple[Sentence, Sentence]]:
    """The pairs that say the same or nearly, in one language."""
    for language in LANGUAGES:
        ours = [(each, each.meaning, " ".join(each.left)) for each in sentences if each.language == language]
        for (one, means, left), (other, also, right) in combinations(ours, 2):
            in_common = len(means & also) / max(1, len(means | also))
            if in_common >= ALIKE_WORDS or fuzz.ratio(left, right, score_cutoff=ALIKE_LETTERS):
                yield one, other
