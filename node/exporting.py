"""Exporting: a view of the directory, whole, in a form that people take away, as a stream of pieces.

What is there is listed first, in one snapshot; the records are then read a few at a time, each piece asking again who
may have it. Between two pieces nothing is held but the list of numbers: neither a connection of the store nor the loop
waits for a slow reader.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final
from urllib.parse import urlencode

from node.asking import Asker
from node.clock import iso
from node.directory import Answer, Directory
from node.formats import csv, geojson, jsonld, nquads, turtle, xlsx
from node.formats.about import About, Pieces
from node.formats.tools import Tools
from node.mirrors import Mirrors
from node.query import Query
from node.store import exports, records
from node.store.exports import Listed
from node.store.search import ReadDocument, Row

# Records read in one visit to the store.
READ: Final = 200

Write = Callable[[About, Pieces, Tools], AsyncIterator[bytes]]


@dataclass(frozen=True, slots=True)
class Form:
    """A form that a view leaves in; `step`: how many records are written before others have their turn.

    So many take a few milliseconds: what waits behind an export waits no longer than that. `read`: what it needs of a
    record, its document or no more than the fields.
    """

    media_type: str
    write: Write
    step: int = 10
    read: ReadDocument = records.body


FORMS: Final[dict[str, Form]] = {
    "jsonld": Form("application/ld+json", jsonld.write),
    "geojson": Form("application/geo+json", geojson.write, read=records.fields),
    "csv": Form("text/csv", csv.write, read=records.fields),
    "ttl": Form("text/turtle", turtle.write, step=2),
    "nq": Form("application/n-quads", nquads.write, step=4),
    "xlsx": Form("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", xlsx.write, read=records.fields),
}


@dataclass(frozen=True, slots=True)
class View:
    """A view that was listed: what it says of itself, what is in it, and who asked."""

    about: About
    listed: Listed
    asker: Asker
    bulk: bool


@dataclass(frozen=True, slots=True)
class Exporter:
    """Lists views of one directory, and streams them; `scratch`: a folder for what is large while it is made."""

    directory: Directory
    scratch: Path | None = None
    mirrors: Mirrors = field(default_factory=Mirrors)

    async def view(
        self,
        query: Query,
        asker: Asker,
        form: str,
        language: str,
        *,
        most: int,
        bulk: bool = True,
        whole: bool = True,
    ) -> View:
        """List what answers, `most` at most; `bulk`: only what may be taken away whole (DESIGN 6).

        `whole`: no more was asked for than all, so that what is missing was left out by a limit.
        """
        directory = self.directory
        now = iso(directory.clock.now())
        listed = await self._listed(query, asker, now, most, bulk)
        if not listed.total and query.literal is not None:
            words = await self._listed(query.literal, asker, now, most, bulk)
            query, listed = (query.literal, words) if words.total else (query, listed)
        query = replace(query, facets=(), cursor=None)
        address = f"{directory.origin}/directory.{form}"
        if query.pairs():
            address += f"?{urlencode(query.pairs())}"
        about = About(
            query=query,
            address=address,
            title=directory.title,
            origin=directory.origin,
            language=language,
            made=now,
            total=listed.total,
            count=len(listed),
            sorts=listed.sorts,
            whole=whole,
        )
        return View(about, listed, asker, bulk)

    async def _listed(self, query: Query, asker: Asker, now: str, most: int, bulk: bool) -> Listed:
        directory = self.directory
        return await directory.store.reading(
            exports.listed, query, asker, directory.vocabulary, now=now, most=most, bulk=bulk
        )

    def stream(self, view: View, form: str, wanted: Callable[[], bool] = lambda: True) -> AsyncIterator[bytes]:
        """The view in a form, piece by piece; raises ConnectionResetError on the way once it is no longer `wanted`."""
        return FORMS[form].write(view.about, self._pieces(view, FORMS[form], wanted), self._tools)

    def page(self, answer: Answer, form: str, language: str) -> AsyncIterator[bytes]:
        """A page, as it was found, in the same form."""
        rows = answer.found.rows
        about = About(
            query=answer.query,
            address=answer.address,
            title=self.directory.title,
            origin=self.directory.origin,
            language=language,
            made=iso(self.directory.clock.now()),
            total=answer.found.total,
            count=len(rows),
            next_address=answer.next_address,
            whole=False,
        )
        return FORMS[form].write(about, _in_steps(rows, FORMS[form].step), self._tools)

    @property
    def _tools(self) -> Tools:
        return Tools(self.directory.vocabulary, self.mirrors, self.scratch)

    async def _pieces(self, view: View, form: Form, wanted: Callable[[], bool]) -> AsyncIterator[tuple[Row, ...]]:
        listed, directory = view.listed, self.directory
        for start in range(0, len(listed), READ):
            if not wanted():
                raise ConnectionResetError("nobody waits for this export any more")
            end = start + READ
            rows = await directory.store.reading(
                exports.piece,
                view.about.query,
                view.asker,
                directory.vocabulary,
                form.read,
                list(zip(listed.nums[start:end], listed.ids[start:end], strict=True)),
                now=view.about.made,
                bulk=view.bulk,
            )
            async for some in _in_steps(rows, form.step):
                yield some


async def _in_steps(rows: Sequence[Row], step: int) -> AsyncIterator[tuple[Row, ...]]:
    """A few rows at a time, so that writing them keeps nobody else waiting."""
    for start in range(0, len(rows), step):
        yield tuple(rows[start : start + step])
        await asyncio.sleep(0)
