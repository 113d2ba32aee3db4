from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vocab.words import MAX_CHARACTERS, MAX_TERM_LENGTH, MAX_TERMS, STOPWORDS, fold, fold_lines, stem, terms


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("", ""),
        ("Épicerie", "epicerie"),
        ("  L'Orée-de  Mormal ", "l oree de mormal"),
        ("Nœux–les–Mines", "noeux les mines"),
        ("ŒUVRE", "oeuvre"),
        ("l’atelier « vélo »", "l atelier velo"),
        ("lez/lès_LES", "lez les les"),
        ("Straße, Łódź", "strasse lodz"),
        ("Αθήνα", "αθηνα"),
        ("300 kg\n2ᵉ étage", "300 kg 2e etage"),
        ("...", ""),
    ],
)
def test_fold__forgives(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text(max_size=60))
def test_fold__twice_is_once(text: str) -> None:
    once = fold(text)

    assert fold(once) == once
    assert once == once.strip()
    assert "  " not in once


@given(st.lists(st.text(alphabet=st.characters(exclude_characters="\n"), max_size=20), min_size=1, max_size=5))
def test_fold_lines__each_line_as_fold(lines: list[str]) -> None:
    assert fold_lines("\n".join(lines)).split("\n") == [fold(line) for line in lines]


@pytest.mark.parametrize(
    "forms",
    [
        "vélo vélos",
        "cheval chevaux",
        "journal journaux",
        "local locale locaux locales",
        "travail travaux",
        "bateau bateaux",
        "tuyau tuyaux",
        "jeu jeux",
        "bijou bijoux",
        "atelier ateliers",
        "réparation réparations",
        "épicerie épiceries",
        "énergie énergies energy energies",
        "delivery deliveries",
        "city cities",
        "associé associée associés associées",
        "coopératif coopérative coopératifs coopératives",
        "coopérateur coopératrice coopératrices",
        "livreur livreuse livreurs livreuses",
        "boulanger boulangère boulangères",
        "professionnel professionnelle professionnels professionnelles",
        "class classes",
        "house houses",
        "prêt prêts",
    ],
)
def test_stem__forms_of_one_word_meet(forms: str) -> None:
    assert len({stem(fold(form)) for form in forms.split()}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [("velo", "velours"), ("manger", "mangue"), ("livre", "livreur"), ("don", "dons ou"), ("pret", "pre")],
)
def test_stem__different_words_stay_apart(one: str, other: str) -> None:
    assert stem(one) != stem(other)


@pytest.mark.parametrize("word", ["", "a", "os", "bus", "gaz", "prix", "h2o", "59000", "1100", "campus"[:3]])
def test_stem__short_words_and_numbers_stay(word: str) -> None:
    assert stem(word) == word


@given(st.text(alphabet="abcdefgilnorstuvxyz0123456789", max_size=12))
def test_stem__never_empties_a_word(word: str) -> None:
    assert len(stem(word)) >= min(len(word), 2)


def test_terms__order_repeats_and_no_stopwords() -> None:
    found = terms("De l'atelier aux ateliers : the bikes of the city, et les vélos")

    assert found == ["atelier", "atelier", "bike", "citi", "velo"]


def test_terms__only_stopwords() -> None:
    assert terms("de la et du the of") == []


def test_terms__bounded() -> None:
    assert len(terms("mot " * 10_000)) == MAX_TERMS
    assert terms("a" * 10 * MAX_CHARACTERS) == ["a" * (MAX_TERM_LENGTH - 1)]


def test_stopwords__are_folded() -> None:
    assert all(fold(word) == word for word in STOPWORDS)
