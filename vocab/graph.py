"""Documents to RDF and back with the reference libraries: for the worker process, the tests and the checks.

The serving process never imports this module (rdflib and pyld cost 24 MB and 150 ms): it expands by table and writes
quads itself. Here stands what is slow and complete: any JSON-LD whose contexts are bundled, datasets, and the canonical
form of a graph (RDFC-1.0), with a budget, because a graph of interchangeable blank nodes can ask for factorial time.
"""

from __future__ import annotations

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


def dataset(lines: str | Iterable[str]) -> rdflib.Dataset:
    """An rdflib dataset of N-Quads lines."""
    text = lines if isinstance(lines, str) else "".join(line + "\n" for line in lines)
    found = rdflib.Dataset()
    found.parse(data=text, format="nquads")
    return found


def document_of(found: rdflib.Dataset, context: list[object] | None = None) -> dict[str, object]:
    """The JSON-LD document that says what a dataset says, in the words of `context` (ours by default)."""
    loader = Loader()
    plain = jsonld.from_rdf(found.serialize(format="nquads"), {"format": "application/n-quads"})
    compacted: dict[str, object] = jsonld.compact(plain, context or RECORD, {"documentLoader": loader})
    return compacted


def rdfc(lines: str | Iterable[str], *, max_blank_nodes: int = MAX_BLANK_NODES, max_steps: int = MAX_STEPS) -> str:
    """The canonical N-Quads (RDFC-1.0) of N-Quads lines; raises TooLarge when the graph asks for too much work."""
    text = lines if isinstance(lines, str) else "".join(line + "\n" for line in lines)
    parsed = jsonld.JsonLdProcessor.parse_nquads(text)
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


def _reason(error: BaseException) -> str:
    """The innermost sentence of a pyld error: the outer ones only repeat it."""
    while error.__cause__ is not None:
        error = error.__cause__
    return str(error.args[0] if error.args else error)[:200]
