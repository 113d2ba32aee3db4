"""Statements: a record as N-Quads lines, what it says in its owner's graph and what this node says of it in its own.

By tables where they suffice, else by whoever is handed in for the rest; a document whose two views disagree, or that is
no JSON-LD, has no statements of its own (DESIGN law 6). The node's own words of it stand all the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final

from federation.hosts import host_of
from node.sparql.names import graph_of, provenance_graph
from node.store.changes import Shelved
from node.store.records import Record
from vocab import skos
from vocab.context import ACTOR, COOP, RECORD, SPDX, TERRITORY
from vocab.derived import SAID_BY_NODES, foreign_to, own_statements, with_classes
from vocab.errors import VocabError
from vocab.expand import expand
from vocab.looseness import id_of
from vocab.quads import RDF, XSD, quoted, to_quads
from vocab.tables import Tables
from vocab.two_views import views_agree
from vocab.vocabulary import Vocabulary

# Reads a document that the tables leave aside, into the lines of a graph; raises VocabError.
Slow = Callable[[dict[str, object], str], list[str]]

# An RDF store is stricter than JSON-LD about IRIs and language tags; these are beyond doubt in both.
_SIGNS: Final = r"[!$&-;=?-Z_a-z~]*+"
_PLAIN_IRI: Final = rf"<https?://[A-Za-z0-9.-]++(?::[0-9]{{1,5}}+)?+(?:[/?]{_SIGNS})?+(?:#{_SIGNS})?+>"
_PLAIN: Final = re.compile(rf"{_PLAIN_IRI}\Z|@[a-z]{{2}}\Z", re.ASCII)
_TERM: Final = re.compile(r"<[^>]*+>|@[A-Za-z0-9-]++(?= )")
_LITERAL: Final = re.compile(r'"(?:[^"\\]|\\.)*+"')
# Lines of nothing but such terms, as nearly all are: one look at all of them instead of one at each term.
_LINES: Final = re.compile(
    rf"(?:{_PLAIN_IRI} {_PLAIN_IRI} (?:{_PLAIN_IRI}|"
    rf'"(?:[^"\\]++|\\.)*+"(?:@[a-z]{{2}}|\^\^(?!<{re.escape(RDF)}(?:lang|dirLang)String>){_PLAIN_IRI})?+)'
    rf" {_PLAIN_IRI} \.(?:\n|\Z))*+\Z",
    re.ASCII,
)
# Literals of these datatypes are written in another way, or are none.
_NO_DATATYPE: Final = (f"^^<{RDF}langString>", f"^^<{RDF}dirLangString>")
# What a line speaks of stands first; what it mentions, after a space.
_PLACE: Final = re.compile(rf" <({re.escape(TERRITORY)}[^>]*+)>")
_LICENSE: Final = re.compile(r"[A-Za-z0-9.+-]{1,64}")


@dataclass(frozen=True, slots=True)
class Said:
    """The lines of a record; `foreign` are those that speak of no part of it, `places` the territories it mentions.

    `readable`: some of them are its own; else its two views disagree, and only the node speaks.
    """

    lines: tuple[str, ...]
    foreign: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    readable: bool = True


@dataclass(frozen=True, slots=True)
class Statements:
    """Makes the lines of records. `allowed` tells whether a store takes an IRI (`<…>`) or a language tag (`@…`)."""

    origin: str
    vocabulary: Vocabulary
    tables: Tables
    slow: Slow
    allowed: Callable[[str], bool]
    # Territories with what contains them, remembered: they are the same all the time.
    _around: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def of(self, shelved: Shelved) -> Said:
        """The statements of a record as it stands."""
        record = shelved.record
        graph = graph_of(record.owner, record.policy)
        provenance = provenance_graph(self.origin)
        # A graph of ours takes nothing from an owner who calls itself so.
        own = [] if graph in (provenance, skos.GRAPH) else self._own(shelved, graph)
        lines = [*own, *self._provenance(record, shelved.document, graph, provenance)]
        kept = tuple(sorted(lines if self._taken("\n".join(lines)) else filter(self._taken, lines)))
        foreign = tuple(foreign_to(kept, record.id))
        return Said(kept, foreign, self.places(kept), readable=bool(own))

    def places(self, lines: Iterable[str]) -> tuple[str, ...]:
        """The territories that lines mention, and what contains them, by IRI."""
        mentioned = set(_PLACE.findall("\n".join(lines)))
        return tuple(sorted({iri for each in mentioned for iri in self._containers(each)}))

    def _containers(self, iri: str) -> tuple[str, ...]:
        found = self._around.get(iri)
        if found is None:
            found = skos.with_containers(iri, self.vocabulary)
            if found:  # else anybody could fill it
                self._around[iri] = found
        return found

    def _own(self, shelved: Shelved, graph: str) -> list[str]:
        try:
            lines = self._read(shelved.document, graph)
            return with_classes(own_statements(lines, shelved.record.id))
        except VocabError:
            return []

    def _read(self, document: dict[str, object], graph: str) -> list[str]:
        context = document.get("@context")
        if context is RECORD or context is ACTOR:
            # Its proof is a graph of its own, which is no part of its owner's: that need not be read.
            document = {name: value for name, value in document.items() if name != "proof"}
        try:
            expanded = expand(document, self.tables)
        except VocabError:
            return self.slow(document, graph)
        return to_quads(expanded, graph) if views_agree(document, expanded) else []

    def _provenance(self, record: Record, document: dict[str, object], graph: str, provenance: str) -> list[str]:
        said = SAID_BY_NODES
        pairs: list[tuple[str, str | None]] = [
            (said["owner"], _iri(record.owner)),
            (said["origin"], quoted(record.origin or host_of(record.id))),
            (said["received"], quoted(record.received, XSD + "dateTime")),
            (said["verified"], _iri(f"{COOP}verified-{record.verified}")),
            (said["via"], _iri(record.via)),
            (said["license"], _iri(self._license(document))),
            (said["policy"], _iri(f"{COOP}policy-{record.policy}" if record.policy else None)),
        ]
        return [f"<{record.id}> <{name}> {value} <{provenance}> ." for name, value in pairs if value is not None]

    def _license(self, document: dict[str, object]) -> str | None:
        written = id_of(document.get("license"))
        if written is None:
            return None
        known = self.vocabulary.schemes.license.get(written)
        if known is not None:
            return known.iri
        return SPDX + written if _LICENSE.fullmatch(written) else written

    def _taken(self, lines: str) -> bool:
        """Whether a store takes a line, or all of several: its terms are plain, or were tried."""
        if _LINES.match(lines):
            return True
        without = _LITERAL.sub('"" ', lines)
        if any(datatype in without for datatype in _NO_DATATYPE):
            return False
        return all(_PLAIN.match(term) is not None or self.allowed(term) for term in set(_TERM.findall(without)))


def _iri(iri: str | None) -> str | None:
    return f"<{iri}>" if iri and not set(iri) & set(' <>"{}|^`\\') else None
