"""Reading a JSON-LD record back as a draft: for programs that post to an outbox, and to edit what is published.

The values stay as found; `shapes.check` judges them like any other draft. Keys the node writes anew are dropped.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from vocab.codec import WIRE_KIND
from vocab.looseness import id_of, one_or_many

Draft = dict[str, object]

_SAME: Final = {
    "id": "id",
    "areaServed": "territory",
    "sector": "sector",
    "need": "need",
    "license": "license",
    "usagePolicy": "policy",
    "lastConfirmed": "confirmed",
    "deadline": "deadline",
    "validUntil": "valid_until",
    "exchangeMode": "exchange",
    "audienceKind": "audience",
    "practice": "practice",
    "level": "level",
    "cost": "cost",
    "outcome": "result",
    "period": "period",
    "supersedes": "supersedes",
    "startTime": "starts",
    "endTime": "ends",
    "timezone": "timezone",
    "externalParticipationUrl": "join_url",
    "website": "website",
    "legalForm": "legal_form",
    "coopStatus": "coop_status",
    "stage": "stage",
    "foundingDate": "founded",
    "memberCount": "members",
    "workerCount": "workers",
    "contact": "contact",
    "statedSource": "source",
    "legalBasis": "legal_basis",
    "objections": "objections",
}
_CONCEPT_FIELDS: Final = ("need", "policy", "exchange", "coop_status", "stage")
_ANSWER: Final = ("practice", "level", "reason", "indicator", "date")


def is_friendly(document: Mapping[str, object]) -> bool:
    """Whether this is a friendly file rather than a JSON-LD object."""
    return "type" not in document and "@context" not in document


def draft_of(document: Mapping[str, object]) -> Draft:
    """The draft of a JSON-LD record; its `kind` is None when it is none of ours."""
    draft: Draft = {"kind": _kind(document)}
    draft |= {field: document[key] for key, field in _SAME.items() if document.get(key) is not None}
    draft["name"] = document.get("nameMap") or document.get("name")
    markup = document.get("contentMap") or document.get("content") or document.get("summary")
    if markup:
        draft["content_html"] = _without_title(markup, draft["name"])
    for field in _CONCEPT_FIELDS:
        if field in draft:
            draft[field] = [_full(item) for item in one_or_many(draft[field])]
            if field in ("policy", "coop_status", "stage"):
                draft[field] = draft[field][0]  # type: ignore[index]
    draft |= {key: value for key, value in _READERS.get(str(draft["kind"]), _nothing)(document).items() if value}
    place = _place(document.get("location"))
    return {key: value for key, value in (draft | place).items() if value is not None}


def _kind(document: Mapping[str, object]) -> str | None:
    wire = document.get("kind") or document.get("type")
    if wire == "Proposal":
        return "request" if str(document.get("purpose", "")).endswith("request") else "offer"
    if wire == "Organization":
        return "profile"
    return next((kind for kind, name in WIRE_KIND.items() if name == wire), None)


def _without_title(markup: object, name: object) -> object:
    if isinstance(markup, Mapping):
        names = name if isinstance(name, Mapping) else {}
        return {key: _without_title(text, names.get(key)) for key, text in markup.items()}
    text = str(markup)
    opening = f"<p><strong>{name}</strong></p>"
    return text.removeprefix(opening) or opening


def _full(value: object) -> object:
    return str(value).replace("coop:", "https://w3id.org/plateformcoop/ns#", 1) if value else value


def _place(value: object) -> Draft:
    places = [item for item in one_or_many(value) if isinstance(item, Mapping)]
    if not places:
        return {}
    place = places[0]
    if place.get("type") == "VirtualLocation":
        return {"online": place.get("url")}
    address = place.get("address")
    lines = address if isinstance(address, Mapping) else {}
    found = {
        "name": place.get("name"),
        "latitude": place.get("latitude"),
        "longitude": place.get("longitude"),
        "approximate": place.get("approximate"),
        "street": lines.get("streetAddress"),
        "postcode": lines.get("postalCode"),
        "city": lines.get("addressLocality"),
        "country": lines.get("addressCountry"),
        "territory": next(iter(one_or_many(place.get("within"))), None),
    }
    return {"location": {key: value for key, value in found.items() if value is not None}}


def _proposal(document: Mapping[str, object]) -> Draft:
    primary = _first(document.get("publishes"))
    price = _measure(_first(document.get("reciprocal")))
    action = str(primary.get("action") or "").rpartition("#")[2].rpartition(":")[2]
    return {
        "action": action or None,
        "resource": id_of(primary.get("resourceConformsTo")),
        "quantity": _measure(primary),
        "price": price,
    }


def _measure(intent: Mapping[str, object]) -> Draft | None:
    measure = intent.get("resourceQuantity")
    if not isinstance(measure, Mapping):
        return None
    return {"amount": measure.get("hasNumericalValue"), "unit": measure.get("hasUnit")}


def _practice(document: Mapping[str, object]) -> Draft:
    return {"evidence": _evidence(document.get("evidence"))}


def _evidence(value: object) -> list[Draft]:
    names = {"kind": "evidenceType", "url": "url", "note": "name", "date": "date"}
    rows = [row for row in one_or_many(value) if isinstance(row, Mapping)]
    return [{field: row[key] for field, key in names.items() if row.get(key)} for row in rows]


def _report(document: Mapping[str, object]) -> Draft:
    rows = [row for row in one_or_many(document.get("answers")) if isinstance(row, Mapping)]
    answers = [
        {name: row[name] for name in _ANSWER if name in row} | {"evidence": _evidence(row.get("evidence"))}
        for row in rows
    ]
    return {"answers": answers, "charter": str(document.get("charterVersion", "")).rpartition("#")[2].removeprefix("v")}


def _listing(document: Mapping[str, object]) -> Draft:
    subject = _first(document.get("organization"))
    return {
        "organization": {
            "name": subject.get("name"),
            "website": subject.get("website"),
            "identifiers": _identifiers(subject.get("identifier")),
        }
    }


def _profile(document: Mapping[str, object]) -> Draft:
    return {"identifiers": _identifiers(document.get("identifier"))}


def _identifiers(value: object) -> Draft | None:
    rows = [row for row in one_or_many(value) if isinstance(row, Mapping)]
    return {str(row.get("propertyID", "")).lower(): row.get("value") for row in rows} or None


def _first(value: object) -> Mapping[str, object]:
    return next((item for item in one_or_many(value) if isinstance(item, Mapping)), {})


def _nothing(document: Mapping[str, object]) -> Draft:
    return {}


_READERS: Final = {
    "offer": _proposal,
    "request": _proposal,
    "practice": _practice,
    "report": _report,
    "listing": _listing,
    "profile": _profile,
}
