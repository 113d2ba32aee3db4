from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from federation.actors import actor_from_document
from tests.vocab.full_drafts import DRAFTS, FRAME, ME, MOMENT, ORIGIN, built, checked
from vocab.context import ACTOR, COOP
from vocab.entry import read_entry
from vocab.profile import SPOKEN, to_actor, to_application
from vocab.prose import Prose
from vocab.vocabulary import Vocabulary

PEDALES = {
    "kind": "profile",
    "name": "Les Pédales",
    "content": "Livraison à **vélo**.",
    "territory": ["fr-epci-200093201"],
    "location": {"name": "Lille", "latitude": 50.6318, "longitude": 3.0471, "territory": "fr-commune-59350"},
    "sector": ["AM160"],
    "need": ["s-entraider"],
    "website": "https://pedales.example/?a=1&b=2",
    "coop_status": "SCIC",
    "stage": "running",
    "identifiers": {"siren": "732829320"},
    "founded": "2019",
    "members": 42,
    "tools": [{"name": "CoopCycle", "license": "AGPL-3.0-or-later"}],
    "replicable": {"open_to": "équipes"},
    "contact": "accueil <a@pedales.example>",
    "charter": {
        "version": "1.0",
        "decided_by": "assemblée générale",
        "date": "2025-01-27",
        "minutes": "https://pedales.example/ag-2025",
    },
    "policy": "commons-open",
    "license": "etalab-2.0",
}


def test_actor__whole() -> None:
    link = "https://pedales.example/?a=1&amp;b=2"
    frame = replace(FRAME, kind="platform", also_known_as=())

    assert to_actor(checked(PEDALES), frame, Prose()) == {
        "@context": ACTOR,
        "id": ME,
        "type": "Organization",
        "preferredUsername": "pedales",
        "webfinger": "pedales@pedales.example",
        "name": "Les Pédales",
        "nameMap": {"fr": "Les Pédales"},
        "summary": "<p>Livraison à <strong>vélo</strong>.</p>",
        "summaryMap": {"fr": "<p>Livraison à <strong>vélo</strong>.</p>"},
        "url": ME,
        "inbox": f"{ME}/inbox",
        "outbox": f"{ME}/outbox",
        "followers": f"{ME}/followers",
        "following": f"{ME}/following",
        "featured": f"{ME}/featured",
        "practices": f"{ME}/practices",
        "reports": f"{ME}/reports",
        "endorsements": f"{ME}/endorsements",
        "offers": f"{ME}/offers",
        "requests": f"{ME}/requests",
        "endpoints": {
            "sharedInbox": f"{ORIGIN}/inbox",
            "oauthAuthorizationEndpoint": f"{ORIGIN}/oauth/authorize",
            "oauthTokenEndpoint": f"{ORIGIN}/oauth/token",
        },
        "publicKey": {"id": f"{ME}#main-key", "owner": ME, "publicKeyPem": "-----BEGIN PUBLIC KEY-----"},
        "assertionMethod": [
            {"id": f"{ME}#ed25519-key", "type": "Multikey", "controller": ME, "publicKeyMultibase": "z6Mkabc"}
        ],
        "generator": {"id": f"{ORIGIN}/actor", "type": "Application", "name": "Bocage", "implements": list(SPOKEN)},
        "attachment": [
            {
                "type": "PropertyValue",
                "name": "Site",
                "value": f'<a href="{link}" rel="me nofollow noopener noreferrer">{link}</a>',
            },
            {"type": "PropertyValue", "name": "Contact", "value": "accueil &lt;a@pedales.example&gt;"},
        ],
        "manuallyApprovesFollowers": False,
        "discoverable": True,
        "indexable": True,
        "platformKind": "platform",
        "areaServed": ["territory:fr/epci/200093201"],
        "location": {
            "type": "Place",
            "name": "Lille",
            "latitude": 50.6318,
            "longitude": 3.0471,
            "within": ["territory:fr/commune/59350"],
        },
        "sector": ["http://purl.org/essglobal/standard/activities-modified/AM160"],
        "need": ["coop:need-s-entraider"],
        "coopStatus": "coop:status-scic",
        "stage": "coop:stage-running",
        "website": "https://pedales.example/?a=1&b=2",
        "identifier": [{"type": "PropertyValue", "propertyID": "SIREN", "value": "732829320"}],
        "foundingDate": "2019",
        "memberCount": 42,
        "usesTool": [
            {
                "type": "SoftwareApplication",
                "name": "CoopCycle",
                "license": "https://spdx.org/licenses/AGPL-3.0-or-later",
            }
        ],
        "replicable": {"openTo": "équipes"},
        "contact": "accueil <a@pedales.example>",
        "adheresTo": [
            {
                "charterVersion": "https://w3id.org/plateformcoop/ns/charter#1.0",
                "decidedBy": "assemblée générale",
                "date": "2025-01-27",
                "minutes": "https://pedales.example/ag-2025",
            }
        ],
        "license": "https://spdx.org/licenses/etalab-2.0",
        "usagePolicy": "coop:policy-commons-open",
        "tag": [{"type": "Hashtag", "name": "#sentraider", "href": f"{ORIGIN}/directory?need=s-entraider"}],
        "published": "2026-01-05T09:00:00.000Z",
        "updated": MOMENT,
    }


# What each server asks of an actor before it shows it (PROTOCOL table 2.1): these parse texts, never lists.
NEEDED = {
    "mastodon": ("id", "type", "inbox", "preferredUsername", "publicKey", "url", "webfinger"),
    "gotosocial": ("@context", "id", "type", "inbox", "outbox", "publicKey", "preferredUsername", "followers"),
    "lemmy": ("id", "type", "preferredUsername", "inbox", "outbox", "publicKey"),
    "mobilizon": ("id", "type", "preferredUsername", "inbox", "outbox", "publicKey", "discoverable"),
    "misskey": ("id", "type", "inbox", "preferredUsername", "publicKey"),
}


@pytest.mark.parametrize("peer", NEEDED)
@pytest.mark.parametrize("draft", [{"kind": "profile", "name": "P"}, DRAFTS["profile"]], ids=["least", "full"])
def test_actor__has_what_peers_need(peer: str, draft: dict[str, Any]) -> None:
    actor = built(draft)
    texts = ("id", "type", "inbox", "outbox", "preferredUsername", "url", "name", "followers", "published")

    assert [name for name in NEEDED[peer] if name not in actor] == []
    assert [name for name in texts if not isinstance(actor[name], str)] == []
    assert actor["@context"][0] == "https://www.w3.org/ns/activitystreams"
    assert set(actor["publicKey"]) == {"id", "owner", "publicKeyPem"}
    assert isinstance(actor["endpoints"], dict)


def test_actor__is_read_by_ourselves() -> None:
    actor = built(DRAFTS["profile"])
    found = actor_from_document(actor)
    entry = read_entry(actor, Vocabulary.load())

    assert (found.id, found.platform_kind, found.implements) == (ME, "network", SPOKEN)
    assert entry is not None
    assert (entry.kind, entry.claimed, entry.names) == ("organization", True, actor["nameMap"])
    assert (entry.needs, entry.placed) == (("livrer", "se-deplacer"), ("fr-commune-59350",))


def test_actor__languages() -> None:
    actor = built({"kind": "profile", "name": "Panier", "content": {"fr": "Oui", "nl": "Ja"}})

    assert actor["nameMap"] == {"fr": "Panier", "nl": "Panier"}
    assert actor["summaryMap"] == {"fr": "<p>Oui</p>", "nl": "<p>Ja</p>"}
    assert actor["summary"] == "<p>Oui</p>"


def test_actor__a_network_has_members() -> None:
    assert built(DRAFTS["profile"])["members"] == f"{ME}/members"


def test_actor__counts_of_zero_are_said() -> None:
    assert built(DRAFTS["profile"])["workerCount"] == 0


def test_application__whole() -> None:
    key = {"id": f"{ORIGIN}/actor#main-key", "owner": f"{ORIGIN}/actor", "publicKeyPem": "-----BEGIN PUBLIC KEY-----"}

    assert to_application(replace(FRAME, public_key=key, keys=()), "Nœud") == {
        "@context": ACTOR,
        "id": f"{ORIGIN}/actor",
        "type": "Application",
        "preferredUsername": "actor",
        "webfinger": "actor@pedales.example",
        "name": "Nœud",
        "summary": "Bocage",
        "url": f"{ORIGIN}/about",
        "inbox": f"{ORIGIN}/inbox",
        "outbox": f"{ORIGIN}/actor/outbox",
        "followers": f"{ORIGIN}/actor/followers",
        "following": f"{ORIGIN}/actor/following",
        "endpoints": {"sharedInbox": f"{ORIGIN}/inbox"},
        "publicKey": key,
        "assertionMethod": [],
        "implements": [COOP],
        "generator": {"id": f"{ORIGIN}/actor", "type": "Application", "name": "Bocage", "implements": list(SPOKEN)},
        "manuallyApprovesFollowers": True,
        "discoverable": False,
        "indexable": False,
        "published": "2026-01-05T09:00:00.000Z",
        "updated": MOMENT,
    }
