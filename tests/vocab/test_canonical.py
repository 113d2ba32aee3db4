"""Canonical JSON is the same, byte for byte, as that of the reference package."""

from __future__ import annotations

import hashlib
import math
from typing import Any

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.vocab.own_documents import actor, offer, proof
from vocab.canonical import digest, jcs
from vocab.context import ACTOR, RECORD
from vocab.errors import NotCanonical

NUMBERS = st.one_of(
    st.integers(-(2**53) + 1, 2**53 - 1),
    st.floats(allow_nan=False, allow_infinity=False),
    st.floats(-1000, 1000),
    st.decimals(-999, 999, places=3).map(float),
    st.integers(-(10**6), 10**6).map(float),
)
VALUES: st.SearchStrategy[Any] = st.recursive(
    st.one_of(st.none(), st.booleans(), NUMBERS, st.text(max_size=8)),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=4), inner, max_size=4)),
    max_leaves=20,
)


@settings(max_examples=500, deadline=None)
@given(VALUES)
def test_jcs__equals_the_reference(value: Any) -> None:
    assert jcs(value) == rfc8785.dumps(value)


@settings(max_examples=500, deadline=None)
@given(NUMBERS)
def test_jcs__numbers_equal_the_reference(number: float) -> None:
    assert jcs([number]) == rfc8785.dumps([number])


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ({"b": 1.0, "a": 1e20, "c": 1e-7}, b'{"a":100000000000000000000,"b":1,"c":1e-7}'),
        ({"\U0001f600": 1, "\ufb33": 2}, '{"\U0001f600":1,"\ufb33":2}'.encode()),
        ({"é": "\u20ac\x0f\n'\\\""}, '{"é":"€\\u000f\\n\'\\\\\\""}'.encode()),
        ([-0.0, 0, 1.5, True, None], b"[0,0,1.5,true,null]"),
        ({"@version": 1.1, "latitude": 50.6318}, b'{"@version":1.1,"latitude":50.6318}'),
        (3, b"3"),
        ("x", b'"x"'),
        (1e30, b"1e+30"),
    ],
)
def test_jcs__example(value: object, written: bytes) -> None:
    assert jcs(value) == written


@pytest.mark.parametrize(
    "value",
    [
        math.nan,
        math.inf,
        2**53,
        -(2**53),
        [2**64],
        {"a": {"b": math.nan}},
        {1: "a"},
        {"a": object()},
        "\ud800",
        {"\ud800": 1},
    ],
)
def test_jcs__refused(value: object) -> None:
    with pytest.raises(NotCanonical):
        jcs(value)


def test_jcs__too_deep() -> None:
    value: list[Any] = []
    for _ in range(100_000):
        value = [value]

    with pytest.raises(NotCanonical):
        jcs(value)


def test_jcs__too_deep_where_a_context_may_stand() -> None:
    value: dict[str, Any] = {"@context": RECORD}
    for _ in range(100_000):
        value = {"object": value}

    with pytest.raises(NotCanonical):
        jcs(value)


@pytest.mark.parametrize("document", [offer(), actor()], ids=["offer", "actor"])
def test_jcs__own_contexts_are_skipped_and_still_right(document: dict[str, Any]) -> None:
    assert jcs(document) == rfc8785.dumps(document)


@pytest.mark.parametrize("context", [RECORD, ACTOR, [*RECORD]], ids=["record", "actor", "an equal one"])
def test_jcs__own_contexts_inside(context: list[Any]) -> None:
    record = {**offer(), "@context": context, "proof": proof(context)}
    create = {"@context": context, "type": "Create", "object": record, "proof": {**proof(context), "object": record}}
    announce = {"type": "Announce", "object": create, "x": {"@context": context}}

    for document in (record, create, announce, {"object": {"object": {"object": {"object": announce}}}}):
        assert jcs(document) == rfc8785.dumps(document)
        assert digest(document) == hashlib.sha256(rfc8785.dumps(document)).digest()


def test_digest__is_sha256_of_the_bytes() -> None:
    assert digest({"b": 1, "a": 2}) == hashlib.sha256(b'{"a":2,"b":1}').digest()


@pytest.mark.parametrize(
    "document",
    [
        offer(),
        actor(),
        {"@context": RECORD},
        {"@context": RECORD, "$before": 1, "after": 2},
        {"@context": ACTOR, "\x00": 1},
        {"": 0, "@context": RECORD, "Zürich": "\U0001f6b2"},
        {"@context": ACTOR, "\U0001f6b2": 1.0, "\uffff": 2},
    ],
)
def test_digest__behind_own_contexts(document: dict[str, Any]) -> None:
    assert digest(document) == hashlib.sha256(rfc8785.dumps(document)).digest()


def test_digest__own_context_and_no_json() -> None:
    with pytest.raises(NotCanonical):
        digest({"@context": RECORD, 1: "a"})
