"""The worker process that makes a workbook: `python -m node.xlsx_worker`.

One JSON object a line on standard input: first what the workbook is and where it goes (`path`, `readme`, `title`,
`sheets` with `key`, `name` and `columns`, and `expected`, the keys of those made at once), then lines of `rows` (the
key of a sheet, then its cells), last the lines of the `readme`. Then `done` on standard output. An input that ends
before that makes no file. Texts are written as texts: nothing becomes a formula, a link or a number. Rows go to disk as
they come, so that memory does not grow with them.
"""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, Final, TextIO

import orjson
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from node.tether import tether

MAX_CELL: Final = 32_767
# A sheet of Excel has 1,048,576 lines, the first of ours are the names of the columns.
MAX_ROWS: Final = 1_048_575
FIRST_YEAR: Final = 1901
AS_TEXT: Final = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def main() -> None:
    """Make one workbook."""
    serve(sys.stdin.buffer, sys.stdout)


def serve(lines: BinaryIO, answer: TextIO) -> None:
    """Read lines, make the workbook they tell of, say when it is there."""
    plan = orjson.loads(lines.readline())
    book = _Book(plan)
    for line in lines:
        said = orjson.loads(line)
        for key, *cells in said.get("rows", ()):
            book.add(key, cells)
        if "readme" in said:
            book.finish(said["readme"])
            answer.write("done\n")
            answer.flush()
            return


class _Book:
    """A workbook under way."""

    def __init__(self, plan: dict[str, Any]) -> None:
        path = Path(plan["path"])
        # Whatever the library must lay aside lies beside the file, where whoever started us clears up.
        self._book = Workbook(str(path), {"constant_memory": True, "tmpdir": str(path.parent), **AS_TEXT})
        self._book.set_properties({"title": plan["title"]})
        self._head = self._book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        self._date = self._book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        self._readme = self._book.add_worksheet(plan["readme"])
        self._plans = {each["key"]: each for each in plan["sheets"]}
        self._sheets: dict[str, _Sheet] = {}
        for key in plan["expected"]:
            self._sheet(key)

    def add(self, key: str, cells: list[Any]) -> None:
        """A line on the sheet called `key`, which is made when it is the first that nobody expected."""
        self._sheet(key).add(cells)

    def finish(self, readme: list[list[str]]) -> None:
        """Write the first sheet, close the file."""
        bold, wrapped = (
            self._book.add_format({"bold": True}),
            self._book.add_format({"text_wrap": True, "valign": "top"}),
        )
        self._readme.set_column(0, 0, 34)
        self._readme.set_column(1, 1, 100)
        for place, (name, text) in enumerate(readme):
            self._readme.write_string(place, 0, name[:MAX_CELL], bold if place == 0 or not text else None)
            self._readme.write_string(place, 1, text[:MAX_CELL], wrapped)
        for sheet in self._sheets.values():
            sheet.finish()
        self._book.close()

    def _sheet(self, key: str) -> _Sheet:
        if key not in self._sheets:
            plan = self._plans[key]
            sheet = self._book.add_worksheet(plan["name"])
            self._sheets[key] = _Sheet(sheet, plan["columns"], self._head, self._date)
        return self._sheets[key]


class _Sheet:
    """A sheet under way: its head stays in sight, its columns can be filtered."""

    def __init__(self, sheet: Worksheet, columns: list[dict[str, Any]], head: Format, date: Format) -> None:
        self._sheet, self._date, self._next = sheet, date, 1
        self._types = [column["type"] for column in columns]
        sheet.freeze_panes(1, 0)
        for place, column in enumerate(columns):
            sheet.set_column(place, place, column["width"])
            sheet.write_string(0, place, column["title"], head)

    def add(self, cells: list[Any]) -> None:
        if self._next > MAX_ROWS:
            return
        for place, (kind, cell) in enumerate(zip(self._types, cells, strict=True)):
            self._write(place, kind, cell)
        self._next += 1

    def finish(self) -> None:
        self._sheet.autofilter(0, 0, max(1, self._next - 1), len(self._types) - 1)

    def _write(self, place: int, kind: str, cell: Any) -> None:
        if cell is None or cell == "":
            return
        if isinstance(cell, bool):
            self._sheet.write_boolean(self._next, place, cell)
        elif isinstance(cell, int | float):
            self._sheet.write_number(self._next, place, cell)
        elif kind == "datetime" and (moment := _moment(cell)) is not None:
            self._sheet.write_datetime(self._next, place, moment, self._date)
        else:
            self._sheet.write_string(self._next, place, str(cell)[:MAX_CELL])


def _moment(text: str) -> datetime | None:
    """A moment that a spreadsheet can hold, without its zone, which is UTC."""
    try:
        found = datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        return None
    return found if found.year >= FIRST_YEAR else None


if __name__ == "__main__":
    tether()
    main()
