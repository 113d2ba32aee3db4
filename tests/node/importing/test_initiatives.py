"""The real file: 1,794 initiatives of many hands, every one of them with an outcome."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import Any, cast

import pytest

from node.importing.reading import read_file
from node.importing.row import Row
from node.importing.rows import Judge, judge
from node.importing.terms import terms
from node.importing.vocabulary import ImportVocabulary
from vocab.shapes import check
from vocab.vocabulary import Vocabulary

EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.\w+")
PHONE = re.compile(r"(?:tel|tél|phone|fax)[.: ]*\+?\d[\d ./-]{6,}\d|(?<!\w)(?:\+|00)\d[\d ./-]{8,}\d", re.IGNORECASE)


@pytest.fixture(scope="module")
def judged(initiatives: Path, vocabulary: ImportVocabulary) -> tuple[Judge, list[Row]]:
    source = read_file(initiatives)
    stated = terms(
        file_name=source.name,
        stated_source=source.stated_source,
        stated_license=source.stated_license,
        node_license="etalab-2.0",
        node_email="contact@noeud.example",
        language="fr",
        licences=vocabulary.schemes.license,
    )
    found = judge(source.headings, vocabulary=vocabulary, terms=stated)
    return found, [found.row(line) for line in source.lines()]


def drafts(rows: list[Row]) -> list[dict[str, Any]]:
    return [cast(dict[str, Any], row.draft) for row in rows if row.draft is not None]


def test_initiatives__every_line_has_an_outcome(judged: tuple[Judge, list[Row]]) -> None:
    _, rows = judged

    assert Counter(row.outcome for row in rows) == {"accepted": 1790, "held": 4}
    assert len({row.key for row in rows}) == 1794
    assert all(row.key.startswith("https://data.transformap.co/place/") for row in rows)


def test_initiatives__every_country_is_known_or_noted(judged: tuple[Judge, list[Row]]) -> None:
    _, rows = judged
    without = [row for row in rows if "country" not in cast(dict[str, Any], row.draft).get("location", {})]

    assert [row.name for row in without] == ["NETs.werk Gstadt", "SHAKTI WOMEN'S AID", "HOMES FOR GOOD (SCOTLAND) CIC"]
    assert all(any(note.field == "country" for note in row.notes) for row in without)
    countries = Counter(draft.get("location", {}).get("country") for draft in drafts(rows))
    assert (countries["GB"], countries["AT"], countries["SK"], countries["FR"], countries["RS"]) == (
        527,
        330,
        23,
        55,
        0,
    )


def test_initiatives__points_the_wrong_way_round(judged: tuple[Judge, list[Row]]) -> None:
    _, rows = judged
    turned = [row.name for row in rows if any("swapped" in note.text.en for note in row.notes)]

    assert turned == ["Aspazija", "Blind Art", "Resurgo Trust", "Aicinājums tev"]


def test_initiatives__french_ones_stand_in_their_commune(judged: tuple[Judge, list[Row]]) -> None:
    _, rows = judged
    french = [each["location"] for each in drafts(rows) if each.get("location", {}).get("country") == "FR"]

    assert [each["name"] for each in french if "territory" not in each] == ["ITASU", "Damartin sur Tigeaux"]
    assert {each["territory"][:2] for each in french if "territory" in each} == {"fr"}


def test_initiatives__belgian_ones_too_and_no_others(judged: tuple[Judge, list[Row]]) -> None:
    _, rows = judged
    placed = [each["location"] for each in drafts(rows) if "territory" in each.get("location", {})]
    belgian = [each["location"] for each in drafts(rows) if each.get("location", {}).get("country") == "BE"]

    assert {each["country"] for each in placed} == {"FR", "BE"}
    assert len(belgian) == 44 and {each["territory"][:2] for each in belgian} == {"be"}


def test_initiatives__what_is_no_address_is_left_out(judged: tuple[Judge, list[Row]]) -> None:
    _, rows = judged
    left_out = [note.text.en for row in rows for note in row.notes if "no web address" in note.text.en]

    assert len(left_out) == 8 and any("update6" in each for each in left_out)
    websites = [each["organization"]["website"] for each in drafts(rows) if "website" in each["organization"]]
    assert len(websites) > 1500 and all(re.match(r"https?://[^\s/]+\.[^\s/]+", each) for each in websites)


def test_initiatives__tags_that_say_nothing_are_listed(judged: tuple[Judge, list[Row]]) -> None:
    found, rows = judged

    assert found.unmapped == {"other": 178, "ssedas_partner": 32, "ngo": 75, "othe": 1, "Other": 1}
    assert sum("sector" in each for each in drafts(rows)) > 1600


def test_initiatives__nobody_can_be_rung_or_written_to(judged: tuple[Judge, list[Row]]) -> None:
    _, rows = judged

    for each in drafts(rows):
        said = str({name: value for name, value in each.items() if name != "objections"})
        assert not EMAIL.search(said) and not PHONE.search(said), each["name"]


def test_initiatives__terms(judged: tuple[Judge, list[Row]]) -> None:
    _, rows = judged
    stated = {(each["source"], each["license"], each["objections"]) for each in drafts(rows)}

    source = "data.transformap.co/place/SSEDAS_PARTNER (susy-initiatives.geojson)"
    assert stated == {(source, "CC0-1.0", "contact@noeud.example")}


def test_initiatives__drafts_are_well_formed(judged: tuple[Judge, list[Row]]) -> None:
    _, rows = judged
    words = Vocabulary.load()

    assert [finding for each in drafts(rows) for finding in check(each, words).findings] == []


def test_initiatives__same_digests_at_the_next_import(
    judged: tuple[Judge, list[Row]], initiatives: Path, vocabulary: ImportVocabulary
) -> None:
    first, rows = judged
    source = read_file(initiatives)

    again = judge(source.headings, vocabulary=vocabulary, terms=first.drafter.terms)

    assert [again.row(line).digest for line in source.lines()] == [row.digest for row in rows]
