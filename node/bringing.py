"""Bringing in: the one way by which a list becomes records, from the command line and from the desk alike.

Each line becomes one record for ever: bringing the same list again changes nothing, a changed line becomes a new
version, what was withdrawn or refused does not come back. A few hundred lines to a commit, each commit with what it
takes to undo it: one that was stopped half-way goes on where it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Final

from node import notes, publishing
from node.bulk import writing as bulk
from node.bulk.crew import hired
from node.bulk.maker import Brief, Made, refused_by
from node.bulk.ready import Ready, basis_of
from node.errors import Invalid, NotAllowed
from node.home import Home
from node.importing.reading import Input
from node.importing.report import Fate, Report
from node.importing.row import Line, Note, Row
from node.importing.rows import Sieve
from node.publishing import Manner
from node.store import drafts, import_lines, imported, imports, moderation, records
from node.store.connection import Db
from node.store.import_lines import Change, Said, Told
from node.store.imported import Held
from node.store.store import Store
from vocab.language import Text

HELD: Final = "held"
MAX_GONE: Final = 200
Watch = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Hands:
    """What bringing in works with. `wake`: there is something to deliver."""

    home: Home
    store: Store
    database: Path | None
    wake: Callable[[], None]


@dataclass(frozen=True, slots=True)
class Load:
    """A list to bring in. `run`: under which number it can be undone; `phase`: whether its lines are told, and as what.

    `leaves_known`: organisations that look like one known here are left out; `left`: those of which the trial said so,
    by the ids of their lines, each with the entry it looks like.
    """

    source: Input
    brief: Brief
    run: int | None = None
    phase: str | None = None
    leaves_known: bool = False
    left: Mapping[str, str] = field(default_factory=dict)

    def known(self, made: Made) -> str | None:
        """The entry for which a new line is left out."""
        return (made.known if self.leaves_known else None) or self.left.get(made.row.key)


@dataclass(slots=True)
class _Tally:
    """What one commit did, to be written at its end."""

    changes: list[Change] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    fates: list[tuple[Row, Fate]] = field(default_factory=list)

    def add(self, row: Row, fate: Fate, record: str | None = None) -> None:
        self.fates.append((row, fate))
        self.told.append(Told(row.number, fate, row.key, row.name, record, _said(row)))


async def bring(hands: Hands, load: Load, watch: Watch) -> Report:
    """Bring a list in, or say what would become of it; `watch` hears how far it is. Raises ImportRefused."""
    home, store, brief, source = hands.home, hands.store, load.brief, load.source
    removed = await store.reading(moderation.all_suppressed)
    sieve = Sieve(lambda found: not removed.isdisjoint(found))
    result = Report(source.name, brief.terms, brief.dry_run, run=load.run)
    size = max(1, home.settings.import_pause_records)
    async with hired(home, store, hands.database, brief, source.total) as crew:
        async for piece in crew.pieces(_batches(source.lines(), size)):
            made = tuple(_sieved(each, sieve) for each in piece.made)
            for row, fate in await store.writing("import", _take, home, load, made, result.total):
                result.add(row, fate)
            result.unmapped_also(piece.unmapped)
            hands.wake()
            watch(result.total, source.total)
    result.gone, result.gone_total = await store.reading(_gone, brief, sieve)
    if not brief.dry_run and (result.counts["accepted"] or result.counts["changed"]):
        # Followers elsewhere get one note for the whole import, not a flood (DESIGN 5).
        await store.writing("import_note", notes.sum_up, home, brief.actor, result.news(brief.kind))
        hands.wake()
    return result


def _sieved(made: Made, sieve: Sieve) -> Made:
    row = sieve.row(made.row)
    return made if row is made.row else replace(made, row=row)


def _batches(lines: Iterable[Line], size: int) -> Iterator[tuple[Line, ...]]:
    rest = iter(lines)
    while batch := tuple(islice(rest, size)):
        yield batch


def _gone(db: Db, brief: Brief, sieve: Sieve) -> tuple[list[tuple[str, str]], int]:
    """What this source held before and no longer does; nothing is withdrawn for that."""
    found: list[tuple[str, str]] = []
    total = 0
    for line, record in imported.each_of(db, brief.actor, brief.source):
        if not sieve.saw(line):
            total += 1
            if len(found) < MAX_GONE:
                found.append((line, record))
    return found, total


def _take(db: Db, home: Home, load: Load, made: Sequence[Made], before: int) -> list[tuple[Row, Fate]]:
    brief, tally = load.brief, _Tally()
    together = {} if brief.dry_run else _together(db, home, load, made)
    bulk.write(db, home, brief.actor, [ready for _, ready in together.values()])
    imported.add(db, brief.actor, brief.source, [(r.key, ready.record.id, r.digest) for r, ready in together.values()])
    for each in made:
        written = together.get(each.row.number)
        if written is not None:
            record = written[1].record
            tally.changes.append(Change(each.row.key, "created", record.id, record.version))
            tally.add(each.row, "accepted", record.id)
        else:
            _take_row(db, home, load, each, tally)
    if load.run is not None and not brief.dry_run:
        import_lines.note(db, load.run, tally.changes)
    if load.run is not None and load.phase is not None:
        import_lines.tell(db, load.run, load.phase, tally.told)
        imports.advance(db, load.run, before + len(made), load.source.total)
    return tally.fates


def _together(db: Db, home: Home, load: Load, made: Sequence[Made]) -> dict[int, tuple[Row, Ready]]:
    """The lines that are written together: new, and ready."""
    basis = basis_of(db, home, load.brief.actor)
    found = [
        (each.row, each.ready)
        for each in made
        if each.ready is not None
        and each.row.outcome == "accepted"
        and each.ready.basis == basis
        and not load.known(each)
    ]
    # Asked in this commit: the same file may be on its way a second time.
    known = imported.among(db, load.brief.actor, load.brief.source, [row.key for row, _ in found])
    return {row.number: (row, ready) for row, ready in found if row.key not in known}


def _take_row(db: Db, home: Home, load: Load, made: Made, tally: _Tally) -> None:
    row, brief = made.row, load.brief
    if row.draft is None or row.outcome == "refused":
        return tally.add(row, "refused")
    # Asked in this commit: the same file may be on its way a second time.
    earlier = imported.find(db, brief.actor, brief.source, row.key)
    if row.outcome == HELD and earlier is None:
        return _hold(db, home, load, row, tally)
    if earlier is not None and earlier[1] == row.digest:
        return tally.add(row, "unchanged", earlier[0])
    if earlier is None and (known := load.known(made)):
        return tally.add(row, "known", known)
    if brief.dry_run:
        return tally.add(row, "changed" if earlier else "accepted", earlier[0] if earlier else made.known)
    return _publish(db, home, load, row, earlier, tally)


def _hold(db: Db, home: Home, load: Load, row: Row, tally: _Tally) -> None:
    brief = load.brief
    if not brief.dry_run:
        why = row.reason or Text("", "")
        if not imported.is_held(db, brief.actor, brief.source, row.key):
            tally.changes.append(Change(row.key, HELD, "", ""))
        imported.hold(db, Held(brief.actor, brief.source, row.key, row.draft or {}, why, home.now_iso()))
    tally.add(row, "held")


def _publish(db: Db, home: Home, load: Load, row: Row, earlier: tuple[str, str] | None, tally: _Tally) -> None:
    brief, draft = load.brief, dict(row.draft or {})
    before: dict[str, object] | None = None
    if earlier is not None:
        held = records.find(db, earlier[0])
        if held is None or held.deleted:
            return tally.add(_refused(row, "id", Text("retirée auparavant", "withdrawn before")), "refused")
        before = {"draft": drafts.find(db, held.num) or {}, "version": held.version, "digest": earlier[1]}
        draft["id"] = earlier[0]
    try:
        made = publishing.publish(db, home, brief.actor, draft, Manner(quiet=True))
    except Invalid as invalid:
        return tally.add(refused_by(row, invalid.findings), "refused")
    except NotAllowed as refusal:
        return tally.add(_refused(row, "id", refusal.public), "refused")
    imported.keep(db, brief.actor, brief.source, row.key, made.id, row.digest)
    record = records.find(db, made.id)
    what = "changed" if earlier else "created"
    tally.changes.append(Change(row.key, what, made.id, record.version if record else "", before))
    return tally.add(row, "changed" if earlier else "accepted", made.id)


def _refused(row: Row, name: str, text: Text) -> Row:
    return replace(row, outcome="refused", draft=None, reason=text, notes=(*row.notes, Note(name, text)))


def _said(row: Row) -> Said:
    said = [("", row.reason.fr, row.reason.en)] if row.reason else []
    return tuple(said + [(note.field, note.text.fr, note.text.en) for note in row.notes])
