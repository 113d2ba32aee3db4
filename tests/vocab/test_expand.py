"""Expansion by table equals pyld, or says that it does not know; for our own shapes it always knows."""

from __future__ import annotations

import json
import os
import warnings
from collections import Counter
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from pyld import jsonld

from tests.deep import examples
from tests.vocab.jsonld_strategies import CONTEXTS, documents
from tests.vocab.own_documents import activity, actor, every_shape, offer
from vocab.context import ACTOR, AS, RECORD
from vocab.errors import UnknownContext, Unproven
from vocab.expand import expand
from vocab.loader import Loader
from vocab.tables import Tables

SHARED = Path(os.environ.get("BOCAGE_SHARED", Path(__file__).parents[2] / "../shared"))
LOADER = Loader()
TABLES = Tables(LOADER)
AT_RANDOM = settings(
    max_examples=examples(120),
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.generate, Phase.shrink],
)


def reference(document: dict[str, Any]) -> list[dict[str, Any]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # pyld warns of terms that look like keywords
        found: list[dict[str, Any]] = jsonld.expand(document, {"documentLoader": LOADER})
    return found


def exact(value: object) -> bytes:
    """Bytes to compare by: in Python `True == 1`."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def differs(document: dict[str, Any]) -> bool:
    return exact(expand(document, TABLES)) != exact(reference(document))


@pytest.mark.parametrize("document", every_shape(), ids=lambda document: str(document["type"]))
def test_expand__own_shapes_are_always_proven(document: dict[str, Any]) -> None:
    assert exact(expand(document, TABLES)) == exact(reference(document))


@AT_RANDOM
@given(documents(st.sampled_from([RECORD, ACTOR])))
def test_expand__at_random_under_own_contexts(document: dict[str, Any]) -> None:
    try:
        found = expand(document, TABLES)
    except Unproven:
        return

    assert exact(found) == exact(reference(document))


@AT_RANDOM
@given(documents(CONTEXTS))
def test_expand__at_random_under_any_context(document: dict[str, Any]) -> None:
    try:
        found = expand(document, TABLES)
    except Unproven:
        return

    assert exact(found) == exact(reference(document))


def test_expand__random_documents_mostly_take_the_fast_path() -> None:
    """A differential test in which nothing is compared would prove nothing."""
    paths: Counter[bool] = Counter()

    @settings(AT_RANDOM, max_examples=examples(100))
    @given(documents(st.sampled_from([RECORD, ACTOR])))
    def count(document: dict[str, Any]) -> None:
        try:
            expand(document, TABLES)
        except Unproven:
            paths[False] += 1
        else:
            paths[True] += 1

    count()
    assert paths[True] > paths.total() / 3


@pytest.mark.parametrize(
    "document",
    [
        {"@context": AS, "id": "https://a.example/", "type": [], "name": "A"},
        {"@context": AS, "id": "https://a.example/", "to": []},
        {"@context": AS, "id": "https://a.example/"},
        {"@context": AS},
        {},
        {"https://a.example/p": "x"},
        {"name": "no context at all"},
        {"@context": AS, "nameMap": {"fr": "a", "EN": ["b", None]}, "name": "c"},
        {"@context": AS, "type": "Collection", "orderedItems": [["https://a.example/1"], "https://a.example/2", None]},
        {"@context": AS, "type": "Collection", "orderedItems": "https://a.example/1", "totalItems": 1},
        {"@context": AS, "tag": [None, [], {}], "undefined": 1.0, "a b": 1, "x:y": True},
        {"@context": [AS, {"@vocab": "https://v.example/"}], "strange": {"more": "x"}},
        {"@context": [AS, {"@language": "FR"}], "name": "a", "content": 3, "contentMap": {"en": "b"}},
        {"@context": [AS, {"name": None}], "name": "silenced", "summary": "kept"},
        {"@context": [AS, {"n": {"@id": "as:name", "@language": None}, "@language": "fr"}], "n": "x", "name": "y"},
        {"@context": {"a": {"@id": "https://a.example/", "@type": "@json"}}, "a": {"@context": 1, "b": [None, "x"]}},
        {"@context": {"a": {"@id": "https://a.example/", "@type": "@json"}}, "a": ["x", []]},
        {"@context": {"a": {"@id": "https://a.example/", "@type": "@json"}}, "a": "x"},
        {"@context": {"a": {"@id": "https://a.example/", "@type": "@json"}}, "a": []},
    ],
)
def test_expand__example(document: dict[str, Any]) -> None:
    assert not differs(document)


def test_expand__object_of_an_activity_keeps_its_own_context() -> None:
    inner = {"@context": [AS, {"name": "https://other.example/name"}], "id": "https://a.example/", "name": "A"}
    document = {"@context": AS, "type": "Create", "name": "B", "object": inner}

    (node,) = expand(document, TABLES)

    assert node[f"{AS}#object"] == [{"@id": "https://a.example/", "https://other.example/name": [{"@value": "A"}]}]
    assert node[f"{AS}#name"] == [{"@value": "B"}]
    assert not differs(document)


@pytest.mark.parametrize(
    "document",
    [
        {"@context": AS, "id": "relative"},
        {"@context": AS, "id": 3},
        {"@context": AS, "to": {"@value": "x"}},
        {"@context": AS, "type": {"a": 1}},
        {"@context": AS, "@graph": []},
        {"@context": AS, "@reverse": {}},
        {"@context": None, "name": "x"},
        {"@context": [], "name": "x"},
        {"@context": [AS, {"@base": "https://a.example/"}]},
        {"@context": [AS, {"@import": AS}]},
        {"@context": [AS, {"a": {"@id": "https://a.example/", "@nest": "b"}}]},
        {"@context": [AS, {"a": {"@reverse": "as:actor"}}]},
        {"@context": [AS, {"a": "b", "b": "a"}]},
        {"@context": [AS, {"@protected": False}]},
        {"@context": ["https://w3id.org/security/data-integrity/v2", {"id": "https://a.example/id"}]},
        {"@context": [AS, {"a": {"@id": "https://a.example/", "@context": {"b": "nowhere", "@vocab": "x"}}}]},
        {"@context": [AS, {f"t{number}": "as:x" for number in range(3000)}]},
        {"@context": [{"@version": 1.1}] * 100},
        {"@context": [AS, {"a": "https://a.example/" + "x" * 70_000}]},
        {"@context": {"a": {"@id": "https://a.example/", "@type": "@json", "@container": "@list"}}, "a": {}},
        {
            "@context": {"a": {"@id": "https://a.example/", "@type": "@json"}, "A": "https://a.example/"},
            "A": "x",
            "a": {},
        },
    ],
)
def test_expand__unproven(document: dict[str, Any]) -> None:
    for _ in range(2):  # the refusal is kept, and says the same
        with pytest.raises(Unproven):
            expand(document, TABLES)


def test_expand__unknown_context_is_never_fetched() -> None:
    with pytest.raises(UnknownContext):
        expand({"@context": [AS, "https://elsewhere.example/"], "name": "x"}, Tables(LOADER))


def test_expand__leaves_the_document_and_the_contexts_alone() -> None:
    document = activity("Update", actor())
    before, contexts = exact(document), exact([RECORD, ACTOR])

    expand(document, TABLES)

    assert (exact(document), exact([RECORD, ACTOR])) == (before, contexts)


def test_expand__proof_value_and_purpose() -> None:
    (node,) = expand(offer(), TABLES)

    (proof,) = node["https://w3id.org/security#proof"][0]["@graph"]  # type: ignore[index]
    assert proof["https://w3id.org/security#proofPurpose"] == [{"@id": "https://w3id.org/security#assertionMethod"}]
    assert proof["@type"] == ["https://w3id.org/security#DataIntegrityProof"]


def test_expand__messages_of_other_servers() -> None:
    messages = SHARED / "data" / "messages"
    if not messages.exists():
        pytest.skip(f"shared data absent: {messages}")
    paths: Counter[str] = Counter()

    for path in sorted(messages.rglob("*.json")):
        content = json.loads(path.read_text())
        body = content.get("body", content) if isinstance(content, dict) else None
        if not isinstance(body, dict) or "@context" not in body:
            continue
        try:
            found = expand(body, TABLES)
        except Unproven as reason:
            paths[f"left to the worker: {reason}"] += 1
            continue
        assert exact(found) == exact(reference(body)), path.name
        paths["table"] += 1

    assert paths["table"] > 0.9 * paths.total(), paths
