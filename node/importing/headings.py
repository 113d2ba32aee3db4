"""Headings: which of the first lines of a table names its columns, and names for those that it leaves without one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

# People put a title, a date and a blank line above the names of the columns.
LOOKED_AT: Final = 15


def heading_line(rows: Sequence[Sequence[str]]) -> int:
    """Which of these first rows names the columns: the first that fills at least half of the width.

    >>> heading_line([["Adhérents 2026", "", ""], [], ["Nom", "Ville", "Site"], ["Coop", "Lille", ""]])
    2
    """
    filled = [sum(1 for cell in row if cell.strip()) for row in rows[:LOOKED_AT]]
    wide = max(filled, default=0)
    if wide < 2:
        return next((place for place, count in enumerate(filled) if count), 0)
    return next(place for place, count in enumerate(filled) if count >= 2 and 2 * count >= wide)


def named(cells: Sequence[str]) -> tuple[str, ...]:
    """A name for each column, each once: a column without one is called by its place, a second "Nom" "Nom (2)".

    >>> named(["Nom", "", "Nom", ""])
    ('Nom', '#2', 'Nom (2)', '#4')
    """
    found: dict[str, None] = {}
    for place, cell in enumerate(cells, start=1):
        name = " ".join(cell.removeprefix("\ufeff").split())[:200] or f"#{place}"
        again, number = name, 2
        while again in found:
            again, number = f"{name} ({number})", number + 1
        found[again] = None
    return tuple(found)
