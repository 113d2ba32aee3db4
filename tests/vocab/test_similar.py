"""Which territories are like one another."""

from __future__ import annotations

import pytest

from vocab.similar import MAX_SIMILAR, Alike, similar
from vocab.territories import Territories

LILLE, ROUBAIX, BORDEAUX, PARIS = "fr-commune-59350", "fr-commune-59512", "fr-commune-33063", "fr-commune-75056"


@pytest.fixture(scope="module")
def territories() -> Territories:
    return Territories.load()


def test_similar__of_the_same_type_within_a_factor_of_two_and_not_itself(territories: Territories) -> None:
    lille = territories.get(LILLE)
    assert lille is not None

    found = similar(lille, [LILLE, ROUBAIX, BORDEAUX, PARIS, "fr-epci-200093201", "fr-nowhere-1"], territories)

    assert found.by == "population"
    assert [each.slug for each in found.territories] == [BORDEAUX]  # Roubaix has less than half, Paris more than double


def test_similar__the_nearest_first_and_no_more_than_the_limit(territories: Territories) -> None:
    of = territories.get("fr-commune-59009")
    assert of is not None and of.population
    known = territories.children("fr-departement-59", "commune") + territories.children("fr-departement-62", "commune")

    found = similar(of, known, territories)

    away = [
        max(each.population or 0, of.population) / min(each.population or 1, of.population)
        for each in found.territories
    ]
    assert away == sorted(away) and away[-1] <= 2
    assert 0 < len(found.territories) <= MAX_SIMILAR


def test_similar__to_a_part_of_a_commune_is_nothing(territories: Territories) -> None:
    part = territories.get("fr-commune-associee-59355")
    assert part is not None and part.population is None

    assert similar(part, ["fr-commune-associee-59355", LILLE], territories) == Alike(None)


def test_similar__of_one_country_alone(territories: Territories) -> None:
    lille = territories.get(LILLE)
    assert lille is not None

    assert similar(lille, ["be-commune-44021", "be-commune-62063"], territories) == Alike("population")


def test_similar__without_population__its_neighbours_of_the_same_province(territories: Territories) -> None:
    tournai = territories.get("be-commune-57081")
    assert tournai is not None and tournai.population is None
    everywhere = [
        slug for each in ("50000", "30000") for slug in territories.children(f"be-province-{each}", "commune")
    ]

    found = similar(tournai, [*everywhere, LILLE], territories)

    assert found.by == "around" and len(found.territories) == MAX_SIMILAR
    assert {each.parents[0] for each in found.territories} == {"be-province-50000"}
    assert [each.name for each in found.territories][:3] == ["Antoing", "Rumes", "Pecq"]


@pytest.mark.parametrize(
    ("slug", "known", "like"),
    [
        # Hainaut has 68 communes; Brabant wallon 27, Namur 37, Liège 84.
        ("be-province-50000", ["20002", "90000", "60000"], ["60000", "90000"]),
        ("be-region-04000", ["02000", "03000"], []),
    ],
)
def test_similar__without_population__by_how_many_communes_it_holds(
    territories: Territories, slug: str, known: list[str], like: list[str]
) -> None:
    territory = territories.get(slug)
    assert territory is not None
    kind = f"be-{territory.type}"

    found = similar(territory, [f"{kind}-{code}" for code in known] + ["fr-departement-59"], territories)

    assert (found.by, [each.code for each in found.territories]) == ("communes", like)
