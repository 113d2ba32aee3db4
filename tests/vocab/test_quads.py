"""Quads by hand say what pyld's say, and are the same lines each time."""

from __future__ import annotations

from typing import Any

import pytest
import rdflib
from rdflib.compare import isomorphic

from tests.vocab.own_documents import every_shape, offer
from vocab.context import AS, COOP
from vocab.errors import Malformed, Unproven
from vocab.expand import expand
from vocab.graph import graph_of, nquads
from vocab.loader import Loader
from vocab.quads import to_quads, to_turtle
from vocab.tables import Tables

LOADER = Loader()
TABLES = Tables(LOADER)
A = "https://a.example/1"
SKOLEM = "#b-"
TYPED = {
    "@context": {"@vocab": "https://v.example/", "d": {"@id": "https://v.example/d", "@type": "http://www.w3.org/2001/XMLSchema#double"}},
    "@id": A,
}  # fmt: skip


def without_skolems(lines: list[str]) -> rdflib.Graph:
    """The graph of N-Quads lines, our skolem names turned back to blank nodes."""
    found = rdflib.Graph()
    for subject, predicate, value in graph_of(lines):
        found.add((blank(subject), predicate, blank(value)))
    return found


def blank(term: Any) -> Any:
    return rdflib.BNode(term.rpartition(SKOLEM)[2]) if isinstance(term, rdflib.URIRef) and SKOLEM in term else term


DOCUMENTS: list[dict[str, Any]] = [
    *every_shape(),
    {"@context": AS, "id": A, "orderedItems": ["https://a.example/2", {"name": "x"}], "totalItems": 2},
    {"@context": AS, "id": A, "orderedItems": [], "nameMap": {"fr": "é\n\"\\\t", "en-GB": "e"}},
    {**TYPED, "a": True, "b": 1, "c": 1.5, "e": 2.0, "f": 1e22, "g": -0.001, "h": "x", "d": "3", "i": [1, 1]},
    {**TYPED, "d": [1, 2.5, "4", 10]},
    {"@context": AS, "id": A, "to": ["https://a.example/with space", "https://a.example/ok"], "undefined": "lost"},
    {"@context": AS, "id": A, "tag": [{"type": "Mention", "href": A}, {"type": "Mention"}], "type": "Strange"},
    {"@context": AS, "id": A, "tag": [{"id": "_:b0", "name": "x"}], "to": "_:b0"},
]  # fmt: skip


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: str(document.get("type", "")))
def test_to_quads__says_what_pyld_says(document: dict[str, Any]) -> None:
    lines = to_quads(expand(document, TABLES))

    assert isomorphic(without_skolems(lines), graph_of(nquads(document, LOADER)))


def test_to_quads__number_that_is_none() -> None:
    """As it came, since rdflib would only complain of it."""
    document = {**TYPED, "d": "abc"}

    assert to_quads(expand(document, TABLES)) == nquads(document, LOADER).splitlines()


@pytest.mark.parametrize("document", every_shape(), ids=lambda document: str(document["type"]))
def test_to_quads__in_the_owners_graph_without_blank_nodes_or_proofs(document: dict[str, Any]) -> None:
    lines = to_quads(expand(document, TABLES), "https://a.example/graph")

    assert lines == sorted(set(lines))
    assert all(line.endswith(" <https://a.example/graph> .") for line in lines)
    assert not any("_:" in line or "security#proof" in line for line in lines)


def test_to_quads__every_line() -> None:
    context = [AS, {"coop": COOP, "kind": "@type"}]
    document = {"@context": context, "id": A, "type": "Note", "kind": "coop:Proposal", "name": 'é "x"'}
    document["location"] = {"name": "ici"}
    lines = to_quads(expand(document, TABLES))

    place = next(line.split(" ")[2] for line in lines if f"<{AS}#location>" in line)
    assert place.startswith(f"<{A}#b-")
    assert lines == sorted(
        [
            f"<{A}> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{AS}#Note> .",
            f"<{A}> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{COOP}Proposal> .",
            f'<{A}> <{AS}#name> "é \\"x\\"" .',
            f"<{A}> <{AS}#location> {place} .",
            f'{place} <{AS}#name> "ici" .',
        ]
    )


def test_to_quads__same_lines_whatever_the_order_of_keys() -> None:
    document = offer()
    turned = dict(reversed(document.items()))

    assert to_quads(expand(document, TABLES)) == to_quads(expand(turned, TABLES))


def test_to_quads__what_n_quads_cannot_hold_is_dropped() -> None:
    expanded: list[dict[str, Any]] = [
        {
            "@id": A,
            "@type": ["relative", "https://a.example/<x>"],
            "https://a.example/p": [
                {"@id": 'https://a.example/"'},
                {"@value": "x", "@language": "not a tag"},
                {"@value": "x", "@type": "relative"},
                {"@value": "kept"},
            ],
            "relative": [{"@value": "x"}],
            "_:blank": [{"@value": "x"}],
        }
    ]

    assert to_quads(expanded) == [f'<{A}> <https://a.example/p> "kept" .']


@pytest.mark.parametrize("expanded", [[{"https://a.example/p": []}], [{"@id": "_:b0"}], [{"@id": "relative"}]])
def test_to_quads__document_without_a_name(expanded: list[dict[str, object]]) -> None:
    with pytest.raises(Malformed):
        to_quads(expanded)
    assert to_quads(expanded, base=A) == []


def test_to_quads__graph_that_is_no_iri() -> None:
    with pytest.raises(Malformed):
        to_quads([{"@id": A}], "https://a.example/> <b> <c> .")


@pytest.mark.parametrize("key", ["@reverse", "@included"])
def test_to_quads__what_the_tables_never_make(key: str) -> None:
    with pytest.raises(Unproven):
        to_quads([{"@id": A, key: []}])


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: str(document.get("type", "")))
def test_to_turtle__says_the_same(document: dict[str, Any]) -> None:
    lines = to_quads(expand(document, TABLES), "https://a.example/graph")

    turtle = to_turtle(
        lines, {"as": AS + "#", "coop": COOP, "xsd": "http://www.w3.org/2001/XMLSchema#", "unused": "urn:x:"}
    )

    assert isomorphic(rdflib.Graph().parse(data=turtle, format="turtle"), graph_of(lines))
    assert "unused" not in turtle


def test_to_turtle__reads_well() -> None:
    lines = [f'<{A}> <{AS}#name> "a^^<b>" .', f"<{A}> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <{AS}#Note> ."]

    assert (
        to_turtle(lines, {"as": AS + "#"})
        == f'@prefix as: <{AS}#> .\n\n<{A}>\n    a as:Note ;\n    as:name "a^^<b>" .\n'
    )
    with pytest.raises(Malformed):
        to_turtle(["_:b0 <https://a.example/p> 3 ."], {})
