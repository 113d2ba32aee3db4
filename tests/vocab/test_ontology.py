"""The ontology says what each of our terms means; the contexts say which terms we write. They must be the same set."""

from __future__ import annotations

from pathlib import Path
from typing import cast

import pytest
from rdflib import OWL, RDF, RDFS, Graph, Literal, URIRef

import vocab
from tests.ontology import JSON_LD, written
from vocab.context import ACTOR, COOP, RECORD
from vocab.credential import CONTEXT
from vocab.derived import SAID_BY_NODES

# Published with the catalogue of practices, and never inside a record.
CATALOGUE_TERMS = {"Charter", "Theme", "Practice", "levelAnchor", "acceptedEvidence", "LevelDescription"}
CATALOGUE_TERMS |= {
    "levelDescription",
    "whyItMatters",
    "howToBegin",
    "askedAs",
    "askedFirst",
    "indicatorUnit",
    "setsAside",
}
# What a node says beside the documents: of each record it holds, and of the territories.
NODE_TERMS = {iri.removeprefix(COOP) for iri in SAID_BY_NODES.values() if iri.startswith(COOP)}
NODE_TERMS |= {"Territory", "territoryType"}


@pytest.fixture(scope="module")
def ontology() -> Graph:
    return Graph().parse(Path(vocab.__file__).parent / "ontology.ttl", format="turtle")


def terms_of(context: list[object]) -> set[str]:
    definitions = cast(dict[str, object], context[-1])
    targets = {
        cast(dict[str, str], each).get("@id") if isinstance(each, dict) else each for each in definitions.values()
    }
    return {each.removeprefix("coop:") for each in targets if isinstance(each, str) and each.startswith("coop:")}


def defined_in(ontology: Graph) -> set[str]:
    subjects = {str(each) for each in ontology.subjects(RDF.type)}
    return {each.removeprefix(COOP) for each in subjects if each.startswith(COOP)} - {""}


@pytest.mark.parametrize("context", [RECORD, ACTOR], ids=["record", "actor"])
def test_ontology__every_term_of_the_contexts_is_defined(ontology: Graph, context: list[object]) -> None:
    terms = terms_of(context)

    assert len(terms) > 15
    assert sorted(terms - defined_in(ontology)) == []


def test_ontology__every_term_of_credentials_is_defined(ontology: Graph) -> None:
    terms = terms_of(CONTEXT)

    assert len(terms) == 8
    assert sorted(terms - defined_in(ontology)) == []


def test_ontology__no_term_that_nothing_writes(ontology: Graph) -> None:
    written = terms_of(RECORD) | terms_of(ACTOR) | terms_of(CONTEXT) | CATALOGUE_TERMS | NODE_TERMS

    assert sorted(defined_in(ontology) - written) == []


def test_ontology__labels_and_comments_in_both_languages(ontology: Graph) -> None:
    lacking = [
        (term, predicate, language)
        for term in sorted(defined_in(ontology))
        for predicate in (RDFS.label, RDFS.comment)
        for language in ("fr", "en")
        if [str(text).strip() == "" for text in spoken(ontology, term, predicate, language)] != [False]
    ]

    assert lacking == []


def spoken(ontology: Graph, term: str, predicate: URIRef, language: str) -> list[Literal]:
    texts = ontology.objects(URIRef(COOP + term), predicate)
    return [text for text in texts if isinstance(text, Literal) and text.language == language]


def test_ontology__classes_are_capitalised_and_properties_are_not(ontology: Graph) -> None:
    classes = {str(each).removeprefix(COOP) for each in ontology.subjects(RDF.type, OWL.Class)}

    assert classes == {term for term in defined_in(ontology) if term[0].isupper()}


def test_ontology__domains_and_ranges_of_ours_exist(ontology: Graph) -> None:
    named = {str(end) for predicate in (RDFS.domain, RDFS.range) for end in ontology.objects(None, predicate)}

    assert {end.removeprefix(COOP) for end in named if end.startswith(COOP)} <= defined_in(ontology)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # rdflib 7 uses inside what it deprecates
def test_json_ld__is_what_the_turtle_says_and_in_its_place(ontology: Graph) -> None:
    text = JSON_LD.read_text("utf-8")

    assert text == written(), "vocab/ontology.jsonld is behind: run `make tree`"
    assert Graph().parse(data=text, format="json-ld").isomorphic(ontology)
