"""Contexts come from the package alone, byte for byte as they were pinned."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from pyld import jsonld

import vocab.loader
from vocab.context import ACTOR, RECORD
from vocab.credential import CONTEXT
from vocab.errors import UnknownContext, VocabError
from vocab.loader import Loader

CONTEXTS = Path(vocab.loader.__file__).parent / "contexts"
PINS = json.loads((CONTEXTS / "pins.json").read_text())


@pytest.mark.parametrize("url", PINS)
def test_pins__each_file_has_the_pinned_digest(url: str) -> None:
    content = (CONTEXTS / PINS[url]["file"]).read_bytes()

    assert hashlib.sha256(content).hexdigest() == PINS[url]["sha256"]
    assert Loader().get(url) == json.loads(content)


def test_pins__name_every_file_and_each_has_a_licence() -> None:
    licences = (CONTEXTS / "LICENCES.md").read_text()

    assert {pin["file"] for pin in PINS.values()} == {path.name for path in CONTEXTS.glob("*.jsonld")}
    assert [pin["file"] for pin in PINS.values() if f"`{pin['file']}`" not in licences] == []


def test_load__altered_file(tmp_path: Path) -> None:
    altered = tmp_path / "a.jsonld"
    altered.write_text("{}")

    with pytest.raises(VocabError, match="was altered"):
        vocab.loader._pinned(altered, "0" * 64)


def test_get__unknown() -> None:
    loader = Loader()

    assert loader.get("https://elsewhere.example/context") is None
    with pytest.raises(UnknownContext, match="never fetched") as caught:
        loader.load("https://elsewhere.example/context")
    assert caught.value.url == "https://elsewhere.example/context"


def test_loader__has_what_our_own_contexts_name() -> None:
    loader = Loader()

    assert all(loader.get(url) for context in (RECORD, ACTOR, CONTEXT) for url in context if isinstance(url, str))


def test_loader__serves_pyld_and_marks_its_answers_static() -> None:
    loader = Loader()

    expanded = jsonld.expand({"@context": RECORD, "id": "https://a.example/", "name": "A"}, {"documentLoader": loader})

    assert expanded == [{"@id": "https://a.example/", "https://www.w3.org/ns/activitystreams#name": [{"@value": "A"}]}]
    assert loader("https://w3id.org/security/v1", {})["tag"] == "static"


@pytest.mark.parametrize("url", PINS)
def test_loader__each_context_is_read_by_pyld(url: str) -> None:
    document = {"@context": url, "@id": "https://a.example/", "https://a.example/p": "x"}

    expanded = jsonld.expand(document, {"documentLoader": Loader()})

    assert expanded == [{"@id": "https://a.example/", "https://a.example/p": [{"@value": "x"}]}]
