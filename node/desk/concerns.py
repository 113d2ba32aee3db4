"""Concerns: which calls and announcements of others concern an organisation, and why. Nothing is sent to anybody."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import orjson

from node.clock import iso
from node.directory import Directory
from node.formats.item import Item, items_of
from node.reader import Reader
from node.store import calls
from vocab.calls import MEANS
from vocab.entry import Entry
from vocab.looseness import id_of
from vocab.matching import Reasons, areas, concerns, meets
from vocab.vocabulary import Vocabulary

# So many of our own open announcements are compared with those of others.
MAX_OWN: Final = 200


@dataclass(frozen=True, slots=True)
class Concern:
    """Something of others, why it concerns us, and our record that it meets, where it is one."""

    item: Item
    reasons: Reasons
    mine: Entry | None


async def concerning(directory: Directory, reader: Reader, actor: str) -> list[Concern]:
    """What concerns one of our organisations, what ends first first; `reader` is that organisation."""
    vocabulary, now = directory.vocabulary, iso(directory.clock.now())
    profile, own = await _ours(directory, reader, actor)
    where = tuple(dict.fromkeys(area for entry in (*own, *([profile] if profile else [])) for area in areas(entry)))
    values = _values(profile, own)
    if not where or not values:
        return []
    store = directory.store
    ids = await store.reading(calls.open_around, actor, where, values, reader, vocabulary, now=now)
    items = items_of(await directory.some(ids, reader), vocabulary)
    owners = tuple(dict.fromkeys(item.entry.owner for item in items))
    kinds = {owner: _kind(body, vocabulary) for owner, body in (await directory.names(owners, reader)).items()}
    found = [
        concern
        for item in items
        if (concern := _concern(item, profile, own, kinds.get(item.entry.owner), vocabulary, now)) is not None
    ]
    order = {id: place for place, id in enumerate(ids)}
    return sorted(found, key=lambda each: order[each.item.entry.id])


def _concern(
    item: Item, profile: Entry | None, own: list[Entry], speaker: str | None, vocabulary: Vocabulary, now: str
) -> Concern | None:
    """A record of ours that it meets is the better reason; else the organisation as it describes itself."""
    kind = profile.platform_kind if profile else None
    for mine in own:
        reasons = meets(mine, item.entry, kind, vocabulary.territories, now)
        if reasons is not None:
            return Concern(item, reasons, mine)
    reasons = concerns(profile, item.entry, speaker, vocabulary.territories, now) if profile else None
    return None if reasons is None else Concern(item, reasons, None)


async def _ours(directory: Directory, reader: Reader, actor: str) -> tuple[Entry | None, list[Entry]]:
    """How an organisation describes itself, and what it offers and looks for that is not over."""
    row = await directory.one(actor, reader)
    profile = next((item.entry for item in items_of([row] if row else [], directory.vocabulary)), None)
    rows = await directory.of_owner(actor, ("offer", "request"), reader, limit=MAX_OWN)
    return profile, [item.entry for item in items_of((row for row in rows if not row.expired), directory.vocabulary)]


def _values(profile: Entry | None, own: list[Entry]) -> tuple[tuple[str, str], ...]:
    """What something must have at least one of, to concern us."""
    entries = [*own, *([profile] if profile else [])]
    found = [("exchange", value) for value in MEANS]
    found += [("need", value) for entry in entries for value in entry.needs]
    found += [("sector", value) for entry in entries for value in entry.sectors]
    return tuple(dict.fromkeys(found))


def _kind(body: bytes, vocabulary: Vocabulary) -> str | None:
    concept = vocabulary.schemes.platform_kind.get(id_of(orjson.loads(body).get("platformKind")) or "")
    return concept.notation if concept else None
