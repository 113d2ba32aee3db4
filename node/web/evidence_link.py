"""Evidence links: where a page leads for what shows a practice; never into a private network, never with a password."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from federation.guard import Guard
from node.private_links import is_public
from vocab.looseness import web_address

_ANYBODY: Final = Guard()


def leads_to(address: object) -> str | None:
    """Where everybody can look; None for any other address, and for what is no address of the web."""
    found = web_address(address)
    return found if found and is_open(found) else None


def is_closed(address: object) -> bool:
    """Whether a value is an address of the web, but one that a page leads nobody to."""
    found = web_address(address)
    return found is not None and not is_open(found)


def is_open(address: str) -> bool:
    """Whether everybody may look there, as far as an address of the web tells."""
    return "@" not in urlsplit(address).netloc and is_public(address, _ANYBODY)
