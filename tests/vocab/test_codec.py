"""What we emit: whole documents that the reference processor reads without losing a word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyld import jsonld

from tests.vocab.full_drafts import (
    COMMON,
    DRAFTS,
    ENVELOPE,
    ID,
    KINDS,
    ME,
    MOMENT,
    ORIGIN,
    RECORD_KINDS,
    built,
    checked,
    vocabulary,
)
from vocab import shapes
from vocab.codec import to_document
from vocab.context import ACTOR, PUBLIC, RECORD
from vocab.expand import expand
from vocab.loader import Loader
from vocab.prose import Prose, plain
from vocab.tables import Tables

LOADER = Loader()
DATES = {
    "http://www.w3.org/2001/XMLSchema#date": r"\d{4}-\d\d-\d\d",
    "http://www.w3.org/2001/XMLSchema#dateTime": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)",
}


def expanded(document: dict[str, Any]) -> list[Any]:
    found: list[Any] = jsonld.expand(document, {"documentLoader": LOADER})
    return found


def leaves(value: Any) -> Iterator[str]:
    """Every value a document of ours says, as text."""
    if isinstance(value, dict):
        for key, inside in value.items():
            if key != "@context":
                yield from leaves(inside)
    elif isinstance(value, list):
        for item in value:
            yield from leaves(item)
    else:
        yield str(value)


def expanded_leaves(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if "@value" in value:
            yield str(value["@value"])
            return
        for inside in value.values():
            yield from expanded_leaves(inside)
    elif isinstance(value, list):
        for item in value:
            yield from expanded_leaves(item)
    else:
        yield str(value)


def nodes(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        for key, inside in value.items():
            if key != "@context":
                yield from nodes(inside)
    elif isinstance(value, list):
        for item in value:
            yield from nodes(item)


def everything(kind: str) -> dict[str, Any]:
    draft = {**DRAFTS[kind]}
    if kind == "report":
        draft |= {"companion_of": f"{ORIGIN}/objects/2", "statistics_only": True}
    return built(draft)


@pytest.mark.parametrize("kind", KINDS)
def test_full_drafts__have_every_field(kind: str) -> None:
    instead = {"id", "content_html", "online", "companion_of", "statistics_only", "statistics_to"}
    table = set(shapes._COMMON) | set(shapes._OF_KIND[kind])
    instead |= {"commitments"}  # a network's: test_commitments.py
    kept_home = {"contact"} if kind == "listing" else set()

    assert set(DRAFTS[kind]) == table - instead - kept_home


@pytest.mark.parametrize("kind", KINDS)
def test_document__every_key_expands(kind: str) -> None:
    document = everything(kind)
    found = expanded(document)
    iris = [node["@id"] for node in nodes(found) if "@id" in node]

    assert len(list(leaves(document))) == len(list(expanded_leaves(found))) > 30
    assert "'_:" not in str(found)
    assert [iri for iri in iris if not re.match(r"[a-z]+:", iri)] == []


def test_document__the_expansion_test_bites() -> None:
    document = {**everything("story"), "unheardOf": "x"}

    assert "'_:" in str(expanded(document))


@pytest.mark.parametrize("kind", KINDS)
def test_document__expands_alike_by_table(kind: str) -> None:
    document = everything(kind)

    assert expand(document, Tables(LOADER)) == expanded(document)


@pytest.mark.parametrize("kind", KINDS)
def test_document__typed_values_are_of_their_type(kind: str) -> None:
    typed = [node for node in nodes(expanded(everything(kind))) if "@value" in node and node.get("@type") in DATES]

    assert typed
    assert [node for node in typed if not re.fullmatch(DATES[node["@type"]], str(node["@value"]))] == []


@pytest.mark.parametrize("kind", RECORD_KINDS)
def test_document__kind_stands_at_the_top_of_a_note_alone(kind: str) -> None:
    document = everything(kind)
    inside = [node for node in nodes(document) if node is not document and "kind" in node]

    assert inside == []
    assert ("kind" in document) == (document["type"] == "Note")
    assert document["type"] == ("Event" if kind == "event" else "Note")
    assert document["@context"] is RECORD


@pytest.mark.parametrize("kind", KINDS)
def test_document__lives_on_one_host(kind: str) -> None:
    document = everything(kind)

    assert document["url"].startswith(f"{ORIGIN}/")
    assert document["id"].startswith(f"{ORIGIN}/")


@pytest.mark.parametrize("kind", RECORD_KINDS)
def test_words__first_language_is_the_records(kind: str) -> None:
    document = everything(kind)

    assert list(document["nameMap"]) == list(document["contentMap"]) == ["fr", "en"]
    assert document["name"] == document["nameMap"]["fr"]
    assert document["content"] == document["contentMap"]["fr"]
    for language, name in document["nameMap"].items():
        assert plain(document["contentMap"][language]).startswith(name)


@pytest.mark.parametrize(
    ("words", "names", "texts"),
    [
        ({"name": "Vélo", "content": "Oui"}, {"fr": "Vélo"}, {"fr": "Oui"}),
        ({"name": "Bike", "content": "Yes", "language": "en"}, {"en": "Bike"}, {"en": "Yes"}),
        (
            {"name": {"en": "Bike", "fr": "Vélo"}, "content": "Yes", "language": "fr"},
            {"en": "Bike", "fr": "Vélo"},
            {"en": "Yes", "fr": ""},
        ),
        (
            {"name": "Vélo", "content": {"nl": "Ja", "fr": "Oui"}},
            {"fr": "Vélo", "nl": "Vélo"},
            {"fr": "Oui", "nl": "Ja"},
        ),
        ({"name": "Vélo", "content": {"nl": "Ja"}, "language": "fr"}, {"nl": "Vélo"}, {"nl": "Ja"}),
    ],
)
def test_words__languages(words: dict[str, Any], names: dict[str, str], texts: dict[str, str]) -> None:
    values = checked({"kind": "offer", **words})
    document: Any = to_document(values, replace(ENVELOPE, language=values.get("language", "fr")), Prose())

    assert list(document["nameMap"].items()) == list(names.items())
    assert document["contentMap"] == {
        language: f"<p><strong>{names[language]}</strong></p>" + (f"<p>{text}</p>" if text else "")
        for language, text in texts.items()
    }
    assert document["name"] == next(iter(names.values()))


def test_offer__whole() -> None:
    document = built(
        {
            "kind": "offer",
            "name": "Prêt de remorque",
            "content": "Sur *demande*.",
            "territory": ["fr-epci-200093201"],
            "location": {"name": "Lille", "postcode": 59000},
            "need": ["livrer"],
            "exchange": ["lend"],
            "price": {"amount": 5, "unit": "points"},
            "audience": "platform",
            "valid_until": "2027-06-30",
            "policy": "commons-open",
            "license": "etalab-2.0",
        }
    )

    assert document == {
        "@context": RECORD,
        "id": ID,
        "type": "Note",
        "kind": "Proposal",
        "attributedTo": ME,
        "name": "Prêt de remorque",
        "nameMap": {"fr": "Prêt de remorque"},
        "content": "<p><strong>Prêt de remorque</strong></p><p>Sur <em>demande</em>.</p>",
        "contentMap": {"fr": "<p><strong>Prêt de remorque</strong></p><p>Sur <em>demande</em>.</p>"},
        "url": ID,
        "areaServed": ["territory:fr/epci/200093201"],
        "location": {
            "type": "Place",
            "name": "Lille",
            "address": {"type": "PostalAddress", "postalCode": "59000"},
            "within": ["territory:fr/commune/59350"],
        },
        "need": ["coop:need-livrer"],
        "license": "https://spdx.org/licenses/etalab-2.0",
        "usagePolicy": "coop:policy-commons-open",
        "tag": [{"type": "Hashtag", "name": "#livrer", "href": f"{ORIGIN}/directory?need=livrer"}],
        "purpose": "offer",
        "publishes": {
            "id": f"{ID}#primary",
            "type": "Intent",
            "action": "deliverService",
            "resourceQuantity": {"hasUnit": "one", "hasNumericalValue": "1"},
        },
        "reciprocal": {
            "id": f"{ID}#reciprocal",
            "type": "Intent",
            "action": "transfer",
            "resourceQuantity": {"hasUnit": "points", "hasNumericalValue": "5"},
        },
        "unitBased": False,
        "exchangeMode": ["coop:exchange-lend"],
        "audienceKind": ["platform"],
        "validUntil": "2027-06-30",
        "to": [PUBLIC],
        "cc": [f"{ME}/followers"],
        "published": MOMENT,
        "updated": MOMENT,
    }


@pytest.mark.parametrize("kind", ["offer", "request"])
def test_proposal__has_what_fep_0837_requires(kind: str) -> None:
    document = built({"kind": kind, "name": "Un vélo"})
    primary = document["publishes"]

    assert document["purpose"] == kind
    assert {"id", "type", "attributedTo", "name", "published", "to"} <= set(document)
    assert primary["id"] == f"{ID}#primary" and primary["type"] == "Intent" and primary["action"] == "deliverService"
    assert primary["resourceQuantity"] == {"hasUnit": "one", "hasNumericalValue": "1"}
    assert document["unitBased"] is False
    assert "reciprocal" not in document


def test_event__whole() -> None:
    draft = {
        "kind": "event",
        "name": "Assemblée & bal",
        "starts": "2027-06-30 18:30",
        "timezone": "Europe/Paris",
        "online": "https://visio.example/bal",
    }

    assert built(draft) == {
        "@context": RECORD,
        "id": ID,
        "type": "Event",
        "attributedTo": ME,
        "name": "Assemblée & bal",
        "nameMap": {"fr": "Assemblée & bal"},
        "content": "<p><strong>Assemblée &amp; bal</strong></p>",
        "contentMap": {"fr": "<p><strong>Assemblée &amp; bal</strong></p>"},
        "url": ID,
        "summary": "Assemblée &amp; bal",
        "startTime": "2027-06-30T18:30:00+02:00",
        "timezone": "Europe/Paris",
        "location": {"type": "VirtualLocation", "url": "https://visio.example/bal"},
        "organizers": {"id": f"{ID}#organizers", "type": "Collection", "totalItems": 1, "items": [ME]},
        "joinMode": "none",
        "indexable": True,
        "to": [PUBLIC],
        "cc": [f"{ME}/followers"],
        "published": MOMENT,
        "updated": MOMENT,
    }


def test_listing__whole() -> None:
    draft = {
        "kind": "listing",
        "name": "Panier d'Artois",
        "organization": {"name": "Panier", "website": "panier.example", "identifiers": {"siren": "732 829 320"}},
        "legal_form": "L2",
        "coop_status": "SCIC",
        "source": "annuaire 2026",
        "legal_basis": "intérêt légitime",
        "objections": "contact@reseau.example",
        "contact": "Jeanne, 06 00 00 00 00",
    }
    document = built(draft)

    assert document["organization"] == {
        "id": f"{ID}#organization",
        "type": "Organization",
        "name": "Panier",
        "website": "https://panier.example",
        "identifier": [{"type": "PropertyValue", "propertyID": "SIREN", "value": "732829320"}],
        "legalForm": "http://purl.org/essglobal/standard/legal-form/L2",
        "coopStatus": "coop:status-scic",
    }
    assert document["website"] == "https://panier.example"
    assert document["statedSource"] == "annuaire 2026"
    assert document["legalBasis"] == "intérêt légitime"
    assert document["objections"] == "contact@reseau.example"
    assert "Jeanne" not in str(document)


HOSTILE = [
    "<script>alert(1)</script>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt&colon;alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "![x](https://pixel.example/a.gif)",
    '<img src=x onerror="alert(1)">',
    '<a href="https://a.example" onclick="alert(1)">a</a>',
    "<iframe src=https://a.example></iframe>",
    "<style>body{display:none}</style>",
    "<svg><script>alert(1)</script></svg>",
    '"><script>alert(1)</script>',
    "<https://a.example/\"onmouseover='alert(1)>",
    "[x]: javascript:alert(1)\n\n[x]",
]


@pytest.mark.parametrize("field", ["content", "content_html", "name"])
@pytest.mark.parametrize("text", HOSTILE)
def test_words__nothing_in_them_runs(field: str, text: str) -> None:
    document = built({"kind": "offer", "name": "Un vélo", field: text})
    tags = re.findall(r"<[^>]*>", document["content"] + document["contentMap"]["fr"])
    harmless = r'</?(p|strong|em|a|ul|li|code|pre)( href="https://[^"]*"| rel="[^"]*")*>'

    assert [tag for tag in tags if not re.fullmatch(harmless, tag)] == []


@given(st.text(max_size=200), st.text(max_size=60))
@settings(deadline=None, max_examples=200)
def test_words__no_text_breaks_out_of_its_place(content: str, name: str) -> None:
    draft = {"kind": "practice", "practice": "D03", "name": name, "content": content}
    if shapes.check(draft, vocabulary()).findings:
        return
    document = built(draft)

    assert set(re.findall(r"</?([a-z0-9]+)", document["content"])) <= {
        "p", "br", "a", "strong", "em", "code", "pre", "ul", "ol", "li", "blockquote", "h3", "h4",
    }  # fmt: skip


def test_document__says_only_what_was_written() -> None:
    document = built({"kind": "practice", "name": "Salaires", "practice": "D03"})

    assert set(document) == {
        "@context", "id", "type", "kind", "attributedTo", "name", "nameMap", "content", "contentMap", "url", "practice",
        "to", "cc", "published", "updated",
    }  # fmt: skip


def test_contexts__are_the_two() -> None:
    assert built(DRAFTS["profile"])["@context"] is ACTOR
    assert built({**COMMON, "kind": "story", "practice": "D03"})["@context"] is RECORD
