"""Did you mean: other questions close to one that finds nothing, each with how much it would find.

A word that finds nothing is replaced by one close to it that stands in the index, in our schemes or among the places; a
question whose words are all known is asked again without one of them, without its place or with a wider one. Only what
this reader may see counts: a word that stands in other records alone is never said (DESIGN 6).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

import orjson

from node.parameters import Choice
from node.query import Query
from node.reader import Reader
from node.store import facets
from node.store.clauses import clauses, matching
from node.store.connection import Db
from node.store.visible import Sql, visible
from vocab.entry import texts_of
from vocab.forms import Sought, sought
from vocab.later import later
from vocab.vocabulary import Vocabulary
from vocab.words import STOPWORDS, fold, stem

if TYPE_CHECKING:
    from rapidfuzz import distance as distances
else:
    distances = later("rapidfuzz.distance")

MAX_SUGGESTIONS: Final = 3
MAX_TERMS: Final = 50_000
MAX_CANDIDATES: Final = 8
MAX_TRIED: Final = 12
MAX_LIKE: Final = 20
_LEAST: Final = 4  # letters of a word worth correcting
_WORD: Final = re.compile(r"[^\W_]+")
_SIGNS: Final = "-‐‑–—.,:;/…&+*"

ReadDocument = Callable[[Db, int], bytes]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Another question, and how many records answer it."""

    query: Query
    total: int


def suggestions(
    db: Db, query: Query, reader: Reader, vocabulary: Vocabulary, read: ReadDocument, *, now: str
) -> tuple[Suggestion, ...]:
    """At most MAX_SUGGESTIONS questions that find something, the closest first."""
    if len(query.words.wanted) > 1 or not (query.words.wanted or query.territory.wanted):
        return ()
    near = _Near(db, reader, vocabulary, read)
    found: list[Suggestion] = []
    for tried, other in enumerate(_others(near, query)):
        if tried >= MAX_TRIED or len(found) >= MAX_SUGGESTIONS:
            break
        counting = facets.Counting(
            clauses(db, other, reader, vocabulary, now), visible(reader), reader, vocabulary, now, kept=False
        )
        total = facets.total(db, other, counting)
        if total and all(other.pairs() != each.query.pairs() for each in found):
            found.append(Suggestion(other, total))
    return tuple(found)


def _others(near: _Near, query: Query) -> Iterator[Query]:
    bare = replace(query, facets=(), cursor=None, understood=None, literal=None)
    text = query.words.wanted[0] if query.words.wanted else ""
    words = list(_WORD.finditer(text))
    unknown = [each for each in words if near.corrects(each[0])]
    for each in unknown:
        for close in near.words(each[0]):
            yield _with(bare, text[: each.start()] + close + text[each.end() :], near)
    if len(unknown) > 1:
        yield _with(bare, _corrected(text, unknown, near), near)
    if unknown and not query.territory.wanted:
        yield from _places(bare, text, unknown, near)
    if query.territory.wanted:
        yield from _elsewhere(bare, near)
    if len(words) > 1:
        for each in unknown or words:
            yield _with(bare, f"{text[: each.start()]} {text[each.end() :]}", near)


def _corrected(text: str, unknown: Sequence[re.Match[str]], near: _Near) -> str:
    for each in reversed(unknown):
        close = next(near.words(each[0]), None)
        text = text if close is None else text[: each.start()] + close + text[each.end() :]
    return text


def _places(bare: Query, text: str, unknown: Sequence[re.Match[str]], near: _Near) -> Iterator[Query]:
    """A place instead of what is misspelt, which may be a part of its name: "Tourcoin", "lhay-les-roses"."""
    for each in unknown:
        for start, end in dict.fromkeys((each.span(), _token(text, each), (0, len(text)))):
            left = _said(f"{text[:start]} {text[end:]}")
            for slug in near.places(text[start:end]):
                yield replace(_asking(bare, left), territory=Choice((slug,)))


def _token(text: str, word: re.Match[str]) -> tuple[int, int]:
    """Where what stands between blanks around a word begins and ends."""
    return text.rfind(" ", 0, word.start()) + 1, min(at for at in (text.find(" ", word.end()), len(text)) if at >= 0)


def _elsewhere(bare: Query, near: _Near) -> Iterator[Query]:
    """The same somewhat further around, then anywhere."""
    around = dict.fromkeys(
        outer for slug in bare.territory.wanted for outer in near.vocabulary.territories.within(slug)
    )
    for outer in around:
        yield replace(bare, territory=Choice((outer,), bare.territory.refused))
    if bare.words.wanted:
        yield replace(bare, territory=Choice((), bare.territory.refused))


def _with(bare: Query, text: str, near: _Near) -> Query:
    asking = _asking(bare, _said(text))
    return (
        asking if bare.territory else replace(asking.located(near.vocabulary, "updated"), understood=None, literal=None)
    )


def _asking(bare: Query, text: str) -> Query:
    words = Choice((text,) if fold(text) else (), bare.words.refused)
    sort = "updated" if bare.sort == "relevance" and not words.wanted else bare.sort
    return replace(bare, words=words, sort=sort)


def _said(text: str) -> str:
    """What is left of a text, without the small words and the signs that now lead nowhere: a minus would refuse."""
    words = [word for each in text.split() if (word := each.strip(_SIGNS))]
    while words and fold(words[-1]) in STOPWORDS:
        words.pop()
    while words and fold(words[0]) in STOPWORDS:
        words.pop(0)
    return " ".join(words)


@dataclass(frozen=True, slots=True)
class _Near:
    """Words of the index, as far as a reader may see them."""

    db: Db
    reader: Reader
    vocabulary: Vocabulary
    read: ReadDocument

    def corrects(self, word: str) -> bool:
        """Whether a word finds nothing, and is long enough to be misspelt."""
        return len(word) >= _LEAST and not word.isdigit() and any(not self._found(each) for each in sought(word))

    def words(self, word: str) -> Iterator[str]:
        """Words close to one that finds nothing, as people write them, the closest first."""
        wanted = stem(fold(word))
        most = 1 if len(wanted) < 8 else 2
        ours = self.vocabulary.meanings.spellings
        known = {term: docs for term, docs in self._terms(wanted, most) if term.isalpha()}
        ranked = sorted(
            (distance, -known.get(term, 0), term)
            for term in known.keys() | ours.keys()
            if (distance := distances.OSA.distance(wanted, term, score_cutoff=most)) <= most
        )
        for _, _, term in ranked[:MAX_CANDIDATES]:
            row = self._found(Sought(term, whole=True))
            if row is not None:
                written = self._written(row, term) or ours.get(term)
                if written is not None:
                    yield written

    def places(self, word: str) -> list[str]:
        """Territories whose names are a letter or two away, the closest first and then the most populous."""
        wanted = fold(word)
        most = 1 if len(wanted) < 6 else 2
        like = self.vocabulary.territories.suggest(word, MAX_LIKE)
        ranked = [
            (distances.OSA.distance(wanted, fold(each.name)), -(each.population or 0), each.slug) for each in like
        ]
        return [slug for distance, _, slug in sorted(ranked) if distance <= most][:MAX_SUGGESTIONS]

    def _terms(self, wanted: str, most: int) -> list[tuple[str, int]]:
        """Terms that begin with the same letter, or with the second one: few people mistake both."""
        sql = "SELECT term, doc FROM entry_terms WHERE term >= ? AND term < ? AND length(term) BETWEEN ? AND ? LIMIT ?"
        found: list[tuple[str, int]] = []
        for letter in dict.fromkeys(wanted[:2]):
            sizes = (len(wanted) - most, len(wanted) + most)
            found += self.db.execute(sql, (letter, chr(ord(letter) + 1), *sizes, MAX_TERMS)).fetchall()
        return found

    def _found(self, word: Sought) -> int | None:
        """A record with this word that the reader may see."""
        allowed: Sql = visible(self.reader)
        sql = (
            "SELECT e.num FROM entry_words CROSS JOIN entries e ON e.num = entry_words.rowid"
            f" WHERE entry_words MATCH ? AND {allowed[0].replace('.open = 1', '.open + 0 = 1')} LIMIT 1"
        )
        row = self.db.execute(sql, (matching(word, *self.vocabulary.meanings.of_words([word])), *allowed[1])).fetchone()
        return None if row is None else int(row[0])

    def _written(self, num: int, term: str) -> str | None:
        """The word of a record whose stem this is, as it is written there."""
        for text in texts_of(orjson.loads(self.read(self.db, num))):
            for found in _WORD.finditer(text):
                if stem(fold(found[0])) == term:
                    return found[0].lower()
        return None
