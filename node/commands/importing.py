"""import: an outside directory's organisations, or offers, requests and events of one of ours, come in from a file.

`--undo` takes one back. What bringing in means is in `node/bringing.py`, which the desk calls too.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from node import bringing
from node.bringing import Hands, Load
from node.bulk import workbook
from node.bulk.maker import Brief
from node.commands.who import acting
from node.control import Report as Progress
from node.errors import Missing, NodeError
from node.home import Home
from node.importing.columns import COLUMNS, KINDS
from node.importing.errors import ImportRefused
from node.importing.limits import MAX_LINES
from node.importing.mapping import ImportMapping, read_mapping, require_field
from node.importing.reading import Input, read_file
from node.importing.terms import Terms, terms
from node.node import Node
from node.residence import require_lives_here
from node.retracting import retract
from node.store import imports
from node.store.connection import Db
from node.store.imports import Run
from vocab.language import Text

Arguments = dict[str, object]


async def import_file(node: Node, arguments: Arguments, report: Progress) -> object:
    """Bring a file in; `report` hears how far it is. Raises `NodeError` for a file that cannot be read."""
    try:
        return await _import(node, arguments, report)
    except ImportRefused as refusal:
        raise NodeError(refusal.public) from refusal


async def import_undo(node: Node, arguments: Arguments, report: Progress) -> object:
    """Take an import back: `run`. What was edited since stays, and is counted."""
    num = int(str(arguments["run"]))
    run = await node.store.reading(imports.find, num)
    if run is None or run.state not in ("applied", "undoing"):
        raise Missing(
            Text(f"Aucun import {num} à défaire ici (ou plus).", f"There is no import {num} to undo here (any more).")
        )
    await node.store.writing("import", imports.move, num, ("applied", "undoing"), "undoing", node.home.now())
    source = str(run.outcome.get("source") or "")
    counts = await retract(hands(node), run, source, lambda done, total: report({"done": done, "total": total}))
    now = node.home.now()
    outcome = {**run.outcome, "undone": counts}
    await node.store.writing("import", imports.move, num, ("undoing",), "undone", now, outcome=outcome)
    return {"run": num, "counts": counts}


def hands(node: Node) -> Hands:
    """What bringing in works with, at this node."""
    return Hands(node.home, node.store, node.database, node.wake)


async def _import(node: Node, arguments: Arguments, report: Progress) -> object:
    home = node.home
    kind = str(arguments.get("kind") or "listing")
    if kind not in KINDS:
        raise NodeError(Text(f"--kind : une de {', '.join(KINDS)}.", f"--kind: one of {', '.join(KINDS)}."))
    actor = await node.store.reading(acting, home, arguments.get("as"))
    require_lives_here(actor)
    source = await _opened(Path(str(arguments["file"])))
    mapping = _mapping(home, arguments, kind)
    dry_run = bool(arguments.get("dry_run"))
    leaves = bool(arguments.get("leave_known"))
    stated = _terms(home, source, arguments)
    brief = Brief(actor.id, source.headings, stated, mapping, dry_run, kind, looks=leaves)
    run = None if dry_run else await node.store.writing("import", _begin, home, brief, source.name)
    load = Load(source, brief, run, leaves_known=leaves)
    result = await bringing.bring(hands(node), load, lambda done, total: report({"done": done, "total": total}))
    return {**result.as_json(), "text": {name: list(result.lines(name)) for name in ("fr", "en")}}


async def _opened(path: Path) -> Input:
    if not workbook.is_workbook(path):
        return await asyncio.to_thread(read_file, path)
    table = path.with_name(f"{path.name}.csv")
    await workbook.unpacked(path, table, MAX_LINES)
    return replace(await asyncio.to_thread(read_file, table), name=path.name)


def _begin(db: Db, home: Home, brief: Brief, name: str) -> int:
    outcome: dict[str, object] = {"source": brief.source}
    run = Run(0, brief.actor, "", brief.kind, "applied", "", name, {}, outcome, 0, 0, home.now_iso(), home.now())
    return imports.begin(db, run)


def _mapping(home: Home, arguments: Arguments, kind: str) -> ImportMapping | None:
    """What a mapping file says, and what `--map` says on top of it."""
    path, said = arguments.get("mapping"), arguments.get("map")
    try:
        written = Path(str(path)).read_bytes() if path else b"{}"
    except OSError as error:
        raise NodeError(Text(f"Correspondance illisible : {error}", f"Unreadable mapping: {error}")) from error
    found = read_mapping(written, home.vocabulary.schemes, kind)
    columns = dict(_pairs(said if isinstance(said, list) else (), kind))
    return replace(found, columns={**found.columns, **columns}) if path or columns else None


def _pairs(said: Iterable[object], kind: str) -> Iterable[tuple[str, str]]:
    for each in said:
        theirs, equals, ours = str(each).rpartition("=")
        if not equals or not theirs:
            raise ImportRefused(
                Text(f"--map « {each} » : écrivez COLONNE=champ", f'--map "{each}": write COLUMN=field')
            )
        require_field(ours, tuple(COLUMNS[kind]))
        yield theirs.strip(), ours


def _terms(home: Home, source: Input, arguments: Arguments) -> Terms:
    def given(name: str) -> str | None:
        value = arguments.get(name)
        return str(value) if value else None

    return terms(
        file_name=source.name,
        stated_source=source.stated_source,
        stated_license=source.stated_license,
        node_license=home.settings.default_license,
        node_email=home.settings.email,
        language=home.settings.language,
        licences=home.vocabulary.schemes.license,
        source=given("source"),
        license=given("license"),
        legal_basis=given("legal_basis"),
        objections=given("objections"),
    )
