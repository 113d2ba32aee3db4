"""The values people choose from, in RDF."""

from __future__ import annotations

import pytest
import rdflib
from rdflib.namespace import RDF, SKOS

from tests.vocabulary import VOCABULARY
from vocab import skos
from vocab.context import CHARTER, COOP, TERRITORY
from vocab.graph import graph_of
from vocab.vocabulary import Vocabulary


@pytest.fixture(scope="module")
def words() -> Vocabulary:
    return VOCABULARY


@pytest.fixture(scope="module")
def graph(words: Vocabulary) -> rdflib.Graph:
    return graph_of(skos.vocabulary_lines(words))


def test_vocabulary_lines__every_concept_has_words_in_both_languages(graph: rdflib.Graph, words: Vocabulary) -> None:
    concepts = {*(concept.iri for scheme in words.schemes for concept in scheme)}
    concepts |= {practice.iri for practice in words.charter.practices} | {theme.iri for theme in words.charter.themes}
    spoken = {
        iri: {getattr(label, "language", None) for label in graph.objects(rdflib.URIRef(iri), SKOS.prefLabel)}
        for iri in concepts
    }

    assert spoken
    assert {languages == {"fr", "en"} for languages in spoken.values()} == {True}


def test_vocabulary_lines__a_practice_is_one_and_has_its_theme(graph: rdflib.Graph) -> None:
    practice = rdflib.URIRef(CHARTER + "D03")

    assert (practice, RDF.type, rdflib.URIRef(COOP + "Practice")) in graph
    assert (practice, SKOS.broader, rdflib.URIRef(CHARTER + "D")) in graph
    assert str(graph.value(practice, SKOS.notation)) == "D03"


def test_territory_lines__its_names_and_what_contains_it(words: Vocabulary) -> None:
    lille = f"{TERRITORY}fr/commune/59350"
    graph = graph_of(skos.territory_lines(lille, words))

    assert set(map(str, graph.objects(rdflib.URIRef(lille), SKOS.prefLabel))) == {"Lille"}
    assert set(map(str, graph.objects(rdflib.URIRef(lille), SKOS.broader))) == {
        f"{TERRITORY}fr/epci/200093201",
        f"{TERRITORY}fr/departement/59",
    }
    assert skos.with_containers(lille, words) == (
        lille,
        f"{TERRITORY}fr/epci/200093201",
        f"{TERRITORY}fr/departement/59",
        f"{TERRITORY}fr/region/32",
    )


@pytest.mark.parametrize("iri", ["https://a.example/", f"{TERRITORY}fr/commune/00000", f"{TERRITORY}xx/y/z"])
def test_territory_lines__of_none(words: Vocabulary, iri: str) -> None:
    assert skos.territory_lines(iri, words) == []
    assert skos.with_containers(iri, words) == ()
