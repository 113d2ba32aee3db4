"""Which territories are like one another."""

from __future__ import annotations

import pytest

from vocab.similar import MAX_SIMILAR, similar
from vocab.territories import Territories

LILLE, ROUBAIX, BORDEAUX, PARIS = "fr-commune-59350", "fr-commune-59512", "fr-commune-33063", "fr-commune-75056"


@pytest.fixture(scope="module")
def territories() -> Territories:
    return Territories.load()


def test_similar__of_the_same_type_within_a_factor_of_two_and_not_itself(territories: Territories) -> None:
    lille = territories.get(LILLE)
    assert lille is not None

    found = similar(lille, [LILLE, ROUBAIX, BORDEAUX, PARIS, "fr-epci-200093201", "fr-nowhere-1"], territories)

    assert [each.slug for each in found] == [BORDEAUX]  # Roubaix has less than half, Paris more than double


def test_similar__the_nearest_first_and_no_more_than_the_limit(territories: Territories) -> None:
    of = territories.get("fr-commune-59009")
    assert of is not None and of.population
    known = territories.children("fr-departement-59", "commune") + territories.children("fr-departement-62", "commune")

    found = similar(of, known, territories)

    away = [max(each.population or 0, of.population) / min(each.population or 1, of.population) for each in found]
    assert away == sorted(away) and away[-1] <= 2
    assert 0 < len(found) <= MAX_SIMILAR


def test_similar__to_what_has_no_population_is_nothing(territories: Territories) -> None:
    part = territories.get("fr-commune-associee-59355")
    assert part is not None and part.population is None

    assert similar(part, ["fr-commune-associee-59355", LILLE], territories) == []
