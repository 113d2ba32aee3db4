"""CSV: UTF-8, dates as ISO 8601, codes and their labels in columns of their own; `excel=fr` for French Excel.

A cell that a spreadsheet would run as a formula gets an apostrophe before it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator, Iterable, Mapping
from typing import Final

from node.formats.about import About, Pieces
from node.formats.cells import MAX_TEXT, Cell, cells_of
from node.formats.columns import NAMES
from node.formats.item import Labels, items_of
from node.formats.tools import Tools

BOM: Final = "\ufeff"
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
# What needs a second look: a formula, or one behind a blank. Nearly no cell does.
_SUSPECT: Final = frozenset(("", " ", *_FORMULA))
_PLACES: Final = {name: place for place, name in enumerate(NAMES)}
_EMPTY: Final = ("",) * len(NAMES)


async def write(about: About, pieces: Pieces, tools: Tools) -> AsyncIterator[bytes]:
    """A line of column names, then a line for each record."""
    french = about.query.excel == "fr"
    labels = Labels(tools.vocabulary, about.language)
    yield table((), french, BOM if french else "")
    async for rows in pieces:
        cells = (cells_of(item, labels) for item in items_of(rows, tools.vocabulary))
        yield _lines(_written_out(cells, french), french)


def table(cells: Iterable[Mapping[str, Cell]], french: bool, before: str = "") -> bytes:
    """A line of column names, then one for each row of `cells`."""
    return _lines([NAMES, *_written_out(cells, french)], french, before)


def defused(text: str) -> str:
    """A text that no spreadsheet takes for a formula, on one line.

    >>> defused("=1+1"), defused("Vélo")
    ("'=1+1", 'Vélo')
    """
    if text.isprintable() and text[:1] not in _SUSPECT:
        return text[:MAX_TEXT]
    line = " ".join(text[:MAX_TEXT].split()) if not text.startswith(_FORMULA) else text[:MAX_TEXT]
    return f"'{line}" if line.startswith(_FORMULA) else line


def _written_out(cells: Iterable[Mapping[str, Cell]], french: bool) -> Iterable[Iterable[str]]:
    return (_line(each, french) for each in cells)


def _lines(lines: Iterable[Iterable[str]], french: bool, before: str = "") -> bytes:
    out = io.StringIO()
    out.write(before)
    csv.writer(out, delimiter=";" if french else ",", lineterminator="\r\n").writerows(lines)
    return out.getvalue().encode("utf-8", "replace")


def _line(cells: Mapping[str, Cell], french: bool) -> list[str]:
    """The cells in the order of the columns; half of them are empty in most lines."""
    line = list(_EMPTY)
    for name, cell in cells.items():
        if cell is not None:
            line[_PLACES[name]] = _written(cell, french)
    return line


def _written(cell: str | float | bool, french: bool) -> str:
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, str):
        return defused(cell)
    written = f"{cell:.6f}".rstrip("0").rstrip(".") if isinstance(cell, float) else str(cell)
    return written.replace(".", ",") if french else written
