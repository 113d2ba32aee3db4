"""Reading a JSON-LD record back as a draft: for programs that post to an outbox, and to edit what is published.

The values stay as found; `shapes.check` judges them like any other draft. Keys the node writes anew are dropped. A
record of ours read back, checked and built again is the same document; what never left this node (answers narrower
than their report, the contact of a listing) is not in it and so not in the draft either.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from vocab.codec import WIRE_KIND
from vocab.context import CHARTER, COOP, PUBLIC
from vocab.looseness import audience_of, id_of, ids_of, one_or_many, types_of
from vocab.prose import title_line
from vocab.story import of_story, parts_as_html

Draft = dict[str, object]
Document = Mapping[str, object]

# Fields that hold one value, several IRIs, and one IRI.
_ONE: Final = {
    "id": "id",
    "lastConfirmed": "confirmed",
    "deadline": "deadline",
    "validUntil": "valid_until",
    "level": "level",
    "cost": "cost",
    "outcome": "result",
    "mistakes": "mistakes",
    "period": "period",
    "statisticsOnly": "statistics_only",
    "startTime": "starts",
    "endTime": "ends",
    "timezone": "timezone",
    "foundingDate": "founded",
    "memberCount": "members",
    "workerCount": "workers",
    "willingToShow": "willing_to_show",
    "contact": "contact",
    "statedSource": "source",
    "legalBasis": "legal_basis",
    "objections": "objections",
}
_IRIS: Final = {
    "areaServed": "territory",
    "sector": "sector",
    "need": "need",
    "exchangeMode": "exchange",
    "audienceKind": "audience",
    "replaces": "replaces",
}
_IRI: Final = {
    "license": "license",
    "usagePolicy": "policy",
    "practice": "practice",
    "supersedes": "supersedes",
    "companionOf": "companion_of",
    "isReplacedBy": "replaced_by",
    "externalParticipationUrl": "join_url",
    "website": "website",
    "sourceRepository": "repository",
    "legalForm": "legal_form",
    "coopStatus": "coop_status",
    "stage": "stage",
}
_CLAIMED: Final = {"PracticeClaim": "practice"}


def is_friendly(document: Mapping[str, object]) -> bool:
    """Whether this is a friendly file rather than a JSON-LD object."""
    return "type" not in document and "@context" not in document


def draft_of(document: Mapping[str, object]) -> Draft:
    """The draft of a JSON-LD record, with its visibility where it is addressed; no `kind` when it is none of ours."""
    kind = _kind(document)
    draft: Draft = {"kind": kind, **_words(document, kind), "visibility": _visibility(document)}
    draft |= _fields(document)
    draft |= _place(document.get("location"))
    draft |= {"images": _images(document, kind)}
    draft |= _READERS[kind](document) if kind is not None and kind in _READERS else {}
    return _written(draft)


def _kind(document: Document) -> str | None:
    types = types_of(document)
    if "Event" in types:
        return "event"
    if "Organization" in types:
        return "profile"
    for name in (*types, *one_or_many(document.get("kind"))):
        word = str(name).removeprefix(COOP).removeprefix("coop:").removeprefix("vf:")
        if word == "Proposal":
            return "request" if str(id_of(document.get("purpose"))).endswith("request") else "offer"
        known = next((kind for kind, wire in WIRE_KIND.items() if wire == word), _CLAIMED.get(word))
        if known is not None:
            return known
    return None


def _words(document: Document, kind: str | None) -> Draft:
    """Name, text and language; the text as HTML, without the title line that every text of ours begins with."""
    prose = "summary" if kind == "profile" else "content"
    names = document.get("nameMap") or document.get("name")
    markup = document.get(f"{prose}Map") or document.get(prose)
    if kind != "profile":
        markup = _without_title(markup, names)
    language = next(iter(names), None) if isinstance(names, Mapping) else None
    return {"name": names, "content_html": markup, "language": language}


def _without_title(markup: object, names: object) -> object:
    if isinstance(markup, Mapping):
        titles = names if isinstance(names, Mapping) else {}
        return _written({key: _without_title(text, titles.get(key, names)) for key, text in markup.items()})
    if not isinstance(markup, str) or not isinstance(names, str):
        return markup
    return markup.removeprefix(title_line(names)).strip()


def _visibility(document: Document) -> str | None:
    """Who a record is for, by its own addresses; one that is addressed to nobody is private."""
    if "to" not in document and "cc" not in document:
        return None
    addressed = audience_of(document)
    if PUBLIC in addressed:
        return "public"
    if any(address.endswith("/members") for address in addressed):
        return "network"
    if any(address.endswith("/followers") for address in addressed):
        return "followers"
    return "statistics" if document.get("statisticsOnly") is True else "private"


def _fields(document: Document) -> Draft:
    found: Draft = {field: _value(document.get(key)) for key, field in _ONE.items()}
    found |= {field: ids_of(document.get(key)) for key, field in _IRIS.items()}
    return found | {field: id_of(document.get(key)) for key, field in _IRI.items()}


def _value(value: object) -> object:
    """A value that may stand alone, in a list, or in a JSON-LD value object."""
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    return value["@value"] if isinstance(value, Mapping) and "@value" in value else value


def _place(value: object) -> Draft:
    for place in one_or_many(value):
        if not isinstance(place, Mapping):
            continue
        if "VirtualLocation" in types_of(place):
            return {"online": id_of(place.get("url"))}
        address = place.get("address")
        lines: Document = address if isinstance(address, Mapping) else {}
        location = {
            "name": place.get("name"),
            "latitude": place.get("latitude"),
            "longitude": place.get("longitude"),
            "approximate": place.get("approximate"),
            "street": lines.get("streetAddress"),
            "postcode": lines.get("postalCode"),
            "city": lines.get("addressLocality"),
            "country": lines.get("addressCountry"),
            "territory": next(iter(ids_of(place.get("within"))), None),
        }
        return {"location": _written(location)}
    return {}


def _images(document: Document, kind: str | None) -> list[Draft]:
    keys = ("icon", "image") if kind == "profile" else ("attachment",)
    rows = [row for key in keys for row in _mappings(document.get(key)) if "Image" in types_of(row)]
    return [
        _written(
            {
                "url": id_of(row.get("url")),
                "alt": row.get("name"),
                "media_type": _value(row.get("mediaType")),
                "width": _value(row.get("width")),
                "height": _value(row.get("height")),
            }
        )
        for row in rows
    ]


def _proposal(document: Document) -> Draft:
    primary = _first(document.get("publishes"))
    return {
        "action": id_of(primary.get("action")),
        "resource": id_of(primary.get("resourceConformsTo")),
        "quantity": _measure(primary),
        "price": _measure(_first(document.get("reciprocal"))),
    }


def _measure(intent: Document) -> Draft | None:
    measure = intent.get("resourceQuantity")
    if not isinstance(measure, Mapping):
        return None
    return _written({"amount": _value(measure.get("hasNumericalValue")), "unit": _value(measure.get("hasUnit"))})


def _practice(document: Document) -> Draft:
    return {"evidence": _evidence(document.get("evidence"))}


def _evidence(value: object) -> list[Draft]:
    return [
        _written(
            {
                "kind": _value(row.get("evidenceType")),
                "url": id_of(row.get("url")),
                "digest": _value(row.get("digestMultibase")),
                "note": row.get("name"),
                "date": _value(row.get("date")),
            }
        )
        for row in _mappings(value)
    ]


def _story(document: Document) -> Draft:
    """A story's own fields; its text without the parts that stand below it for readers elsewhere."""
    told = {"cost": document.get("cost"), "result": document.get("outcome"), "mistakes": document.get("mistakes")}
    own = of_story(document)
    markup = _words(document, "story")["content_html"]
    names = document.get("nameMap")
    language = str(next(iter(names), "fr")) if isinstance(names, Mapping) else "fr"
    if isinstance(markup, Mapping):
        markup = _written({key: _above(text, told | own, str(key)) for key, text in markup.items()})
    return own | {"content_html": _above(markup, told | own, language)}


def _above(markup: object, told: Draft, language: str) -> object:
    return markup.removesuffix(parts_as_html(told, language)).strip() if isinstance(markup, str) else markup


def _report(document: Document) -> Draft:
    """The answers of a report; each may be seen by whoever sees the report."""
    narrow = _visibility(document)
    visibility = narrow if narrow in ("network", "statistics") else "public"
    answers = [
        _written(
            {
                "practice": id_of(row.get("practice")),
                "level": _value(row.get("level")),
                "reason": _value(row.get("reason")),
                "indicator": _value(row.get("indicator")),
                "date": _value(row.get("date")),
                "evidence": _evidence(row.get("evidence")),
                "visibility": visibility,
            }
        )
        for row in _mappings(document.get("answers"))
    ]
    return {"answers": answers, "charter": _version(document)}


def _version(document: Document) -> str | None:
    version = id_of(document.get("charterVersion"))
    return version.removeprefix(CHARTER) if version else None


def _listing(document: Document) -> Draft:
    subject = _first(document.get("organization"))
    organization = {
        "name": subject.get("nameMap") or subject.get("name"),
        "website": id_of(subject.get("website")),
        "identifiers": _identifiers(subject.get("identifier")),
    }
    return {
        "organization": _written(organization),
        "legal_form": id_of(subject.get("legalForm")) or id_of(document.get("legalForm")),
        "coop_status": id_of(subject.get("coopStatus")) or id_of(document.get("coopStatus")),
    }


def _profile(document: Document) -> Draft:
    replicable = _first(document.get("replicable"))
    adherence = _first(document.get("adheresTo"))
    return {
        "approves_followers": _flag(document.get("manuallyApprovesFollowers")),
        "identifiers": _identifiers(document.get("identifier")),
        "tools": [_tool(row) for row in _mappings(document.get("usesTool"))],
        "replicable": _written(
            {
                "open_to": _value(replicable.get("openTo")),
                "conditions": _value(replicable.get("conditions")),
                "help": _value(replicable.get("help")),
            }
        ),
        "commitments": _commitments(document.get("commitments")),
        "charter": _written(
            {
                "version": _version(adherence),
                "decided_by": _value(adherence.get("decidedBy")),
                "date": _value(adherence.get("date")),
                "minutes": id_of(adherence.get("minutes")),
            }
        ),
    }


def _commitments(value: object) -> Draft:
    said = _first(value)
    rows = [
        _written(
            {
                "practice": id_of(row.get("practice")),
                "level": _value(row.get("level")),
                "evidence": _value(row.get("evidenceType")),
                "since": _value(row.get("date")),
                "why": _value(row.get("why")),
            }
        )
        for row in _mappings(said.get("asked"))
    ]
    return _written({"version": _value(said.get("version")), "date": _value(said.get("date")), "asked": rows})


def _flag(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


def _tool(row: Document) -> Draft:
    return _written(
        {
            "name": row.get("name"),
            "url": id_of(row.get("url")),
            "license": id_of(row.get("license")),
            "reuse": _value(row.get("reuse")),
        }
    )


def _identifiers(value: object) -> Draft:
    return {str(row.get("propertyID", "")).lower(): _value(row.get("value")) for row in _mappings(value)}


def _mappings(value: object) -> list[Document]:
    return [row for row in one_or_many(value) if isinstance(row, Mapping)]


def _first(value: object) -> Document:
    return next(iter(_mappings(value)), {})


def _written(draft: Document) -> Draft:
    """What has a value."""
    return {key: value for key, value in draft.items() if value is not None and value not in ("", [], {})}


_READERS: Final[Mapping[str, Callable[[Document], Draft]]] = {
    "offer": _proposal,
    "request": _proposal,
    "practice": _practice,
    "story": _story,
    "report": _report,
    "listing": _listing,
    "profile": _profile,
}
