"""The vocabulary by its address, for programs and for people; and the IRIs of territories."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from rdflib import RDFS, Graph, URIRef

from tests.node.web.served import BROWSER, Served, served
from vocab.context import COOP
from vocab.vocabulary import Vocabulary


@pytest.fixture
async def node(words: Vocabulary) -> AsyncIterator[Served]:
    async with served(words) as node:
        yield node


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # rdflib 7 uses inside what it deprecates
@pytest.mark.parametrize(("accept", "format"), [("text/turtle", "turtle"), ("application/ld+json", "json-ld")])
async def test_ns__is_read_by_programs(node: Served, accept: str, format: str) -> None:
    answer = await node.get("/ns/", {"Accept": accept})

    assert answer.type == accept
    labels = Graph().parse(data=answer.text, format=format).objects(URIRef(f"{COOP}levelAnchor"), RDFS.label)
    assert {str(getattr(each, "language", "")) for each in labels} == {"fr", "en"}


@pytest.mark.parametrize(("language", "word"), [("fr", "bilan de pratiques"), ("en", "practice report")])
async def test_ns__is_read_by_people(node: Served, language: str, word: str) -> None:
    text = (await node.get("/ns/", BROWSER | {"Accept-Language": language})).text

    assert f"<td>{word}</td>" in text and "<code>coop:levelAnchor</code>" in text


async def test_ns__in_a_form_that_there_is_not__says_which_there_are(node: Served) -> None:
    answer = await node.get("/ns/", {"Accept": "image/png"})

    assert (answer.status, "text/turtle" in answer.json["available"]) == (406, True)


async def test_territory__leads_from_its_iri_to_its_page(node: Served) -> None:
    there, nowhere = await node.get("/ns/territory/fr/commune/59350"), await node.get("/ns/territory/fr/commune/00000")

    assert (there.status, there.headers["Location"]) == (303, "/territories/fr-commune-59350")
    assert nowhere.status == 404
