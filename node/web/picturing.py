"""Picturing: the pictures of a record that a page shows: this node's own, none from elsewhere (DESIGN law 11)."""

from __future__ import annotations

import re
from typing import Final

from node.formats.item import Item
from vocab.looseness import first_text, id_of, one_or_many

MAX_SHOWN: Final = 4
_OURS: Final = re.compile(r"/pictures/[0-9a-f]{64}\.(?:jpg|webp)")


def pictures_of(item: Item, origin: str) -> list[dict[str, object]]:
    """What each shows and where it is; of another node's record none, for its pictures are on its own server."""
    keys = ("icon", "image") if item.entry.kind == "organization" else ("attachment",)
    rows = [each for key in keys for each in one_or_many(item.document.get(key)) if isinstance(each, dict)]
    found: list[dict[str, object]] = []
    for row in rows[: MAX_SHOWN * 2]:
        url = id_of(row.get("url")) or ""
        if not url.startswith(origin) or not _OURS.fullmatch(url.removeprefix(origin)):
            continue
        sides = [each if isinstance(each, int) and 0 < each <= 10_000 else None for each in map(row.get, SIDES)]
        found.append({"url": url, "alt": first_text(row.get("name")) or "", **dict(zip(SIDES, sides, strict=True))})
    return found[:MAX_SHOWN]


SIDES: Final = ("width", "height")
