"""Values as others write them, read to one narrow type."""

from __future__ import annotations

import pytest

from vocab.context import PUBLIC
from vocab.looseness import (
    audience_of,
    decode,
    first_text,
    id_of,
    ids_of,
    is_public,
    one_or_many,
    text_in,
    types_of,
)

A = "https://a.example/1"


@pytest.mark.parametrize(("value", "found"), [(None, []), ("a", ["a"]), ([], []), (["a", 1], ["a", 1]), (0, [0])])
def test_one_or_many(value: object, found: list[object]) -> None:
    assert one_or_many(value) == found


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (A, A),
        ("", None),
        (None, None),
        (3, None),
        ({"id": A}, A),
        ({"@id": A}, A),
        ({"id": 3}, None),
        ({"type": "Link", "href": A}, A),
        ({"type": "Link", "href": 3}, None),
        ({"type": "Link", "id": A}, None),
        ([A], A),
        ([{"id": A}], A),
        ([A, A], None),
        ([[A]], None),
        ([], None),
    ],
)
def test_id_of(value: object, found: str | None) -> None:
    assert id_of(value) == found


def test_ids_of__leaves_out_what_has_none() -> None:
    assert ids_of([A, {"id": "https://b.example/"}, {"type": "Note"}, 3, None]) == [A, "https://b.example/"]


@pytest.mark.parametrize(
    ("document", "found"),
    [({}, ()), ({"type": "Note"}, ("Note",)), ({"@type": ["Note", 3]}, ("Note",)), ({"type": None}, ())],
)
def test_types_of(document: dict[str, object], found: tuple[str, ...]) -> None:
    assert types_of(document) == found


@pytest.mark.parametrize("value", [PUBLIC, "as:Public", "Public", [A, PUBLIC], [{"id": PUBLIC}]])
def test_is_public(value: object) -> None:
    assert is_public(value)


@pytest.mark.parametrize("value", [None, A, [A], "public", PUBLIC + "/", {"name": PUBLIC}])
def test_is_public__not(value: object) -> None:
    assert not is_public(value)


def test_audience_of__every_addressing_key_and_one_public() -> None:
    document: dict[str, object] = {
        "to": ["as:Public", PUBLIC],
        "cc": A,
        "bto": [{"id": "https://b.example/"}],
        "bcc": [],
        "audience": "https://c.example/",
        "object": "https://d.example/",
    }

    assert audience_of(document) == {PUBLIC, A, "https://b.example/", "https://c.example/"}


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("a", "a"),
        (["b", "a"], "b"),
        ([3, ["x"], "a"], "a"),
        ({"fr": "réseau"}, "réseau"),
        ({"@value": "v", "@language": "fr"}, "v"),
        ({"fr": 3}, None),
        ({}, None),
        (None, None),
        (3, None),
    ],
)
def test_first_text(value: object, found: str | None) -> None:
    assert first_text(value) == found


@pytest.mark.parametrize(
    ("language", "found"), [("fr", "réseau"), ("fr-BE", "réseau"), ("en-GB", "network"), ("de", "Netz?"), ("", "Netz?")]
)
def test_text_in(language: str, found: str) -> None:
    document: dict[str, object] = {"name": "Netz?", "nameMap": {"fr": "réseau", "en": "network"}}

    assert text_in(document, "name", language) == found


def test_text_in__only_a_map_or_nothing() -> None:
    assert text_in({"nameMap": {"en": "network"}}, "name", "fr") == "network"
    assert text_in({"nameMap": ["x"]}, "name", "fr") == "x"
    assert text_in({"name": 3}, "name", "fr") is None


def test_decode__stands_here_too() -> None:
    assert decode(b'{"type": "Note"}') == {"type": "Note"}
