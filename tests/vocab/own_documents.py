"""Documents of the shapes we emit, whole: what the table path must always read."""

from __future__ import annotations

from typing import Any

from vocab.context import ACTOR, PUBLIC, RECORD

ORIGIN = "https://pedales.example"
ME = f"{ORIGIN}/actors/pedales"


def proof(context: object) -> dict[str, Any]:
    return {
        "@context": context,
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-jcs-2022",
        "verificationMethod": f"{ME}#ed25519-1",
        "proofPurpose": "assertionMethod",
        "created": "2026-11-23T10:00:00Z",
        "proofValue": "z" + "3Fq" * 28,
    }


def offer() -> dict[str, Any]:
    """A record of about thirty properties."""
    return {
        "@context": RECORD,
        "id": f"{ORIGIN}/objects/01JDABCDEFGHJKMNPQRSTVWXYZ",
        "type": "Note",
        "kind": "Proposal",
        "purpose": "offer",
        "attributedTo": ME,
        "name": "Livraison à vélo jusqu'à 300 kg",
        "nameMap": {"fr": "Livraison à vélo jusqu'à 300 kg", "en": "Bicycle delivery up to 300 kg"},
        "content": "<p>Nous livrons la métropole six jours sur sept.</p>" * 4,
        "contentMap": {"fr": "<p>Nous livrons la métropole six jours sur sept.</p>" * 4},
        "summary": "Livraison",
        "url": f"{ORIGIN}/objects/01JDABCDEFGHJKMNPQRSTVWXYZ",
        "publishes": {
            "id": f"{ORIGIN}/objects/01JDABCDEFGHJKMNPQRSTVWXYZ#primary",
            "type": "Intent",
            "action": "deliverService",
            "resourceConformsTo": "https://pedales.example/things/delivery",
            "resourceQuantity": {"hasUnit": "one", "hasNumericalValue": "1"},
        },
        "reciprocal": {
            "id": f"{ORIGIN}/objects/01JDABCDEFGHJKMNPQRSTVWXYZ#reciprocal",
            "type": "Intent",
            "action": "transfer",
            "resourceQuantity": {"hasUnit": "EUR", "hasNumericalValue": "12.50"},
        },
        "unitBased": True,
        "location": {
            "id": f"{ORIGIN}/objects/01JDABCDEFGHJKMNPQRSTVWXYZ#place",
            "type": "Place",
            "name": "Lille",
            "latitude": 50.6318,
            "longitude": 3.0471,
            "approximate": True,
            "address": {"type": "PostalAddress", "addressLocality": "Lille", "postalCode": "59000"},
        },
        "areaServed": ["territory:fr/epci/200093201"],
        "within": ["territory:fr/departement/59", "territory:fr/region/32"],
        "sector": ["http://purl.org/essglobal/standard/activities-modified/AM160"],
        "need": ["coop:need-livrer"],
        "exchangeMode": ["coop:exchange-sell"],
        "audienceKind": ["platform"],
        "validUntil": "2027-06-30",
        "tag": [{"type": "Hashtag", "name": "#velo", "href": f"{ORIGIN}/tags/velo"}],
        "to": [PUBLIC],
        "cc": [f"{ME}/followers"],
        "license": "https://spdx.org/licenses/etalab-2.0",
        "usagePolicy": "coop:policy-commons-open",
        "published": "2026-11-23T10:00:00.000Z",
        "updated": "2026-11-23T10:00:00.001Z",
        "lastConfirmed": "2026-11-23T10:00:00Z",
        "indexable": True,
        "discoverable": True,
        "proof": proof(RECORD),
    }


def report() -> dict[str, Any]:
    return {
        "@context": RECORD,
        "id": f"{ORIGIN}/objects/2",
        "type": "Note",
        "kind": "PracticeReport",
        "attributedTo": ME,
        "charterVersion": "charter:2026",
        "period": "2026",
        "answers": [
            {
                "id": f"{ORIGIN}/objects/2#d03",
                "type": "Answer",
                "practice": "charter:D03",
                "level": 3,
                "date": "2026-10-01",
                "evidence": [
                    {"id": f"{ORIGIN}/objects/2#e1", "type": "Evidence", "evidenceType": "URL", "url": ORIGIN}
                ],
            },
            {
                "id": f"{ORIGIN}/objects/2#d04",
                "type": "Answer",
                "practice": "charter:D04",
                "level": None,
                "reason": "non",
            },
        ],
        "supersedes": f"{ORIGIN}/objects/1",
        "to": [PUBLIC],
        "proof": proof(RECORD),
    }


def actor() -> dict[str, Any]:
    return {
        "@context": ACTOR,
        "id": ME,
        "type": "Organization",
        "platformKind": "platform",
        "preferredUsername": "pedales",
        "name": "Les Pédales",
        "summary": "<p>Livraison à vélo</p>",
        "inbox": f"{ME}/inbox",
        "outbox": f"{ME}/outbox",
        "followers": f"{ME}/followers",
        "following": f"{ME}/following",
        "featured": f"{ME}/featured",
        "members": f"{ME}/members",
        "practices": f"{ME}/practices",
        "endpoints": {"sharedInbox": f"{ORIGIN}/inbox"},
        "manuallyApprovesFollowers": False,
        "discoverable": True,
        "indexable": True,
        "webfinger": "pedales@pedales.example",
        "publicKey": {"id": f"{ME}#main-key", "type": "Key", "owner": ME, "publicKeyPem": "-----BEGIN PUBLIC KEY-----"},
        "assertionMethod": [
            {"id": f"{ME}#ed25519-1", "type": "Multikey", "controller": ME, "publicKeyMultibase": "z6Mkabc"},
            {
                "id": f"{ME}#ed25519-0",
                "type": "Multikey",
                "controller": ME,
                "publicKeyMultibase": "z6Mkdef",
                "expires": "2027-01-01T00:00:00Z",
                "revoked": "2026-12-01T00:00:00Z",
            },
        ],
        "implements": ["https://w3id.org/plateformcoop/ns#"],
        "generator": {
            "id": f"{ORIGIN}/actor",
            "type": "Application",
            "implements": [{"href": "https://a.example/x", "name": "x"}],
        },
        "attachment": [{"type": "PropertyValue", "name": "Site", "value": "<a href='https://pedales.example'>…</a>"}],
        "identifier": [{"id": f"{ME}#siren", "propertyID": "siren", "value": "123456789"}],
        "usesTool": [{"id": f"{ME}#tool-1", "type": "SoftwareApplication", "name": "CoopCycle", "reuse": True}],
        "adheresTo": [
            {"id": f"{ME}#charter", "charterVersion": "charter:2026", "decidedBy": "AG", "date": "2026-05-01"}
        ],
        "website": "https://pedales.example/",
        "coopStatus": "coop:status-SCIC",
        "stage": "coop:stage-running",
        "memberCount": 42,
        "replicable": {"id": f"{ME}#replicable", "openTo": "tous", "conditions": "", "help": "oui"},
        "proof": proof(ACTOR),
    }


def activity(kind: str, obj: object) -> dict[str, Any]:
    return {
        "@context": RECORD,
        "id": f"{ORIGIN}/activities/1",
        "type": kind,
        "actor": ME,
        "object": obj,
        "published": "2026-11-23T10:00:00Z",
        "to": [PUBLIC],
        "cc": [f"{ME}/followers"],
        "proof": proof(RECORD),
    }


def every_shape() -> list[dict[str, Any]]:
    """A record, a report, an actor, and activities that carry them or only name them."""
    tombstone = {"id": f"{ORIGIN}/objects/3", "type": "Tombstone", "deleted": "2026-11-23T10:00:00Z"}
    follow = {"id": f"{ORIGIN}/activities/9", "type": "Follow", "actor": ME, "object": "https://x.example/actors/a"}
    return [
        offer(),
        report(),
        actor(),
        activity("Create", offer()),
        activity("Update", actor()),
        activity("Announce", activity("Create", offer())),
        activity("Delete", tombstone),
        activity("Delete", f"{ORIGIN}/objects/3"),
        activity("Accept", follow),
        activity("Follow", "https://x.example/actors/a"),
    ]
