"""import: an outside directory's organisations come in as listings, a few hundred to a commit.

Each line becomes one listing for ever: importing the same file again changes nothing, a changed line becomes a new
version, what was withdrawn or refused does not come back.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

from node import importing_note, publishing
from node.bulk import writing as bulk
from node.bulk.crew import hired
from node.bulk.maker import Brief, Made
from node.bulk.ready import Ready, basis_of
from node.commands.who import acting
from node.control import Report as Progress
from node.errors import Invalid, NodeError, NotAllowed
from node.home import Home
from node.importing.errors import ImportRefused
from node.importing.mapping import ImportMapping, read_mapping
from node.importing.reading import Input, read_file
from node.importing.report import Fate, Report
from node.importing.row import Line, Note, Row
from node.importing.rows import Sieve
from node.importing.terms import Terms, terms
from node.node import Node
from node.publishing import Manner
from node.residence import require_lives_here
from node.store import imported, moderation, records
from node.store.actors import LocalActor
from node.store.connection import Db
from vocab.language import Text

Arguments = dict[str, object]
HELD: Final = "held"


@dataclass(frozen=True, slots=True)
class Batch:
    """What one commit of an import works on."""

    actor: str
    source: str
    made: tuple[Made, ...]
    dry_run: bool


async def import_file(node: Node, arguments: Arguments, report: Progress) -> object:
    """Bring a file in; `report` hears how far it is. Raises `NodeError` for a file that cannot be read."""
    try:
        return await _import(node, arguments, report)
    except ImportRefused as refusal:
        raise NodeError(refusal.public) from refusal


async def _import(node: Node, arguments: Arguments, report: Progress) -> object:
    home = node.home
    actor = await node.store.reading(acting, home, arguments.get("as"))
    require_lives_here(actor)
    source = await asyncio.to_thread(read_file, Path(str(arguments["file"])))
    mapping = _mapping(home, arguments.get("mapping"))
    stated = _terms(home, source, arguments)
    removed = await node.store.reading(moderation.all_suppressed)
    sieve = Sieve(lambda found: not removed.isdisjoint(found))
    dry_run = bool(arguments.get("dry_run"))
    result = Report(source.name, stated, dry_run)
    size = max(1, home.settings.import_pause_records)
    brief = Brief(actor.id, source.headings, stated, mapping, dry_run)
    async with hired(home, node.store, node.database, brief, source.total) as crew:
        async for piece in crew.pieces(_batches(source.lines(), size)):
            made = tuple(Made(sieve.row(each.row), each.ready) for each in piece.made)
            batch = Batch(actor.id, stated.source, made, dry_run)
            for row, fate in await node.store.writing("import", _take, home, batch):
                result.add(row, fate)
            result.unmapped_also(piece.unmapped)
            node.wake()
            report({"done": result.total, "total": source.total})
    if not dry_run:
        await _tell(node, actor, result)
    return {**result.as_json(), "text": {name: list(result.lines(name)) for name in ("fr", "en")}}


def _mapping(home: Home, path: object) -> ImportMapping | None:
    if not path:
        return None
    try:
        return read_mapping(Path(str(path)).read_bytes(), home.vocabulary.schemes)
    except OSError as error:
        raise NodeError(Text(f"Correspondance illisible : {error}", f"Unreadable mapping: {error}")) from error


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


def _batches(lines: Iterable[Line], size: int) -> Iterator[tuple[Line, ...]]:
    rest = iter(lines)
    while batch := tuple(islice(rest, size)):
        yield batch


def _take(db: Db, home: Home, batch: Batch) -> list[tuple[Row, Fate]]:
    together = _together(db, home, batch)
    bulk.write(db, home, batch.actor, [ready for _, ready in together])
    imported.add(db, batch.actor, batch.source, [(row.key, ready.record.id, row.digest) for row, ready in together])
    written = {row.number for row, _ in together}
    return [
        (each.row, "accepted") if each.row.number in written else _take_row(db, home, batch, each.row)
        for each in batch.made
    ]


def _together(db: Db, home: Home, batch: Batch) -> list[tuple[Row, Ready]]:
    """The lines that are written together: new, and ready."""
    basis = basis_of(db, home, batch.actor)
    found = [
        (each.row, each.ready)
        for each in batch.made
        if each.ready is not None and each.row.outcome == "accepted" and each.ready.basis == basis
    ]
    # Asked in this commit: the same file may be on its way a second time.
    known = imported.among(db, batch.actor, batch.source, [row.key for row, _ in found])
    return [(row, ready) for row, ready in found if row.key not in known]


def _take_row(db: Db, home: Home, batch: Batch, row: Row) -> tuple[Row, Fate]:
    if row.draft is None or row.outcome == "refused":
        return row, "refused"
    # Asked in this commit: the same file may be on its way a second time.
    earlier = imported.find(db, batch.actor, batch.source, row.key)
    if row.outcome == HELD:
        if not batch.dry_run:
            why = row.reason.in_(home.settings.language) if row.reason else ""
            imported.hold(db, batch.actor, batch.source, row.key, row.draft, why, home.now_iso())
        return row, HELD
    if earlier is not None and earlier[1] == row.digest:
        return row, "unchanged"
    if batch.dry_run:
        return row, "changed" if earlier else "accepted"
    return _publish(db, home, batch, row, earlier[0] if earlier else None)


def _publish(db: Db, home: Home, batch: Batch, row: Row, record: str | None) -> tuple[Row, Fate]:
    draft = dict(row.draft or {})
    if record is not None:
        held = records.find(db, record)
        if held is None or held.deleted:
            return _with_note(row, Text("retirée auparavant", "withdrawn before")), "refused"
        draft["id"] = record
    try:
        made = publishing.publish(db, home, batch.actor, draft, Manner(quiet=True))
    except Invalid as invalid:
        finding = invalid.findings[0]
        return _with_note(row, finding.sentence, finding.field), "refused"
    except NotAllowed as refusal:
        return _with_note(row, refusal.public), "refused"
    imported.keep(db, batch.actor, batch.source, row.key, made.id, row.digest)
    return row, "changed" if record else "accepted"


def _with_note(row: Row, text: Text, field: str = "id") -> Row:
    return Row(
        row.number, row.key, row.name, "refused", None, row.digest, text, (*row.notes, Note(field, text)), row.marks
    )


async def _tell(node: Node, actor: LocalActor, result: Report) -> None:
    """Followers elsewhere get one note for the whole import, not a flood (DESIGN 5)."""
    if result.counts["accepted"] or result.counts["changed"]:
        await node.store.writing("import_note", importing_note.send, node.home, actor.id, result.news())
        node.wake()
