"""A document whose JSON-LD says something else than its JSON stays out of the RDF."""

from __future__ import annotations

from typing import Any

import pytest

from tests.vocab.own_documents import activity, every_shape, offer
from vocab.context import AS, RECORD
from vocab.expand import expand
from vocab.loader import Loader
from vocab.tables import Tables
from vocab.two_views import views_agree

TABLES = Tables(Loader())
A, B = "https://a.example/1", "https://b.example/2"


def agree(document: dict[str, Any]) -> bool:
    return views_agree(document, expand(document, TABLES))


@pytest.mark.parametrize("document", every_shape(), ids=lambda document: str(document["type"]))
def test_views_agree__own_shapes(document: dict[str, Any]) -> None:
    assert agree(document)


@pytest.mark.parametrize(
    "document",
    [
        {"@context": AS, "id": A, "type": "Create", "actor": B, "object": {"type": "Note", "content": "no id"}},
        {"@context": AS, "id": A, "type": ["Create"], "actor": [B], "object": [{"id": B}, A]},
        {"@context": AS, "@id": A, "@type": "as:Note", "attributedTo": {"type": "Person", "id": B}},
        {"@context": [AS, {"toot": "http://joinmastodon.org/ns#", "Emoji": "toot:Emoji"}], "id": A, "type": "Emoji"},
        {"@context": AS, "type": "Strange", "id": A},
    ],
)
def test_views_agree__of_others(document: dict[str, Any]) -> None:
    assert agree(document)


@pytest.mark.parametrize(
    "document",
    [
        {"@context": [AS, {"actor": "https://x.example/actor"}], "id": A, "type": "Create", "actor": B},
        {
            "@context": [AS, {"owner": {"@id": "as:actor", "@type": "@id"}}],
            "id": A,
            "type": "Create",
            "actor": A,
            "owner": B,
        },
        {"@context": [AS, {"Note": "as:Delete"}], "id": A, "type": "Note"},
        {"@context": [AS, {"Thing": "as:Delete"}], "id": A, "type": "Thing"},
        {"@context": [AS, {"Note": "https://x.example/Note"}], "id": A, "type": "Note"},
        {"@context": [AS, {"sort": "@type"}], "id": A, "type": "Note", "sort": "Delete"},
        {"@context": [AS, {"Thing": "https://w3id.org/plateformcoop/ns#Proposal"}], "id": A, "type": "Thing"},
        {"@context": [AS, {"iri": "@id"}], "iri": A, "type": "Note"},
        {"@context": AS, "id": "as:x", "type": "Note"},
        {"@context": [AS, {"object": None}], "id": A, "type": "Create", "object": B},
        {"@context": AS, "id": A, "type": "Note", "kind": "Proposal"},
        {"@context": [AS, {"kind": "@type", "Proposal": "as:Delete"}], "id": A, "type": "Note", "kind": "Proposal"},
        {"@context": AS, "id": A},
    ],
)
def test_views_agree__not(document: dict[str, Any]) -> None:
    # R9: a context that changes what the plain keys say.
    assert not agree(document)


def test_views_agree__object_swapped_after_expansion() -> None:
    expanded = expand(activity("Create", offer()), TABLES)

    assert not views_agree(activity("Create", {**offer(), "id": B}), expanded)
    assert not views_agree({**activity("Create", offer()), "@context": RECORD, "actor": B}, expanded)
