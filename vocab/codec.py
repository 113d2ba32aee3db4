"""The codec: from a checked draft to the document its node will sign, one small function a kind.

Drafts come from `shapes.check`, so values here are resolved; what the node decides comes in an `Envelope`. Reading
documents back, ours and others', is `entry.py`'s work; reading one back as a draft is `draft.py`'s.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping
from typing import Final

from vocab.context import CHARTER, RECORD
from vocab.model import Envelope
from vocab.prose import Prose, title_line

Document = dict[str, object]
Values = Mapping[str, object]

WIRE_KIND: Final = {
    "listing": "Listing",
    "practice": "Practice",
    "report": "PracticeReport",
    "story": "PracticeStory",
    "offer": "Proposal",
    "request": "Proposal",
    "event": "Event",
    "profile": "Profile",
}
CHARTER_VERSION: Final = CHARTER


def to_document(values: Values, envelope: Envelope, prose: Prose) -> Document:
    """The unsigned document of a record of any kind but a profile (see `profile.py`)."""
    kind = str(values["kind"])
    document: Document = {"@context": RECORD, "id": envelope.id, "type": "Event" if kind == "event" else "Note"}
    if kind != "event":
        document["kind"] = WIRE_KIND[kind]
    document |= {"attributedTo": envelope.actor, **_words(values, envelope, prose), "url": envelope.url}
    document |= _shared(values)
    document |= _BUILDERS[kind](values, envelope)
    document |= {"to": list(envelope.to), "cc": list(envelope.cc)}
    document |= {"published": envelope.published, "updated": envelope.updated}
    return document


def _words(values: Values, envelope: Envelope, prose: Prose) -> Document:
    names = in_languages(values.get("name", ""), envelope.language)
    texts = in_languages(values.get("content", ""), envelope.language)
    markup = in_languages(values.get("content_html", ""), envelope.language)
    contents = {
        language: title_line(names.get(language) or next(iter(names.values())))
        + (markup.get(language) or prose.to_html(texts.get(language, "")))
        for language in {**names, **texts, **markup}
    }
    return {
        "name": next(iter(names.values())),
        "nameMap": names,
        "content": next(iter(contents.values())),
        "contentMap": contents,
    }


def in_languages(value: object, language: str) -> dict[str, str]:
    """A text or a map of texts as a map; the first is the record's language.

    >>> in_languages("Livraison", "fr")
    {'fr': 'Livraison'}
    """
    if isinstance(value, Mapping):
        return {str(key): str(text) for key, text in value.items() if text}
    return {language: str(value)} if value else {}


def _shared(values: Values) -> Document:
    shared = {
        "areaServed": values.get("territory"),
        "location": to_place(values.get("location")),
        "sector": values.get("sector"),
        "need": compact(values.get("need")),
        "license": values.get("license"),
        "usagePolicy": compact(values.get("policy")),
        "lastConfirmed": values.get("confirmed"),
        "tag": _tags(values),
    }
    return {key: value for key, value in shared.items() if value}


def to_place(value: object) -> Document | None:
    """An ActivityStreams Place from a checked location."""
    if not isinstance(value, Mapping):
        return None
    place: Document = {"type": "Place"}
    place |= {key: value[key] for key in ("name", "latitude", "longitude", "approximate") if key in value}
    address = {
        wire: value[key]
        for key, wire in (
            ("street", "streetAddress"),
            ("postcode", "postalCode"),
            ("city", "addressLocality"),
            ("country", "addressCountry"),
        )
        if value.get(key)
    }
    if address:
        place["address"] = {"type": "PostalAddress", **address}
    if value.get("territory"):
        place["within"] = [value["territory"]]
    if "name" not in place and address.get("addressLocality"):
        place["name"] = address["addressLocality"]
    return place


def to_identifiers(value: object) -> list[Document]:
    """Register numbers as PropertyValue nodes."""
    if not isinstance(value, Mapping):
        return []
    return [{"type": "PropertyValue", "propertyID": str(key).upper(), "value": number} for key, number in value.items()]


def compact(value: object) -> object:
    """Our own IRIs in their compact form, one or many.

    >>> compact("https://w3id.org/plateformcoop/ns#need-livrer")
    'coop:need-livrer'
    """
    if isinstance(value, list):
        return [compact(item) for item in value]
    text = str(value) if value else None
    return text.replace("https://w3id.org/plateformcoop/ns#", "coop:", 1) if text else None


def _tags(values: Values) -> list[Document]:
    needs = values.get("need")
    words = [str(iri).rpartition("need-")[2] for iri in needs] if isinstance(needs, list) else []
    # Hashtags take no hyphen: se-deplacer is read as #sedeplacer.
    return [{"type": "Hashtag", "name": "#" + word.replace("-", "")} for word in words]


def _listing(values: Values, envelope: Envelope) -> Document:
    about = values.get("organization")
    organization = dict(about) if isinstance(about, Mapping) else {}
    website = organization.get("website") or values.get("website")
    names = in_languages(organization.get("name") or values.get("name"), envelope.language)
    subject: Document = {
        "id": f"{envelope.id}#organization",
        "type": "Organization",
        "name": next(iter(names.values()), ""),
        "website": website,
        "identifier": to_identifiers(organization.get("identifiers") or values.get("identifiers")),
        "legalForm": values.get("legal_form"),
        "coopStatus": compact(values.get("coop_status")),
    }
    return _present(
        {
            "organization": _present(subject),
            "website": website,
            "statedSource": values.get("source"),
            "legalBasis": values.get("legal_basis"),
            "objections": values.get("objections"),
        }
    )


def _practice(values: Values, envelope: Envelope) -> Document:
    return _present(
        {
            "practice": values.get("practice"),
            "level": values.get("level"),
            "evidence": _evidence(values.get("evidence"), envelope.id),
            "cost": values.get("cost"),
            "outcome": values.get("result"),
            "validUntil": values.get("valid_until"),
        }
    )


def _evidence(value: object, base: str, prefix: str = "e") -> list[Document]:
    rows = value if isinstance(value, list) else []
    return [
        _present(
            {
                "id": f"{base}#{prefix}{number}",
                "type": "Evidence",
                "evidenceType": row.get("kind"),
                "url": row.get("url"),
                "name": row.get("note"),
                "date": row.get("date"),
            }
        )
        for number, row in enumerate(rows, start=1)
    ]


def _report(values: Values, envelope: Envelope) -> Document:
    answers = values.get("answers")
    rows = answers if isinstance(answers, list) else []
    return _present(
        {
            "charterVersion": CHARTER_VERSION + str(values.get("charter", "1.0")),
            "period": values.get("period"),
            "answers": [_answer(row, envelope.id, number) for number, row in enumerate(rows, start=1)],
            "validUntil": values.get("valid_until"),
            "supersedes": values.get("supersedes"),
            "companionOf": values.get("companion_of"),
            "statisticsOnly": values.get("statistics_only"),
        }
    )


def _answer(row: Values, base: str, number: int) -> Document:
    answer = _present(
        {
            "id": f"{base}#a{number}",
            "type": "Answer",
            "practice": row.get("practice"),
            "reason": row.get("reason"),
            "indicator": row.get("indicator"),
            "date": row.get("date"),
            "evidence": _evidence(row.get("evidence"), base, f"a{number}-e"),
        }
    )
    # JSON-LD drops a null: "not applicable" is an answer without a level, with its reason.
    return answer if row.get("level") is None else {**answer, "level": row["level"]}


def _story(values: Values, envelope: Envelope) -> Document:
    return _present({"practice": values.get("practice")})


def _proposal(values: Values, envelope: Envelope) -> Document:
    primary: Document = {"id": f"{envelope.id}#primary", "type": "Intent"}
    primary["action"] = values.get("action") or "deliverService"
    primary["resourceConformsTo"] = values.get("resource")
    primary["resourceQuantity"] = _measure(values.get("quantity")) or {"hasUnit": "one", "hasNumericalValue": "1"}
    price = values.get("price")
    reciprocal: Document | None = None
    if isinstance(price, Mapping):
        reciprocal = {"id": f"{envelope.id}#reciprocal", "type": "Intent", "action": "transfer"}
        reciprocal["resourceQuantity"] = _measure(price)
    return _present(
        {
            "purpose": values["kind"],
            "publishes": _present(primary),
            "reciprocal": reciprocal,
            "unitBased": False,
            "exchangeMode": compact(values.get("exchange")),
            "audienceKind": values.get("audience"),
            "deadline": values.get("deadline"),
            "validUntil": values.get("valid_until"),
        }
    )


def _measure(value: object) -> Document | None:
    if not isinstance(value, Mapping):
        return None
    return {"hasUnit": value.get("unit"), "hasNumericalValue": str(value.get("amount"))}


def _event(values: Values, envelope: Envelope) -> Document:
    online = values.get("online")
    place = {"type": "VirtualLocation", "url": online} if online else to_place(values.get("location"))
    names = in_languages(values.get("name"), envelope.language)
    return _present(
        {
            # Mastodon shows title, summary and link of an Event, never its content.
            "summary": html.escape(next(iter(names.values()), ""), quote=False),
            "startTime": values.get("starts"),
            "endTime": values.get("ends"),
            "timezone": values.get("timezone"),
            "location": place,
            "organizers": [envelope.actor],
            "joinMode": "external" if values.get("join_url") else "none",
            "externalParticipationUrl": values.get("join_url"),
            "practice": values.get("practice"),
            "indexable": True,
        }
    )


def _present(document: Document) -> Document:
    return {key: value for key, value in document.items() if value not in (None, "", [], {})}


_BUILDERS: Final[dict[str, Callable[[Values, Envelope], Document]]] = {
    "listing": _listing,
    "practice": _practice,
    "report": _report,
    "story": _story,
    "offer": _proposal,
    "request": _proposal,
    "event": _event,
}
