"""Of every kind of record the RDF says what the directory reads in the JSON: no value more, none less, none else."""

from __future__ import annotations

import re
from collections.abc import Iterable

import pytest

from tests.examples import examples
from tests.vocabulary import VOCABULARY
from vocab.concepts import Scheme
from vocab.context import COOP
from vocab.derived import with_classes
from vocab.entry import Entry, read_entry
from vocab.expand import expand
from vocab.loader import Loader
from vocab.quads import RDF, to_quads
from vocab.tables import Tables
from vocab.vocabulary import Vocabulary

AS = "https://www.w3.org/ns/activitystreams#"
SDO, ESS = "https://schema.org/", "http://purl.org/essglobal/vocab/"
LINE = re.compile(r'<([^>]*)> <([^>]*)> (?:<([^>]*)>|"((?:[^"\\]|\\.)*)"(?:@([a-z-]+)|\^\^<[^>]*>)?) \.')
PROOF = 6
KINDS = {
    "profile": AS + "Organization",
    "listing": COOP + "Listing",
    "practice": COOP + "PracticeClaim",
    "report": COOP + "PracticeReport",
    "story": COOP + "PracticeStory",
    "offer": "https://w3id.org/valueflows/ont/vf#Proposal",
    "request": "https://w3id.org/valueflows/ont/vf#Proposal",
    "event": AS + "Event",
}
DOCUMENTS = {kind: examples()[kind] for kind in KINDS}


class Said:
    """The statements that the RDF of a document makes of the document itself."""

    def __init__(self, document: dict[str, object]) -> None:
        lines = with_classes(to_quads(expand(document, Tables(Loader()))))
        parsed = [match.groups() for line in lines if (match := LINE.fullmatch(line))]
        # The proof stands in a graph of its own.
        assert len(lines) - len(parsed) == PROOF
        about = [
            (word, text if iri is None else iri, tag) for id, word, iri, text, tag in parsed if id == document["id"]
        ]
        self.own = about

    def of(self, word: str) -> set[str]:
        """The values of a property, by its IRI."""
        return {value for each, value, _ in self.own if each == word}

    def spoken(self, word: str) -> dict[str, str]:
        """The texts of a property, by language."""
        return {tag: value for each, value, tag in self.own if each == word and tag}


@pytest.fixture(scope="module")
def words() -> Vocabulary:
    return VOCABULARY


@pytest.fixture(params=KINDS)
def both(request: pytest.FixtureRequest, words: Vocabulary) -> tuple[str, Entry, Said]:
    """A kind, what the directory reads of its example, and what its RDF says."""
    document = DOCUMENTS[request.param]
    entry = read_entry(document, words)
    assert entry is not None
    return request.param, entry, Said(document)


def iris(scheme: Scheme, notations: Iterable[str]) -> set[str]:
    return {concept.iri for each in notations if (concept := scheme.get(each)) is not None}


def test_rdf__is_of_the_class_of_its_kind(both: tuple[str, Entry, Said]) -> None:
    kind, _, said = both

    assert KINDS[kind] in said.of(RDF + "type")


def test_rdf__has_the_same_values_of_every_scheme(both: tuple[str, Entry, Said], words: Vocabulary) -> None:
    _, entry, said = both
    schemes = words.schemes
    territories = {found.iri for slug in entry.served if (found := words.territories.get(slug)) is not None}

    assert said.of(ESS + "economicSector") == iris(schemes.sector, entry.sectors) != set()
    assert said.of(COOP + "need") == iris(schemes.need, entry.needs) != set()
    assert said.of(SDO + "areaServed") == territories != set()
    assert said.of("http://purl.org/dc/terms/license") == iris(schemes.license, [entry.license or ""])
    assert said.of("http://www.w3.org/ns/odrl/2/hasPolicy") == iris(schemes.policy, [entry.policy or ""])


def test_rdf__has_the_same_names_dates_and_owner(both: tuple[str, Entry, Said]) -> None:
    kind, entry, said = both

    assert said.spoken(AS + "name") == entry.names
    assert {value[:19] for value in said.of(AS + "updated")} == {str(entry.updated)[:19]}
    if kind != "profile":
        assert said.of(AS + "attributedTo") == {entry.owner}
