"""How the suppression list recognises an organisation without knowing it: hashes of what names it (DESIGN section 5).

A removed or refused listing leaves the hashes of its register number, its website, and its name with its place. A later
import, and a received announce, asks whether one of theirs is on the list.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from urllib.parse import urlsplit

from vocab.words import fold


def marks(draft: Mapping[str, object]) -> frozenset[str]:
    """The hashes by which the list may hold the organisation of a listing's draft (hexadecimal SHA-256)."""
    organization = draft.get("organization")
    about: Mapping[str, object] = organization if isinstance(organization, Mapping) else {}
    location = draft.get("location")
    place: Mapping[str, object] = location if isinstance(location, Mapping) else {}
    identifiers = about.get("identifiers")
    numbers: Mapping[str, object] = identifiers if isinstance(identifiers, Mapping) else {}
    name = about.get("name") or draft.get("name")
    where = place.get("territory") or place.get("city") or place.get("name") or place.get("country") or ""
    said = [f"identifier {kind} {value}" for kind, value in numbers.items()]
    if website := about.get("website"):
        said.append(f"website {_bare(str(website))}")
    if name:
        said.append(f"name {fold(str(name))} in {fold(str(where))}")
    return frozenset(hashlib.sha256(each.encode()).hexdigest() for each in said)


def _bare(website: str) -> str:
    """An address without what changes and means nothing: scheme, `www.`, the last slash."""
    parts = urlsplit(website.lower())
    query = f"?{parts.query}" if parts.query else ""
    return (parts.netloc.removeprefix("www.") + parts.path).rstrip("/") + query
