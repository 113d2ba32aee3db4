"""One draft of every kind with every field it may have, and the document that a node makes of it."""

from __future__ import annotations

from functools import cache
from typing import Any

from tests.vocabulary import VOCABULARY
from vocab.codec import to_document
from vocab.context import PUBLIC
from vocab.model import ActorFrame, Envelope
from vocab.profile import to_actor
from vocab.prose import Prose
from vocab.shapes import check
from vocab.vocabulary import Vocabulary

ORIGIN = "https://pedales.example"
ME = f"{ORIGIN}/actors/pedales"
ID = f"{ORIGIN}/objects/01jdabcdefghjkmnpqrstvwxyz"
MOMENT = "2026-11-23T10:00:00.000Z"
ENVELOPE = Envelope(ID, ME, ID, (PUBLIC,), (f"{ME}/followers",), MOMENT, MOMENT, "fr")
FRAME = ActorFrame(
    origin=ORIGIN,
    name="pedales",
    kind="network",
    published="2026-01-05T09:00:00.000Z",
    updated=MOMENT,
    language="fr",
    public_key={"id": f"{ME}#main-key", "owner": ME, "publicKeyPem": "-----BEGIN PUBLIC KEY-----"},
    keys=({"id": f"{ME}#ed25519-key", "type": "Multikey", "controller": ME, "publicKeyMultibase": "z6Mkabc"},),
    also_known_as=("https://ancien.example/actors/pedales",),
)

COMMON: dict[str, Any] = {
    "name": {"fr": "Livraison à vélo <300 kg>", "en": "Bicycle delivery & more"},
    "content": {"fr": "Six jours sur sept.\n\n* en ville\n* [ailleurs](https://pedales.example/a)", "en": "Every day."},
    "language": "fr",
    "territory": ["fr-epci-200093201", "fr-commune-59350"],
    "location": {
        "name": "Lille",
        "latitude": 50.6318,
        "longitude": 3.0471,
        "approximate": True,
        "street": "1 rue de la Roue",
        "postcode": "59000",
        "city": "Lille",
        "country": "FR",
        "territory": "fr-commune-59350",
    },
    "sector": ["AM160", "AM10"],
    "need": ["livrer", "se-deplacer"],
    "visibility": "public",
    "policy": "commons-open",
    "license": "etalab-2.0",
    "confirmed": "2026-11-20",
    "images": [
        {
            "url": f"{ORIGIN}/pictures/{'0' * 64}.jpg",
            "alt": "Un vélo à trois roues devant une halle",
            "media_type": "image/jpeg",
            "width": 1600,
            "height": 900,
        },
    ],
}
ORGANISATION: dict[str, Any] = {
    "website": "https://pedales.example/accueil",
    "legal_form": "L2",
    "coop_status": "SCIC",
    "identifiers": {"siren": "732829320", "siret": "73282932000074", "rna": "W595012345", "vat": "FR40732829320"},
}
EVIDENCE = [
    {
        "kind": "URL",
        "url": "https://pedales.example/statuts",
        "digest": "0f" * 32,
        "note": "article 3",
        "date": "2025-03-01",
    }
]
EXCHANGE: dict[str, Any] = {
    **COMMON,
    "action": "transferCustody",
    "exchange": ["lend", "share"],
    "price": {"amount": "12.50", "unit": "EUR"},
    "quantity": {"amount": "300", "unit": "kg"},
    "resource": "https://www.wikidata.org/wiki/Q11442",
    "deadline": "2027-06-30",
    "valid_until": "2027-12-31",
    "audience": ["platform", "authority"],
    "practice": "D03",
}
DRAFTS: dict[str, dict[str, Any]] = {
    "profile": {
        "kind": "profile",
        **COMMON,
        **ORGANISATION,
        "contact": "accueil@pedales.example",
        "stage": "running",
        "founded": 2019,
        "members": 42,
        "workers": 0,
        "tools": [
            {
                "name": "CoopCycle",
                "url": "https://coopcycle.example",
                "license": "AGPL-3.0-or-later",
                "reuse": "entre coopératives",
            }
        ],
        "replicable": {"open_to": "équipes", "conditions": "en coopérative", "help": "deux jours sur place"},
        "repository": "https://forge.example/pedales/pedales",
        "willing_to_show": "le premier mardi du mois, ou à distance",
        "charter": {
            "version": "1.0",
            "decided_by": "assemblée générale",
            "date": "2025-01-27",
            "minutes": "https://pedales.example/ag-2025",
        },
        "approves_followers": True,
        "replaces": ["https://reseau.example/objects/01jbabcdefghjkmnpqrstvwxyz"],
    },
    "practice": {
        "kind": "practice",
        **COMMON,
        "practice": "D03",
        "level": 0,
        "evidence": EVIDENCE,
        "cost": "deux jours",
        "result": "moins d'absences",
        "valid_until": "2027-12-31",
    },
    "report": {
        "kind": "report",
        **COMMON,
        "charter": "1.0",
        "period": "2026",
        "answers": [
            {"practice": "D03", "level": 3, "indicator": "12 %", "date": "2026-10-01", "evidence": EVIDENCE},
            {"practice": "D04", "level": None, "reason": "aucun salarié"},
            {"practice": "D05", "level": 2, "visibility": "network", "reason": "entre nous"},
            {"practice": "G01", "level": 1, "visibility": "statistics", "reason": "pour compter"},
            {"practice": "G02", "level": 0, "visibility": "private", "reason": "pas encore"},
        ],
        "valid_until": "2027-12-31",
        "supersedes": f"{ORIGIN}/objects/01jcabcdefghjkmnpqrstvwxyz",
    },
    "story": {
        "kind": "story",
        **COMMON,
        "practice": ["D03", "G11"],
        "cost": "Quatre soirées & 600 €.",
        "result": "L'écart est passé de 38 % à 9 %.\n\nPersonne n'est parti.",
        "mistakes": "Voter trop tôt,\nsans avoir lu.",
        "material": [
            {
                "name": "Modèle de <règlement>",
                "url": "https://pedales.example/reglement?a=1&b=2",
                "license": "CC-BY-SA-4.0",
            },
            {"name": "Le calcul", "url": "https://pedales.example/calcul", "license": "MIT"},
        ],
    },
    "offer": {"kind": "offer", **EXCHANGE},
    "request": {"kind": "request", **EXCHANGE},
    "event": {
        "kind": "event",
        **COMMON,
        "starts": "2027-06-30T18:30:00+02:00",
        "ends": "2027-06-30T20:00:00+02:00",
        "timezone": "Europe/Paris",
        "join_url": "https://pedales.example/inscription",
        "practice": "D03",
    },
    "listing": {
        "kind": "listing",
        **COMMON,
        **ORGANISATION,
        "organization": {
            "name": {"fr": "Les Pédales", "en": "The Pedals"},
            "website": "https://pedales.example",
            "identifiers": {"siren": "732829320", "wikidata": "Q42"},
        },
        "source": "Annuaire du réseau",
        "legal_basis": "intérêt légitime",
        "objections": "contact@reseau.example",
        "replaced_by": "https://pedales.example/actors/pedales",
    },
}
KINDS = tuple(DRAFTS)
RECORD_KINDS = tuple(kind for kind in KINDS if kind != "profile")


@cache
def vocabulary() -> Vocabulary:
    return VOCABULARY


def checked(draft: dict[str, Any]) -> dict[str, Any]:
    """The values of a draft that has to be right."""
    found = check(draft, vocabulary())
    assert [finding.line("en") for finding in found.findings] == []
    return found.values


def built(draft: dict[str, Any], envelope: Envelope = ENVELOPE) -> dict[str, Any]:
    """The document of a draft, with what the node decides."""
    values = checked(draft)
    if values["kind"] == "profile":
        return to_actor(values, FRAME, Prose())
    return to_document(values, envelope, Prose())
