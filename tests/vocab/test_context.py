"""Every word we may emit means something, and no kind of ours is taken by a peer for a class of its own."""

from __future__ import annotations

from typing import Any

import pytest
from pyld import jsonld

from vocab.context import ACTOR, COOP, RECORD
from vocab.loader import Loader
from vocab.table import PROPERTY
from vocab.tables import Tables

LOADER = Loader()
KINDS = ("Listing", "Practice", "PracticeReport", "PracticeStory", "Proposal")

# The classes that Fedify, Mastodon, GoToSocial and Mobilizon build objects from, beside those of ActivityStreams.
CLASSES_OF_PEERS = {
    "https://w3id.org/valueflows/ont/vf#Proposal",
    "https://w3id.org/valueflows/Proposal",
    "https://w3id.org/valueflows/ont/vf#Intent",
    "http://www.ontology-of-units-of-measure.org/resource/om-2/Measure",
    "http://joinmastodon.org/ns#Emoji",
    "http://litepub.social/ns#ChatMessage",
    "http://litepub.social/ns#EmojiReact",
    "http://schema.org#PropertyValue",
    "https://w3id.org/security#Key",
    "https://w3id.org/security#Multikey",
    "https://w3id.org/security#DataIntegrityProof",
    "https://www.w3.org/ns/did#Service",
}


def terms_of(context: list[object]) -> list[str]:
    (inline,) = (part for part in context if isinstance(part, dict))
    return [name for name in inline if not name.startswith("@")]


def cases() -> list[Any]:
    contexts = {"RECORD": RECORD, "ACTOR": ACTOR}
    return [
        pytest.param(context, term, id=f"{name}-{term}")
        for name, context in contexts.items()
        for term in terms_of(context)
    ]


@pytest.mark.parametrize(("context", "term"), cases())
def test_term__as_property_or_class_leads_to_an_iri(context: list[object], term: str) -> None:
    iri = "https://a.example/"
    value = "2026-11-23"

    (as_key,) = jsonld.expand(
        {"@context": context, "@id": iri, term: value if term == "kind" else iri}, {"documentLoader": LOADER}
    )
    (as_type,) = jsonld.expand({"@context": context, "@id": iri, "@type": term}, {"documentLoader": LOADER})

    keys = set(as_key) - {"@id"}
    assert len(keys) == 1
    assert all(key == "@type" or key.startswith(("http://", "https://")) for key in keys)
    assert as_type["@type"][0].startswith(("http://", "https://")) or term == "kind"


@pytest.mark.parametrize("context", [RECORD, ACTOR], ids=["RECORD", "ACTOR"])
def test_context__is_wholly_in_the_proven_subset(context: list[object]) -> None:
    table = Tables(LOADER).read(context)

    assert [name for name in terms_of(context) if name != "kind" and table.properties[name].kind != PROPERTY] == []
    assert table.terms["kind"].iri == "@type"


@pytest.mark.parametrize("kind", KINDS)
def test_kind__is_a_class_of_ours_alone(kind: str) -> None:
    (node,) = jsonld.expand({"@context": RECORD, "@id": "https://a.example/", "kind": kind}, {"documentLoader": LOADER})

    (iri,) = node["@type"]
    assert iri.startswith(COOP)
    assert iri not in CLASSES_OF_PEERS


def test_contexts__mean_the_same_by_the_words_they_share() -> None:
    tables = Tables(LOADER)
    record, actor = tables.read(RECORD), tables.read(ACTOR)
    shared = record.terms.keys() & actor.terms.keys()

    assert [name for name in sorted(shared) if record.terms[name] != actor.terms[name]] == []


def test_contexts__an_actor_may_be_the_object_of_our_activities() -> None:
    """Protected terms of the security contexts may be met twice only if they are the same."""
    tables = Tables(LOADER)

    inside = tables.read(ACTOR, tables.read(RECORD))

    assert inside.terms["assertionMethod"].iri == "https://w3id.org/security#assertionMethod"
