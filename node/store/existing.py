"""Existing: which usages the organisations of each territory answer, as everybody may see it.

What counts is who stands in a territory or serves it, or something in it; an organisation that ended counts no more.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Final

from node.store.connection import Db
from vocab.territory_table import type_of

ENDED: Final = "ended"
_NEED: Final = "need="
_ORGANISATIONS = (
    "SELECT e.places, e.facets FROM entries e WHERE e.open + 0 = 1 AND e.kind = 'organization' AND e.places <> ''"
    f" AND instr(e.facets, ' stage={ENDED} ') = 0"
)

Met = dict[str, Counter[str]]


def needs_met(db: Db) -> dict[str, Met]:
    """By type of territory, whatever the country: of each that has any organisation, how many answer each usage."""
    found: dict[str, Met] = defaultdict(lambda: defaultdict(Counter))
    for places, facets in db.execute(_ORGANISATIONS):
        needs = [each.removeprefix(_NEED) for each in facets.split() if each.startswith(_NEED)]
        # Placed, serving something in it, serving it: the territory is the same one, and counts once.
        for slug in {place.partition("=")[2] for place in places.split()}:
            found[type_of(slug)][slug].update(needs)
    return found
