"""Names: what the owners of records are called, by their profiles."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

import orjson

from node.formats.item import Item
from vocab.looseness import text_in


def names_of(profiles: Mapping[str, bytes], language: str) -> dict[str, str]:
    """The names of actors from their profile documents."""
    found = {}
    for owner, document in profiles.items():
        name = text_in(orjson.loads(document), "name", language)
        if name and name.strip():
            found[owner] = " ".join(name.split())[:200]
    return found


def author_of(item: Item, names: Mapping[str, str]) -> str:
    """The name of whoever says a record: the organisation itself, or the one known here as its owner."""
    return item.entry.name if item.entry.claimed else name_of(item.entry.owner, names)


def name_of(owner: str, names: Mapping[str, str]) -> str:
    """What an owner is called: by its profile, else by its server."""
    return names.get(owner) or urlsplit(owner).netloc or owner[:100]
