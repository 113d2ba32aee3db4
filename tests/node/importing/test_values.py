"""Countries, points, register numbers, licences: the small readers."""

from __future__ import annotations

import pytest

from node.importing import coordinates
from node.importing.errors import ImportRefused
from node.importing.identifiers import rna, siren
from node.importing.row import Note
from node.importing.terms import source_in, spdx
from node.importing.vocabulary import ImportVocabulary
from tests.node.importing.conftest import stated
from vocab.concepts import Schemes

VIENNA, LILLE, BRATISLAVA, PITTSBURGH = (48.2, 16.37), (50.63, 3.06), (48.145, 17.107), (40.44, -79.99)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Österreich", "AT"), ("ÖSterreich", "AT"), ("AUT", "AT"), ("at", "AT"), ("England", "GB"), ("SCOTLAND", "GB"),
        ("UK", "GB"), ("FRANCE", "FR"), ("Frace", "FR"), ("Italu", "IT"), ("Portogallo", "PT"), ("Ελλάδα", "GR"),
        ("EL", "GR"), ("Cypres", "CY"), ("Latvija", "LV"), ("România", "RO"), ("Isle of Man", "IM"), ("Ghana", "GH"),
        ("Allemagne", "DE"), ("Deutschland", "DE"), ("DEU", "DE"), ("Belgique", "BE"), ("България", "BG"),
        ("La Réunion", "FR"), ("Srbija", "RS"), ("Suisse", "CH"), ("Česká republika", "CZ"), ("Pays-Bas", "NL"),
    ],
)  # fmt: skip
def test_country__spelling(vocabulary: ImportVocabulary, written: str, code: str) -> None:
    assert vocabulary.countries.settle(written, None, []) == code


def test_country__sr_is_what_the_point_says(vocabulary: ImportVocabulary) -> None:
    notes: list[Note] = []

    assert vocabulary.countries.settle("SR", BRATISLAVA, notes) == "SK"
    assert vocabulary.countries.settle("SR", (44.8, 20.46), notes) == "RS"
    assert vocabulary.countries.settle("SR", None, notes) is None
    assert len(notes) == 3


def test_country__from_the_point_and_noted(vocabulary: ImportVocabulary) -> None:
    notes: list[Note] = []

    assert vocabulary.countries.settle("", VIENNA, notes) == "AT"
    assert vocabulary.countries.settle("ABERDEEN", (57.15, -2.1), notes) == "GB"
    assert vocabulary.countries.settle("", PITTSBURGH, notes) is None
    assert [note.field for note in notes] == ["country"] * 4


def test_country__near_a_border_none(vocabulary: ImportVocabulary) -> None:
    assert vocabulary.countries.at((48.573, 7.784)) is None  # on the bridge from Strasbourg to Kehl


def test_country__guess_must_hold_the_point(vocabulary: ImportVocabulary) -> None:
    assert vocabulary.countries.settle("Frace", VIENNA, []) == "AT"


@pytest.mark.parametrize(
    ("cells", "point"),
    [
        (("50,6318", "3,0471", ""), (50.6318, 3.0471)),
        (("50.6318", "3.0471", ""), (50.6318, 3.0471)),
        (("", "", "50.6318, 3.0471"), (50.6318, 3.0471)),
        (("", "", "50,6318;3,0471"), (50.6318, 3.0471)),
        (("", "", "3.0471 50.6318"), (50.6318, 3.0471)),
        (("50.6318,3.0471", "", ""), (50.6318, 3.0471)),
        (("", "", "[3.0471, 50.6318]"), (50.6318, 3.0471)),
        (("", "", "POINT (3.0471 50.6318)"), (50.6318, 3.0471)),
    ],
)
def test_point__as_people_write_it(cells: tuple[str, str, str], point: tuple[float, float]) -> None:
    assert coordinates.point_of(*cells, notes=[]) == point


@pytest.mark.parametrize("cells", [("506.318.000", "3", ""), ("x", "y", ""), ("", "", "Lille"), ("", "3.04", "")])
def test_point__none_is_noted(cells: tuple[str, str, str]) -> None:
    notes: list[Note] = []

    assert coordinates.point_of(*cells, notes) is None and len(notes) == 1


@pytest.mark.parametrize(
    ("point", "country", "settled", "noted"),
    [
        (LILLE, "FR", LILLE, ""),
        (LILLE[::-1], "FR", LILLE, "swapped"),
        (LILLE[::-1], None, LILLE, "swapped"),
        ((24.1, 56.95), "LV", (56.95, 24.1), "swapped"),
        ((10.84, -0.71), "GH", (10.84, -0.71), ""),
        ((-20.9, 55.5), "FR", (-20.9, 55.5), ""),
        (PITTSBURGH, "GB", None, "far from"),
        (PITTSBURGH, None, PITTSBURGH, ""),
        ((0.0, 0.0), "FR", None, "off the globe"),
        ((120.0, 200.0), "FR", None, "off the globe"),
    ],
)
def test_point__settled_in_its_country(
    vocabulary: ImportVocabulary,
    point: tuple[float, float],
    country: str | None,
    settled: tuple[float, float] | None,
    noted: str,
) -> None:
    notes: list[Note] = []

    assert coordinates.settle(point, country, vocabulary.countries, notes) == settled
    assert [noted in note.text.en for note in notes] == ([True] if noted else [])


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("732829320", "732829320"),
        ("732 829 320", "732829320"),
        ("73282932000074", "732829320"),
        ("732829320.0", "732829320"),
    ]
    + [("5580122", None), ("732829321", None), ("5,52E+08", None), ("000000000", None), ("abc", None), ("", None)],
)
def test_siren(written: str, number: str | None) -> None:
    notes: list[Note] = []

    assert siren(written, notes) == number
    assert bool(notes) == (number is None and bool(written))


def test_siren__lost_zero_given_back() -> None:
    notes: list[Note] = []

    assert siren("5580121", notes) == "005580121"
    assert [note.text.en for note in notes] == ["leading zeros given back"]


def test_rna() -> None:
    assert rna("w 591 000 123", []) == "W591000123"
    assert rna("591000123", []) is None


@pytest.mark.parametrize(
    ("written", "identifier"),
    [
        ("etalab-2.0", "etalab-2.0"),
        ("Licence Ouverte v2.0", "etalab-2.0"),
        ("https://spdx.org/licenses/ODbL-1.0", "ODbL-1.0"),
        ("Open Database License", "ODbL-1.0"),
        ("CC BY-SA 3.0", "CC-BY-SA-3.0"),
        ("https://creativecommons.org/licenses/by/4.0/", "CC-BY-4.0"),
        ("https://creativecommons.org/publicdomain/zero/1.0/", "CC0-1.0"),
        ("Public Domain (as declared by source example.org/x)", "CC0-1.0"),
        ("all rights reserved", None),
        ("", None),
    ],
)
def test_spdx(schemes: Schemes, written: str, identifier: str | None) -> None:
    assert spdx(written, schemes.license) == identifier


def test_source_in() -> None:
    assert source_in("Public Domain (as declared by source example.org/x)") == "example.org/x"
    assert source_in("open source data") is None


# -- what the importer says for every line


@pytest.mark.parametrize(
    ("given", "kept"),
    [("CC BY 4.0", "CC-BY-4.0"), ("etalab-2.0", "etalab-2.0"), ("MIT", "MIT"), (None, "etalab-2.0")],
)
def test_terms__licence_is_written_as_spdx_does(vocabulary: ImportVocabulary, given: str | None, kept: str) -> None:
    assert stated(vocabulary, "a.csv", license=given).license == kept


@pytest.mark.parametrize("given", ["c@a.example", "mailto:c@a.example", "https://a.example/contact"])
def test_terms__objections_go_where_somebody_reads(vocabulary: ImportVocabulary, given: str) -> None:
    assert stated(vocabulary, "a.csv", objections=given).objections == given


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"license": "licence à moi"}, "--license"),
        ({"license": "42"}, "--license"),
        ({"objections": "là-bas"}, "--objections"),
        ({"objections": "a b@c"}, "--objections"),
    ],
)
def test_terms__said_wrongly_are_refused_before_any_line(
    vocabulary: ImportVocabulary, given: dict[str, str], named: str
) -> None:
    with pytest.raises(ImportRefused) as refused:
        stated(vocabulary, "a.csv", **given)

    assert named in refused.value.public.fr and named in refused.value.public.en
