"""Every territory can be written so that it is read back as itself; what may mean several is said to."""

from __future__ import annotations

import pytest

from node.desk.places import meant, written
from vocab.territories import Territories


@pytest.fixture(scope="module")
def territories() -> Territories:
    return Territories.load()


@pytest.mark.parametrize(
    ("line", "slugs"),
    [
        ("Lille", ["fr-commune-59350"]),
        ("lille", ["fr-commune-59350"]),
        ("62000 Arras", ["fr-commune-62041"]),
        ("Arras 62000", ["fr-commune-62041"]),
        ("7500 Tournai", ["be-commune-57081"]),
        ("Lille 2275", ["be-commune-13019"]),
        ("fr-epci-200093201", ["fr-epci-200093201"]),
        ("Métropole Européenne de Lille", ["fr-epci-200093201"]),
        ("Saint-Denis (Seine-Saint-Denis)", ["fr-commune-93066"]),
        ("Saint-Denis (fr-commune-93066)", ["fr-commune-93066"]),
        ("Saint-Denis (Nulle Part)", []),
        ("", []),
        ("((()))", []),
    ],
)
def test_meant(territories: Territories, line: str, slugs: list[str]):
    assert meant(line, territories) == slugs


def test_meant__several_bearers_of_a_name(territories: Territories):
    assert "fr-commune-93066" in meant("Saint-Denis", territories)
    assert len(meant("Saint-Denis", territories)) > 1


@pytest.mark.parametrize(
    ("slug", "line"),
    [
        ("fr-commune-59350", "Lille"),
        ("fr-commune-93066", "Saint-Denis (Seine-Saint-Denis)"),
        ("fr-epci-200093201", "Métropole Européenne de Lille"),
        ("fr-region-32", "Hauts-de-France"),
        ("fr-departement-59", "Nord"),
    ],
)
def test_written__as_short_as_may_be(territories: Territories, slug: str, line: str):
    found = territories.get(slug)
    assert found is not None
    assert written(found, territories) == line


def test_written__is_read_back(territories: Territories):
    slugs = [child for region in ("fr-region-32", "fr-region-11") for child in territories.children(region)]
    slugs += [child for slug in list(slugs) for child in territories.children(slug)]
    assert len(slugs) > 500
    for slug in slugs:
        found = territories.get(slug)
        assert found is not None
        assert meant(written(found, territories), territories) == [slug]
