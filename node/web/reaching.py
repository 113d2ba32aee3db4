"""Reaching: how to get in touch with whom a page is about, follow them from anywhere, and pass the page on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote, urlencode

from node.formats.item import Item
from node.web.fact import Fact
from node.web.pages import Pages
from node.web.qr import SUFFIX
from vocab.language import Language
from vocab.looseness import first_text, id_of, one_or_many

MAX_TEXT: Final = 300
_WEB: Final = ("https://", "http://")


@dataclass(frozen=True, slots=True)
class Attempt:
    """A handle that somebody typed in order to follow, and the key of the sentence that says why it led nowhere."""

    handle: str
    why: str


@dataclass(frozen=True, slots=True)
class Reach:
    """`whom`: the lines of how to reach them. Of a page of ours: its address, its QR code, a letter that passes it on.

    `handle` of an organisation: what to search for elsewhere; `follow` of one that lives here: where the form goes.
    """

    whom: list[Fact]
    address: str | None = None
    qr: str | None = None
    letter: str | None = None
    handle: str | None = None
    follow: str | None = None
    attempt: Attempt | None = None


def reach_of(
    pages: Pages,
    item: Item,
    speaker: Mapping[str, object] | None,
    name: str,
    language: Language,
    origin: str,
    attempt: Attempt | None = None,
) -> Reach:
    """How to reach who speaks: `speaker` is their profile where it is known here, `name` what people call them."""
    document = item.document if item.entry.claimed else speaker
    found = _answering(pages, item, language)
    if item.entry.claimed is None:
        found.append(Fact("reach.owner", name, item.entry.owner))
    if document is not None and item.entry.claimed is not False:
        found += _contacts(document)
    own = item.entry.id.startswith(origin + "/")
    here = item.entry.id if own else None
    lives_here = own and bool(item.entry.claimed)
    return Reach(
        whom=[fact for fact in found if fact.text],
        address=here,
        qr=f"{item.entry.id.removeprefix(origin)}{SUFFIX}" if own else None,
        letter=_letter(pages, item, language) if own else None,
        handle=_handle(item.document) if item.entry.claimed else None,
        follow=f"{item.entry.id.removeprefix(origin)}/follow" if lives_here else None,
        attempt=attempt,
    )


def _handle(profile: Mapping[str, object]) -> str | None:
    said = (first_text(profile.get("webfinger")) or "").strip()[:MAX_TEXT]
    return f"@{said}" if "@" in said else None


def _answering(pages: Pages, item: Item, language: Language) -> list[Fact]:
    """Of an event: where to sign up, where it is held online."""
    places = [each for each in one_or_many(item.document.get("location")) if isinstance(each, Mapping)]
    online = next((id_of(each.get("url")) for each in places if each.get("type") == "VirtualLocation"), None)
    join = id_of(item.document.get("externalParticipationUrl"))
    return [_link(key, address) for key, address in (("reach.join", join), ("reach.online", online)) if address]


def _contacts(document: Mapping[str, object]) -> list[Fact]:
    contact = (first_text(document.get("contact")) or "").strip()[:MAX_TEXT]
    website = id_of(document.get("website"))
    found = [Fact("reach.contact", contact, _way(contact))] if contact else []
    return found + ([_link("record.website", website)] if website else [])


def _way(contact: str) -> str | None:
    """What a contact leads to: a letter, a page, or nothing that a browser knows."""
    if contact.startswith(_WEB):
        return contact
    return f"mailto:{contact}" if "@" in contact and " " not in contact and not contact.startswith("@") else None


def _link(key: str, address: str) -> Fact:
    if not address.startswith(_WEB):
        return Fact(key, "")
    return Fact(key, address.partition("://")[2].rstrip("/")[:MAX_TEXT], address)


def _letter(pages: Pages, item: Item, language: Language) -> str:
    subject = quote(item.entry.name_in(language)[:MAX_TEXT], safe="")
    body = quote(f"{pages.t(language, 'share.letter')}\n\n{item.entry.id}", safe="")
    return f"mailto:?subject={subject}&body={body}"


def follow_of(item: Item) -> str | None:
    """Where somebody signed in here follows who speaks in a record; nobody follows who is only spoken of."""
    return None if item.entry.claimed is False else f"/interact?{urlencode({'uri': item.entry.owner})}"
