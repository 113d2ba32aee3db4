"""Likeness: names of one organisation, and names that only look so."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocab.likeness import alike, bare, keys

SAME = [
    ("Les Pédales", "LES PEDALLES (association loi 1901)"),
    ("SCIC L'Échappée", "Echappee"),
    ("Vélo'cité Lille", "Velocité"),
    ("Emmaüs Lille", "Emmaus"),
    ("Ville de Lille", "Commune de Lille"),
    ("Atelier vélo solidaire", "Atelier vélos solidaires"),
    ("Recyclerie des Prés", "Les Prés, recyclerie"),
]
OTHERS = [
    ("Biocoop Lomme", "Biocoop Hellemmes"),
    ("Ressourcerie du Nord", "Ressourcerie du Sud"),
    ("Atelier 1", "Atelier 2"),
    ("ABC", "ABD"),
    ("La Coopérative", "L'Association"),
    ("Les Pédales", "La Clef"),
    ("", "Les Pédales"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_alike__names_of_one_organisation(one: str, other: str) -> None:
    a, b = bare(one, "Lille"), bare(other, "Lille")

    assert alike([a], [b]) and alike([b], [a])
    assert set(keys(a)) & set(keys(b))


@pytest.mark.parametrize(("one", "other"), OTHERS)
def test_alike__names_of_two(one: str, other: str) -> None:
    a, b = bare(one, "Lille"), bare(other, "Lille")

    assert not alike([a], [b]) and not alike([b], [a])


@given(st.text(max_size=60), st.text(max_size=60))
def test_alike__is_the_same_both_ways(one: str, other: str) -> None:
    a, b = bare(one), bare(other)

    assert alike([a], [b]) == alike([b], [a])
    assert alike([a], [a]) == bool(a)
    assert len(keys(a)) <= 4
