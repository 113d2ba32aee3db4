"""Extracts: which words of a question stand in a record and where, and by which of its values it answers the others."""

from __future__ import annotations

from dataclasses import dataclass

from node.query import Query
from vocab import extracts
from vocab.entry import Entry, worded
from vocab.extracts import Extract
from vocab.forms import Sought, sought
from vocab.vocabulary import Vocabulary, token


@dataclass(frozen=True, slots=True)
class Shown:
    """What a record shows of a question: its name and a piece of its text, both in `language`, with the words marked.

    `text` is None when no word stands there; `by` are the values (facet, value) that say what no text of it says.
    """

    language: str
    name: Extract
    text: Extract | None
    by: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Looking:
    """The words of a question with the values they mean, worked out once for all records of a page."""

    words: tuple[Sought, ...]
    tokens: tuple[tuple[str, ...], ...]


def looking(query: Query, vocabulary: Vocabulary) -> Looking | None:
    """What `query` looks for in texts; None when that is nothing."""
    words = tuple(dict.fromkeys(each for value in query.words.wanted for each in sought(value)))
    return Looking(words, tuple(vocabulary.meanings.of_words(words))) if words else None


def shown(entry: Entry, looking: Looking, vocabulary: Vocabulary, language: str) -> Shown:
    """What `entry` shows in the reader's language, else in the first of its own in which the words stand."""
    spoken = [language if language in entry.names or language in entry.texts else entry.language]
    spoken += [each for each in dict.fromkeys((*entry.names, *entry.texts)) if each not in spoken]
    best: Shown | None = None
    there: set[int] = set()
    for each in spoken:
        name = extracts.whole(entry.name_in(each), looking.words, vocabulary.stem)
        text = extracts.piece(entry.text_in(each), looking.words, vocabulary.stem)
        there |= name.there | (text.there if text else frozenset())
        if best is None or not (best.name.marks or best.text):
            best = Shown(each, name, text, ()) if best is None or name.marks or text else best
        if len(there) == len(looking.words):
            break
    assert best is not None
    tokens = {each for place, means in enumerate(looking.tokens) if place not in there for each in means}
    by = ((facet, value) for facet, values in worded(entry) for value in values if value)
    return Shown(best.language, best.name, best.text, tuple(each for each in by if tokens and token(*each) in tokens))
