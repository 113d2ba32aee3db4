"""Evidence links: where a page leads for what shows a practice, and what this node found there, where it looked.

A page leads neither into a private network nor to an address with a password in it, whoever gave it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from federation.guard import Guard
from node.private_links import is_public
from node.store.looked import Looked
from node.web.pages import Pages
from vocab.language import Language
from vocab.looseness import web_address

UNSEEN: Final[Mapping[str, Looked]] = {}
_ANYBODY: Final = Guard()


def shown_link(
    pages: Pages, value: object, language: Language, looked: Mapping[str, Looked] = UNSEEN
) -> tuple[str | None, str]:
    """Where an address of evidence leads, None for nowhere, and what is to be said of it, if anything."""
    address = web_address(value)
    if address is None:
        return None, ""
    seen = looked.get(address)
    # What this node reached is public enough: a developer's machine reaches itself.
    if is_open(address) or (seen is not None and seen.outcome != "barred"):
        return address, "" if seen is None or seen.outcome == "barred" else note_of(pages, seen, language)
    return None, pages.t(language, "evidence.closed")


def note_of(pages: Pages, seen: Looked, language: Language) -> str:
    """How a link was found when it was last looked at, with the day."""
    key = "link.dead.status" if seen.outcome == "dead" and seen.said else f"link.{seen.outcome}"
    dates = {"date": pages.date(language, seen.tried), "since": pages.date(language, seen.since)}
    return pages.t(language, key, status=seen.said, **dates)


def is_open(address: str) -> bool:
    """Whether everybody may look there, as far as an address of the web tells."""
    return "@" not in urlsplit(address).netloc and is_public(address, _ANYBODY)
