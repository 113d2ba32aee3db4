"""An item of an answer, read for the forms that show fields rather than documents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import orjson

from node.store.search import Row
from vocab.entry import Entry, read_entry
from vocab.looseness import first_text, ids_of
from vocab.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Item:
    """A record found, its document decoded and what we understand of it."""

    row: Row
    document: Mapping[str, object]
    entry: Entry

    @property
    def url(self) -> str:
        """The page where people read it: its own, else its id."""
        pages = [url for url in ids_of(self.document.get("url")) if url.startswith(("https://", "http://"))]
        return pages[0] if pages else self.entry.id

    @property
    def source(self) -> str:
        """Where its facts come from: what it says, else who says it."""
        return first_text(self.document.get("statedSource")) or self.entry.owner

    def said(self, name: str) -> str:
        """A property that is a text, empty when it is absent."""
        return (first_text(self.document.get(name)) or "").strip()[:2000]


def items_of(rows: Iterable[Row], vocabulary: Vocabulary) -> list[Item]:
    """The rows as items; one that can no longer be read is left out."""
    found = []
    for row in rows:
        document = orjson.loads(row.document)
        entry = read_entry(document, vocabulary)
        if entry is not None:
            found.append(Item(row, document, entry))
    return found


def labels(vocabulary: Vocabulary, facet: str, values: Iterable[str | None], language: str) -> list[str]:
    """What people read for values of a facet; one without words is left out (no bare code, law 12)."""
    found = (vocabulary.label(facet, value) for value in values if value)
    return [text.in_(language) for text in found if text is not None]


@dataclass(frozen=True, slots=True)
class Labels:
    """What people read for values, in one language, each looked up once: a table says the same few again and again."""

    vocabulary: Vocabulary
    language: str
    _known: dict[tuple[str, str], str] = field(default_factory=dict)

    def joined(self, facet: str, values: Iterable[str | None], between: str = ", ") -> str:
        """The words for `values`, those without words left out."""
        found = [self._one(facet, value) for value in values if value]
        return between.join(word for word in found if word)

    def _one(self, facet: str, value: str) -> str:
        known = self._known.get((facet, value))
        if known is None:
            text = self.vocabulary.label(facet, value)
            if text is None:
                return ""  # not kept: anybody may write values that are in no list, as many as they like
            known = self._known[facet, value] = text.in_(self.language)
        return known
