"""The landscape: communes by where they lie."""

from __future__ import annotations

from vocab.landscape import Landscape
from vocab.territories import Territories

BOX = (2.9, 50.55, 3.2, 50.75)


def test_towns__the_most_populous_first():
    found = Landscape(Territories.load()).towns(BOX, 3)

    assert [each.name for each in found] == ["Lille", "Tourcoing", "Roubaix"]


def test_centres__are_those_in_the_box():
    found = Landscape(Territories.load()).centres(BOX)

    assert found and all(50.55 <= latitude <= 50.75 and 2.9 <= longitude <= 3.2 for latitude, longitude in found)


def test_communes_of__whatever_the_territory():
    landscape = Landscape(Territories.load())

    assert "fr-commune-59350" in landscape.communes_of("fr-epci-200093201")
    assert landscape.communes_of("fr-commune-associee-59355") == ("fr-commune-59350",)
    assert {"fr-commune-59350", "fr-commune-62041"} < set(landscape.communes_of("fr-region-32"))
    assert landscape.communes_of("fr-commune-99999") == ()


def test_centres_of__leaves_out_those_that_are_not_known():
    landscape = Landscape(Territories.load())

    assert 0 < len(landscape.centres_of("fr-departement-62")) < len(landscape.communes_of("fr-departement-62"))
