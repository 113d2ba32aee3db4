"""Documents to RDF and back with the reference libraries: for the worker process, the tests and the checks.

The serving process never imports this module (rdflib and pyld cost 24 MB and 150 ms): it expands by table and writes
quads itself. Here stands what is slow and complete: any JSON-LD whose contexts are bundled, datasets, and the canonical
form of a graph (RDFC-1.0), with a budget, because a graph of interchangeable blank nodes can ask for factorial time.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterable
from typing import Any, Final

import rdflib
from pyld import canon, jsonld

from vocab.context import RECORD
from vocab.errors import TooLarge, Unproven
from vocab.loader import Loader

MAX_BLANK_NODES: Final = 500
MAX_STEPS: Final = 2_000


def expanded(document: dict[str, object], loader: Loader, base: str | None = None) -> list[dict[str, object]]:
    """The expanded form by pyld, every relative IRI read against `base`; raises Unproven for what is no JSON-LD."""
    try:
        found: list[dict[str, object]] = jsonld.expand(document, {"documentLoader": loader, "base": base or ""})
    except jsonld.JsonLdError as error:
        raise Unproven(f"not JSON-LD: {_reason(error)}") from error
    return found


def nquads(document: dict[str, object], loader: Loader, base: str | None = None) -> str:
    """The N-Quads of a document by pyld, blank nodes as they come, sorted."""
    try:
        found: str = jsonld.to_rdf(
            document, {"documentLoader": loader, "base": base or "", "format": "application/n-quads"}
        )
    except jsonld.JsonLdError as error:
        raise Unproven(f"not JSON-LD: {_reason(error)}") from error
    return found


def graph_of(lines: str | Iterable[str]) -> rdflib.Graph:
    """An rdflib graph of N-Quads lines, all named graphs merged."""
    found, everything = rdflib.Graph(), rdflib.Dataset()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # rdflib 7 uses inside what it deprecates
        everything.parse(data=_text(lines), format="nquads")
        for subject, predicate, value, _ in everything.quads():
            found.add((subject, predicate, value))
    return found


def document_of(lines: str | Iterable[str], context: list[object] | None = None) -> dict[str, object]:
    """The JSON-LD document that says what N-Quads lines say, in the words of `context` (ours by default)."""
    plain = jsonld.from_rdf(_text(lines), {"format": "application/n-quads"})
    compacted: dict[str, object] = jsonld.compact(plain, context or RECORD, {"documentLoader": Loader()})
    return compacted


def rdfc(lines: str | Iterable[str], *, max_blank_nodes: int = MAX_BLANK_NODES, max_steps: int = MAX_STEPS) -> str:
    """The canonical N-Quads (RDFC-1.0) of N-Quads lines; raises TooLarge when the graph asks for too much work."""
    parsed = jsonld.JsonLdProcessor.parse_nquads(_text(lines))
    blank = {
        term["value"]
        for triples in parsed.values()
        for triple in triples
        for term in (triple["subject"], triple["object"])
        if term["type"] == "blank node"
    }
    if len(blank) > max_blank_nodes:
        raise TooLarge(f"{len(blank)} blank nodes, limit {max_blank_nodes}")
    found: str = _Budgeted(max_steps).main(parsed, {"format": "application/n-quads"})
    return found


class _Budgeted(canon.URDNA2015):  # type: ignore[misc]  # pyld has no types
    """RDFC-1.0 that gives up after a number of comparisons between look-alike blank nodes."""

    def __init__(self, steps: int) -> None:
        super().__init__()
        self._steps = steps

    def hash_related_blank_node(self, *arguments: Any) -> Any:
        self._steps -= 1
        if self._steps < 0:
            raise TooLarge("graph too intricate to be put in canonical form")
        return super().hash_related_blank_node(*arguments)


def _text(lines: str | Iterable[str]) -> str:
    return lines if isinstance(lines, str) else "".join(line + "\n" for line in lines)


def _reason(error: BaseException) -> str:
    """The innermost sentence of a pyld error: the outer ones only repeat it."""
    while error.__cause__ is not None:
        error = error.__cause__
    return str(error.args[0] if error.args else error)[:200]
