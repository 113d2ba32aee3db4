"""Charts: bars and columns as SVG made here; every number of a picture also stands in the table beside it.

Shapes differ by their filling as well as by their colour, which is the stylesheet's (no style stands in the page).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

BARS: Final = 360.0
# A label above its bar, so that a telephone shows both in a readable size.
ROW: Final = 42.0
LABEL: Final = 16.0
BAR: Final = 14.0
# Room for the number behind a bar.
NUMBER: Final = 40.0
TOP: Final = 24.0
COLUMNS: Final = 400.0
TALL: Final = 110.0
BELOW: Final = 24.0
# As many names of moments as fit below the columns.
NAMES: Final = 6


@dataclass(frozen=True, slots=True)
class Piece:
    """A rectangle of a picture; `look` is its class."""

    x: float
    y: float
    width: float
    height: float
    look: str


@dataclass(frozen=True, slots=True)
class Word:
    """Words of a picture; `look` is their class."""

    x: float
    y: float
    text: str
    look: str


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture with what it is called and what it says to those who do not see it."""

    id: str
    title: str
    description: str
    width: float
    height: float
    pieces: tuple[Piece, ...]
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A line of bars: its label, the lengths of its parts, and the number that stands for it."""

    label: str
    parts: tuple[int, ...]
    number: int


def bars(id: str, title: str, description: str, rows: Sequence[Row], looks: Sequence[str]) -> Chart:
    """A line for each row, its parts one behind the other, its number behind them."""
    longest = max((sum(row.parts) for row in rows), default=0) or 1
    pieces: list[Piece] = []
    words: list[Word] = []
    for place, row in enumerate(rows):
        top = place * ROW
        words.append(Word(0, top + LABEL - 4, row.label, "label"))
        x = 1.0
        for part, look in zip(row.parts, looks, strict=True):
            if part:
                wide = part / longest * BARS
                pieces.append(Piece(round(x, 1), top + LABEL, round(wide, 1), BAR, look))
                x += wide
        words.append(Word(round(x + 6, 1), top + LABEL + BAR - 2, str(row.number), "number"))
    return Chart(id, title, description, BARS + NUMBER, len(rows) * ROW, tuple(pieces), tuple(words))


def columns(id: str, title: str, description: str, values: Sequence[tuple[str, int | None]]) -> Chart:
    """A column for each moment, its number above and its name below; a gap where nothing was counted."""
    highest = max((value for _, value in values if value is not None), default=0) or 1
    step = COLUMNS / max(len(values), 1)
    wide = min(step * 0.7, 48.0)
    named = max(1, -(-len(values) // NAMES))
    pieces: list[Piece] = []
    words: list[Word] = []
    for place, (label, value) in enumerate(values):
        middle = round((place + 0.5) * step, 1)
        if value is not None:
            tall = round(value / highest * TALL, 1)
            pieces.append(Piece(round(middle - wide / 2, 1), TOP + TALL - tall, round(wide, 1), tall, "here"))
            words.append(Word(middle, TOP + TALL - tall - 5, str(value), "middle"))
        if place % named == 0:
            words.append(Word(middle, TOP + TALL + 18, label, "middle soft"))
    pieces.append(Piece(0, TOP + TALL, COLUMNS, 1, "line"))
    return Chart(id, title, description, COLUMNS, TOP + TALL + BELOW, tuple(pieces), tuple(words))
