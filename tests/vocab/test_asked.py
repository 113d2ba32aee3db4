"""Places among typed words: what is one, what is only a word, and what is left to look for."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.vocabulary import VOCABULARY


@pytest.mark.parametrize(
    ("typed", "words", "slugs"),
    [
        ("réparation vélo Lens", "réparation vélo", "commune-62498"),
        ("réparation vélo à Lens", "réparation vélo", "commune-62498"),
        ("vélo près de lens", "vélo", "commune-62498"),
        ("Lens", "", "commune-62498"),
        ("épicerie saint-omer", "épicerie", "commune-62765"),
        ("épicerie St Omer", "épicerie", "commune-62765"),
        ("ÉPICERIE SAINT OMER", "ÉPICERIE", "commune-62765"),
        ("VILLENEUVE D ASCQ ordinateur", "ordinateur", "commune-59009"),
        ("saint-andré lez lille vélo", "vélo", "commune-59527"),
        ("bike repair in Lens", "bike repair", "commune-62498"),
        ("food near Arras", "food", "commune-62041"),
        # codes
        ("62300 Lens", "", "commune-62498"),
        ("panier 62000", "panier", "commune-62041 commune-62263"),
        ("covoiturage 59", "covoiturage", "departement-59"),
        ("covoiturage dans le 59", "covoiturage", "departement-59"),
        ("99999 vélos", "99999 vélos", ""),
        # articles
        ("couture au Quesnoy", "couture", "commune-59481"),
        ("ressourcerie le havre", "ressourcerie", "commune-76351"),
        ("ressourcerie havre", "ressourcerie", "commune-76351"),
        ("aux sables d'olonne vélo", "vélo", "commune-85194"),
        # several of one name, and which
        ("Solesmes", "", "commune-59571 commune-72336"),
        ("grain Solesmes (Nord)", "grain", "commune-59571"),
        ("grain solesmes 72", "grain", "commune-72336"),
        ("vélo Lens Pas-de-Calais", "vélo", "commune-62498"),
        ("vélo Paris", "vélo", "commune-75056"),
        ("hesdin", "", "commune-62447"),
        ("lomme vélo", "vélo", "commune-associee-59355"),
        ("boulogne poisson", "poisson", "commune-92012 commune-62160"),
        ("hénin solaire", "solaire", "commune-62427"),
        # several places
        ("covoiturage Lille Lens", "covoiturage", "commune-59350 commune-62498"),
        ("covoiturage entre Lille et Lens", "covoiturage", "commune-59350 commune-62498"),
        ("hauts de france vélo", "vélo", "region-32"),
        ("vélo MEL", "vélo", "epci-200093201"),
        # words that are also names of places
        ("vélo bus", "vélo bus", ""),
        ("bus 62", "bus", "departement-62"),
        ("Bus (Pas-de-Calais)", "", "commune-62189"),
        ("bio", "bio", ""),
        ("amap Don", "amap Don", ""),
        ("port commun", "port commun", ""),
        ("garde d'enfants Lille", "garde d'enfants", "commune-59350"),
        ("réunion publique", "réunion publique", ""),
        ("grande épicerie", "grande épicerie", ""),
        ("rue", "", "commune-80688"),
        ("épicerie rue", "épicerie rue", ""),
        ("épicerie à Rue", "épicerie", "commune-80688"),
        ("covoiturage dans le Nord", "covoiturage", "departement-59"),
        ("vélo nord", "vélo nord", ""),
        ("nord", "", "departement-59"),
        ("la laine du cateau", "la laine du cateau", ""),
        ("coopérative", "coopérative", ""),
        # between quotation marks
        ('vélo "Lens"', 'vélo "Lens"', ""),
        ("vélo « Lens »", "vélo « Lens »", ""),
        # nothing at all
        ("", "", ""),
        ("?!", "?!", ""),
    ],
)
def test_places__are_read_among_the_words(typed: str, words: str, slugs: str) -> None:
    asked = VOCABULARY.places(typed)

    assert asked.words == words
    assert asked.slugs == tuple(f"fr-{slug}" for slug in slugs.split())


def test_homonyms__left_aside_are_told() -> None:
    (place,) = VOCABULARY.places("épicerie saint-omer").places

    assert place.typed == "saint-omer"
    assert place.slugs == ("fr-commune-62765",)
    assert len(place.others) >= 1


def test_named__takes_a_name_for_a_place_whatever_else_it_means() -> None:
    assert VOCABULARY.named("Don") == ("fr-commune-59670",)
    assert VOCABULARY.named("59000") == VOCABULARY.places("59000").slugs != ()
    assert VOCABULARY.named("Tourcoin") == ("fr-commune-59599",)
    assert VOCABULARY.named("nulle part au monde") == ()


@given(st.text(alphabet="aeéilns stLo-'\"«»()0269,?", max_size=60))
@settings(max_examples=300)
def test_places__anything_typed_is_read(typed: str) -> None:
    asked = VOCABULARY.places(typed)

    assert len(asked.places) <= 3
    assert all(VOCABULARY.territories.get(slug) for slug in asked.slugs)
    if not asked.places:
        assert asked.words == typed
