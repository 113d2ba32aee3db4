"""The profile: an organisation's actor document, from its checked draft and what its node decides."""

from __future__ import annotations

import html
from collections.abc import Mapping

from vocab.codec import CHARTER_VERSION, Document, Values, compact, in_languages, to_identifiers, to_place
from vocab.context import ACTOR, COOP
from vocab.model import ActorFrame
from vocab.prose import Prose

COLLECTIONS = ("inbox", "outbox", "followers", "following", "featured")
SHELVES = ("practices", "reports", "endorsements", "offers", "requests")


def to_actor(values: Values, frame: ActorFrame, prose: Prose) -> Document:
    """The unsigned actor document of an organisation (ActivityPub section 4.1; PROTOCOL table 2.1)."""
    id = frame.id
    names = in_languages(values.get("name", frame.name), frame.language)
    summaries = _summaries(values, frame, prose)
    document: Document = {
        "@context": ACTOR,
        "id": id,
        "type": "Organization",
        "preferredUsername": frame.name,
        "webfinger": frame.handle,
        "name": next(iter(names.values()), frame.name),
        "nameMap": names,
        "summary": next(iter(summaries.values()), ""),
        "summaryMap": summaries,
        "url": id,
    }
    document |= {name: f"{id}/{name}" for name in COLLECTIONS + SHELVES}
    if frame.kind == "network":
        document["members"] = f"{id}/members"
    document |= {
        "endpoints": {"sharedInbox": f"{frame.origin}/inbox"},
        "publicKey": frame.public_key,
        "assertionMethod": list(frame.keys),
        "generator": generator(frame.origin),
        "attachment": _attachment(values),
        "manuallyApprovesFollowers": False,
        "discoverable": True,
        "indexable": True,
        "platformKind": frame.kind,
    }
    document |= _facts(values)
    document |= {"alsoKnownAs": list(frame.also_known_as)} if frame.also_known_as else {}
    document |= {"published": frame.published, "updated": frame.updated}
    return {key: value for key, value in document.items() if value not in (None, "", [], {})}


def to_application(frame: ActorFrame, title: str) -> Document:
    """The node's own Application actor (FEP-2677), served unsigned."""
    origin = frame.origin
    id = f"{origin}/actor"
    return {
        "@context": ACTOR,
        "id": id,
        "type": "Application",
        "preferredUsername": "actor",
        "webfinger": f"actor@{origin.partition('://')[2]}",
        "name": title,
        "summary": "Bocage",
        "url": f"{origin}/about",
        "inbox": f"{origin}/inbox",
        "outbox": f"{id}/outbox",
        "followers": f"{id}/followers",
        "following": f"{id}/following",
        "endpoints": {"sharedInbox": f"{origin}/inbox"},
        "publicKey": frame.public_key,
        "assertionMethod": list(frame.keys),
        "generator": generator(origin),
        "manuallyApprovesFollowers": True,
        "discoverable": False,
        "indexable": False,
        "published": frame.published,
        "updated": frame.updated,
    }


def generator(origin: str) -> Document:
    """What this server speaks (FEP-844e)."""
    return {"id": f"{origin}/actor", "type": "Application", "name": "Bocage", "implements": [COOP]}


def _summaries(values: Values, frame: ActorFrame, prose: Prose) -> dict[str, str]:
    texts = in_languages(values.get("content", ""), frame.language)
    return {language: prose.to_html(text) for language, text in texts.items()} | in_languages(
        values.get("content_html", ""), frame.language
    )


def _attachment(values: Values) -> list[Document]:
    fields: list[Document] = []
    website = values.get("website")
    if website:
        address = html.escape(str(website))
        link = f'<a href="{address}" rel="me nofollow noopener noreferrer">{address}</a>'
        fields.append({"type": "PropertyValue", "name": "Site", "value": link})
    contact = values.get("contact")
    if contact:
        text = next(iter(in_languages(contact, "fr").values()), "")
        fields.append({"type": "PropertyValue", "name": "Contact", "value": html.escape(text, quote=False)})
    return fields


def _facts(values: Values) -> Document:
    return {
        "areaServed": values.get("territory"),
        "location": to_place(values.get("location")),
        "sector": values.get("sector"),
        "need": compact(values.get("need")),
        "legalForm": values.get("legal_form"),
        "coopStatus": compact(values.get("coop_status")),
        "stage": compact(values.get("stage")),
        "website": values.get("website"),
        "identifier": to_identifiers(values.get("identifiers")),
        "foundingDate": values.get("founded"),
        "memberCount": values.get("members"),
        "workerCount": values.get("workers"),
        "usesTool": _tools(values.get("tools")),
        "replicable": _replicable(values.get("replicable")),
        "contact": next(iter(in_languages(values.get("contact", ""), "fr").values()), None),
        "adheresTo": _adherence(values.get("charter")),
        "license": values.get("license"),
        "usagePolicy": compact(values.get("policy")),
        "lastConfirmed": values.get("confirmed"),
    }


def _tools(value: object) -> list[Document]:
    rows = value if isinstance(value, list) else []
    return [{"type": "SoftwareApplication", **row} for row in rows]


def _replicable(value: object) -> Document | None:
    if not isinstance(value, Mapping):
        return None
    names = {"open_to": "openTo", "conditions": "conditions", "help": "help"}
    return {names[str(key)]: text for key, text in value.items()}


def _adherence(value: object) -> list[Document]:
    if not isinstance(value, Mapping):
        return []
    adherence: Document = {"charterVersion": CHARTER_VERSION + str(value["version"])}
    adherence |= {"decidedBy": value["decided_by"]} if value.get("decided_by") else {}
    adherence |= {"date": value["date"]} if value.get("date") else {}
    return [adherence]
