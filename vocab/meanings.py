"""Meanings: which sectors, needs, practices, statuses and kinds an everyday word stands for, by our schemes.

"Vélo" finds deliveries by bicycle whose text never says so. A word of a label and a synonym of one word mean the value
alone; of a synonym of several words ("femme de ménage") all must be typed.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from vocab.charter import Charter
from vocab.concepts import Concept, Schemes
from vocab.forms import Sought, sought, stored
from vocab.words import STOPWORDS, fold, stem, terms

# What one typed word may stand for: enough for "service", far from what would slow a search.
MAX_MEANINGS: Final = 24
_LETTERS: Final = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class _Index:
    """From the stems of everyday words to the tokens (`token`) of what they mean."""

    stems: tuple[str, ...]
    tokens: Mapping[str, tuple[str, ...]]
    phrases: tuple[tuple[tuple[str, ...], str], ...]
    # The words by their stems, as people write them.
    spellings: Mapping[str, str]

    @classmethod
    def of(cls, schemes: Schemes, charter: Charter) -> _Index:
        """Those of our schemes and of the catalogue of practices."""
        index: dict[str, set[str]] = {}
        phrases: dict[tuple[tuple[str, ...], str], None] = {}
        spellings: dict[str, str] = {}
        for meaning, label, synonyms in _values(schemes, charter):
            for text in (*label, *synonyms):
                several = text in synonyms and len([word for word in fold(text).split() if word not in STOPWORDS]) > 1
                if several:
                    phrases[tuple(each.stem for each in sought(text)), meaning] = None
                # "vélo-cargo" glued is one word, and means the value by itself.
                alone = stored(text)[len(text) :] if several else stored(text)
                for word in terms(alone):
                    index.setdefault(word, set()).add(meaning)
                for written in _LETTERS.findall(stored(text).lower()):
                    if fold(written) not in STOPWORDS:
                        spellings.setdefault(stem(fold(written)), written)
        tokens = {word: tuple(sorted(found)) for word, found in index.items()}
        return cls(tuple(sorted(tokens)), tokens, tuple(phrases), spellings)


@dataclass(frozen=True, slots=True)
class Meanings:
    """What everyday words stand for. Their index is made when a word is first looked for (`prepare`)."""

    schemes: Schemes
    charter: Charter
    _made: list[_Index] = field(default_factory=list)

    def prepare(self) -> None:
        """Make the index now (0.05 s of a processor)."""
        if not self._made:
            self._made.append(_Index.of(self.schemes, self.charter))

    @property
    def spellings(self) -> Mapping[str, str]:
        """The words that mean something by their stems, as people write them."""
        return self._index.spellings

    @property
    def _index(self) -> _Index:
        self.prepare()
        return self._made[0]

    def knows(self, word: str) -> bool:
        """Whether a folded word means something here by itself."""
        return stem(word) in self._index.tokens

    def of_words(self, words: Sequence[Sought]) -> list[tuple[str, ...]]:
        """For each word looked for, the tokens of what it means by itself or together with the others."""
        found = [dict.fromkeys(self._alone(word)) for word in words]
        for stems, meaning in self._index.phrases if len(words) > 1 else ():
            saying = [[place for place, word in enumerate(words) if _says(word, stem)] for stem in stems]
            if all(saying):
                for place in {place for places in saying for place in places}:
                    found[place][meaning] = None
        return [tuple(each)[:MAX_MEANINGS] for each in found]

    def _alone(self, word: Sought) -> Iterator[str]:
        index = self._index
        if word.whole:
            yield from index.tokens.get(word.stem, ())
        for beginning in word.also if word.whole else (word.stem, *word.also):
            if len(beginning) < 3:
                continue
            for known in index.stems[bisect_left(index.stems, beginning) :]:
                if not known.startswith(beginning):
                    break
                yield from index.tokens[known]


def token(facet: str, notation: str) -> str:
    """The word that stands for a value in the search index: no one types it, and no stem looks like it.

    >>> token("need", "se-deplacer")
    'xneed0sedeplacer'
    """
    bare = notation.casefold()
    if not (bare.isascii() and bare.isalnum()):
        bare = "".join(each for each in unicodedata.normalize("NFKD", bare) if each.isascii() and each.isalnum())
    return f"x{facet}0{bare}"


def _says(word: Sought, known: str) -> bool:
    return known == word.stem or (not word.whole and len(word.stem) >= 3 and known.startswith(word.stem))


def _values(schemes: Schemes, charter: Charter) -> Iterator[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    """Each value that has words: its token, its labels, its synonyms."""
    for facet, concept in _concepts(schemes):
        yield token(facet, concept.notation), (concept.label.fr, concept.label.en), concept.synonyms
    for practice in charter.practices:
        yield token("practice", practice.notation), (practice.notation, practice.label.fr, practice.label.en), ()


def _concepts(schemes: Schemes) -> Iterable[tuple[str, Concept]]:
    for facet, scheme in (
        ("sector", schemes.sector),
        ("need", schemes.need),
        ("kind", schemes.record_kind),
        ("coop_status", schemes.coop_status),
        ("exchange", schemes.exchange),
        ("platform_kind", schemes.platform_kind),
    ):
        for concept in scheme:
            yield facet, concept
