"""The codec: from a checked draft to the document its node will sign, one small function a kind.

Drafts come from `shapes.check`, so values here are resolved; what the node decides comes in an `Envelope`. Reading
documents back, ours and others', is `entry.py`'s work; reading one back as a draft is `draft.py`'s.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping
from typing import Final

from vocab.charter import CURRENT
from vocab.context import CHARTER, RECORD
from vocab.model import Envelope
from vocab.prose import Prose, title_line
from vocab.reports import answers_within
from vocab.story import parts_as_html, to_story
from vocab.wire import (
    Document,
    Values,
    compact,
    in_languages,
    multibase,
    present,
    record_language,
    to_identifiers,
    to_pictures,
    to_place,
    to_tags,
)

__all__ = ["WIRE_KIND", "Document", "Values", "charter_version", "compact", "in_languages", "to_document", "to_place"]

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


def to_document(values: Values, envelope: Envelope, prose: Prose) -> Document:
    """The unsigned document of a record of any kind but a profile (see `profile.py`)."""
    kind = str(values["kind"])
    document: Document = {"@context": RECORD, "id": envelope.id, "type": "Event" if kind == "event" else "Note"}
    if kind != "event":
        document["kind"] = WIRE_KIND[kind]
    document |= {"attributedTo": envelope.actor, **_words(values, envelope, prose), "url": envelope.url}
    document |= _shared(values, envelope)
    document |= _BUILDERS[kind](values, envelope)
    document |= {"to": list(envelope.to), "cc": list(envelope.cc)}
    document |= {"published": envelope.published, "updated": envelope.updated}
    return document


def _words(values: Values, envelope: Envelope, prose: Prose) -> Document:
    """Name and content in the same languages, the record's own first; a name serves the languages it has no word in.

    A story's parts stand in its content: followers elsewhere see nothing else.
    """
    own = record_language(values, envelope.language)
    names = in_languages(values.get("name", ""), own)
    texts = in_languages(values.get("content", ""), own)
    markup = in_languages(values.get("content_html", ""), own)
    names = {language: names.get(language) or names[own] for language in dict.fromkeys((*names, *texts, *markup))}
    contents = {
        language: title_line(name) + (markup.get(language) or prose.to_html(texts.get(language, "")))
        for language, name in names.items()
    }
    if values["kind"] == "story":
        contents = {language: text + parts_as_html(values, language) for language, text in contents.items()}
    return {"name": names[own], "nameMap": names, "content": contents[own], "contentMap": contents}


def _shared(values: Values, envelope: Envelope) -> Document:
    return present(
        {
            "areaServed": values.get("territory"),
            "location": to_place(values.get("location")),
            "sector": values.get("sector"),
            "need": compact(values.get("need")),
            "license": values.get("license"),
            "usagePolicy": compact(values.get("policy")),
            "lastConfirmed": values.get("confirmed"),
            "tag": to_tags(values.get("need"), envelope.url),
            "attachment": to_pictures(values.get("images")),
        }
    )


def _listing(values: Values, envelope: Envelope) -> Document:
    """What others say of an organisation. A contact is kept here and not sent on: it is not ours to spread."""
    about = values.get("organization")
    organization: Values = about if isinstance(about, Mapping) else {}
    website = organization.get("website") or values.get("website")
    own = record_language(values, envelope.language)
    names = in_languages(organization.get("name") or values.get("name"), own)
    subject: Document = {
        "id": f"{envelope.id}#organization",
        "type": "Organization",
        "name": next(iter(names.values()), ""),
        "nameMap": names if len(names) > 1 else None,
        "website": website,
        "identifier": to_identifiers(organization.get("identifiers") or values.get("identifiers")),
        "legalForm": values.get("legal_form"),
        "coopStatus": compact(values.get("coop_status")),
    }
    return present(
        {
            "organization": present(subject),
            "website": website,
            "isReplacedBy": values.get("replaced_by"),
            "statedSource": values.get("source"),
            "legalBasis": values.get("legal_basis"),
            "objections": values.get("objections"),
        }
    )


def _practice(values: Values, envelope: Envelope) -> Document:
    return present(
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
        present(
            {
                "id": f"{base}#{prefix}{number}",
                "type": "Evidence",
                "evidenceType": row.get("kind"),
                "url": row.get("url"),
                "digestMultibase": multibase(row.get("digest")),
                "name": row.get("note"),
                "date": row.get("date"),
            }
        )
        for number, row in enumerate(rows, start=1)
    ]


def _report(values: Values, envelope: Envelope) -> Document:
    """Answers are numbered among those that are here: a gap would tell of the others."""
    answers = answers_within(values)
    return present(
        {
            "charterVersion": charter_version(values.get("charter", CURRENT)),
            "period": values.get("period"),
            "answers": [_answer(row, envelope.id, number) for number, row in enumerate(answers, start=1)],
            "validUntil": values.get("valid_until"),
            "supersedes": values.get("supersedes"),
            "companionOf": values.get("companion_of"),
            "statisticsOnly": values.get("statistics_only"),
        }
    )


def charter_version(version: object) -> str:
    """The IRI of a version: that of a network is one already."""
    text = str(version)
    return text if "://" in text else CHARTER + text


def _answer(row: Values, base: str, number: int) -> Document:
    # JSON-LD drops a null: "not applicable" is an answer without a level, with its reason.
    return present(
        {
            "id": f"{base}#a{number}",
            "type": "Answer",
            "practice": row.get("practice"),
            "level": row.get("level"),
            "reason": row.get("reason"),
            "indicator": row.get("indicator"),
            "date": row.get("date"),
            "evidence": _evidence(row.get("evidence"), base, f"a{number}-e"),
        }
    )


def _story(values: Values, envelope: Envelope) -> Document:
    return to_story(values, envelope.id)


def _proposal(values: Values, envelope: Envelope) -> Document:
    """An offer or a request (FEP-0837, Proposals)."""
    primary: Document = {"id": f"{envelope.id}#primary", "type": "Intent"}
    primary["action"] = values.get("action") or "deliverService"
    primary["resourceConformsTo"] = values.get("resource")
    primary["resourceQuantity"] = _measure(values.get("quantity")) or {"hasUnit": "one", "hasNumericalValue": "1"}
    price = values.get("price")
    reciprocal: Document | None = None
    if isinstance(price, Mapping):
        reciprocal = {"id": f"{envelope.id}#reciprocal", "type": "Intent", "action": "transfer"}
        reciprocal["resourceQuantity"] = _measure(price)
    return present(
        {
            "purpose": values["kind"],
            "publishes": present(primary),
            "reciprocal": reciprocal,
            "unitBased": False,
            "exchangeMode": compact(values.get("exchange")),
            "audienceKind": values.get("audience"),
            "practice": values.get("practice"),
            "deadline": values.get("deadline"),
            "validUntil": values.get("valid_until"),
        }
    )


def _measure(value: object) -> Document | None:
    if not isinstance(value, Mapping):
        return None
    return {"hasUnit": value.get("unit"), "hasNumericalValue": str(value.get("amount"))}


def _event(values: Values, envelope: Envelope) -> Document:
    """An event (FEP-8a8e); an online one has a virtual location instead of a place."""
    online = values.get("online")
    names = in_languages(values.get("name"), record_language(values, envelope.language))
    return present(
        {
            # Mastodon shows title, summary and link of an Event, never its content.
            "summary": html.escape(next(iter(names.values()), ""), quote=False),
            "startTime": values.get("starts"),
            "endTime": values.get("ends"),
            "timezone": values.get("timezone"),
            "location": {"type": "VirtualLocation", "url": online} if online else to_place(values.get("location")),
            "organizers": {
                "id": f"{envelope.id}#organizers",
                "type": "Collection",
                "totalItems": 1,
                "items": [envelope.actor],
            },
            "joinMode": "external" if values.get("join_url") else "none",
            "externalParticipationUrl": values.get("join_url"),
            "practice": values.get("practice"),
            "indexable": True,
        }
    )


_BUILDERS: Final[dict[str, Callable[[Values, Envelope], Document]]] = {
    "listing": _listing,
    "practice": _practice,
    "report": _report,
    "story": _story,
    "offer": _proposal,
    "request": _proposal,
    "event": _event,
}
