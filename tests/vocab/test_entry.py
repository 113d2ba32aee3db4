"""Reading documents as directory entries: ours, and others' in their own spelling."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.vocabulary import VOCABULARY
from vocab.context import ACTOR, PUBLIC, RECORD
from vocab.entry import Entry, Statement, read_entry
from vocab.prose import plain
from vocab.vocabulary import Vocabulary

OWNER = "https://a.example/actors/a"


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return VOCABULARY


def note(**more: object) -> dict[str, object]:
    return {"@context": RECORD, "id": "https://a.example/1", "type": "Note", "attributedTo": OWNER, "name": "Un"} | more


def test_offer__in_full(vocabulary: Vocabulary) -> None:
    document: dict[str, object] = {
        "@context": RECORD,
        "id": "https://a.example/objects/1",
        "type": "Note",
        "kind": "Proposal",
        "purpose": "offer",
        "attributedTo": OWNER,
        "name": "Livraison à vélo",
        "nameMap": {"fr": "Livraison à vélo", "en": "Bike delivery"},
        "content": "<p><strong>Livraison à vélo</strong></p><p>Six jours sur <em>sept</em>&nbsp;!</p>",
        "contentMap": {
            "fr": "<p><strong>Livraison à vélo</strong></p><p>Six jours sur <em>sept</em>&nbsp;!</p>",
            "en": "<p><strong>Bike delivery</strong></p><p>Six days a week.</p>",
        },
        "areaServed": ["territory:fr/epci/200093201"],
        "location": {
            "type": "Place",
            "name": "Lille",
            "latitude": 50.634,
            "longitude": 3.055,
            "approximate": True,
            "within": ["territory:fr/commune/59350"],
        },
        "sector": ["http://purl.org/essglobal/standard/activities-modified/AM160"],
        "need": ["coop:need-livrer"],
        "exchangeMode": ["coop:exchange-sell"],
        "audienceKind": ["platform"],
        "deadline": "2027-06-30",
        "to": [PUBLIC],
        "cc": [OWNER + "/followers"],
        "published": "2026-11-23T10:00:00.000Z",
        "updated": "2026-11-24T10:00:00.000Z",
        "license": "https://spdx.org/licenses/etalab-2.0",
        "usagePolicy": "coop:policy-commons-open",
    }

    assert read_entry(document, vocabulary) == Entry(
        id="https://a.example/objects/1",
        kind="offer",
        owner=OWNER,
        language="fr",
        names={"fr": "Livraison à vélo", "en": "Bike delivery"},
        texts={"fr": "Six jours sur sept !", "en": "Six days a week."},
        latitude=50.634,
        longitude=3.055,
        approximate=True,
        placed=("fr-commune-59350",),
        served=("fr-epci-200093201",),
        sectors=("AM160",),
        needs=("livrer",),
        exchange=("sell",),
        audience_kinds=("platform",),
        expires="2027-06-30T23:59:59.999Z",
        license="etalab-2.0",
        policy="commons-open",
        updated="2026-11-24T10:00:00.000Z",
        published="2026-11-23T10:00:00.000Z",
        addressed=frozenset({PUBLIC, OWNER + "/followers"}),
    )


def test_profile__is_its_own_owner(vocabulary: Vocabulary) -> None:
    document: dict[str, object] = {
        "@context": ACTOR,
        "id": OWNER,
        "type": "Organization",
        "name": "Les Pédales",
        "summary": "<p>À vélo</p>",
        "legalForm": "http://purl.org/essglobal/standard/legal-form/L2",
        "coopStatus": "coop:status-scic",
        "stage": "coop:stage-running",
        "platformKind": "platform",
        "website": "https://pedales.example/",
        "identifier": [{"type": "PropertyValue", "propertyID": "SIREN", "value": "123 456 782"}],
        "indexable": True,
    }

    entry = read_entry(document, vocabulary)

    assert entry is not None
    assert (entry.kind, entry.owner, entry.claimed, entry.language) == ("organization", OWNER, True, "und")
    assert (entry.legal_form, entry.coop_status, entry.stage, entry.platform_kind) == (
        "L2",
        "SCIC",
        "running",
        "platform",
    )
    assert entry.identifiers == (("siren", "123456782"),)
    assert entry.website == "https://pedales.example/"
    assert (entry.texts, entry.indexable) == ({"und": "À vélo"}, True)


def test_listing__speaks_of_another(vocabulary: Vocabulary) -> None:
    organization = {
        "id": "https://a.example/1#organization",
        "type": "Organization",
        "name": "La Clef",
        "website": "https://clef.example/",
        "coopStatus": "coop:status-association",
    }
    entry = read_entry(note(kind="Listing", organization=organization), vocabulary)

    assert entry is not None
    assert (entry.kind, entry.claimed, entry.owner) == ("organization", False, OWNER)
    assert (entry.website, entry.coop_status) == ("https://clef.example/", "association")


@pytest.mark.parametrize(
    "spelling", ["offer", "vf:offer", "https://w3id.org/valueflows/ont/vf#offer", "https://w3id.org/valueflows#offer"]
)
def test_purpose__in_every_spelling(vocabulary: Vocabulary, spelling: str) -> None:
    for document in (note(kind="Proposal", purpose=spelling), note(type="Proposal", purpose={"id": spelling})):
        entry = read_entry(document, vocabulary)
        assert entry is not None and entry.kind == "offer"


def test_values__full_iris_single_or_many(vocabulary: Vocabulary) -> None:
    entry = read_entry(
        note(
            kind="coop:Listing",
            need="https://w3id.org/plateformcoop/ns#need-livrer",
            sector=[
                {"id": "http://purl.org/essglobal/standard/activities-modified/AM60"},
                "https://elsewhere.example/x",
            ],
            areaServed="https://w3id.org/plateformcoop/territory/fr/region/32",
            license="https://example.org/own-licence",
        ),
        vocabulary,
    )

    assert entry is not None
    assert (entry.needs, entry.sectors, entry.served) == (("livrer",), ("AM60",), ("fr-region-32",))
    assert entry.license == "https://example.org/own-licence"


def test_practice_and_report__state_levels(vocabulary: Vocabulary) -> None:
    practice = read_entry(note(kind="Practice", practice="charter:D03", level=3), vocabulary)
    answers = [
        {"type": "Answer", "practice": "charter:D03", "level": 2},
        {"type": "Answer", "practice": "charter:G01", "level": None, "reason": "sans objet"},
        {"type": "Answer", "practice": "charter:unknown", "level": 4},
        {"type": "Answer", "practice": "charter:G02", "level": 9},
        "noise",
    ]
    report = read_entry(note(kind="PracticeReport", answers=answers, updated="2026-01-01T00:00:00Z"), vocabulary)

    assert practice is not None and practice.statements == (Statement("D03", 3, None),)
    assert report is not None
    assert [(each.practice, each.level) for each in report.statements] == [("D03", 2), ("G01", None), ("G02", None)]
    assert {each.expires for each in report.statements} == {"2027-07-06T00:00:00.000Z"}


@pytest.mark.parametrize("published", ["2031-01-01T00:00:00Z", "9999-12-31", "9999-12-31T23:59:59Z"])
def test_report__that_says_it_comes_out_later_than_it_was_written_counts_no_longer(
    vocabulary: Vocabulary, published: str
) -> None:
    answers = [{"type": "Answer", "practice": "charter:D03", "level": 2}]
    dates = {"updated": "2026-01-01T00:00:00Z", "published": published}

    report = read_entry(note(kind="PracticeReport", answers=answers, **dates), vocabulary)

    assert report is not None and report.expires == "2027-07-06T00:00:00.000Z"
    dates["updated"] = published
    assert read_entry(note(kind="PracticeReport", answers=answers, **dates), vocabulary) is not None


def test_report__for_statistics_only_states_nothing(vocabulary: Vocabulary) -> None:
    answers = [{"type": "Answer", "practice": "charter:D03", "level": 2}]
    entry = read_entry(note(kind="PracticeReport", answers=answers, statisticsOnly=True), vocabulary)

    assert entry is not None and entry.statements == ()


def test_event__ends(vocabulary: Vocabulary) -> None:
    event: dict[str, object] = {"id": "https://a.example/2", "type": "Event", "attributedTo": OWNER, "name": "Fête"}
    with_end = read_entry(
        event | {"startTime": "2026-12-01T18:00:00+01:00", "endTime": "2026-12-01T20:00:00+01:00"}, vocabulary
    )
    without = read_entry(event | {"startTime": "2026-12-01"}, vocabulary)

    assert with_end is not None and with_end.starts == "2026-12-01T17:00:00.000Z"
    assert with_end.expires == "2026-12-01T19:00:00.000Z"
    assert without is not None and without.expires == "2026-12-01T23:59:59.999Z"


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"type": "Note"},
        note(),
        note(kind="Article"),
        note(kind=["Listing"]),
        note(kind="Proposal", purpose="gift"),
        note(type="Article", kind="Listing"),
        {"id": OWNER, "type": "Person", "name": "Quelqu'un"},
        {"id": OWNER, "type": "Application", "name": "nœud"},
        {"id": OWNER, "type": "Group", "preferredUsername": "commune_59350"},
        {"type": "Note", "kind": "Listing", "attributedTo": OWNER},
        {"id": "https://a.example/1", "type": "Note", "kind": "Listing"},
    ],
)
def test_not_an_entry(vocabulary: Vocabulary, document: dict[str, object]) -> None:
    assert read_entry(document, vocabulary) is None


@pytest.mark.parametrize("noise", [3, True, [], {}, [[]], [{"id": 3}], "x", {"type": "Place"}, [None], "\x00", 1e400])
def test_noise__in_any_place_is_ignored(vocabulary: Vocabulary, noise: object) -> None:
    keys = (
        "name nameMap content contentMap location areaServed sector need practice level answers identifier website"
        " legalForm coopStatus stage license usagePolicy updated published deadline validUntil startTime endTime"
        " indexable searchableBy organization to cc exchangeMode audienceKind platformKind statisticsOnly"
    ).split()
    for kind in ("Listing", "Practice", "PracticeReport"):
        for key in keys:
            assert isinstance(read_entry(note(kind=kind) | {key: noise}, vocabulary), Entry)
        assert isinstance(read_entry(note(kind=kind) | dict.fromkeys(keys, noise), vocabulary), Entry)


@pytest.mark.parametrize("point", [(91, 3), ("north", 3), (None, 3), (float("nan"), 3), (True, False)])
def test_place__of_no_point_has_none(vocabulary: Vocabulary, point: tuple[object, object]) -> None:
    entry = read_entry(note(kind="Listing", location={"latitude": point[0], "longitude": point[1]}), vocabulary)

    assert entry is not None and (entry.latitude, entry.longitude) == (None, None)


def test_indexable__a_refusal_beats_a_consent(vocabulary: Vocabulary) -> None:
    def said(**more: object) -> bool | None:
        entry = read_entry(note(kind="Listing", **more), vocabulary)
        assert entry is not None
        return entry.indexable

    assert said() is None
    assert said(indexable=True) is True
    assert said(indexable=False, searchableBy=[PUBLIC]) is False
    assert said(searchableBy=[PUBLIC]) is True
    assert said(searchableBy=[]) is False


PIECES = (
    "<p>|</p>|<br>|<br/>|<ul>|</ul>|<ol>|</ol>|<li>|</li>|<em>|<b>|<!--|-->|<|>|&amp;|&lt;b&gt;|&nbsp;|&eacute|&|vélo"
    "| |\n|<script>|</script>|<p class=x>|</strong>|<strong>|&#39;|é"
).split("|")


@given(st.lists(st.sampled_from(PIECES), max_size=12))
def test_text__is_what_the_parser_gives(vocabulary: Vocabulary, pieces: list[str]) -> None:
    markup = "".join(pieces)
    entry = read_entry(note(kind="Listing", name="zzz", content=markup), vocabulary)

    assert entry is not None
    assert entry.text == plain(markup)


def test_every_value_has_words(vocabulary: Vocabulary) -> None:
    for facet, scheme in (("sector", vocabulary.schemes.sector), ("need", vocabulary.schemes.need)):
        for concept in scheme:
            assert vocabulary.label(facet, concept.notation) == concept.label
    assert vocabulary.label("sector", "AM61") is None
    assert vocabulary.label("colour", "red") is None
    territory = vocabulary.label("territory", "fr-departement-59")
    assert territory is not None and territory.fr == "Nord (département)"
