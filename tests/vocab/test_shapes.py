"""Whatever people write, the answer is a draft with resolved values or a finding that says where, what and how."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.deep import examples
from tests.vocab.full_drafts import DRAFTS, KINDS, checked, vocabulary
from vocab import shapes
from vocab.language import Text
from vocab.shapes import MAX_FINDINGS, Finding, check

OFFER = {"kind": "offer", "name": "Un vélo"}
PRACTICE = {"kind": "practice", "name": "Salaires", "practice": "D03"}
REPORT = {"kind": "report", "name": "Bilan"}
EVENT = {"kind": "event", "name": "Fête", "starts": "2027-06-30T18:30:00+02:00"}
LISTING = {"kind": "listing", "name": "Panier"}
PROFILE = {"kind": "profile", "name": "Les Pédales"}
STORY = {"kind": "story", "name": "Comment", "content": "Ainsi.", "practice": "D03"}
ANSWER = {"practice": "D03", "level": 2}
PHOTO = {"evidence": [{"kind": "URL", "uri": "https://a.example"}]}

# Draft, field of the finding, words of its sentence and of its fix in English.
WRONG: list[tuple[dict[Any, Any], str, str, str]] = [
    ({}, "kind", "is missing", "profile, practice"),
    ({"kind": "ofer"}, "kind", '"ofer" is not a kind of record', "one of: offer"),
    ({"kind": 3}, "kind", '"3" is not a kind', "one of:"),
    ({"kind": ["offer"]}, "kind", '"[…]" is not a kind', "one of:"),
    ({"kind": "offer"}, "name", "is missing", 'add a line "name: …"'),
    ({"kind": "offer", "name": "  "}, "name", "is missing", "name"),
    ({"kind": "offer", "name": {"fr": ""}}, "name", "is missing", "name"),
    ({"kind": "offer", "name": True}, "name", "a text is expected", "in quotes"),
    ({"kind": "offer", "name": ["Un", "vélo"]}, "name", "a text is expected", "in quotes"),
    ({"kind": "offer", "name": datetime.date(2027, 6, 30)}, "name", "a text is expected", "in quotes"),
    ({"kind": "offer", "name": "x" * 501}, "name", "501 characters, 500 at most", "shorter"),
    ({"kind": "offer", "name": {"français": "Un vélo"}}, "name.français", "is not a language code", "fr, en"),
    ({"kind": "offer", "name": {False: "En sykkel"}}, "name.false", '"false" is not a language code', '"no" in quotes'),
    ({"kind": "offer", "name": {"fr": {"x": 1}}}, "name.fr", "a text is expected", "in quotes"),
    ({"kind": "offer", "name": {f"a{x}{y}": "n" for x in "abcde" for y in "abcde"}}, "name", "25 languages", "main"),
    ({**OFFER, "content": "x" * 20_001}, "content", "20001 characters, 20000 at most", "shorter"),
    ({**OFFER, "teritory": "fr-commune-59350"}, "teritory", 'unknown field for "offer"', "perhaps: territory"),
    ({**OFFER, "level": 2}, "level", 'unknown field for "offer"', "one of:"),
    ({**OFFER, 12: "x"}, "12", "unknown field", "one of:"),
    ({**OFFER, None: "x"}, "null", "unknown field", ""),
    ({**OFFER, "language": "français"}, "language", "is not a language code", "fr, en, nl"),
    ({**OFFER, "language": False}, "language", '"false" is not a language code', '"no" in quotes'),
    ({**OFFER, "territory": "Lile"}, "territory", '"Lile" is not a known territory', "fr-commune-"),
    ({**OFFER, "territory": ["fr-commune-59350", "fr-commune-00000"]}, "territory[1]", "not a known", "for instance"),
    ({**OFFER, "territory": {"slug": "fr-commune-59350"}}, "territory", '"{…}" is not a known', "fr-commune-59350"),
    ({**OFFER, "territory": ["fr-commune-59350"] * 101}, "territory", "101 values, 100 at most", "main ones"),
    ({**OFFER, "need": "livraison rapide"}, "need", "is not in the list", "livrer (Deliver)"),
    ({**OFFER, "need": [None]}, "need[0]", '"null" is not in the list', "for instance"),
    ({**OFFER, "sector": "AM999"}, "sector", "is not in the list", "for instance"),
    ({**OFFER, "visibility": "everybody"}, "visibility", "is not allowed", "public, network, followers, private"),
    ({**OFFER, "visibility": True}, "visibility", '"true" is not allowed', "one of"),
    ({**REPORT, "answers": [ANSWER], "visibility": "statistics"}, "visibility", "is for an answer", "one of: public"),
    ({**OFFER, "policy": "open"}, "policy", "is not in the list", "for instance"),
    ({**OFFER, "license": 3.7}, "license", "is not an SPDX identifier", "etalab-2.0"),
    ({**OFFER, "license": "licence libre"}, "license", "is not an SPDX identifier", "etalab-2.0"),
    ({**OFFER, "location": "Lille"}, "location", "fields are expected", "latitude: …"),
    ({**OFFER, "location": {"latitude": 50.6}}, "location", "go together", "longitude"),
    ({**OFFER, "location": {"latitude": 95, "longitude": 3}}, "location.latitude", "in degrees", "from -90 to 90"),
    ({**OFFER, "location": {"lattitude": 1}}, "location.lattitude", "unknown field", "perhaps: latitude"),
    ({**OFFER, "location": {"latitude": float("nan"), "longitude": 0}}, "location.latitude", "degrees", "-90"),
    ({**OFFER, "location": {"approximate": "yes"}}, "location.approximate", "neither yes nor no", "true or false"),
    ({**OFFER, "location": {"territory": "fr-commune-1"}}, "location.territory", "not a known", "for instance"),
    ({**OFFER, "location": {"name": {"fr": "Lille"}}}, "location.name", "one text here", "name"),
    ({**OFFER, "action": "give"}, "action", "is not in the list", "for instance"),
    ({**OFFER, "price": {"unit": "EUR"}}, "price.amount", "is missing", "amount"),
    ({**OFFER, "price": 12.5}, "price", "an amount and a unit", '{amount: "12.50", unit: EUR}'),
    ({**OFFER, "price": {"amount": "twelve"}}, "price.amount", '"twelve" is not an amount', '"12.50"'),
    ({**OFFER, "price": {"amount": True}}, "price.amount", "is not an amount", '"12.50"'),
    ({**OFFER, "price": {"amount": 1, "unit": "doubloons"}}, "price.unit", "is not in the list", "EUR"),
    ({**OFFER, "price": {"amount": 1, "currency": "EUR"}}, "price.currency", "unknown field", "amount, unit"),
    ({**OFFER, "quantity": {"amount": -1}}, "quantity.amount", "is not an amount", "12.50"),
    ({**OFFER, "deadline": "2027-13-01"}, "deadline", '"2027-13-01" is not a date', "2027-06-30"),
    ({**OFFER, "deadline": "30/06/2027"}, "deadline", "is not a date", "2027-06-30"),
    ({**OFFER, "deadline": "soon"}, "deadline", '"soon" is not a date', "year-month-day"),
    ({**OFFER, "deadline": 20270630}, "deadline", "is not a date", "year-month-day"),
    ({**OFFER, "deadline": ["2027-06-30"]}, "deadline", "is not a date", "year"),
    ({**OFFER, "resource": "javascript:alert(1)"}, "resource", "is not an address", "https://example.org/page"),
    ({**OFFER, "resource": "https://[oops"}, "resource", "is not an address", "https"),
    ({**OFFER, "resource": "https://me:secret@a.example"}, "resource", "carries a name or a password", "before @"),
    ({**OFFER, "id": "note 1"}, "id", "is not an address", "https"),
    ({**OFFER, "audience": "townhalls"}, "audience", "is not in the list", "for instance"),
    ({**PRACTICE, "level": 7}, "level", '"7" is not a level', "from 0 to 4"),
    ({**PRACTICE, "level": True}, "level", '"true" is not a level', "from 0 to 4"),
    ({**PRACTICE, "level": "3"}, "level", "is not a level", "from 0 to 4"),
    ({"kind": "request", "name": "Aide", "practice": "Z99"}, "practice", "is not in the catalogue", "for instance"),
    ({"kind": "offer", "name": "Aide", "practice": ["D03", "G01"]}, "practice", "is not", "for instance"),
    ({**PRACTICE, "practice": "salaires"}, "practice", "is not in the catalogue", "for instance"),
    ({"kind": "practice", "name": "x"}, "practice", "is missing", "practice"),
    ({**PRACTICE, "evidence": [{"url": "https://a.example"}]}, "evidence[0].kind", "is missing", "kind"),
    ({**PRACTICE, "evidence": [{"kind": "URL"}]}, "evidence[0].url", "is missing", "url: …"),
    ({**PRACTICE, "evidence": [{"kind": "PHOTO"}]}, "evidence[0].kind", "is not in the list", "URL"),
    ({**PRACTICE, "evidence": [{"kind": "URL", "url": "a"}]}, "evidence[0].url", "is not an address", "https"),
    ({**PRACTICE, "evidence": "https://a.example"}, "evidence", "fields are expected", "kind: …"),
    ({**PRACTICE, "cost": {"fr": "peu", "en": "little"}}, "cost", "one text here", "content"),
    ({**REPORT, "answers": []}, "answers", "is missing", "answers"),
    ({**REPORT, "answers": [{"level": 1}]}, "answers[0].practice", "is missing", "practice"),
    ({**REPORT, "answers": [ANSWER, {**ANSWER, "level": 9}]}, "answers[1].level", "is not a level", "0 to 4"),
    ({**REPORT, "answers": [ANSWER, ANSWER]}, "answers[1].practice", "has an answer already", "one answer"),
    ({**REPORT, "answers": [{**ANSWER, "visibility": "all"}]}, "answers[0].visibility", "not allowed", "statistics"),
    ({**REPORT, "answers": [{**ANSWER, **PHOTO}]}, "answers[0].evidence[0].uri", "unknown field", "perhaps: url"),
    ({**REPORT, "answers": [ANSWER], "charter": "newest"}, "charter", "is no charter version", '"2.0"'),
    ({"kind": "story", "name": "x", "practice": "D03"}, "content", "is missing", "content"),
    ({**EVENT, "starts": "tomorrow"}, "starts", '"tomorrow" is not a moment', "2027-06-30T18:30:00+02:00"),
    ({**EVENT, "starts": "0001-01-01"}, "starts", "is not a moment", "2027"),
    ({"kind": "event", "name": "Fête"}, "starts", "is missing", "starts"),
    ({**EVENT, "ends": "2027-06-30T18:30:00+02:00"}, "ends", "comes before the start", 'after "starts"'),
    ({**EVENT, "timezone": "Paris"}, "timezone", '"Paris" is not a time zone', "Europe/Paris"),
    ({**EVENT, "timezone": "Europe"}, "timezone", "is not a time zone", "Europe/Paris"),
    ({**EVENT, "timezone": "../../etc/passwd"}, "timezone", "is not a time zone", "Europe/Paris"),
    ({**EVENT, "location": {"name": "x"}, "online": "https://a.example"}, "online", "not both", "join_url"),
    ({**LISTING, "organization": "Panier"}, "organization", "fields are expected", "website: …"),
    ({**LISTING, "organization": {"siren": "732829320"}}, "organization.siren", "unknown field", ""),
    ({**LISTING, "organization": {"identifiers": {"siren": 1}}}, "organization.identifiers.siren", "a SIREN", "add up"),
    ({**LISTING, "identifiers": {"siren": 0}}, "identifiers.siren", "is not a SIREN number", "9 digits"),
    ({**LISTING, "identifiers": {"siren": "²²²²²²²²²"}}, "identifiers.siren", "is not a SIREN number", "9 digits"),
    ({**LISTING, "identifiers": {"rna": "59501234"}}, "identifiers.rna", "is not a RNA number", "nine digits"),
    ({**LISTING, "identifiers": {"duns": "1"}}, "identifiers.duns", "unknown field", "siren"),
    ({**PROFILE, "members": "many"}, "members", "is not a number of people", "42"),
    ({**PROFILE, "members": -1}, "members", "is not a number of people", "42"),
    ({**PROFILE, "founded": "long ago"}, "founded", "is not a date", "2027-06-30"),
    ({**PROFILE, "website": "our site"}, "website", "is not an address", "https"),
    ({**PROFILE, "tools": [{"url": "https://a.example"}]}, "tools[0].name", "is missing", "name"),
    ({**PROFILE, "tools": [{"name": "x", "license": "the best one"}]}, "tools[0].license", "SPDX", "etalab"),
    ({**PROFILE, "charter": "1.0"}, "charter", "fields are expected", "version: …"),
    ({**PROFILE, "charter": {"decided_by": "AG", "date": "2025-01-27"}}, "charter.version", "is missing", "version"),
    ({**PROFILE, "stage": "sleeping"}, "stage", "is not in the list", "for instance"),
    ({**PROFILE, "coop_status": "GAEC agricole"}, "coop_status", "is not in the list", "for instance"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("draft", "field", "sentence", "fix"), WRONG, ids=[f"{number}-{row[1]}" for number, row in enumerate(WRONG)]
)
def test_check__says_what_is_wrong(draft: dict[Any, Any], field: str, sentence: str, fix: str) -> None:
    [finding] = check(draft, vocabulary()).findings

    assert finding.field == field
    assert sentence in finding.sentence.en
    assert fix in finding.fix.en
    for text in (finding.sentence, finding.fix):
        assert text.fr and text.en and len(text.fr) < 400 and "\n" not in text.fr
    # The same in both languages only where it is an example.
    assert finding.sentence.fr != finding.sentence.en


def test_check__says_everything_that_is_wrong() -> None:
    draft = {
        **REPORT,
        "period": {"x": 1},
        "answers": [{"practice": "Z99", "level": 7}, ANSWER, {"practice": "D04", "levle": 1}],
        "answer": [],
    }

    assert [finding.field for finding in check(draft, vocabulary()).findings] == [
        "period",
        "answers[0].practice",
        "answers[0].level",
        "answers[2].levle",
        "answer",
    ]


def test_check__findings_are_bounded() -> None:
    many = {f"field{number}": 1 for number in range(10_000)}

    assert len(check({**OFFER, **many}, vocabulary()).findings) == MAX_FINDINGS
    assert len(check({**REPORT, "answers": [{"level": 9}] * 500}, vocabulary()).findings) == MAX_FINDINGS


def test_check__self_containing_yaml_ends() -> None:
    draft = yaml.safe_load("kind: offer\nname: &a [*a]\nlocation: &b {name: *b}\nprice: *b\n")

    assert {finding.field for finding in check(draft, vocabulary()).findings} == {"name", "location.name", "price.name"}


@pytest.mark.parametrize("kind", KINDS)
def test_check__a_resolved_draft_comes_back_as_it_is(kind: str) -> None:
    values = checked(DRAFTS[kind])

    assert checked(values) == values


@pytest.mark.parametrize("kind", KINDS)
def test_check__every_file_of_the_friendly_format(kind: str) -> None:
    written = yaml.safe_dump(DRAFTS[kind], allow_unicode=True)

    assert checked(yaml.safe_load(written)) == checked(DRAFTS[kind])


def test_check__the_offer_of_the_guide() -> None:
    draft = yaml.safe_load(
        """
        kind: offer
        name: Livraison à vélo jusqu'à 300 kg
        content: |
          Nous livrons la métropole six jours sur sept.
        language: fr
        territory: [fr-epci-200093201]
        location: {name: Lille, latitude: 50.6318, longitude: 3.0471}
        sector: [AM160]
        need: [livrer]
        action: deliverService
        exchange: [sell]
        price: {amount: "12.50", unit: EUR}
        deadline: 2027-06-30
        audience: [platform]
        visibility: public
        policy: commons-open
        license: etalab-2.0
        """
    )

    assert checked(draft) == {
        "kind": "offer",
        "name": "Livraison à vélo jusqu'à 300 kg",
        "content": "Nous livrons la métropole six jours sur sept.",
        "language": "fr",
        "territory": ["territory:fr/epci/200093201"],
        "location": {
            "name": "Lille",
            "latitude": 50.6318,
            "longitude": 3.0471,
            "territory": "territory:fr/commune/59350",
        },
        "sector": ["http://purl.org/essglobal/standard/activities-modified/AM160"],
        "need": ["https://w3id.org/plateformcoop/ns#need-livrer"],
        "action": "deliverService",
        "exchange": ["https://w3id.org/plateformcoop/ns#exchange-sell"],
        "price": {"amount": "12.50", "unit": "EUR"},
        "deadline": "2027-06-30",
        "audience": ["platform"],
        "visibility": "public",
        "policy": "https://w3id.org/plateformcoop/ns#policy-commons-open",
        "license": "https://spdx.org/licenses/etalab-2.0",
    }


@pytest.mark.parametrize(
    ("starts", "zone", "resolved"),
    [
        ("2027-06-30T18:30:00+02:00", None, "2027-06-30T18:30:00+02:00"),
        ("2027-06-30T18:30:00Z", "Europe/Paris", "2027-06-30T18:30:00+00:00"),
        ("2027-06-30 18:30", "Europe/Paris", "2027-06-30T18:30:00+02:00"),
        ("2027-01-30 18:30", "Europe/Paris", "2027-01-30T18:30:00+01:00"),
        ("2027-06-30 18:30", None, "2027-06-30T18:30:00+00:00"),
        ("2027-06-30", "Europe/Paris", "2027-06-30T00:00:00+02:00"),
        (datetime.datetime(2027, 6, 30, 18, 30), "Europe/Paris", "2027-06-30T18:30:00+02:00"),
        (datetime.date(2027, 6, 30), "Europe/Paris", "2027-06-30T00:00:00+02:00"),
    ],
)
def test_check__clocks_of_an_event(starts: object, zone: str | None, resolved: str) -> None:
    draft = {"kind": "event", "name": "Fête", "starts": starts} | ({"timezone": zone} if zone else {})

    assert checked(draft)["starts"] == resolved


def test_check__what_the_node_writes_is_not_asked_for() -> None:
    values = checked({**STORY, "published": "2026-01-01", "updated": "x", "language": None})

    assert set(values) == {"kind", "name", "content", "practice"}


def test_check__html_instead_of_markdown() -> None:
    draft = {"kind": "story", "name": "x", "practice": "D03", "content_html": "<p>a</p><script>b</script>"}

    assert checked(draft)["content_html"] == "<p>a</p>"


def test_finding__line() -> None:
    finding = Finding("level", Text("trop grand", "too large"), Text("de 0 à 4", "from 0 to 4"))

    assert finding.line("fr") == "level : trop grand. Correction : de 0 à 4"


ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=30)
    | st.dates()
    | st.datetimes(timezones=st.none() | st.timezones())
    | st.binary(max_size=5)
    | st.sampled_from(["D03", "fr-commune-59350", "AM160", "EUR", "URL", "public", "2027-06-30", "https://a.example"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(max_size=8) | st.integers() | st.none() | st.booleans(), inner, max_size=4)
    ),
    max_leaves=12,
)
NESTED = (
    "name",
    "url",
    "kind",
    "date",
    "practice",
    "level",
    "evidence",
    "visibility",
    "amount",
    "unit",
    "siren",
    "rna",
)


@st.composite
def anything_like_a_draft(draw: st.DrawFn) -> dict[Any, Any]:
    kind = draw(st.sampled_from(KINDS))
    fields = sorted({*shapes._COMMON, *shapes._OF_KIND[kind]} - {"kind"})
    inside = st.dictionaries(st.sampled_from(NESTED), ANYTHING, max_size=4)
    value = ANYTHING | inside | st.lists(inside, max_size=3)
    return {"kind": kind, **draw(st.dictionaries(st.sampled_from(fields), value, max_size=8))}


@given(st.dictionaries(st.text(max_size=10) | st.integers() | st.none(), ANYTHING, max_size=6))
@settings(deadline=None, max_examples=examples(70))
def test_check__never_raises_on_any_mapping(draft: dict[Any, Any]) -> None:
    assert check(draft, vocabulary()).findings


@given(anything_like_a_draft())
@settings(deadline=None, max_examples=examples(50))
def test_check__never_raises_on_any_draft(draft: dict[Any, Any]) -> None:
    found = check(draft, vocabulary())

    if not found.findings:
        assert checked(found.values) == found.values
    for finding in found.findings:
        assert finding.field and finding.line("fr") and finding.line("en")
