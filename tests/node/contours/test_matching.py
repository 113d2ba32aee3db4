"""Matching outlines with territories, whatever the code is called."""

from __future__ import annotations

import pytest

from node.contours.matching import match
from node.contours.shape import GRID, Feature, Polygon
from tests.node.contours.squares import LILLE, TOURNAI, VILLENEUVE, Box, ring
from vocab.territories import Territories

GERS: Box = (-0.3, 43.3, 1.2, 44.1)
HAUTS_DE_FRANCE: Box = (1.3, 48.8, 4.3, 51.1)
COMMUNE = "code insee INSEE_COM codgeo CODE_INSEE code_commune insee_com com ref:INSEE LAU_ID GISCO_ID".split()
BELGIAN = (
    "nis NIS5 niscode NISCode ref:INS INS code_ins cd_munty_refnis CD_MUNTY_REFNIS mun_code AdMuKey LAU_ID".split()
)
EPCI = "siren SIREN_EPCI CODE_SIREN code_epci epci EPCI_CODE".split()


@pytest.fixture(scope="module")
def territories() -> Territories:
    return Territories.load()


def polygons(box: Box) -> list[Polygon]:
    return [[[(round(x * GRID), round(y * GRID)) for x, y in ring(box)]]]


def said(box: Box, id: object = None, **properties: object) -> Feature:
    return Feature("", properties, id, polygons(box))


@pytest.mark.parametrize("name", COMMUNE)
def test_match__a_commune_by_any_usual_name(territories: Territories, name: str):
    found = match([said(LILLE, nom="Lille", **{name: "59350"})], territories)

    assert (list(found.shapes), found.unmatched) == (["fr-commune-59350"], 0)


@pytest.mark.parametrize("name", EPCI)
def test_match__an_epci(territories: Territories, name: str):
    assert list(match([said(LILLE, **{name: 200093201})], territories).shapes) == ["fr-epci-200093201"]


def test_match__by_id_and_without_the_zero_that_a_spreadsheet_took(territories: Territories):
    bourg = territories.get("fr-commune-01053")
    assert bourg is not None and bourg.latitude is not None and bourg.longitude is not None
    box = (bourg.longitude - 0.05, bourg.latitude - 0.05, bourg.longitude + 0.05, bourg.latitude + 0.05)

    assert list(match([said(box, id=1053)], territories).shapes) == ["fr-commune-01053"]


def test_match__where_it_lies_tells_a_departement_from_a_region(territories: Territories):
    assert list(match([said(GERS, code="32")], territories).shapes) == ["fr-departement-32"]
    assert list(match([said(HAUTS_DE_FRANCE, code="32")], territories).shapes) == ["fr-region-32"]


def test_match__the_other_codes_of_a_commune_do_not_mislead(territories: Territories):
    around = {"siren_epci": "200093201", "insee_dep": "59", "insee_reg": "32", "population": 62_000}
    features = [said(LILLE, insee_com="59350", **around), said(VILLENEUVE, insee_com="59009", **around)]

    assert set(match(features, territories).shapes) == {"fr-commune-59350", "fr-commune-59009"}


@pytest.mark.parametrize(
    ("feature", "why"),
    [
        (said(VILLENEUVE, code="99999"), "unknown code: 99999"),
        (said(VILLENEUVE, code=None), "no code of a territory"),
        (said((5.0, 43.0, 5.5, 43.5), code="59009"), "elsewhere"),
        (said((50.6, 3.1, 50.7, 3.2), code="59009"), "changed places"),
    ],
)
def test_match__what_is_left_says_why(territories: Territories, feature: Feature, why: str):
    found = match([said(LILLE, code="59350"), feature], territories)

    assert (list(found.shapes), found.unmatched) == (["fr-commune-59350"], 1)
    assert why in found.told[0].why.en


def test_match__no_code_at_all(territories: Territories):
    found = match([said(LILLE, nom="Lille", population=59350)], territories)

    assert (found.shapes, found.unmatched, found.told[0].name) == ({}, 1, "Lille")


@pytest.mark.parametrize("name", BELGIAN)
def test_match__a_belgian_commune_by_any_usual_name(territories: Territories, name: str):
    found = match([said(TOURNAI, nom="Tournai", **{name: "57081"})], territories)

    assert (list(found.shapes), found.counts, found.unmatched) == (["be-commune-57081"], {"commune": 1}, 0)


@pytest.mark.parametrize(
    ("properties", "slug"),
    [
        ({"CD_MUNTY_REFNIS": 57081, "CD_PROV_REFNIS": "50000", "CD_RGN_REFNIS": "03000"}, "be-commune-57081"),
        ({"prov_nis": "50000", "reg_nis": "03000"}, "be-province-50000"),
        ({"CD_RGN_REFNIS": 3000}, "be-region-03000"),  # a spreadsheet took the zero
        ({"mun_code": ["57081"], "prov_code": ["50000"], "reg_code": ["03000"]}, "be-commune-57081"),
        ({"GISCO_ID": "BE_57081"}, "be-commune-57081"),
    ],
)
def test_match__the_other_codes_beside_it(territories: Territories, properties: dict[str, object], slug: str):
    wallonia = (2.8, 49.5, 6.4, 50.8)

    assert list(match([said(TOURNAI if "commune" in slug else wallonia, **properties)], territories).shapes) == [slug]


def test_match__one_layer_of_two_countries(territories: Territories):
    features = [
        said(LILLE, LAU_ID="59350"),
        said(TOURNAI, LAU_ID="57081"),
        said((6.1, 49.0, 6.2, 49.2), LAU_ID="57081"),
    ]

    found = match(features, territories)

    # 57081 is Tournai, and a village of the Moselle: where it lies tells.
    assert set(found.shapes) == {"fr-commune-59350", "be-commune-57081", "fr-commune-57081"}


def test_match__a_country_that_is_named_is_believed(territories: Territories):
    found = match([said(LILLE, GISCO_ID="FR_59350"), said(VILLENEUVE, GISCO_ID="DE_59009")], territories)

    assert list(found.shapes) == ["fr-commune-59350"]
    assert found.told[0].why.en == "unknown code: DE_59009"
