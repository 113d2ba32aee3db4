"""The two JSON-LD contexts we emit, complete: every key of every document of ours is defined here.

ActivityStreams maps an undefined term to a blank node and RDF loses it, and a context URL that cannot be fetched
makes peers drop the document: so ours travels inline. RECORD serves records and activities, ACTOR serves actors.
Meaning of each term: `vocab/ontology.ttl`.
"""

from __future__ import annotations

from typing import Final

AS: Final = "https://www.w3.org/ns/activitystreams"
PUBLIC: Final = AS + "#Public"
COOP: Final = "https://w3id.org/plateformcoop/ns#"
TERRITORY: Final = "https://w3id.org/plateformcoop/territory/"
CHARTER: Final = "https://w3id.org/plateformcoop/ns/charter#"
SECTOR: Final = "http://purl.org/essglobal/standard/activities-modified/"
LEGAL_FORM: Final = "http://purl.org/essglobal/standard/legal-form/"
SPDX: Final = "https://spdx.org/licenses/"

_XSD: Final = "http://www.w3.org/2001/XMLSchema#"


def _iri(term: str) -> dict[str, str]:
    return {"@id": term, "@type": "@id"}


def _iris(term: str) -> dict[str, str]:
    return {"@id": term, "@type": "@id", "@container": "@set"}


def _nodes(term: str) -> dict[str, str]:
    return {"@id": term, "@container": "@set"}


def _typed(term: str, datatype: str) -> dict[str, str]:
    return {"@id": term, "@type": _XSD + datatype}


_PREFIXES: Final[dict[str, object]] = {
    "@version": 1.1,
    "kind": "@type",
    "coop": COOP,
    "territory": TERRITORY,
    "charter": CHARTER,
    "vf": "https://w3id.org/valueflows/ont/vf#",
    "om2": "http://www.ontology-of-units-of-measure.org/resource/om-2/",
    "sdo": "https://schema.org/",
    "ess": "http://purl.org/essglobal/vocab/",
    "dct": "http://purl.org/dc/terms/",
    "odrl": "http://www.w3.org/ns/odrl/2/",
    "toot": "http://joinmastodon.org/ns#",
    "schema": "http://schema.org#",
}

# What organisations, records and places have in common.
_SHARED: Final[dict[str, object]] = {
    "Hashtag": "as:Hashtag",
    "sensitive": "as:sensitive",
    "indexable": "toot:indexable",
    "discoverable": "toot:discoverable",
    "PropertyValue": "schema:PropertyValue",
    "value": "schema:value",
    "areaServed": _iris("sdo:areaServed"),
    "sector": _iris("ess:economicSector"),
    "need": _iris("coop:need"),
    "legalForm": _iri("ess:legalForm"),
    "coopStatus": _iri("coop:coopStatus"),
    "platformKind": "coop:platformKind",
    "website": _iri("coop:website"),
    "identifier": _nodes("sdo:identifier"),
    "propertyID": "sdo:propertyID",
    "address": "sdo:address",
    "PostalAddress": "sdo:PostalAddress",
    "streetAddress": "sdo:streetAddress",
    "postalCode": "sdo:postalCode",
    "addressLocality": "sdo:addressLocality",
    "addressCountry": "sdo:addressCountry",
    "approximate": "coop:approximate",
    "within": _iris("coop:within"),
    "license": _iri("dct:license"),
    "usagePolicy": _iri("odrl:hasPolicy"),
    "lastConfirmed": _typed("coop:lastConfirmed", "dateTime"),
}

_RECORD_TERMS: Final[dict[str, object]] = {
    "Listing": "coop:Listing",
    "Practice": "coop:PracticeClaim",
    "PracticeReport": "coop:PracticeReport",
    "PracticeStory": "coop:PracticeStory",
    "Endorsement": "coop:Endorsement",
    "Proposal": "coop:Proposal",
    "Intent": "vf:Intent",
    "Answer": "coop:Answer",
    "Evidence": "coop:Evidence",
    "purpose": "vf:purpose",
    "publishes": _iri("vf:publishes"),
    "reciprocal": _iri("vf:reciprocal"),
    "action": "vf:action",
    "unitBased": "vf:unitBased",
    "resourceConformsTo": _iri("vf:resourceConformsTo"),
    "resourceQuantity": "vf:resourceQuantity",
    "hasUnit": "om2:hasUnit",
    "hasNumericalValue": "om2:hasNumericalValue",
    "exchangeMode": _iris("coop:exchangeMode"),
    "audienceKind": {"@id": "coop:audienceKind", "@container": "@set"},
    "deadline": _typed("coop:deadline", "date"),
    "validUntil": _typed("coop:validUntil", "date"),
    "organization": _iri("coop:organization"),
    "isReplacedBy": _iri("dct:isReplacedBy"),
    "statedSource": "dct:source",
    "legalBasis": "coop:legalBasis",
    "objections": "coop:objections",
    "practice": _iri("coop:practice"),
    "level": "coop:level",
    "evidence": _nodes("coop:evidence"),
    "evidenceType": "coop:evidenceType",
    "digestMultibase": "https://w3id.org/security#digestMultibase",
    "cost": "coop:cost",
    "outcome": "coop:outcome",
    "mistakes": "coop:mistakes",
    "material": _nodes("coop:material"),
    "charterVersion": _iri("coop:charterVersion"),
    "period": "coop:period",
    "answers": _nodes("coop:answers"),
    "reason": "coop:reason",
    "indicator": "coop:indicator",
    "date": _typed("dct:date", "date"),
    "supersedes": _iri("coop:supersedes"),
    "companionOf": _iri("coop:companionOf"),
    "endorsedBy": _iri("coop:endorsedBy"),
    # Whole and as it was signed: in RDF a literal, beside the statements that repeat it.
    "credential": {"@id": "coop:credential", "@type": "@json"},
    "statisticsOnly": "coop:statisticsOnly",
    "timezone": "https://w3id.org/fep/8a8e/timezone",
    "organizers": _nodes("https://w3id.org/fep/8a8e/organizers"),
    "eventStatus": _iri("sdo:eventStatus"),
    "joinMode": "https://joinmobilizon.org/ns#joinMode",
    "externalParticipationUrl": _iri("https://joinmobilizon.org/ns#externalParticipationUrl"),
    "VirtualLocation": "sdo:VirtualLocation",
}

_ACTOR_TERMS: Final[dict[str, object]] = {
    "manuallyApprovesFollowers": "as:manuallyApprovesFollowers",
    "movedTo": _iri("as:movedTo"),
    "replaces": _iris("dct:replaces"),
    "featured": _iri("toot:featured"),
    "assertionMethod": {"@id": "https://w3id.org/security#assertionMethod", "@type": "@id", "@container": "@set"},
    "webfinger": "https://purl.archive.org/socialweb/webfinger#webfinger",
    "implements": {"@id": "https://w3id.org/fep/844e#implements", "@type": "@id", "@container": "@set"},
    "members": _iri("coop:members"),
    "practices": _iri("coop:practices"),
    "reports": _iri("coop:reports"),
    "endorsements": _iri("coop:endorsements"),
    "offers": _iri("coop:offers"),
    "requests": _iri("coop:requests"),
    "stage": _iri("coop:stage"),
    "foundingDate": "sdo:foundingDate",
    "memberCount": "coop:memberCount",
    "workerCount": "coop:workerCount",
    "usesTool": _nodes("coop:usesTool"),
    "SoftwareApplication": "sdo:SoftwareApplication",
    "reuse": "coop:reuse",
    "replicable": "coop:replicable",
    "openTo": "coop:openTo",
    "conditions": "coop:conditions",
    "help": "coop:help",
    "willingToShow": "coop:willingToShow",
    "sourceRepository": _iri("coop:sourceRepository"),
    "contact": "coop:contact",
    "theme": _iri("coop:theme"),
    "adheresTo": _nodes("coop:adheresTo"),
    "decidedBy": "coop:decidedBy",
    "minutes": _iri("coop:minutes"),
    "commitments": "coop:commitments",
    "Commitments": "coop:Commitments",
    "version": "coop:version",
    "asked": _nodes("coop:asked"),
    "Commitment": "coop:Commitment",
    "practice": _iri("coop:practice"),
    "level": "coop:level",
    "evidenceType": "coop:evidenceType",
    "why": "coop:why",
    "charterVersion": _iri("coop:charterVersion"),
    "date": _typed("dct:date", "date"),
}

RECORD: Final[list[object]] = [
    AS,
    "https://w3id.org/security/data-integrity/v2",
    {**_PREFIXES, **_SHARED, **_RECORD_TERMS},
]
ACTOR: Final[list[object]] = [
    AS,
    "https://w3id.org/security/v1",
    "https://w3id.org/security/data-integrity/v2",
    "https://w3id.org/security/multikey/v1",
    {**_PREFIXES, **_SHARED, **_ACTOR_TERMS},
]
