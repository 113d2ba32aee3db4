"""The profile: an organisation's actor document, from its checked draft and what its node decides."""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import Final

from vocab.codec import charter_version
from vocab.commitments import to_asked
from vocab.context import ACTOR, COOP
from vocab.model import ActorFrame
from vocab.prose import Prose
from vocab.wire import (
    Document,
    Values,
    compact,
    in_languages,
    present,
    record_language,
    to_identifiers,
    to_pictures,
    to_place,
    to_tags,
)

COLLECTIONS: Final = ("inbox", "outbox", "followers", "following", "featured")
SHELVES: Final = ("practices", "reports", "endorsements", "offers", "requests")


def to_actor(values: Values, frame: ActorFrame, prose: Prose) -> Document:
    """The unsigned actor document of an organisation (ActivityPub section 4.1; PROTOCOL table 2.1)."""
    id = frame.id
    document: Document = {
        "@context": ACTOR,
        "id": id,
        "type": "Organization",
        "preferredUsername": frame.name,
        "webfinger": frame.handle,
        **_words(values, frame, prose),
        "url": id,
    }
    document |= {name: f"{id}/{name}" for name in COLLECTIONS + SHELVES}
    document |= {
        "members": f"{id}/members" if frame.kind == "network" else None,
        "endpoints": {
            "sharedInbox": f"{frame.origin}/inbox",
            "oauthAuthorizationEndpoint": f"{frame.origin}/oauth/authorize",
            "oauthTokenEndpoint": f"{frame.origin}/oauth/token",
        },
        "publicKey": frame.public_key,
        "assertionMethod": list(frame.keys),
        "generator": generator(frame.origin),
        "attachment": _attachment(values),
        "manuallyApprovesFollowers": values.get("approves_followers") is True,
        "discoverable": True,
        "indexable": True,
        "platformKind": frame.kind,
        **_facts(values, id),
        "tag": to_tags(values.get("need"), id),
        "alsoKnownAs": list(frame.also_known_as),
        "movedTo": frame.moved_to,
        "published": frame.published,
        "updated": frame.updated,
    }
    # The first picture is who they are, the second what stands above it: Mastodon shows them so.
    images = to_pictures(values.get("images"))
    document |= {name: image for name, image in zip(("icon", "image"), images, strict=False)}
    return present(document)


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
        # Whoever follows an actor's `generator` to here finds the same words (FEP-844e).
        "implements": [COOP],
        "generator": generator(origin),
        "manuallyApprovesFollowers": True,
        "discoverable": False,
        "indexable": False,
        "published": frame.published,
        "updated": frame.updated,
    }


# Our namespace; RFC 9421, by RSA and by Ed25519: a peer that reads this need not try first how to sign for us.
SPOKEN: Final = (
    COOP,
    "https://datatracker.ietf.org/doc/html/rfc9421",
    "https://datatracker.ietf.org/doc/html/rfc9421#name-eddsa-using-curve-edwards25",
)


def generator(origin: str) -> Document:
    """What this server speaks (FEP-844e)."""
    return {"id": f"{origin}/actor", "type": "Application", "name": "Bocage", "implements": list(SPOKEN)}


def _words(values: Values, frame: ActorFrame, prose: Prose) -> Document:
    """Name and summary, the organisation's own language first; a name serves the languages it has no word in."""
    own = record_language(values, frame.language)
    texts = in_languages(values.get("content", ""), own)
    summaries = {language: prose.to_html(text) for language, text in texts.items()}
    summaries |= in_languages(values.get("content_html", ""), own)
    names = in_languages(values.get("name") or frame.name, own)
    names = {language: names.get(language) or names[own] for language in dict.fromkeys((own, *names, *summaries))}
    ordered = {language: summaries[language] for language in names if summaries.get(language)}
    return {
        "name": names[own],
        "nameMap": names,
        "summary": next(iter(ordered.values()), None),
        "summaryMap": ordered,
    }


def _attachment(values: Values) -> list[Document]:
    """What most servers show beside an actor: its site, which links back with rel=me, and whom to write to."""
    fields: list[Document] = []
    website = values.get("website")
    if website:
        address = html.escape(str(website))
        link = f'<a href="{address}" rel="me nofollow noopener noreferrer">{address}</a>'
        fields.append({"type": "PropertyValue", "name": "Site", "value": link})
    contact = values.get("contact")
    if contact:
        fields.append({"type": "PropertyValue", "name": "Contact", "value": html.escape(str(contact), quote=False)})
    return fields


def _facts(values: Values, id: str) -> Document:
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
        "willingToShow": values.get("willing_to_show"),
        "sourceRepository": values.get("repository"),
        "contact": values.get("contact"),
        "adheresTo": _adherence(values.get("charter")),
        "commitments": to_asked(values.get("commitments"), id),
        "replaces": values.get("replaces"),
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
    return present({"openTo": value.get("open_to"), "conditions": value.get("conditions"), "help": value.get("help")})


def _adherence(value: object) -> list[Document]:
    if not isinstance(value, Mapping):
        return []
    version = charter_version(value["version"])
    said = {"decidedBy": value.get("decided_by"), "date": value.get("date"), "minutes": value.get("minutes")}
    return [present({"charterVersion": version, **said})]
