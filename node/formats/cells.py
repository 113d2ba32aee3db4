"""Cells: a record as a line of a table, each value in its own type; CSV and the workbook write them their own way."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from node.formats.item import Item, Labels
from node.store.search import Row
from vocab.entry import NAMING

Cell = str | float | int | bool | None

MAX_TEXT: Final = 5000
BETWEEN: Final = " | "


def cells_of(item: Item, labels: Labels) -> dict[str, Cell]:
    """The cells of a record by the names of their columns (`columns.py`); an empty one may be left out."""
    entry, row = item.entry, item.row
    statement = entry.statements[0] if entry.kind in NAMING and entry.statements else None
    practices = [each.practice for each in entry.statements] if statement else ()
    level = None if statement is None else statement.level
    verified = str(row.provenance["verified"])
    cells: dict[str, Cell] = {
        "id": entry.id,
        "claimed": entry.claimed,
        "name": entry.name_in(labels.language),
        "description": _line(entry.text_in(labels.language)),
        "url": item.url,
        "website": entry.website,
        "identifiers": BETWEEN.join(f"{scheme}:{value}" for scheme, value in entry.identifiers),
        "said_by": entry.owner,
        "source": _line(item.source),
        "approximate": None,
        "relation": row.relation,
        "charter": entry.charter,
        "level": level,
        "level_label": None if level is None else labels.joined("level", (str(level),), BETWEEN),
        "starts": entry.starts,
        "expires": entry.expires,
        "expired": row.expired if entry.expires else None,
        "published": entry.published,
        "updated": entry.updated,
        "origin": str(row.provenance["origin"]),
        **{name: text_of(row, name) for name in ("received", "confirmed", "via")},
    }
    coded: tuple[tuple[str, str, Iterable[str | None]], ...] = (
        ("kind", "kind", (entry.kind,)),
        ("license", "license", (entry.license,)),
        ("policy", "policy", (entry.policy,)),
        ("place", "territory", entry.placed),
        ("serves", "territory", entry.served),
        ("sector", "sector", entry.sectors),
        ("need", "need", entry.needs),
        ("legal_form", "legal_form", (entry.legal_form,)),
        ("coop_status", "coop_status", (entry.coop_status,)),
        ("stage", "stage", (entry.stage,)),
        ("practice", "practice", practices),
        ("exchange", "exchange", entry.exchange),
        ("verified", "verified", (verified,)),
        ("verified_by", "verified_by", ways_of(row)),
    )
    for column, facet, values in coded:
        codes = [value for value in values if value]
        if codes:
            cells[column] = BETWEEN.join(codes)
            cells[f"{column}_label"] = labels.joined(facet, codes, BETWEEN)
    if entry.latitude is not None and entry.longitude is not None:
        cells["latitude"], cells["longitude"] = entry.latitude, entry.longitude
        cells["approximate"] = entry.approximate
    return cells


def text_of(row: Row, name: str) -> str | None:
    """Something this node knows of where a record comes from, None when it does not."""
    known = row.provenance[name]
    return known if isinstance(known, str) else None


def ways_of(row: Row) -> tuple[str, ...]:
    """In which ways this node verified the organisation, or who says the record."""
    ways = row.provenance["verified_by"]
    return tuple(map(str, ways)) if isinstance(ways, list) else ()


def _line(text: str) -> str:
    return " ".join(text[:MAX_TEXT].split())
