"""CSV as spreadsheets really write it: a mark at the beginning, semicolons, Windows letters, a `sep=` line.

The file is read twice and never held whole: once to learn its letters and count its lines, once for the lines.
"""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from node.importing.errors import ImportRefused
from node.importing.headings import LOOKED_AT, heading_line, named
from node.importing.limits import MAX_CELL, MAX_COLUMNS, MAX_LINES, require_lines
from node.importing.row import Line
from vocab.language import Text

DELIMITERS: Final = (";", ",", "\t", "|")
_CHUNK: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose encoding, delimiter and headings are known; `total` counts line breaks, so it is about right.

    `above`: how many rows stand before the first with data, the headings among them.
    """

    path: Path
    encoding: str
    delimiter: str
    headings: tuple[str, ...]
    total: int
    above: int = 1

    def lines(self) -> Iterator[Line]:
        """Each line below the headings, numbered as a spreadsheet numbers them (the headings are line 1)."""
        count = 0
        for number, row in islice(_rows(self.path, self.encoding, self.delimiter), self.above, None):
            if not any(cell.strip() for cell in row):
                continue
            count += 1
            if count > MAX_LINES:
                require_lines(count)
            yield self._line(number, row)

    def _line(self, number: int, row: list[str]) -> Line:
        extra = [cell for cell in row[len(self.headings) :] if cell.strip()]
        if extra:
            reason = Text(
                f"{len(row)} cases pour {len(self.headings)} colonnes : un séparateur non protégé ?",
                f"{len(row)} cells for {len(self.headings)} columns: an unquoted separator?",
            )
            return Line(number, {}, problem=reason)
        cells = zip(self.headings, row, strict=False)
        # A workbook's cell keeps its line breaks as U+2028, so that its lines are numbered as people see them.
        return Line(number, {name: cell[:MAX_CELL].replace("\u2028", "\n") for name, cell in cells if cell})


def open_table(path: Path) -> Table:
    """Learn a table's encoding, delimiter and headings; raises ImportRefused."""
    encoding, total = _encoding_and_lines(path)
    delimiter = _delimiter(path, encoding)
    beginning = _beginning(path, encoding, delimiter)
    place = heading_line(beginning)
    written = beginning[place] if beginning else []
    headings = named(written)
    if not any(cell.strip() for cell in written) or len(headings) > MAX_COLUMNS:
        raise ImportRefused(Text("la première ligne doit nommer les colonnes", "the first line must name the columns"))
    if len(headings) < 2 and total < 2:
        raise ImportRefused(Text("ni GeoJSON, ni CSV, ni JSON-LD lisible", "no readable GeoJSON, CSV or JSON-LD"))
    require_lines(total - 1 - place)
    return Table(path, encoding, delimiter, headings, total - 1 - place, place + 1)


def _beginning(path: Path, encoding: str, delimiter: str) -> list[list[str]]:
    """The first rows, as far as they can be read: what is wrong further down is said when one gets there."""
    found: list[list[str]] = []
    try:
        for _, row in islice(_rows(path, encoding, delimiter), LOOKED_AT):
            found.append(row)
    except ImportRefused:
        if not found:
            raise
    return found


def _encoding_and_lines(path: Path) -> tuple[str, int]:
    """UTF-8 where the bytes allow it, UTF-16 where they say so, else the letters of Windows."""
    with path.open("rb") as file:
        head = file.read(4)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16", _count(path, "utf-16")[1]
    valid, lines = _count(path, "utf-8-sig")
    return ("utf-8-sig" if valid else "cp1252"), lines


def _count(path: Path, encoding: str) -> tuple[bool, int]:
    decoder = codecs.getincrementaldecoder(encoding)()
    valid, lines, last = True, 0, b""
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            lines += chunk.count(b"\n") or chunk.count(b"\r")
            last = chunk[-2:]
            try:
                if valid:
                    decoder.decode(chunk)
            except UnicodeDecodeError:
                valid = False
    return valid, lines + (not last.rstrip(b"\x00").endswith((b"\n", b"\r")))


def _delimiter(path: Path, encoding: str) -> str:
    """The separator that cuts the first lines into the most columns, evenly."""
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        head = [line for line in islice((file.readline(20_000) for _ in range(20)), 20) if line.strip()]
    if head and head[0].lower().startswith("sep=") and len(head[0].strip()) == 5:
        return head[0][4]
    scored: list[tuple[int, int, str]] = []
    for preference, delimiter in enumerate(DELIMITERS):
        try:
            widths = [len(row) for row in csv.reader(head, delimiter=delimiter) if row]
        except csv.Error:
            continue
        same = sum(width == widths[0] for width in widths) if widths and widths[0] > 1 else 0
        scored.append((same * 100 + (widths[0] if widths else 0), -preference, delimiter))
    return max(scored)[2] if scored else ","


def _rows(path: Path, encoding: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Rows with the number of the line they begin on; a `sep=` line is passed over."""
    # cp1252 leaves five bytes without a letter: they become a question mark rather than an end.
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        reader = csv.reader(file, delimiter=delimiter)
        begins = 1
        try:
            for row in reader:
                if not (
                    begins == 1 and row and row[0].lower().removeprefix("\ufeff").startswith("sep") and _is_sep(row)
                ):
                    yield begins, row
                begins = reader.line_num + 1
        except csv.Error as error:
            raise ImportRefused(
                Text(
                    f"CSV illisible à la ligne {begins} : un guillemet n'est pas fermé ?",
                    f"unreadable CSV at line {begins}: an unclosed quote?",
                )
            ) from error


def _is_sep(row: list[str]) -> bool:
    """Excel's first line `sep=;`, which the reader itself cuts in two."""
    return "".join(row).lower() in ("sep=", "sep=,", "sep=;", "sep=\t", "sep=|")
