"""Statements in three forms that say the same, whatever is in a text."""

from __future__ import annotations

import pytest
from rdflib import Graph
from rdflib.compare import isomorphic

from node.catalog.writing import WRITERS, Literal, Statement
from tests.node.web.harvest import graph_of
from tests.node.web.served import Answer

HERE = "https://a.example/catalog?territory=x&page=2#d"
NASTY = ['a "b" & <c>', "two\nlines\ttab", "é 𝄞 \\ end", "]]>", "'"]


def read(ext: str, statements: list[Statement]) -> Graph:
    type, write = WRITERS[ext]
    return graph_of(Answer(200, {"Content-Type": type}, write(statements)))


@pytest.mark.parametrize("text", NASTY)
def test_forms__the_same_statements(text: str) -> None:
    statements: list[Statement] = [
        (HERE, "rdf:type", "dcat:Dataset"),
        (HERE, "dct:title", Literal(text, "fr")),
        (HERE, "dct:title", Literal(text, "en")),
        (HERE, "dct:identifier", Literal(text)),
        (HERE, "void:entities", Literal("3", type="xsd:integer")),
        (HERE, "dcat:landingPage", "https://a.example/?q=1&r='2'"),
    ]

    turtle, json, xml = [read(ext, statements) for ext in ("ttl", "jsonld", "xml")]

    assert len(turtle) == 6 and isomorphic(turtle, json) and isomorphic(turtle, xml)


def test_xml__what_it_cannot_write_is_left_out() -> None:
    graph = read("xml", [(HERE, "dct:title", Literal("a\x0bb\x00c", "fr"))])

    assert [str(value) for value in graph.objects()] == ["abc"]
