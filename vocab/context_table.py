"""JSON-LD contexts compiled once into tables of terms (`vocab.table`).

Compiling follows the specification closely enough to be equal, on every document, to
pyld; whatever is not proven so (`@import`, `@nest`, `@reverse`, `@base`, null contexts, terms that look like IRIs...)
raises Unproven and the document goes to the worker. `vocab.tables` keeps what is compiled.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from vocab.errors import Unproven
from vocab.loader import Loader
from vocab.table import ABSOLUTE, INITIAL, Table, Term

MAX_TERMS: Final = 2_000
MAX_URLS: Final = 10
MAX_SCOPES: Final = 64

_TERM_KEYS: Final = frozenset({"@id", "@type", "@container", "@language", "@context", "@protected", "@prefix"})
_CONTEXT_KEYS: Final = frozenset({"@version", "@vocab", "@language", "@protected"})
_CONTAINERS: Final = frozenset(
    {
        (),
        ("@set",),
        ("@list",),
        ("@language",),
        ("@language", "@set"),
        ("@set", "@language"),
        ("@graph",),
        ("@graph", "@set"),
        ("@set", "@graph"),
        ("@index",),
        ("@id",),
        ("@type",),
    }
)
_PREFIX_ENDS: Final = tuple(":/?#[]@")


def compile_context(context: object, loader: Loader, active: Table = INITIAL) -> Table:
    """The table of `context` read on top of `active`; raises Unproven (UnknownContext for a URL that does not ship)."""
    table = active
    for single in flatten(context, loader):
        table = _Definitions(table.terms, table.vocab, table.language, single, override=False).read().on(table)
    return table


def scope_table(active: Table, scope: dict[str, object], *, propagate: bool) -> Table:
    """The table inside a term's own context: of a property (`propagate`) or of a type (until the next node)."""
    if propagate:
        return _Definitions(active.terms, active.vocab, active.language, scope, override=True).read().on(active)
    inner = active
    if active.previous is None:
        inner = Table(active.terms, active.vocab, active.language, active)
    return _Definitions(inner.terms, inner.vocab, inner.language, scope, override=False).read().on(inner)


def flatten(context: object, loader: Loader) -> list[dict[str, object]]:
    """The plain context objects of a `@context` value, bundled URLs replaced by what they stand for."""
    found: list[dict[str, object]] = []
    urls: set[str] = set()
    waiting: list[object] = [context]
    while waiting:
        single = waiting.pop()
        if isinstance(single, list) and single:
            waiting.extend(reversed(single))
        elif isinstance(single, str):
            urls.add(single)
            waiting.append(loader.load(single).get("@context"))
        elif isinstance(single, dict):
            found.append(single)
        else:
            raise Unproven("null, empty or malformed context")
        if len(urls) > MAX_URLS or len(found) + len(waiting) > 4 * MAX_URLS:
            raise Unproven("too many contexts")
    return found


class _Definitions:
    """One context object being read: terms may lean on each other, so each is defined when first asked for."""

    def __init__(
        self,
        terms: dict[str, Term],
        vocab: str | None,
        language: str | None,
        local: Mapping[str, object],
        *,
        override: bool,
        scopes_left: int = MAX_SCOPES,
    ) -> None:
        if len(terms) + len(local) > MAX_TERMS:
            raise Unproven("context of too many terms")
        self.terms = dict(terms)
        self.vocab = vocab
        self.language = language
        self.local = local
        self.override = override
        self.defined: dict[str, bool] = {}
        self.scopes_left = scopes_left

    def read(self) -> _Definitions:
        """Define every word of the context; raises Unproven."""
        self._read_keywords()
        for name in self.local:
            if name not in _CONTEXT_KEYS:
                self._define(name, self.override)
                scope = self.terms[name].scope
                if scope is not None:
                    self._check_scope(scope)
        return self

    def on(self, before: Table) -> Table:
        """The table of what was read on top of `before`, which is `before` itself when nothing changed."""
        if self.terms == before.terms and (self.vocab, self.language) == (before.vocab, before.language):
            return before
        return Table(self.terms, self.vocab, self.language, before.previous)

    def _read_keywords(self) -> None:
        local = self.local
        if local.get("@version", 1.1) != 1.1 or local.get("@protected", True) is not True:
            raise Unproven("@version or @protected of an unusual value")
        if "@vocab" in local:
            vocab = local["@vocab"]
            if not isinstance(vocab, str) or not ABSOLUTE.match(vocab):
                raise Unproven("@vocab is not an absolute IRI")
            self.vocab = self._compact(vocab)
        if "@language" in local:
            language = local["@language"]
            if not isinstance(language, str) or not language:
                raise Unproven("@language is not a tag")
            self.language = language.lower()

    def _check_scope(self, scope: dict[str, object]) -> None:
        """A scoped context that cannot be read spoils the whole context, used or not (API section 4.1.2)."""
        if self.scopes_left <= 0:
            raise Unproven("too many scoped contexts")
        inner = _Definitions(
            self.terms, self.vocab, self.language, scope, override=True, scopes_left=self.scopes_left - 1
        ).read()
        self.scopes_left = inner.scopes_left

    def _define(self, name: str, override: bool) -> None:
        if name in self.defined:
            if self.defined[name]:
                return
            raise Unproven(f"terms that define each other: {name[:80]!r}")
        self.defined[name] = False
        _require_plain_name(name)
        before = self.terms.pop(name, None)
        term = self._term(name, self.local[name])
        if before is not None and before.protected and not override:
            term = replace(term, protected=True)
            if term != before:
                raise Unproven(f"protected term {name[:80]!r} defined anew")
        self.terms[name] = term
        self.defined[name] = True

    def _term(self, name: str, value: object) -> Term:
        simple = value is None or isinstance(value, str)
        definition = {"@id": value} if simple else value
        if not isinstance(definition, dict) or not _TERM_KEYS.issuperset(definition):
            raise Unproven(f"definition of {name[:80]!r}")
        iri, prefix = self._mapping(name, definition, simple)
        containers = _containers(definition)
        coerce = self._coercion(definition)
        if "@type" in containers and coerce is None:
            coerce = "@id"
        language = definition.get("@language")
        scope = definition.get("@context")
        if not (language is None or (isinstance(language, str) and language)):
            raise Unproven("@language of a term is not a tag")
        if "@context" in definition and not isinstance(scope, dict):
            raise Unproven("scoped context that is not a single object")
        return Term(
            iri=iri,
            prefix=_prefix_flag(definition, iri, prefix),
            coerce=coerce,
            containers=containers,
            language=language.lower() if isinstance(language, str) and "@type" not in definition else None,
            own_language="@language" in definition and "@type" not in definition,
            scope=scope if isinstance(scope, dict) else None,
            protected=self._protects(definition),
        )

    def _mapping(self, name: str, definition: Mapping[str, object], simple: bool) -> tuple[str | None, bool]:
        """The IRI of a term and whether the term may serve as a prefix."""
        given = definition.get("@id", name)
        if given is None:
            return None, False
        if not isinstance(given, str) or not given:
            raise Unproven(f"@id of {name[:80]!r}")
        if given == name:
            if self.vocab is None:
                raise Unproven(f"term {name[:80]!r} without an IRI")
            return self.vocab + name, False
        if given in ("@id", "@type"):
            return given, False
        iri = self._expand(given)
        return iri, simple and (iri.startswith("_:") or iri.endswith(_PREFIX_ENDS))

    def _coercion(self, definition: Mapping[str, object]) -> str | None:
        if "@type" not in definition:
            return None
        given = definition["@type"]
        if not isinstance(given, str):
            raise Unproven("@type of a term is not a text")
        if given in ("@id", "@vocab", "@none", "@json"):
            return given
        iri = self._expand(given)
        if iri.startswith("_:"):
            raise Unproven("blank datatype")
        return iri

    def _expand(self, value: str) -> str:
        """The IRI of a word inside this context, defining first what it leans on."""
        if value.startswith("@"):
            raise Unproven(f"keyword {value[:80]!r} in a term")
        if value in self.local:
            self._define(value, False)
        term = self.terms.get(value)
        if term is not None:
            return _absolute(term.iri)
        prefix, colon, suffix = value.partition(":")
        if colon and prefix and prefix != "_" and not suffix.startswith("//") and prefix in self.local:
            self._define(prefix, False)
        if not colon:
            return _absolute(None if self.vocab is None else self.vocab + value)
        return _absolute(self._compact(value))

    def _compact(self, value: str) -> str:
        prefix, _, suffix = value.partition(":")
        term = self.terms.get(prefix)
        if prefix != "_" and not suffix.startswith("//") and term is not None and term.prefix:
            return f"{term.iri}{suffix}"
        return value

    def _protects(self, definition: Mapping[str, object]) -> bool:
        given = definition.get("@protected", "@protected" in self.local)
        if not isinstance(given, bool):
            raise Unproven("@protected is not a boolean")
        return given


def _require_plain_name(name: str) -> None:
    if not name or name in ("_uuid", "_") or name.startswith("@") or any(c in ":/" or c.isspace() for c in name):
        raise Unproven(f"unusual term {name[:80]!r}")


def _absolute(iri: str | None) -> str:
    if iri is None or not ABSOLUTE.match(iri):
        raise Unproven("a term that leads to no absolute IRI")
    return iri


def _containers(definition: Mapping[str, object]) -> tuple[str, ...]:
    given = definition.get("@container", [])
    names: Iterable[object] = given if isinstance(given, list) else (given,)
    containers = tuple(str(name) for name in names)
    if containers not in _CONTAINERS or ("@container" in definition and not containers):
        raise Unproven("unusual @container")
    return containers


def _prefix_flag(definition: Mapping[str, object], iri: str | None, found: bool) -> bool:
    given = definition.get("@prefix", found)
    if "@prefix" in definition and (not isinstance(given, bool) or iri is None or iri.startswith("@")):
        raise Unproven("unusual @prefix")
    return bool(given)
