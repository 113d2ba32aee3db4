"""Grouping: entries that look like one organisation stand together on a page, with the reason; nothing is merged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from node.directory import Directory
from node.duplicates import REASONS, Alike, among
from node.formats.item import Item, items_of
from node.reader import Reader
from node.web.cards import Card, Double
from vocab.language import Language


@dataclass(frozen=True, slots=True)
class Alikes:
    """What looks like what: by id, those that look like it; and the entries among them that are not on the page."""

    of: Mapping[str, Sequence[Alike]]
    others: Sequence[Item]


NONE = Alikes({}, ())


async def alikes_of(directory: Directory, items: Sequence[Item], reader: Reader) -> Alikes:
    """What looks like the organisations of a page, as far as `reader` may see it."""
    ids = [item.entry.id for item in items if item.entry.kind == "organization"]
    if not ids:
        return NONE
    found = await directory.store.reading(among, ids, reader)
    away = {each.id for alikes in found.values() for each in alikes}.difference(ids)
    rows = await directory.some(tuple(sorted(away)), reader) if away else ()
    return Alikes(found, items_of(rows, directory.vocabulary))


def together(cards: Sequence[Card], others: Mapping[str, Card], alikes: Alikes, language: Language) -> list[Card]:
    """The cards of a page, each with those that look like it; one that stands with another is not there again.

    `others` are the cards of those that are not on the page.
    """
    on_page = {card.id: card for card in cards}
    placed: set[str] = set()
    found: list[Card] = []
    for card in cards:
        if card.id in placed:
            continue
        doubles = []
        for alike in alikes.of.get(card.id, ()):
            other = on_page.get(alike.id) or others.get(alike.id)
            if other is not None and alike.id not in placed:
                placed.add(alike.id)
                doubles.append(Double(other, ", ".join(REASONS[reason].in_(language) for reason in alike.reasons)))
        placed.add(card.id)
        found.append(replace(card, doubles=tuple(doubles)))
    return found
