"""Workbooks: a sheet of an .xlsx file becomes a table that is read like any other, made by a process of its own."""

from __future__ import annotations

import asyncio
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import orjson

from node import workers
from node.importing.errors import ImportRefused
from vocab.language import Text

READER: Final = (sys.executable, "-m", "node.workbook_reader")
MAX_UNPACKED: Final = 300_000_000
MAX_ANSWER: Final = 1_000_000
DEADLINE_S: Final = 120.0
BEGINNING: Final = b"PK\x03\x04"
# An .xls, or a workbook behind a password.
OLD: Final = b"\xd0\xcf\x11\xe0"
SAVE_AS: Final = Text(
    "ce n'est pas un classeur .xlsx lisible (un ancien .xls, un .ods, ou protégé par un mot de passe ?) :"
    " enregistrez-le en .xlsx ou en CSV, sans mot de passe",
    "this is no readable .xlsx workbook (an old .xls, an .ods, or behind a password?): save it as .xlsx or CSV, without"
    " a password",
)
REFUSED: Final = {
    "large": Text(
        "ce classeur est trop grand une fois déplié : gardez la feuille utile, sans images, ou enregistrez-la en CSV",
        "this workbook is too large once unpacked: keep the sheet you need, without pictures, or save it as CSV",
    ),
    "long": Text("ce classeur a trop de lignes : découpez-le", "this workbook has too many lines: split it"),
    "empty": Text("ce classeur n'a aucune feuille visible", "this workbook has no visible sheet"),
}


@dataclass(frozen=True, slots=True)
class Unpacked:
    """A sheet as a table, its name, and the names of all visible sheets."""

    table: Path
    sheet: str
    sheets: tuple[str, ...]


def is_workbook(path: Path) -> bool:
    """Whether a file begins as workbooks do. Raises ImportRefused for one of a kind that nobody reads here."""
    try:
        with path.open("rb") as file:
            head = file.read(4)
    except OSError:
        return False  # whoever opens it next says why
    if head == OLD:
        raise ImportRefused(SAVE_AS)
    return head == BEGINNING


async def unpacked(path: Path, table: Path, max_lines: int, sheet: str = "") -> Unpacked:
    """Write a sheet of a workbook to `table`: the one named, else the first that holds something.

    Raises ImportRefused.
    """
    command = *READER, str(path), str(table), sheet, str(max_lines), str(MAX_UNPACKED)
    process = await workers.start(*command, stdin=workers.NOTHING, stderr=workers.NOTHING)
    assert process.stdout is not None
    try:
        async with asyncio.timeout(DEADLINE_S):
            said = await process.stdout.read(MAX_ANSWER)
            await process.wait()
    except TimeoutError:
        said = b""
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    answer = _answer(said)
    if "refused" in answer:
        raise ImportRefused(REFUSED.get(str(answer["refused"]), SAVE_AS))
    sheets = answer.get("sheets")
    return Unpacked(table, str(answer["sheet"]), tuple(map(str, sheets if isinstance(sheets, list) else ())))


def _answer(said: bytes) -> dict[str, object]:
    """What the process said; one that was ended for what it took said nothing."""
    try:
        found = orjson.loads(said)
    except orjson.JSONDecodeError:
        return {"refused": "large"}
    return found if isinstance(found, dict) else {"refused": "broken"}
