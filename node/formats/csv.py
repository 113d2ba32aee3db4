"""CSV: UTF-8, dates as ISO 8601, codes and their labels in columns of their own; `excel=fr` for French Excel.

A cell that a spreadsheet would run as a formula gets an apostrophe before it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Final

from node.directory import Answer
from node.formats.item import Item, items_of, labels
from vocab.vocabulary import Vocabulary

BOM: Final = "\ufeff"
COLUMNS: Final = (
    "id kind kind_label claimed name description url website identifiers said_by source license license_label policy"
    " policy_label place place_label approximate latitude longitude serves serves_label relation sector sector_label"
    " need need_label legal_form legal_form_label coop_status coop_status_label stage stage_label practice"
    " practice_label level level_label exchange exchange_label starts expires expired published updated origin verified"
    " verified_label"
).split()
_BETWEEN: Final = " | "
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
_MAX_CELL: Final = 5000


def write(answer: Answer, vocabulary: Vocabulary, language: str) -> bytes:
    """A line of column names, then a line for each record."""
    french = answer.query.excel == "fr"
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";" if french else ",", lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for item in items_of(answer.found.rows, vocabulary):
        cells = _cells(item, vocabulary, language, french)
        writer.writerow([cells.get(column, "") for column in COLUMNS])
    return ((BOM if french else "") + out.getvalue()).encode()


def defused(text: str) -> str:
    """A text that no spreadsheet takes for a formula, on one line.

    >>> defused("=1+1"), defused("Vélo")
    ("'=1+1", 'Vélo')
    """
    line = " ".join(text[:_MAX_CELL].split()) if not text.startswith(_FORMULA) else text[:_MAX_CELL]
    return f"'{line}" if line.startswith(_FORMULA) else line


def _cells(item: Item, vocabulary: Vocabulary, language: str, french: bool) -> dict[str, str]:
    entry, row = item.entry, item.row
    statement = entry.statements[0] if entry.kind in ("practice", "story") and entry.statements else None
    level = None if statement is None or statement.level is None else str(statement.level)
    coded: dict[str, tuple[str, Iterable[str | None]]] = {
        "kind": ("kind", (entry.kind,)),
        "license": ("license", (entry.license,)),
        "policy": ("policy", (entry.policy,)),
        "place": ("territory", entry.placed),
        "serves": ("territory", entry.served),
        "sector": ("sector", entry.sectors),
        "need": ("need", entry.needs),
        "legal_form": ("legal_form", (entry.legal_form,)),
        "coop_status": ("coop_status", (entry.coop_status,)),
        "stage": ("stage", (entry.stage,)),
        "practice": ("practice", (statement.practice,) if statement else ()),
        "level": ("level", (level,)),
        "exchange": ("exchange", entry.exchange),
        "verified": ("verified", (str(row.provenance["verified"]),)),
    }
    cells = {
        "id": entry.id,
        "claimed": "" if entry.claimed is None else str(entry.claimed).lower(),
        "name": entry.name_in(language),
        "description": entry.text_in(language),
        "url": item.url,
        "website": entry.website or "",
        "identifiers": _BETWEEN.join(f"{scheme}:{value}" for scheme, value in entry.identifiers),
        "said_by": entry.owner,
        "source": item.source,
        "relation": row.relation or "",
        "starts": entry.starts or "",
        "expires": entry.expires or "",
        "expired": str(row.expired).lower() if entry.expires else "",
        "published": entry.published or "",
        "updated": entry.updated or "",
        "origin": str(row.provenance["origin"]),
    }
    for column, (facet, values) in coded.items():
        codes = [value for value in values if value]
        cells[column] = _BETWEEN.join(codes)
        cells[f"{column}_label"] = _BETWEEN.join(labels(vocabulary, facet, codes, language))
    cells = {column: defused(text) for column, text in cells.items()}
    if entry.latitude is not None and entry.longitude is not None:
        cells["latitude"], cells["longitude"] = _number(entry.latitude, french), _number(entry.longitude, french)
        cells["approximate"] = str(entry.approximate).lower()
    return cells


def _number(value: float, french: bool) -> str:
    written = f"{value:.6f}".rstrip("0").rstrip(".")
    return written.replace(".", ",") if french else written
