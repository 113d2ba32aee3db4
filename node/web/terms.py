"""Terms: what an offer costs, and when exactly an event begins, in people's words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from node.formats.item import Item
from node.web.pages import Pages
from vocab.language import Language
from vocab.looseness import first_text, id_of

_AMOUNT: Final = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,6})?")
_MOMENT: Final = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]([0-9]{2}):([0-9]{2})")


def price_of(pages: Pages, item: Item, language: Language) -> str:
    """What is asked in return: 12,50 euros; free; empty where nothing is said."""
    reciprocal = item.document.get("reciprocal")
    measure = reciprocal.get("resourceQuantity") if isinstance(reciprocal, Mapping) else None
    if not isinstance(measure, Mapping):
        return ""
    unit = pages.vocabulary.schemes.unit.get(id_of(measure.get("hasUnit")) or "")
    amount = (first_text(measure.get("hasNumericalValue")) or "").strip()
    if unit is None:
        return ""
    label = unit.label.in_(language)
    if unit.notation == "free":
        return label
    if not _AMOUNT.fullmatch(amount):
        return ""
    written = amount.replace(".", ",") if language == "fr" else amount
    return f"{written} {label.lower()}"


def moment_of(pages: Pages, item: Item, name: str, language: Language) -> str:
    """A moment as clocks there show it: 21 mars 2025 à 9 h 30 (Europe/Paris); a day alone where no hour is said."""
    said = first_text(item.document.get(name)) or ""
    found = _MOMENT.match(said)
    if found is None or not 1 <= int(found[1][5:7]) <= 12:
        return ""
    day = pages.date(language, found[1])
    hour = pages.t(language, "moment.hour", hour=int(found[2]), minute=found[3])
    zone = (first_text(item.document.get("timezone")) or "").replace("_", " ")[:60]
    return pages.t(language, "moment", date=day, hour=hour) + (f" ({zone})" if zone else "")
