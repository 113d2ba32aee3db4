"""A workbook: a sheet for each kind of record, one for what is shared alike, and one to read first.

A worker process makes it (`node.xlsx_worker`): the serving process never loads the library, hands it lines as it reads
them, and sends the file when it is whole.
"""

from __future__ import annotations

import asyncio
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

import orjson

from node import workers
from node.errors import Unready
from node.formats.about import About, Credits, Pieces
from node.formats.cells import cells_of
from node.formats.columns import Column, on_sheet
from node.formats.item import Item, Labels, items_of
from node.formats.tools import Tools
from vocab.language import Text

WORKER: Final = (sys.executable, "-m", "node.xlsx_worker")
PREFIX: Final = ".workbook-"
PIECE: Final = 64 * 1024
NO_WORKBOOK: Final = Text("Le classeur n'a pas pu être fait.", "The workbook could not be made.")
SHARE_ALIKE: Final = "commons-share-alike"
README: Final = Text("Lisez-moi", "Read me")
# In the order of the workbook; the key of a sheet is the kind it holds.
SHEETS: Final = {
    "organization": Text("Organisations", "Organisations"),
    "offer": Text("Propositions", "Offers"),
    "request": Text("Demandes", "Requests"),
    "event": Text("Rendez-vous", "Events"),
    "practice": Text("Pratiques", "Practices"),
    "story": Text("Récits", "Stories"),
    "report": Text("Bilans", "Reports"),
    "endorsement": Text("Témoignages", "Endorsements"),
    SHARE_ALIKE: Text("Partage à l'identique", "Share alike"),
}
_TIMES: Final = Text("Heures en temps universel (UTC).", "Times are UTC.")
_APART: Final = Text(
    "Les fiches à partager à l'identique sont à part, sur leur feuille : ce que vous en faites se partage sous la même"
    " licence.",
    "Records to be shared alike stand apart, on a sheet of their own: what you make of them is shared under the same"
    " licence.",
)


async def write(about: About, pieces: Pieces, tools: Tools) -> AsyncIterator[bytes]:
    """The file, in pieces, once all of it is there. Raises `Unready` when the worker fails."""
    with tempfile.TemporaryDirectory(prefix=PREFIX, dir=tools.scratch) as folder:
        path = Path(folder) / "workbook.xlsx"
        await _make(path, about, pieces, tools)
        with path.open("rb") as file:
            while piece := file.read(PIECE):
                yield piece


def clear(scratch: Path) -> None:
    """Remove what workbooks left that were being made when the process was killed; nobody else may be making any."""
    for left in scratch.glob(f"{PREFIX}*"):
        shutil.rmtree(left, ignore_errors=True)


async def _make(path: Path, about: About, pieces: Pieces, tools: Tools) -> None:
    labels, credits = Labels(tools.vocabulary, about.language), Credits()
    worker = await workers.start(*WORKER, stderr=workers.NOTHING)
    assert worker.stdin is not None and worker.stdout is not None
    try:
        await _tell(worker.stdin, _plan(path, about))
        async for rows in pieces:
            items = items_of(rows, tools.vocabulary)
            for item in items:
                credits.add(item.document, item.row)
            await _tell(worker.stdin, {"rows": [_row(item, labels) for item in items]})
        await _tell(worker.stdin, {"readme": _readme(about, credits, labels)})
        worker.stdin.close()
        said = await worker.stdout.readline()
    finally:
        if worker.returncode is None:
            worker.kill()
        await worker.wait()
    if said.strip() != b"done":
        raise Unready(NO_WORKBOOK, said.decode("utf-8", "replace")[:200] or "the worker ended")


async def _tell(worker: asyncio.StreamWriter, message: object) -> None:
    """A line for the worker, once it has room for it."""
    try:
        worker.write(orjson.dumps(message) + b"\n")
        await worker.drain()
    except ConnectionError as ended:
        raise Unready(NO_WORKBOOK, "the worker ended") from ended


def _plan(path: Path, about: About) -> dict[str, object]:
    sheets = [
        {"key": key, "name": name.in_(about.language), "columns": [_column(each, about) for each in _columns(key)]}
        for key, name in SHEETS.items()
    ]
    expected = [key for key in SHEETS if key in {_sheet_of(*sort) for sort in about.sorts}]
    names = {"path": str(path), "readme": README.in_(about.language), "title": about.name}
    return {**names, "sheets": sheets, "expected": expected}


def _column(column: Column, about: About) -> dict[str, object]:
    return {"title": column.title.in_(about.language), "type": column.type, "width": column.width}


def _columns(key: str) -> tuple[Column, ...]:
    return on_sheet(None if key == SHARE_ALIKE else key)


def _row(item: Item, labels: Labels) -> list[object]:
    key = _sheet_of(item.entry.kind, item.entry.policy)
    cells = cells_of(item, labels)
    return [key, *(cells.get(column.name) for column in _columns(key))]


def _sheet_of(kind: str, policy: str | None) -> str:
    return SHARE_ALIKE if policy == SHARE_ALIKE else kind


def _readme(about: About, credits: Credits, labels: Labels) -> list[list[str]]:
    """What the first sheet says, a line of name and text each."""
    say = _Say(about.language)
    return [
        [about.name, ""],
        *([["", about.notice]] if about.notice else []),
        [say("Site", "Site"), about.origin],
        [say("Date", "Date"), about.made],
        [say("Fiches", "Records"), f"{credits.count} / {about.total}"],
        [say("Adresse de cet extrait", "Address of this extract"), about.address],
        ["", ""],
        [say("Ce qui a été demandé", "What was asked"), "" if about.asked(labels) else say("tout", "everything")],
        *([name, value] for name, value in about.asked(labels)),
        ["", ""],
        [say("Comment citer", "How to cite"), about.attribution],
        [say("Licence", "Licence"), credits.license(labels)],
        *([f"{each['name']}", f"{each['count']}"] for each in credits.of_licenses(labels)),
        ["", _APART.in_(about.language)],
        ["", ""],
        [say("Serveurs d'origine", "Servers of origin"), ""],
        *([f"{each['origin']}", f"{each['count']}"] for each in credits.of_sources()),
        ["", ""],
        [say("Colonnes", "Columns"), _TIMES.in_(about.language)],
        *_explained(about.language),
    ]


def _explained(language: str) -> list[list[str]]:
    """What the columns mean; those that put a code into words need no word of their own."""
    told = (column for column in on_sheet(None) if not column.name.endswith("_label"))
    return [[column.title.in_(language), column.says.in_(language)] for column in told]


class _Say:
    def __init__(self, language: str) -> None:
        self._language = language

    def __call__(self, fr: str, en: str) -> str:
        return Text(fr, en).in_(self._language)
