"""Helping: who looks for help with a practice of the catalogue, and who offers it, in records that name it."""

from __future__ import annotations

from typing import Final, Literal

from node.directory import Directory
from node.formats.item import Item, items_of
from node.parameters import Choice
from node.query import Query
from node.reader import Reader

# So many are read at most, the newest first: some of them are over.
_READ: Final = 200


async def helping(
    directory: Directory, kind: Literal["offer", "request"], practice: str, reader: Reader, most: int
) -> list[Item]:
    """The newest of them that are still open, at most `most`."""
    found = [each for each in await about(directory, kind, practice, reader, _READ) if not each.row.expired]
    return found[:most]


async def about(directory: Directory, kind: str, practice: str, reader: Reader, limit: int) -> list[Item]:
    """Records of this kind that name a practice, the newest first."""
    choices = {"kind": Choice((kind,)), "practice": Choice((practice,))}
    answer = await directory.ask(Query(choices=choices, facets=(), limit=limit), reader)
    return items_of(answer.found.rows, directory.vocabulary)
