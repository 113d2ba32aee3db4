"""The process that reads a workbook: `python -m node.workbook_reader WORKBOOK TABLE SHEET MAX_LINES MAX_UNPACKED`.

A workbook is a zip of XML from a stranger: it is read in a process of its own, which may take only so much memory, time
and room, and which nobody misses when it ends. One sheet becomes a CSV table; formulas are read as the values that the
spreadsheet last saw. One JSON object on standard output says what was done, or why not.
"""

from __future__ import annotations

import csv
import resource
import sys
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Final

import orjson
from openpyxl import load_workbook

from node.tether import tether

MAX_MEMBERS: Final = 5_000
MAX_COLUMNS: Final = 500
MAX_CELL: Final = 32_767
# Sheets that somebody once formatted to the bottom have a million empty lines.
MAX_EMPTY: Final = 2_000
MEMORY: Final = 1 << 30
SECONDS: Final = 60
# Line breaks inside of a cell, so that a line of the table is a line of the sheet.
INSIDE: Final = "\u2028"


class Unreadable(Exception):
    """Why a workbook is not read: a word for whoever started us."""


def main(workbook: Path, table: Path, sheet: str, max_lines: int, max_unpacked: int) -> None:
    """Read one sheet: the one named, else the first that holds a table."""
    _limit(max_unpacked)
    try:
        answer = _read(workbook, table, sheet, max_lines, max_unpacked)
    except Unreadable as why:
        answer = {"refused": str(why)}
    except MemoryError:
        answer = {"refused": "large"}
    except Exception as error:  # whatever a stranger's file trips: it is refused, nobody else notices
        answer = {"refused": "broken", "log": f"{type(error).__name__}: {error}"[:300]}
    sys.stdout.buffer.write(orjson.dumps(answer) + b"\n")


def _limit(max_unpacked: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (max_unpacked, max_unpacked))


def _read(workbook: Path, table: Path, sheet: str, max_lines: int, max_unpacked: int) -> dict[str, object]:
    _require_modest(workbook, max_unpacked)
    # As a file: of a path, the library would look at the ending.
    with workbook.open("rb") as file:
        book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
        names = [each.title for each in book.worksheets if each.sheet_state == "visible"]
        wanted = [sheet] if sheet in names else names
        for name in wanted:
            lines = _write(table, book[name], max_lines)
            if lines >= 2 or name == wanted[-1]:
                return {"sheets": names, "sheet": name, "lines": lines}
    raise Unreadable("empty")


def _require_modest(workbook: Path, max_unpacked: int) -> None:
    """R6: what a zip says of its members is believed, and bounds what is unpacked: nothing is read beyond it."""
    try:
        with zipfile.ZipFile(workbook) as archive:
            members = archive.infolist()
    except zipfile.BadZipFile:
        raise Unreadable("broken") from None
    if len(members) > MAX_MEMBERS or sum(each.file_size for each in members) > max_unpacked:
        raise Unreadable("large")
    if not any(each.filename == "xl/workbook.xml" for each in members):
        raise Unreadable("other")


def _write(table: Path, sheet: object, max_lines: int) -> int:
    """The sheet as a table; how many lines of it say something. Raises `Unreadable` when there are too many."""
    count = empty = 0
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        for row in _rows(sheet):
            if not any(row):
                empty += 1
                if empty > MAX_EMPTY:
                    break
                writer.writerow([])
                continue
            count, empty = count + 1, 0
            if count > max_lines + 1:
                raise Unreadable("long")
            writer.writerow(row)
    return count


def _rows(sheet: object) -> Iterator[list[str]]:
    sheet.reset_dimensions()  # type: ignore[attr-defined]  # what a sheet says of its size is often wrong
    cells: Iterable[tuple[object, ...]] = sheet.iter_rows(max_col=MAX_COLUMNS, values_only=True)  # type: ignore[attr-defined]
    for row in cells:
        written = [_text(cell) for cell in row]
        while written and not written[-1]:
            written.pop()
        yield written


def _text(cell: object) -> str:
    """A cell as people see it, near enough: no ".0", days without an hour, no error of a formula."""
    if cell is None or (isinstance(cell, str) and cell.startswith("#") and cell.endswith(("!", "?", "/A", "NULL"))):
        return ""
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(timespec="seconds")
    if isinstance(cell, date | time):
        return cell.isoformat()
    text = str(cell).replace("\r\n", "\n").replace("\r", "\n").strip()[:MAX_CELL]
    return text.replace("\n", INSIDE).replace("\x00", "")


if __name__ == "__main__":
    tether()
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], int(sys.argv[4]), int(sys.argv[5]))
