"""Vouching: who said it and when, in people's words: for a line on a card, and for a part of a record's page.

Nothing here is a score: each sentence is one fact, with its date where it has one (DESIGN laws 7, 9 and 12).
"""

from __future__ import annotations

from collections.abc import Iterator

from node.formats.item import Item
from node.web.fact import Fact
from node.web.pages import Pages
from vocab.language import Language


def in_short(pages: Pages, item: Item, language: Language, origin: str) -> tuple[str, ...]:
    """What a card adds to who says it and when; `origin` is this node's."""
    return tuple(_short(pages, item, language, origin))


def at_length(pages: Pages, item: Item, language: Language, who: str) -> list[Fact]:
    """The lines of the part "who said it and when"; `who` is the name of its author."""
    said, entry = item.row.provenance, item.entry
    found = [
        Fact("said.by", who),
        Fact("said.on", pages.date(language, entry.updated) or ""),
        Fact("said.origin", str(said.get("origin") or "")),
        Fact("said.received", pages.date(language, _text(said.get("received"))) or ""),
        Fact("said.verified", pages.label(language, "verified", _text(said.get("verified"))) or ""),
        Fact("said.confirmed", pages.date(language, _text(said.get("confirmed"))) or ""),
        Fact("said.expires", _until(pages, item, language)),
    ]
    return [fact for fact in found if fact.text]


def _short(pages: Pages, item: Item, language: Language, origin: str) -> Iterator[str]:
    said = item.row.provenance
    host, received = _text(said.get("origin")), pages.date(language, _text(said.get("received")))
    if host and received and host != origin.partition("://")[2]:
        yield pages.t(language, "card.received", host=host, date=received)
    confirmed = pages.date(language, _text(said.get("confirmed")))
    if confirmed:
        yield pages.t(language, "card.confirmed", date=confirmed)


def _until(pages: Pages, item: Item, language: Language) -> str:
    if item.entry.kind == "event":
        return ""
    day = pages.date(language, _text(item.row.provenance.get("expires")))
    if day and item.row.expired:
        return pages.t(language, "said.expired", date=day)
    return day or ""


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
