"""Existing: which usages the organisations of each territory answer, as everybody may see it.

What counts is who stands in a territory or serves it, or something in it; an organisation that ended counts no more.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Final

from node.store.connection import Db
from node.store.entries import PLACED, SERVING, SERVING_PART

ENDED: Final = "ended"
_NEED: Final = "need="
# From a tag of one type of territory to the first that is of another: "." comes right after "-".
_OF_TYPE = (
    "SELECT tags.tag, e.num, e.facets FROM tags CROSS JOIN entry_tags ON entry_tags.tag = tags.num"
    " CROSS JOIN entries e ON e.num = entry_tags.num"
    " WHERE tags.tag >= ? AND tags.tag < ? AND e.open + 0 = 1 AND e.kind = 'organization'"
    f" AND instr(e.facets, ' stage={ENDED} ') = 0"
)


def needs_met(db: Db, type: str) -> dict[str, dict[str, int]]:
    """Of each territory of a type that has any organisation: how many answer each usage."""
    answering: dict[str, dict[str, set[int]]] = defaultdict(dict)
    for how in (PLACED, SERVING_PART, SERVING):
        beginning = f"{how}=fr-{type}"
        for tag, num, facets in db.execute(_OF_TYPE, (f"{beginning}-", f"{beginning}.")):
            place = answering[str(tag).partition("=")[2]]
            for each in str(facets).split():
                if each.startswith(_NEED):
                    place.setdefault(each.removeprefix(_NEED), set()).add(int(num))
    return {slug: {need: len(nums) for need, nums in place.items()} for slug, place in answering.items()}
