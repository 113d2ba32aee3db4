"""A compiled context: every word with its IRI, its coercion, its containers, its own context.

This is what JSON-LD 1.1 calls an active context (API section 4.1), with each term made ready for expansion, so that
expanding a document is looking words up. A table is never changed once made.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from vocab.errors import Unproven

# An absolute IRI or a blank node as the reference processor sees it (`+-.` in its class is a range with a comma in it).
ABSOLUTE: Final = re.compile(r"(?:[A-Za-z][A-Za-z0-9+-.]*|_):\S*\Z")


@dataclass(frozen=True, slots=True)
class Term:
    """One word of a context; `iri` None means that the word is silenced."""

    iri: str | None
    prefix: bool = False
    coerce: str | None = None
    containers: tuple[str, ...] = ()
    language: str | None = None
    own_language: bool = False
    scope: dict[str, object] | None = None
    protected: bool = False


@dataclass(frozen=True, slots=True)
class Property:
    """A term made ready for expansion; `simple` says that a text under it needs neither list, graph nor scope."""

    kind: int
    iri: str = ""
    coerce: str | None = None
    language: str | None = None
    is_list: bool = False
    is_graph: bool = False
    by_language: bool = False
    scoped: bool = False
    simple: bool = True


DROPPED, PROPERTY, ID, TYPE, UNPROVEN = range(5)
_DROPPED: Final = Property(DROPPED)
_KEYWORD_PROPERTIES: Final = {"@context": _DROPPED, "@id": Property(ID), "@type": Property(TYPE)}


def _property(term: Term, default_language: str | None) -> Property:
    if term.iri is None:
        return _DROPPED
    if term.iri.startswith("@"):
        return _KEYWORD_PROPERTIES[term.iri]
    if not {"@index", "@id", "@type"}.isdisjoint(term.containers) or (term.coerce == "@json" and term.containers):
        return Property(UNPROVEN)
    return Property(
        PROPERTY,
        term.iri,
        coerce=None if term.coerce == "@none" else term.coerce,
        language=term.language if term.own_language else default_language,
        is_list="@list" in term.containers,
        is_graph="@graph" in term.containers,
        by_language="@language" in term.containers,
        scoped=term.scope is not None,
        simple=term.scope is None and term.coerce != "@json" and not {"@list", "@graph"}.intersection(term.containers),
    )


class Table:
    """An active context; `previous` is what a type-scoped context gives way to in nested nodes."""

    __slots__ = ("terms", "vocab", "language", "previous", "type_keys", "scoped", "properties")

    def __init__(
        self, terms: dict[str, Term], vocab: str | None, language: str | None, previous: Table | None = None
    ) -> None:
        self.terms = terms
        self.vocab = vocab
        self.language = language
        self.previous = previous
        self.type_keys = ("@type", *sorted(name for name, term in terms.items() if term.iri == "@type"))
        self.scoped = frozenset(name for name, term in terms.items() if term.scope is not None)
        self.properties = {name: _property(term, language) for name, term in terms.items()}

    def iri(self, value: str) -> str:
        """The full IRI of a document value (JSON-LD API section 5.2, no vocabulary); relative ones are Unproven."""
        if value.startswith(("https://", "http://")):
            return value
        found = self._compact(value)
        if found is None:
            raise Unproven(f"relative IRI {value[:80]!r}")
        return found

    def vocab_iri(self, value: str) -> str:
        """The full IRI of a type or of a value of a `@vocab` term."""
        term = self.terms.get(value)
        if term is not None:
            if term.iri is None or term.iri.startswith("@"):
                raise Unproven(f"{value[:80]!r} is no type")
            return term.iri
        found = self._compact(value)
        if found is not None:
            return found
        if self.vocab is None:
            raise Unproven(f"relative IRI {value[:80]!r}")
        return self.vocab + value

    def property(self, key: str) -> Property:
        """How to expand the values under `key`."""
        known = self.properties.get(key)
        if known is not None:
            return known
        if key in _KEYWORD_PROPERTIES:
            return _KEYWORD_PROPERTIES[key]
        found = self._compact(key)
        if found is None and self.vocab is not None:
            found = self.vocab + key
        if found is None or not ABSOLUTE.match(found):
            return _DROPPED
        return Property(PROPERTY, found, language=self.language)

    def _compact(self, value: str) -> str | None:
        """`prefix:rest`, an absolute IRI or a blank node; None for all the rest."""
        if value.startswith("@"):
            raise Unproven(f"keyword {value[:80]!r} as a value")
        prefix, colon, suffix = value.partition(":")
        if not colon or not prefix:
            return None
        if prefix == "_" or suffix.startswith("//"):
            return value
        term = self.terms.get(prefix)
        if term is not None and term.prefix:
            return f"{term.iri}{suffix}"
        return value if ABSOLUTE.match(value) else None


INITIAL: Final = Table({}, None, None)
