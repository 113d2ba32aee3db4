"""Extracts: which piece of a text is shown, and what is marked in it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.vocabulary import VOCABULARY
from vocab.extracts import MAX_EXTRACT, Extract, piece, whole
from vocab.forms import sought


def marked(found: Extract | None) -> list[str]:
    return [found.text[start:end] for start, end in found.marks] if found else []


@pytest.mark.parametrize(
    ("asked", "text", "words"),
    [
        ("vélo", "Des VÉLOS, un velo : vélo-cargo", ["VÉLOS", "velo", "vélo"]),
        ("réparer", "On répare et la réparation suit.", ["répare", "réparation"]),
        ("co-voiturage", "Aire de co-voiturage, du covoiturage", ["co-voiturage", "covoiturage"]),
        ("covoiturage", "Aire de co-voiturage", ["co-voiturage"]),
        ("œuvre", "L'œuvre et l'OEUVRE", ["œuvre", "OEUVRE"]),
        ("l'atelier de la rue", "L’atelier de la rue", ["atelier", "rue"]),
        ("62", "62 ou 620", ["62"]),
        ("vélo", "rien", []),
        ("de la", "de la", []),
    ],
)
def test_marks__stand_where_the_words_do(asked: str, text: str, words: list[str]) -> None:
    assert marked(whole(text, sought(asked), VOCABULARY.stem)) == words


def test_piece__has_the_most_different_words() -> None:
    text = "vélo " + "mot " * 200 + "un vélo cargo et un panier. " + "mot " * 200
    found = piece(text, sought("vélo cargo panier"), VOCABULARY.stem)

    assert found is not None
    assert marked(found) == ["vélo", "cargo", "panier"]
    assert found.text.startswith("… ") and found.text.endswith(" …")
    assert found.there == {0, 1, 2}


@settings(max_examples=200)
@given(
    text=st.text(alphabet="éèlo vV-rœß½'🙂aànu\n", max_size=900),
    asked=st.sampled_from(("vélo", "réparer vélo", "œuvre", "co-vélo", "l'a")),
)
def test_any_text__marks_lie_in_it_in_order(text: str, asked: str) -> None:
    for found in (whole(text, sought(asked), VOCABULARY.stem), piece(text, sought(asked), VOCABULARY.stem)):
        if found is not None:
            edges = [edge for mark in found.marks for edge in mark]
            assert edges == sorted(edges)
            assert all(0 <= start < end <= len(found.text) for start, end in found.marks)
            assert len(found.text) <= max(len(text), MAX_EXTRACT + 4)
