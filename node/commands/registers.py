"""register: files of official registers that a node may have, to compare what organisations say with."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import asdict, replace
from itertools import islice
from pathlib import Path
from typing import Final

from node.control import Report
from node.errors import NodeError
from node.node import Node
from node.register_files import RegisterFile, open_register
from node.store import organizations, registers
from node.store.connection import Db
from node.store.registers import Installed, Line
from vocab.language import Text
from vocab.vocabulary import Vocabulary

Arguments = dict[str, object]
BATCH: Final = 5_000


async def register_install(node: Node, arguments: Arguments, report: Report) -> object:
    """Read a stock file of Sirene or of the RNA; every organisation here is then compared with it."""
    path = Path(str(arguments["file"]))
    file = await asyncio.to_thread(open_register, path)
    slug = _territory(node, file, arguments.get("territory"))
    if file.part == "sirene-names" and not await node.store.reading(_has_places):
        raise NodeError(
            Text(
                "Installez d'abord le fichier des établissements (StockEtablissement) : il dit les communes.",
                "Install the file of establishments (StockEtablissement) first: it tells the communes.",
            )
        )
    read = 0
    lines = _within(file.lines(), node.home.vocabulary, slug)
    while batch := await asyncio.to_thread(_next, lines):
        await node.store.writing("register", registers.put, file.part, batch)
        read += len(batch)
        report({"done": read, "total": read})
    if not read:
        raise NodeError(Text(f"{path.name} ne dit rien d'une organisation.", f"{path.name} tells of no organisation."))
    done = Installed(file.part, path.name, node.home.now_iso(), read)
    known = await node.store.writing("register", registers.finish, done)
    await node.websites.decide_anew()
    matched = await node.store.reading(organizations.count_verified, "register-matched")
    return {**asdict(done), "known": known, "matched": matched}


async def register_list(node: Node, arguments: Arguments, report: Report) -> object:
    """Which files are installed, since when, and how many organisations here agree with them."""
    return await node.store.reading(_listed)


def _territory(node: Node, file: RegisterFile, named: object) -> str | None:
    if not named:
        return None
    if file.part == "sirene-names":
        raise NodeError(
            Text(
                "Ce fichier ne dit pas où : --territory va avec celui des établissements.",
                "This file tells no place: --territory goes with the file of establishments.",
            )
        )
    found = node.home.vocabulary.territories.get(str(named))
    if found is None:
        raise NodeError(Text(f"Territoire inconnu : {named}.", f"Unknown territory: {named}."))
    return found.slug


def _has_places(db: Db) -> bool:
    return any(each.name == "sirene-places" for each in registers.installed(db))


def _within(lines: Iterator[Line], vocabulary: Vocabulary, slug: str | None) -> Iterator[Line]:
    """Those of a territory alone; who left it is closed, as far as this node goes."""
    inside: dict[str, bool] = {}
    for line in lines:
        if slug is None or not line.open:
            yield line
            continue
        known = inside.get(line.commune)
        if known is None:
            seat = vocabulary.territories.commune(f"fr-commune-{line.commune}")
            known = seat is not None and slug in (seat, *vocabulary.territories.within(seat))
            inside[line.commune] = known
        yield line if known else replace(line, open=False)


def _next(lines: Iterator[Line]) -> list[Line]:
    return list(islice(lines, BATCH))


def _listed(db: Db) -> object:
    return {
        "files": [asdict(each) for each in registers.installed(db)],
        "matched": organizations.count_verified(db, "register-matched"),
    }
