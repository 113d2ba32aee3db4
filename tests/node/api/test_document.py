"""The document says of every route that there is what it takes and answers, in OpenAPI, in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from node import query
from node.api.directory import DIRECTORY
from node.api.document import Contract
from node.api.samples import Sample
from node.web.routes import ROUTES
from tests.network.crawl import pattern
from vocab.language import LANGUAGES
from vocab.vocabulary import Vocabulary

ORIGIN = "https://pedales.example"
FULL = Sample(
    {
        **{name: name for name in ("name", "activity", "ulid", "item", "collection", "sparql", "dumps")},
        "host": "pedales.example",
        "origin": ORIGIN,
    }
)


@pytest.fixture
def contract(words: Vocabulary) -> Contract:
    return Contract(tuple((method, path, said) for method, path, _, said in ROUTES), ORIGIN, "Pédales", "1.2.3", words)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("sample", [FULL, Sample({})])
def test_document__is_openapi(contract: Contract, language: str, sample: Sample) -> None:
    OpenAPIV31SpecValidator(contract.document(language, sample)).validate()


def test_document__has_every_route_and_no_other(contract: Contract) -> None:
    document = contract.document("en", FULL)
    said = {(method.upper(), path) for path, operations in document["paths"].items() for method in operations}

    assert said == {(method, pattern(path)) for method, path, *_ in ROUTES}


def test_document__says_the_same_in_both_languages(contract: Contract) -> None:
    french, english = (contract.document(language, FULL) for language in ("fr", "en"))

    assert list(shape(french)) == list(shape(english))
    for path, operations in english["paths"].items():
        for method, operation in operations.items():
            assert operation["summary"] != french["paths"][path][method]["summary"]


def test_document__every_name_that_it_points_to_is_there_and_is_needed(contract: Contract) -> None:
    document = contract.document("en", FULL)
    pointed = set(re.findall(r"'#/components/(\w+)/([\w.-]+)'", repr(document)))
    parts = ("schemas", "responses", "parameters", "headers")
    there = {(part, name) for part in parts for name in document["components"][part]}

    assert pointed <= there
    # A refusal may be one that no route gives yet.
    assert {each for each in there - pointed if each[0] != "responses"} == set()


def test_document__has_the_parameters_that_the_directory_reads() -> None:
    assert DIRECTORY.asked == query.PARAMETERS
    assert {each.name for each in DIRECTORY.parameters if not each.repeated} == set(query.SINGLE)


def test_document__the_values_of_lists_are_ours_with_their_words(contract: Contract, words: Vocabulary) -> None:
    need = contract.document("fr", FULL)["components"]["schemas"]["need"]["oneOf"]

    assert {(each["const"], each["title"]) for each in need} == {
        (concept.notation, concept.label.fr) for concept in words.schemes.need
    }


def test_document__without_a_record_no_example_invents_one(contract: Contract) -> None:
    empty = contract.document("en", Sample({"host": "pedales.example", "origin": ORIGIN}))
    urls = [each["url"] for each in tries(empty)]

    assert "/livez" in urls
    assert not [url for url in urls if "{" in url or "/objects/" in url or "/sparql" in url or "/dumps" in url]
    assert len(urls) < len([*tries(contract.document("en", FULL))])


def tries(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every question to try."""
    for operations in document["paths"].values():
        for operation in operations.values():
            yield from operation.get("x-try", ())


def shape(value: object, path: str = "") -> Iterator[str]:
    """Where there is something in a document, whatever it says."""
    yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, each in inner:
        yield from shape(each, f"{path}/{name}")
