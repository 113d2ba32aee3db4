"""The catalogue in RDF says what the contract promises, and the same in Turtle and in JSON-LD."""

from __future__ import annotations

import pytest
import rdflib
from rdflib.namespace import DCTERMS, OWL, RDF, SKOS

from vocab.charter import Charter
from vocab.charter_skos import PREFIXES, charter_nodes, in_json_ld, in_quads
from vocab.concepts import Schemes
from vocab.context import CHARTER, COOP
from vocab.graph import graph_of, nquads
from vocab.loader import Loader
from vocab.quads import to_turtle

CATALOGUE = Charter.load()
SCHEME = rdflib.URIRef(CATALOGUE.iri)


def coop(term: str) -> rdflib.URIRef:
    return rdflib.URIRef(COOP + term)


@pytest.fixture(scope="module")
def graph() -> rdflib.Graph:
    text = to_turtle(in_quads(charter_nodes(CATALOGUE, Schemes.load()), CATALOGUE.iri), PREFIXES)
    return rdflib.Graph().parse(data=text, format="turtle")


def test_practice__has_what_the_contract_promises(graph: rdflib.Graph) -> None:
    practices = set(graph.subjects(RDF.type, coop("Practice")))

    assert practices == {rdflib.URIRef(practice.iri) for practice in CATALOGUE.practices}
    for practice in practices:
        for words in (SKOS.prefLabel, SKOS.definition, coop("whyItMatters"), coop("howToBegin"), coop("askedAs")):
            assert {text.language for text in graph.objects(practice, words)} == {"fr", "en"}
        assert str(graph.value(practice, SKOS.notation)) == str(practice).removeprefix(CHARTER)
        assert (graph.value(practice, SKOS.broader), RDF.type, coop("Theme")) in graph
        assert graph.value(practice, SKOS.inScheme) == SCHEME
        assert len(set(graph.objects(practice, coop("acceptedEvidence")))) >= 1
        assert graph.value(graph.value(practice, coop("indicatorUnit")), SKOS.prefLabel)


def test_practice__says_which_sentence_belongs_to_which_level(graph: rdflib.Graph) -> None:
    for practice in CATALOGUE.practices:
        iri = rdflib.URIRef(practice.iri)
        levels = {
            str(graph.value(each, SKOS.notation)): set(graph.objects(each, SKOS.definition))
            for each in graph.objects(iri, coop("levelDescription"))
        }
        assert {level: {str(text) for text in texts} for level, texts in levels.items()} == {
            str(level): {anchor.fr, anchor.en} for level, anchor in enumerate(practice.anchors)
        }
        assert set(graph.objects(iri, coop("levelAnchor"))) == set().union(*levels.values())


def test_matches__have_words_and_ours_say_that_they_are(graph: rdflib.Graph) -> None:
    matches = {
        each for how in (SKOS.broadMatch, SKOS.closeMatch, SKOS.relatedMatch) for each in graph.objects(None, how)
    }

    assert {str(each).rpartition("-")[0] for each in matches if str(each).startswith(COOP)} == {
        COOP + "ica-principle",
        COOP + "fairwork-principle",
    }
    for each in matches:
        assert {text.language for text in graph.objects(each, SKOS.prefLabel)} == {"fr", "en"}
        assert str(each).startswith(COOP) == bool(list(graph.objects(each, SKOS.editorialNote)))


def test_versions__each_has_its_own_address(graph: rdflib.Graph) -> None:
    now, before = rdflib.URIRef(CHARTER + "2.0"), rdflib.URIRef(CHARTER + "1.0")

    assert str(graph.value(SCHEME, OWL.versionInfo)) == "2.0"
    assert graph.value(SCHEME, OWL.versionIRI) == now
    assert (now, DCTERMS.replaces, before) in graph
    assert (before, DCTERMS.isVersionOf, SCHEME) in graph


def test_json_ld__says_the_same(graph: rdflib.Graph) -> None:
    document = in_json_ld(charter_nodes(CATALOGUE, Schemes.load()))

    assert set(graph_of(nquads(document, Loader()))) == set(graph)
