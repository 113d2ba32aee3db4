from __future__ import annotations

import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.vocab.full_drafts import vocabulary
from vocab import address_fields, compound_fields, concept_fields, date_fields, text_fields
from vocab.fields import Checker, Fault, Wrong, as_text, each_once, listed, parts, shown, unknown

HUGE = 10**5000


def read(checker: Checker, value: object) -> Any:
    return checker(value, vocabulary())


def faults(checker: Checker, value: object) -> list[str]:
    with pytest.raises(Wrong) as caught:
        checker(value, vocabulary())
    return [fault.inside for fault in caught.value.faults]


RIGHT: list[tuple[Checker, object, object]] = [
    (text_fields.short_text, "  Un\n vélo ", "Un vélo"),
    (text_fields.short_text, 2026, "2026"),
    (text_fields.short_text, {"FR": "Un", "pt-BR": "Um", "nl": None}, {"fr": "Un", "pt-br": "Um"}),
    (text_fields.short_text, "a\x00b\ud800c", "abc"),
    (text_fields.long_text, "a\n\nb", "a\n\nb"),
    (text_fields.markup, "<p>a<script>b</script></p> ", "<p>a</p>"),
    (text_fields.line, 59000, "59000"),
    (text_fields.language, "FR", "fr"),
    (text_fields.amount, "12,50", "12.50"),
    (text_fields.amount, 12.5, "12.5"),
    (text_fields.count, 0, 0),
    (text_fields.level, 0, 0),
    (date_fields.date, datetime.date(2027, 6, 30), "2027-06-30"),
    (date_fields.date, datetime.datetime(2027, 6, 30, 12), "2027-06-30"),
    (date_fields.date, "2027-06-30T12:00:00Z", "2027-06-30"),
    (date_fields.year_or_date, 2019, "2019"),
    (date_fields.year_or_date, "2019", "2019"),
    (date_fields.year_or_date, "2019-02-03", "2019-02-03"),
    (date_fields.confirmed, "2026-11-20", "2026-11-20T00:00:00Z"),
    (date_fields.confirmed, "2026-11-20T12:00:00+02:00", "2026-11-20T10:00:00Z"),
    (date_fields.moment, "2027-06-30T18:30:00.123Z", "2027-06-30T18:30:00+00:00"),
    (date_fields.moment, "2027-06-30", "2027-06-30T00:00:00"),
    (address_fields.url, " https://a.example/é?q={x}|y#f ", "https://a.example/é?q=%7Bx%7D%7Cy#f"),
    (address_fields.url, "https://a.example/%C3%A9", "https://a.example/%C3%A9"),
    (address_fields.website, "www.panier.example", "https://www.panier.example"),
    (address_fields.website, "http://panier.example", "http://panier.example"),
    (address_fields.identifiers, {"siren": "732 829 320"}, {"siren": "732829320"}),
    (address_fields.identifiers, {"siren": 5520135}, {"siren": "005520135"}),
    (address_fields.identifiers, {"siret": "35600000000048"}, {"siret": "35600000000048"}),
    (address_fields.identifiers, {"siret": "356 000 000 00006"}, {"siret": "35600000000006"}),
    (address_fields.identifiers, {"rna": "w595012345", "vat": ""}, {"rna": "W595012345"}),
    (concept_fields.territory, "fr-commune-59350", "territory:fr/commune/59350"),
    (
        concept_fields.territories,
        ["fr-commune-59350", "https://w3id.org/plateformcoop/territory/fr/commune/59350"],
        ["territory:fr/commune/59350"],
    ),
    (concept_fields.practice, "d03", "charter:D03"),
    (concept_fields.licence, "etalab-2.0", "https://spdx.org/licenses/etalab-2.0"),
    (concept_fields.licence, "EUPL-1.2", "https://spdx.org/licenses/EUPL-1.2"),
    (concept_fields.licence, "https://spdx.org/licenses/EUPL-1.2", "https://spdx.org/licenses/EUPL-1.2"),
    (concept_fields.version, 1.0, "1.0"),
    (concept_fields.version, "https://w3id.org/plateformcoop/ns/charter#v1.0", "1.0"),
    (concept_fields.notation("unit"), "EUR", "EUR"),
    (concept_fields.notations("audience_kind"), "platform", ["platform"]),
    (concept_fields.concepts("need"), ["Livrer", "livrer"], ["https://w3id.org/plateformcoop/ns#need-livrer"]),
    (compound_fields.price, "free", {"amount": "0", "unit": "free"}),
    (compound_fields.price, {"unit": "free"}, {"amount": "0", "unit": "free"}),
    (compound_fields.price, {"amount": 3}, {"amount": "3", "unit": "EUR"}),
    (compound_fields.quantity, {"unit": "kg"}, {"amount": "1", "unit": "kg"}),
    (compound_fields.evidence, {"kind": "STAT", "note": ""}, [{"kind": "STAT"}]),
    (
        compound_fields.answers,
        {"practice": "D03", "reason": "sans objet"},
        [{"practice": "charter:D03", "level": None, "visibility": "public", "reason": "sans objet"}],
    ),
    (compound_fields.place, {"latitude": "50,6", "longitude": 3}, {"latitude": 50.6, "longitude": 3.0}),
    (compound_fields.place, {"name": "Ici", "approximate": False}, {"name": "Ici"}),
]  # fmt: skip


@pytest.mark.parametrize(("checker", "value", "resolved"), RIGHT)
def test_field__resolves(checker: Checker, value: object, resolved: object) -> None:
    assert read(checker, value) == resolved


@pytest.mark.parametrize(("checker", "value", "resolved"), RIGHT)
def test_field__resolved_stays(checker: Checker, value: object, resolved: object) -> None:
    assert read(checker, resolved) == resolved


EVERY: list[Checker] = list(dict.fromkeys(checker for checker, _, _ in RIGHT))
ODD: list[object] = [
    None, True, False, HUGE, -HUGE, float("nan"), float("inf"), "", " ", "\x00", "\ud800", b"\xff", [], {}, [[]], [{}],
    {"": ""}, {1: 2}, {None: None}, object(), ("a",), {1, 2}, datetime.time(1), datetime.date.min,
    datetime.datetime.max, "9" * 5000, "https://", "http://[", "https://a:99999", "https://a b", "://", "//a",
    "fr-commune-", "charter:", "²",
]  # fmt: skip


@pytest.mark.parametrize("checker", EVERY)
def test_field__odd_values_are_wrong_or_harmless(checker: Checker) -> None:
    for value in ODD:
        try:
            read(checker, value)
        except Wrong as wrong:
            assert all(fault.sentence.fr and fault.fix.fr for fault in wrong.faults)


@given(st.text(max_size=100))
@settings(deadline=None, max_examples=300)
def test_url__what_passes_can_be_an_iri(text: str) -> None:
    try:
        found = read(address_fields.url, f"https://a.example/{text}")
    except Wrong:
        return

    assert not set(found) & set(' <>"{}|\\^`\n\x00')
    assert read(address_fields.url, found) == found


@pytest.mark.parametrize(
    ("place", "commune"),
    [
        ({"name": "Lille"}, "territory:fr/commune/59350"),
        ({"city": "Lille", "country": "France"}, "territory:fr/commune/59350"),
        ({"name": "Lille", "country": "BE"}, "territory:be/commune/13019"),
        ({"name": "Lille", "latitude": 51.24, "longitude": 4.82}, None),
        ({"city": "Tournai", "country": "Belgique"}, "territory:be/commune/57081"),
        ({"name": "Berlin", "postcode": "59000", "country": "DE"}, None),
        ({"name": "Nulle-Part-sur-Rien"}, None),
        ({"name": "Berlin", "territory": "fr-commune-59350"}, "territory:fr/commune/59350"),
    ],
)
def test_place__stands_in_a_commune_of_its_country(place: dict[str, Any], commune: str | None) -> None:
    assert read(compound_fields.place, place).get("territory") == commune


@pytest.mark.parametrize(
    "text",
    ["https://", "ftp://a.example", "a.example", "https:///a", "https://a.example\\@b.example", "https://a\u00a0.example",
     "https://u@a.example", "https://a.example/\ud800", "https://a.example:0", "https://" + "a" * 2000, "mailto:a@b"],
)  # fmt: skip
def test_url__refused(text: str) -> None:
    assert faults(address_fields.url, text) == [""]


def test_listed__every_item_has_its_faults() -> None:
    assert faults(listed(text_fields.level), [0, 9, 4, "x"]) == ["[1]", "[3]"]
    assert faults(listed(text_fields.level), 9) == [""]
    assert faults(listed(text_fields.level, limit=2), [0, 0, 0]) == [""]
    assert read(each_once(listed(text_fields.level)), (3, 3, 1)) == [3, 1]


def test_parts__every_part_has_its_faults() -> None:
    checker = parts({"level": text_fields.level, "count": text_fields.count}, needs=("count",))

    assert faults(checker, {"level": 9, "levle": 1}) == [".level", ".levle", ".count"]
    assert faults(checker, [1]) == [""]
    assert read(checker, {"level": None, "count": 0}) == {"count": 0}


def test_faults__are_bounded() -> None:
    assert len(faults(listed(text_fields.level, limit=1000), [9] * 1000)) == 50
    assert len(faults(parts({}), {str(number): 1 for number in range(1000)})) == 50


def test_unknown__names_the_nearest() -> None:
    assert unknown("levle", ["level", "visibility"]).fix.fr == "peut-être : level"
    assert unknown(3, ["level"]) == Fault(".3", unknown(3, ["level"]).sentence, unknown(3, ["level"]).fix)


def test_shown__is_one_short_line() -> None:
    values = [HUGE, "a\nb", [HUGE], {}, b"x", 1.5, "é" * 99]

    assert [shown(value) for value in values] == ["…", "a b", "[…]", "{…}", "(…)", "1.5", "é" * 80 + "…"]


def test_as_text__of_words_and_numbers_alone() -> None:
    assert [as_text(value) for value in (True, HUGE, None, " a ", 3, [])] == ["", "", "", "a", "3", ""]


def test_at_zone__an_unknown_zone_is_utc() -> None:
    assert date_fields.at_zone("2027-06-30T18:30:00", "Nowhere") == "2027-06-30T18:30:00+00:00"
