from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.vocab.full_drafts import DRAFTS, ENVELOPE, ID, KINDS, ME, ORIGIN, RECORD_KINDS, built, checked, vocabulary
from vocab.codec import to_document
from vocab.context import COOP, PUBLIC
from vocab.draft import draft_of, is_friendly
from vocab.prose import Prose
from vocab.shapes import check

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=8,
)


@pytest.mark.parametrize("kind", KINDS)
def test_draft_of__leads_back_to_the_same_document(kind: str) -> None:
    document = built(DRAFTS[kind])

    assert built(draft_of(document)) == document


@pytest.mark.parametrize("kind", KINDS)
def test_draft_of__has_what_the_author_wrote(kind: str) -> None:
    author, reader = checked(DRAFTS[kind]), checked(draft_of(built(DRAFTS[kind])))
    # A text comes back as HTML, a profile is public and says so nowhere, and the answers that left home are the public.
    for lost in ("content", "content_html", "id", "answers", "visibility"):
        author.pop(lost, None), reader.pop(lost, None)
    if kind == "listing":
        assert reader["website"] == reader["organization"]["website"]
        author["website"] = reader["website"]
        author["identifiers"] = reader.get("identifiers")
        reader["identifiers"] = author["identifiers"]

    assert reader == author


def test_draft_of__a_changed_title_changes_the_first_line() -> None:
    draft = draft_of(built(DRAFTS["story"]))
    draft["name"] = {"fr": "Autre titre", "en": "Other title"}

    assert built(draft)["content"].startswith("<p><strong>Autre titre</strong></p><p>Six jours")


@pytest.mark.parametrize(
    ("to", "cc", "visibility"),
    [
        ([PUBLIC], [f"{ME}/followers"], "public"),
        (["as:Public"], [], "public"),
        ([f"{ME}/followers"], [], "followers"),
        (["https://reseau.example/actors/reseau/members"], [], "network"),
        (["https://ami.example/actors/ami"], [], "private"),
        ([], [], "private"),
    ],
)
def test_draft_of__visibility(to: list[str], cc: list[str], visibility: str) -> None:
    document = built(DRAFTS["story"]) | {"to": to, "cc": cc}

    assert draft_of(document)["visibility"] == visibility


def test_draft_of__no_addresses_no_visibility() -> None:
    document = {key: value for key, value in built(DRAFTS["story"]).items() if key not in ("to", "cc")}

    assert "visibility" not in draft_of(document)


@pytest.mark.parametrize("visibility", ["network", "statistics"])
def test_draft_of__a_companion_stays_as_narrow(visibility: str) -> None:
    members = "https://reseau.example/actors/reseau" + ("/members" if visibility == "network" else "")
    envelope = replace(ENVELOPE, to=(members,), cc=())
    answer = {"practice": "D03", "level": 1, "visibility": visibility}
    draft = {"kind": "report", "name": "2026", "answers": [answer], "visibility": visibility}
    draft |= {"companion_of": f"{ORIGIN}/objects/1"} | ({"statistics_only": True} if visibility == "statistics" else {})
    document = built(draft, envelope)

    again = checked(draft_of(document))

    assert document["answers"][0]["level"] == 1
    assert again["visibility"] == again["answers"][0]["visibility"] == visibility
    assert to_document(again, envelope, Prose()) == document


def test_draft_of__foreign_spellings() -> None:
    document = {
        "@context": "https://www.w3.org/ns/activitystreams",
        "type": ["Proposal"],
        "purpose": "https://w3id.org/valueflows#request",
        "name": "Wanted",
        "content": "<p>a <b>bike</b><script>x</script></p>",
        "publishes": [{"type": "Intent", "action": "vf:transfer", "resourceQuantity": {"hasUnit": "one"}}],
        "sector": "http://purl.org/essglobal/standard/activities-modified/AM160",
        "need": {"id": f"{COOP}need-livrer"},
        "license": {"id": "https://spdx.org/licenses/CC0-1.0"},
        "areaServed": "https://w3id.org/plateformcoop/territory/fr/commune/59350",
        "to": "as:Public",
    }

    assert checked(draft_of(document)) == {
        "kind": "request",
        "name": "Wanted",
        "content_html": "<p>a bike</p>",
        "visibility": "public",
        "territory": ["territory:fr/commune/59350"],
        "sector": ["http://purl.org/essglobal/standard/activities-modified/AM160"],
        "need": [f"{COOP}need-livrer"],
        "license": "https://spdx.org/licenses/CC0-1.0",
        "action": "transfer",
        "quantity": {"amount": "1", "unit": "one"},
    }


@pytest.mark.parametrize(
    ("document", "kind"),
    [
        ({"type": "Note"}, None),
        ({"type": "Note", "kind": "Recipe"}, None),
        ({"type": "Note", "kind": "coop:PracticeClaim"}, "practice"),
        ({"type": "Note", "kind": f"{COOP}Listing"}, "listing"),
        ({"type": "Organization"}, "profile"),
        ({"type": "Event"}, "event"),
        ({"type": "vf:Proposal", "purpose": {"id": "vf:offer"}}, "offer"),
        ({"type": "Person"}, None),
    ],
)
def test_draft_of__kind(document: dict[str, Any], kind: str | None) -> None:
    assert draft_of(document).get("kind") == kind


def test_draft_of__a_plain_note_is_no_record() -> None:
    [finding] = check(draft_of({"type": "Note", "content": "bonjour"}), vocabulary()).findings

    assert finding.field == "kind"


KEYS = sorted({key for kind in KINDS for key in built(DRAFTS[kind])} | {"companionOf", "statisticsOnly"})


@given(st.dictionaries(st.sampled_from(KEYS), JSON, max_size=10), st.sampled_from(KINDS))
@settings(deadline=None, max_examples=150)
def test_draft_of__any_document_gives_a_draft(document: dict[str, Any], kind: str) -> None:
    own = {key: built(DRAFTS[kind])[key] for key in ("type", "kind", "purpose") if key in built(DRAFTS[kind])}

    check(draft_of({**document, **own}), vocabulary())
    assert isinstance(draft_of(document), dict)


@given(st.text(max_size=300), st.sampled_from(RECORD_KINDS))
@settings(deadline=None, max_examples=200)
def test_draft_of__any_text_comes_back_as_it_was(content: str, kind: str) -> None:
    draft = {**DRAFTS[kind], "content": content or "x"}
    if check(draft, vocabulary()).findings:
        return
    document = built(draft)

    assert built(draft_of(document)) == document


def test_is_friendly() -> None:
    assert is_friendly({"kind": "offer", "name": "Un vélo"})
    assert not is_friendly({"type": "Note"})
    assert not is_friendly({"@context": [], "kind": "offer"})


def test_draft_of__keeps_the_id() -> None:
    assert draft_of(built(DRAFTS["offer"]))["id"] == ID
