"""Compiled contexts are kept, few, and told apart."""

from __future__ import annotations

import copy

import pytest

from vocab.context import ACTOR, AS, RECORD
from vocab.errors import UnknownContext, Unproven
from vocab.loader import Loader
from vocab.tables import Tables


class CountingLoader(Loader):
    def __init__(self) -> None:
        super().__init__()
        self.asked = 0

    def load(self, url: str) -> dict[str, object]:
        self.asked += 1
        return super().load(url)


def test_read__compiles_once() -> None:
    loader = CountingLoader()
    tables = Tables(loader)

    first = tables.read([AS, {"a": "as:a"}])
    again = tables.read([AS, {"a": "as:a"}])

    assert first is again
    assert loader.asked == 1


def test_read__same_context_inside_itself_is_the_same_table() -> None:
    tables = Tables(Loader())
    outer = tables.read(RECORD)

    assert tables.read(RECORD, outer).terms == outer.terms
    assert tables.read(copy.deepcopy(RECORD)).terms == outer.terms


def test_read__order_of_contexts_counts() -> None:
    tables = Tables(Loader())
    ours: dict[str, object] = {"name": "https://a.example/name"}

    assert tables.read([AS, ours]).terms["name"].iri == "https://a.example/name"
    assert tables.read([ours, AS]).terms["name"].iri == f"{AS}#name"


def test_read__keeps_refusals_but_not_for_ever() -> None:
    loader = CountingLoader()
    tables = Tables(loader, size=2)

    for _ in range(3):
        with pytest.raises(Unproven):
            tables.read("https://elsewhere.example/")
    assert loader.asked == 1

    tables.read(RECORD)
    tables.read(ACTOR)
    before = loader.asked
    with pytest.raises(UnknownContext):
        tables.read("https://elsewhere.example/")
    assert loader.asked == before + 1


def test_read__never_more_than_its_size() -> None:
    tables = Tables(Loader(), size=3)

    for number in range(20):
        tables.read({f"t{number}": "https://a.example/t"})

    assert len(tables._contexts) == 3


def test_scope__of_a_type_gives_way_in_nested_nodes() -> None:
    tables = Tables(Loader())
    table = tables.read(RECORD)

    inner = tables.scope(table, "DataIntegrityProof", of_type=True)

    assert inner.previous is table
    assert inner.terms["cryptosuite"].iri == "https://w3id.org/security#cryptosuite"
    assert "cryptosuite" not in table.terms
