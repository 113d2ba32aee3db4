"""Everyday words and what they mean."""

from __future__ import annotations

from tests.vocabulary import VOCABULARY
from vocab.forms import sought
from vocab.meanings import MAX_MEANINGS, token


def meant(text: str) -> list[set[str]]:
    return [set(each) for each in VOCABULARY.meanings.of_words(sought(text))]


def test_synonym__of_one_word_means_the_value_alone() -> None:
    (velo,) = meant("vélos")

    assert {token("sector", "AM160"), token("need", "livrer"), token("need", "se-deplacer")} <= velo


def test_synonym__of_several_words_needs_them_all() -> None:
    assert token("sector", "AM70") not in meant("femme")[0]
    assert [token("sector", "AM70") in each for each in meant("femme de ménage")] == [True, True]
    assert token("need", "reparer") in meant("repair café à Lens")[1]


def test_family__means_the_same() -> None:
    assert token("need", "reparer") in meant("réparateurs")[0]
    assert token("coop_status", "SCIC") in meant("scic")[0]
    assert token("kind", "offer") in meant("propositions")[0]


def test_short_words__mean_nothing_and_vague_ones_little() -> None:
    assert meant("ve") == [set()]
    assert all(len(each) <= MAX_MEANINGS for each in meant("cooperative service local atelier aide"))


def test_glued__compounds_mean_the_same() -> None:
    assert token("sector", "AM160") in meant("velocargo")[0]
    assert token("sector", "AM90") in meant("cohousing")[0]
    assert token("need", "se-deplacer") in set.intersection(*meant("co-voiturage"))


def test_quoted__a_word_means_only_what_all_of_it_means() -> None:
    assert meant('"lens"') == [set()]
    assert token("sector", "AM160") in meant('"vélo"')[0]
