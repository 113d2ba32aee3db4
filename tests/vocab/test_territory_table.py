"""The shipped table itself and the script that writes it; the reference is `shared/data/npdc-communes.json`."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from vocab.data.make_territories import commune_points, kilometres
from vocab.territories import Territories, Territory
from vocab.territory_table import FOLDER, TYPES, Table, fold_name

SHARED = Path(os.environ.get("BOCAGE_SHARED") or Path(__file__).parents[2] / "../shared")


@pytest.fixture(scope="module")
def table() -> Table:
    return Table.load()


@pytest.fixture(scope="module")
def territories(table: Table) -> Territories:
    return Territories(table)


def known(territories: Territories, reference: str) -> Territory:
    territory = territories.get(reference)
    assert territory is not None, reference
    return territory


# The table


def test_table__is_small_enough_to_ship() -> None:
    assert sum(path.stat().st_size for path in FOLDER.glob("*.tsv.gz")) < 720_000


def test_table__keys_are_unique_and_sorted(table: Table) -> None:
    keys = [f"{table.row(number).country}/{table.row(number).key}".encode() for number in range(len(table))]

    assert keys == sorted(set(keys))
    assert {key.decode().split("/")[1] for key in keys} == set(TYPES)


def test_table__has_every_kind_in_full(table: Table) -> None:
    count = dict.fromkeys(TYPES, 0)
    for number in range(table.first("fr", ""), len(table)):
        count[table.row(number).key.partition("/")[0]] += 1

    assert count == {
        "commune": 34_969,
        "epci": 1_255,
        "departement": 109,
        "province": 0,
        "region": 26,
        "arrondissement-municipal": 45,
        "commune-associee": 471,
        "commune-deleguee": 2_105,
    }


def test_table__every_parent_exists_and_is_larger(table: Table) -> None:
    size = [
        "arrondissement-municipal",
        "commune-associee",
        "commune-deleguee",
        "commune",
        "epci",
        "departement",
        "province",
    ]
    rank = {kind: position for position, kind in enumerate([*size, "region"])}
    for number in range(len(table)):
        row = table.row(number)
        for parent in row.parents:
            assert table.number(row.country, parent) is not None, row
            assert rank[parent.partition("/")[0]] > rank[row.key.partition("/")[0]], row


def test_table__former_codes_name_nothing_else(table: Table) -> None:
    former = [(code, table.row(number).key) for number in range(len(table)) for code in table.row(number).former_codes]

    assert len(former) > 2000
    assert len({code for code, _ in former}) == len(former)
    assert not [code for code, _ in former if table.number("fr", f"commune/{code}") is not None]


def test_table__folded_column_is_fold_name(table: Table) -> None:
    assert table.names() == [fold_name(table.row(number).name) for number in range(len(table))]
    assert table.name(7) == table.names()[7]


def test_table__finds_what_it_holds_by_key_and_by_name(table: Table) -> None:
    steps = range(0, len(table), 64)
    for number in {number for step in steps for number in (step - 1, step, step + 1) if 0 <= number < len(table)}:
        row = table.row(number)
        assert table.number(row.country, row.key) == number
        assert number in table.called(fold_name(row.name)), row.name
    for country in table.countries:
        assert table.number(country, "") is None and table.number(country, "~") is None
        assert table.first(country, "~") == table.first(country, "region/zz")
    assert table.called("") == [] and table.called("zzzz") == []


def test_table__populations_are_the_rows(table: Table) -> None:
    for number in range(0, len(table), 500):
        assert table.population(number) == (table.row(number).population or 0)


# Points


def test_points__every_commune_of_an_epci_has_one(territories: Territories, table: Table) -> None:
    first, after = table.first("fr", "commune/"), table.first("fr", "departement/")
    for number in range(first, after):
        territory = known(territories, f"fr/{table.row(number).key}")
        if territory.parents[0].startswith("fr-epci-"):
            assert territory.latitude is not None
            assert territory.longitude is not None
            assert territory.approximate is (table.row(number).latitude is None)


def test_points__without_any_are_not_approximate(territories: Territories) -> None:
    kerguelen = territories.find("Archipel des Kerguelen")[0]

    assert (kerguelen.latitude, kerguelen.longitude, kerguelen.approximate) == (None, None, False)


def test_points__of_its_epci_where_a_commune_has_none(territories: Territories) -> None:
    commune, epci = known(territories, "fr-commune-59006"), known(territories, "fr-epci-200043321")

    assert commune.approximate
    assert not epci.approximate
    assert (commune.latitude, commune.longitude) == (epci.latitude, epci.longitude)


@pytest.fixture(scope="module")
def reference() -> list[dict[str, Any]]:
    path = SHARED / "data" / "npdc-communes.json"
    if not path.exists():
        pytest.skip(f"shared data absent: {path.name}, the centroids cannot be checked")
    communes: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))
    return communes


def test_points__none_sure_and_over_ten_kilometres_off(
    territories: Territories, reference: list[dict[str, Any]]
) -> None:
    sure = 0
    for commune in reference:
        territory = known(territories, f"fr-commune-{commune['code']}")
        assert territory.latitude is not None and territory.longitude is not None
        distance = kilometres((territory.latitude, territory.longitude), (commune["lat"], commune["lon"]))
        sure += not territory.approximate
        assert territory.approximate or distance < 10, (territory.name, distance)

    assert len(reference) == 1534
    assert sure > 800


def test_table__communes_of_nord_and_pas_de_calais_with_their_epci(
    territories: Territories, reference: list[dict[str, Any]]
) -> None:
    for commune in reference:
        territory = known(territories, f"fr-commune-{commune['code']}")
        parents = (f"fr-epci-{commune['epci']}", f"fr-departement-{commune['departement']}")
        assert (territory.name, territory.parents) == (commune["nom"], parents)

    slugs = territories.children("fr-departement-59", "commune") + territories.children("fr-departement-62", "commune")
    assert set(slugs) == {f"fr-commune-{commune['code']}" for commune in reference}


# The script that writes the table


def commune(code: str, name: str, population: int = 1000, **more: str) -> dict[str, Any]:
    return {"code": code, "nom": name, "type": "commune-actuelle", "region": "32", "population": population, **more}


def place(name: str, population: int = 1000, region: str = "32", *also: str) -> dict[str, Any]:
    return {
        "name": name,
        "countrycode": "FR",
        "admin1code": region,
        "population": population,
        "latitude": 50.0,
        "longitude": 3.0,
        "alternatenames": list(also),
    }


@pytest.mark.parametrize(
    ("communes", "places", "found"),
    [
        ([commune("1", "Saint-Aubert")], [place("St Aubert")], {"1"}),
        ([commune("1", "Saint-Aubert")], [place("Saint-Aubert", 1000, "84")], set()),
        ([commune("1", "Saint-Aubert"), commune("2", "Saint Aubert")], [place("Saint-Aubert")], set()),
        ([commune("1", "Saint-Aubert")], [place("Saint-Aubert"), place("Saint-Aubert")], set()),
        ([commune("1", "Saint-Aubert")], [place("Saint-Aubert", 9000)], set()),
        ([commune("1", "Saint-Aubert")], [place("Saint-Aubert", 0)], {"1"}),
        ([commune("1", "Dunkerque")], [place("Dunkirk", 1050, "32", "Dunkerque")], {"1"}),
        ([commune("1", "Dunkerque")], [place("Dunkirk", 1500, "32", "Dunkerque")], set()),
        (
            [commune("1", "Le Pin"), commune("3", "Le Pin", type="commune-deleguee", chefLieu="2")],
            [place("Le Pin")],
            set(),
        ),
    ],
)
def test_commune_points__only_what_cannot_be_another(
    communes: list[dict[str, Any]], places: list[dict[str, Any]], found: set[str]
) -> None:
    assert set(commune_points(communes, [], places)) == found


def test_prepare__nothing_is_left_to_be_made_at_the_first_search(monkeypatch: pytest.MonkeyPatch) -> None:
    table = Table.load()
    table.prepare()
    monkeypatch.delattr("vocab.territory_table._Names")
    monkeypatch.setattr(table, "_text", b"")

    number = next(each for each in table.called("lille") if table.country_of(each) == "fr")
    assert table.population(number) > 200_000
    assert number in table.with_postcode("59000", 10)
