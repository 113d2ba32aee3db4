"""From a handle to an actor and back (RFC 7033; PROTOCOL 1.2, F1 to F7)."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from federation.answers import is_activity
from federation.client import Client
from federation.errors import NotFound, Refused
from federation.owner import parse_url, same_origin
from vocab.language import Text
from vocab.looseness import one_or_many

ACCEPT: Final = "application/jrd+json, application/json;q=0.9"
FOLLOW_INTENT: Final = "https://w3id.org/fep/3b86/Follow"
SUBSCRIBE: Final = "http://ostatus.org/schema/1.0/subscribe"
# Where a person follows from their own server: the relation made for it, else the one that Mastodon and others know.
FOLLOWING: Final = (FOLLOW_INTENT, SUBSCRIBE)
_MAX_LINKS: Final = 100
# A page whose server no placeholder can change; what is not about the object is left empty.
_TEMPLATE: Final = re.compile(r"https?://[^/?#{}@\s\\]+/[^{}\s]*\{(?:object|uri)\}[^\s]{0,500}")
_HOLE: Final = re.compile(r"\{([^{}]*)\}")
_OBJECT: Final = ("object", "uri")


@dataclass(frozen=True, slots=True)
class Handle:
    """Who is meant: a user at a host (with port), or directly the URL of an actor (then `user` is empty)."""

    user: str
    host: str
    url: str = ""

    @property
    def acct(self) -> str:
        """The `acct:` URI."""
        return f"acct:{self.user}@{self.host}"

    def __str__(self) -> str:
        return self.url or f"{self.user}@{self.host}"


def parse_handle(text: str) -> Handle:
    """The handle in `user@host`, `@user@host`, `acct:user@host` or a URL; raises Refused with the fix.

    >>> str(parse_handle("@Pedales@127.0.0.1:8401"))
    'Pedales@127.0.0.1:8401'
    >>> parse_handle("https://pedales.example/actors/pedales").url
    'https://pedales.example/actors/pedales'
    """
    text = text.strip()
    if text.startswith(("https://", "http://")):
        address = parse_url(text)
        return Handle("", address.authority, text.partition("#")[0])
    user, at, host = text.removeprefix("acct:").removeprefix("@").rpartition("@")
    if not at or not user or len(user) > 255 or set(user) & set(' @/?#%\\"<>'):
        raise Refused(
            f"not a handle: {text[:100]!r}",
            Text(
                "Écrivez l'adresse comme « nom@exemple.fr », ou collez le lien de la page de l'organisation.",
                'Write the address like "name@example.org", or paste the link of the organisation\'s page.',
            ),
        )
    address = parse_url(f"https://{host}")
    if address.path or address.query or address.fragment:
        raise Refused(f"not a host: {host[:100]!r}")
    return Handle(user, address.authority)


async def resolve(client: Client, handle: Handle) -> str:
    """The URL of the actor a handle names; one change of subject is followed. Raises FederationError."""
    if handle.url:
        return handle.url
    document = await _ask(client, handle)
    subject = document.get("subject")
    if isinstance(subject, str) and subject.lower() != handle.acct.lower() and subject.startswith("acct:"):
        handle = parse_handle(subject)
        document = await _ask(client, handle)
        if str(document.get("subject")).lower() != handle.acct.lower():
            raise Refused(f"WebFinger of {handle} names yet another subject: {str(document.get('subject'))[:200]}")
    return _self_link(document, handle)


async def interaction(client: Client, handle: Handle, object: str) -> str:
    """The page at a person's own server on which they follow `object`, signed in there. Raises FederationError."""
    document = await _ask(client, handle)
    links = [link for link in one_or_many(document.get("links"))[:_MAX_LINKS] if isinstance(link, Mapping)]
    for rel in FOLLOWING:
        for link in links:
            template = link.get("template")
            if link.get("rel") == rel and isinstance(template, str) and _TEMPLATE.fullmatch(template):
                filled = _HOLE.sub(lambda hole: quote(object, safe="") if hole[1] in _OBJECT else "", template)
                client.guard.check_url(filled)
                return filled
    raise NotFound(
        f"WebFinger of {handle} names no page to follow on",
        Text(f"Le serveur de {handle} ne dit pas où suivre.", f"The server of {handle} does not say where to follow."),
    )


def jrd(*, user: str, host: str, actor: str, profile: str, interact: str) -> dict[str, object]:
    """The WebFinger answer for one of our actors; `interact` is the page that starts an interaction from elsewhere."""
    return {
        "subject": f"acct:{user}@{host}",
        "aliases": list(dict.fromkeys((actor, profile))),
        "links": [
            _link("self", actor, "application/activity+json"),
            _link("http://webfinger.net/rel/profile-page", profile, "text/html"),
            {"rel": SUBSCRIBE, "template": interact + "?uri={uri}"},
            {"rel": FOLLOW_INTENT, "template": interact + "?object={object}"},
        ],
    }


def node_jrd(*, origin: str, application: str) -> dict[str, object]:
    """The WebFinger answer for the node itself, asked by its origin (FEP-d556, FEP-2677)."""
    return {
        "subject": origin + "/",
        "aliases": [application],
        "links": [
            _link("self", application, "application/activity+json"),
            _link("https://www.w3.org/ns/activitystreams#Service", application, "application/activity+json"),
            _link("https://www.w3.org/ns/activitystreams#Application", application, "application/activity+json"),
        ],
    }


def only_rels(document: Mapping[str, object], rels: Sequence[str]) -> dict[str, object]:
    """The answer with only the links of these relations (RFC 7033 section 4.3); all when none is asked for."""
    if not rels:
        return dict(document)
    kept = [link for link in one_or_many(document.get("links")) if isinstance(link, Mapping) and link["rel"] in rels]
    return {**document, "links": kept}


def host_meta(origin: str) -> str:
    """The host-meta document (RFC 6415), which some servers ask for before WebFinger."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<XRD xmlns="http://docs.oasis-open.org/ns/xri/xrd-1.0">'
        f'<Link rel="lrdd" template="{origin}/.well-known/webfinger?resource={{uri}}"/></XRD>\n'
    )


async def _ask(client: Client, handle: Handle) -> dict[str, object]:
    origin = f"{_scheme(client, handle.host)}://{handle.host}"
    url = f"{origin}/.well-known/webfinger?resource={quote(handle.acct, safe='')}"
    return (await client.get_json(url, ACCEPT)).document


def _scheme(client: Client, host: str) -> str:
    """https; while developing, http for this machine and for any host with a port of its own."""
    name = host.rpartition(":")[0] if ":" in host and not host.endswith("]") else host
    local = host != name or name in ("localhost", "[::1]") or name.startswith("127.")
    return "http" if client.guard.allow_private and local else "https"


def _self_link(document: Mapping[str, object], handle: Handle) -> str:
    for link in one_or_many(document.get("links"))[:_MAX_LINKS]:
        if not isinstance(link, Mapping) or link.get("rel") != "self":
            continue
        href, kind = link.get("href"), link.get("type")
        if isinstance(href, str) and isinstance(kind, str) and is_activity(kind) and same_origin(href, href):
            return href
    raise NotFound(
        f"WebFinger of {handle} has no self link of an ActivityPub type",
        Text(f"{handle} n'est pas une organisation joignable.", f"{handle} is not an organisation we can reach."),
    )


def _link(rel: str, href: str, kind: str) -> dict[str, object]:
    return {"rel": rel, "type": kind, "href": href}
