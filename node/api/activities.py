"""Shapes of ActivityPub: actors, activities, collections, the pages that one catches up by, and what is posted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from node.acting import ACTS
from node.api.operation import Schema
from node.api.shapes import ADDRESS, COUNT, MOMENT, STRING, among, constant, each, maybe, named, record, said, some
from node.arrivals import STATES
from vocab.language import Text
from vocab.shapes import KINDS, fields_of

_CONTEXT: Final[Schema] = {"description": Text("Les contextes JSON-LD.", "The JSON-LD contexts.")}
_ACTOR: Final[dict[str, Schema]] = {
    "@context": _CONTEXT,
    "id": said(ADDRESS, "Son adresse.", "Its address."),
    "preferredUsername": said(STRING, "Son nom court : @nom@hôte.", "Its short name: @name@host."),
    "name": STRING,
    "inbox": ADDRESS,
    "outbox": ADDRESS,
    "followers": ADDRESS,
    "following": ADDRESS,
    "endpoints": {"type": "object"},
    "publicKey": {"type": "object"},
    "assertionMethod": {"type": "array"},
}
_COLLECTION: Final[dict[str, Schema]] = {"@context": _CONTEXT, "id": ADDRESS, "totalItems": COUNT}
_ITEMS: Final = each({"anyOf": [ADDRESS, named("activity")]})


def _draft(kind: str) -> Schema:
    fields, required = fields_of(kind)
    values: dict[str, Schema] = {name: {} for name in fields}
    return record({**values, "kind": constant(kind)}, ("kind", *required), additionalProperties=False)


SCHEMAS: Final[Mapping[str, Schema]] = {
    "organization": record(
        {
            **_ACTOR,
            "type": {"type": "string", "enum": ["Organization", "Group"]},
            "platformKind": STRING,
            "summary": STRING,
        },
        ("@context", "id", "type", "preferredUsername", "inbox", "outbox"),
        description=Text(
            "Une organisation, son acteur et sa fiche, signés ; ou le compte d'un territoire (Group).",
            "An organisation, its actor and its profile, signed; or the account of a territory (Group).",
        ),
    ),
    "application": record(
        {**_ACTOR, "type": constant("Application"), "implements": {"type": "array"}},
        ("@context", "id", "type", "inbox", "outbox"),
        description=Text("L'acteur du nœud lui-même (FEP-2677).", "The node's own actor (FEP-2677)."),
    ),
    "activity": record(
        {
            "@context": _CONTEXT,
            "id": ADDRESS,
            "type": STRING,
            "actor": ADDRESS,
            "object": {
                "description": Text("Ce dont il s'agit, entier ou nommé.", "What it is about, whole or by name.")
            },
            "published": MOMENT,
            "to": some(STRING),
            "cc": some(STRING),
            "proof": {"type": "object"},
        },
        ("id", "type", "actor"),
        description=Text("Ce qu'un acteur a fait.", "What an actor did."),
    ),
    "collection": record(
        {
            **_COLLECTION,
            "type": constant("OrderedCollection"),
            "first": said(ADDRESS, "La première page.", "The first page."),
            "next": ADDRESS,
            "orderedItems": _ITEMS,
        },
        ("@context", "id", "type", "totalItems"),
        description=Text(
            "Une collection : combien, et où est le reste.", "A collection: how many, and where they are."
        ),
    ),
    "credential": record(
        {
            "@context": _CONTEXT,
            "id": ADDRESS,
            "type": {"type": "array", "items": STRING},
            "issuer": ADDRESS,
            "validFrom": MOMENT,
            "validUntil": MOMENT,
            "credentialSubject": {"type": "object"},
            "evidence": {"type": "array"},
            "credentialStatus": {"type": "object"},
            "proof": {"type": "object"},
        },
        ("@context", "id", "type", "issuer", "validFrom", "credentialSubject", "proof"),
        description=Text(
            "Une attestation vérifiable (W3C VC 2.0), signée par son auteur.",
            "A Verifiable Credential (W3C VC 2.0), signed by its issuer.",
        ),
    ),
    "collectionPage": record(
        {
            **_COLLECTION,
            "type": constant("OrderedCollectionPage"),
            "partOf": ADDRESS,
            "next": said(ADDRESS, "La page suivante.", "The next page."),
            "orderedItems": _ITEMS,
        },
        ("@context", "id", "type", "partOf", "totalItems", "orderedItems"),
        description=Text("Une page d'une collection.", "A page of a collection."),
    ),
    "catchUpPage": record(
        {
            "@context": _CONTEXT,
            "id": ADDRESS,
            "type": constant("OrderedCollectionPage"),
            "partOf": ADDRESS,
            "upTo": said(
                STRING,
                "Le repère à garder : revenez avec `since=` pour la suite.",
                "The cursor to keep: come back with `since=` for what follows.",
            ),
            "next": said(ADDRESS, "La suite ; absente quand tout est lu.", "What follows; absent when all is read."),
            "orderedItems": each(named("activity")),
        },
        ("@context", "id", "type", "partOf", "upTo", "orderedItems"),
        additionalProperties=False,
        description=Text(
            "Une page de rattrapage : activités, la plus ancienne d'abord.",
            "A page to catch up by: activities, oldest first.",
        ),
    ),
    "tombstone": record(
        {
            "@context": _CONTEXT,
            "id": ADDRESS,
            "type": constant("Tombstone"),
            "formerType": STRING,
            "deleted": MOMENT,
        },
        ("id", "type"),
        description=Text("Ce qui reste d'une fiche retirée.", "What is left of a record that was withdrawn."),
    ),
    "deliveries": record(
        {
            "id": said(ADDRESS, "L'activité.", "The activity."),
            "type": STRING,
            "actor": ADDRESS,
            "subject": said(ADDRESS, "De quoi elle parle.", "What it is about."),
            "published": MOMENT,
            "audience": STRING,
            "state": STRING,
            "counts": record({state: COUNT for state in STATES}, additionalProperties=False),
            "deliveries": each(named("delivery")),
        },
        ("id", "type", "actor", "subject", "published", "audience", "state", "counts", "deliveries"),
        additionalProperties=False,
        description=Text("Où une activité est arrivée.", "Where an activity went."),
    ),
    "delivery": record(
        {
            "inbox": ADDRESS,
            "state": among(*STATES),
            "attempts": COUNT,
            "answer": said(maybe(STRING), "La dernière erreur.", "The last error."),
            "next_attempt": maybe(MOMENT),
            "finished": maybe(MOMENT),
        },
        ("inbox", "state", "attempts", "answer", "next_attempt", "finished"),
        additionalProperties=False,
        description=Text("Une boîte, et ce qu'il en est.", "One inbox, and how that stands."),
    ),
    "published": record(
        {
            "id": said(ADDRESS, "L'activité qui en est née.", "The activity that came of it."),
            "warnings": each(said(STRING, "Ce que l'auteur devrait savoir.", "What its author should know.")),
        },
        ("id",),
        additionalProperties=False,
        description=Text("C'est fait.", "It is done."),
    ),
    "act": record(
        {"type": among(*ACTS), "object": {}, "target": {}},
        ("type", "object"),
        description=Text(
            "Une activité d'une de nos organisations. Le nœud lui donne son adresse, son acteur, sa date et sa preuve.",
            "An activity of one of our organisations. The node gives it its address, actor, date and proof.",
        ),
    ),
    "newRecord": record(
        {"@context": _CONTEXT, "type": some(STRING), "kind": {}, "name": {}, "content": {}},
        ("type",),
        description=Text("Une fiche en JSON-LD, à publier.", "A record as JSON-LD, to be published."),
    ),
    "draft": {
        "oneOf": [_draft(kind) for kind in KINDS],
        "description": Text(
            "Une fiche comme on l'écrit pour « bocage publish » : docs/publier.md dit chaque champ.",
            "A record as one writes it for `bocage publish`: docs/publier.md says each field.",
        ),
    },
}
