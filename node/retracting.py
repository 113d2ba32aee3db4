"""Retracting: an import is undone. What it created is withdrawn, what it changed is again as it was before.

Whatever somebody edited since, or that gave way to an organisation's own profile, stays as it is, and that is said. A
retraction that was stopped half-way goes on where it was.
"""

from __future__ import annotations

from typing import Final

from node import publishing
from node.bringing import HELD, Hands, Watch
from node.errors import Invalid, NotAllowed
from node.home import Home
from node.publishing import Manner
from node.store import import_lines, imported, imports, records
from node.store.connection import Db
from node.store.import_lines import Change
from node.store.imports import Run

AT_ONCE: Final = 100


async def retract(hands: Hands, run: Run, source: str, watch: Watch) -> dict[str, int]:
    """Undo an import; how many of what it did were taken back, and how many not. `source`: see `Brief.source`."""
    total = await hands.store.reading(import_lines.count_changes, run.num)
    done = sum((await hands.store.reading(import_lines.settled, run.num)).values())
    while taken := await hands.store.writing("retract", _some, hands.home, run, source, done, total):
        hands.wake()
        done += taken
        watch(done, total)
    return await hands.store.reading(import_lines.settled, run.num)


def _some(db: Db, home: Home, run: Run, source: str, done: int, total: int) -> int:
    changes = import_lines.to_undo(db, run.num, AT_ONCE)
    for change in changes:
        import_lines.settle(db, run.num, change.line, _one(db, home, run, source, change))
    imports.advance(db, run.num, done + len(changes), total)
    return len(changes)


def _one(db: Db, home: Home, run: Run, source: str, change: Change) -> str:
    """What became of one: `done`, `edited` since and left as it is, or `gone` before."""
    if change.what == HELD:
        imported.release(db, run.actor, source, change.line)
        return "done"
    record = records.find(db, change.record)
    if record is None or record.deleted:
        return "gone"
    if record.version != change.version or record.owner != run.actor:
        return "edited"
    if change.before is None:
        publishing.withdraw(db, home, run.actor, record.id, for_good=False)
        imported.forget(db, run.actor, source, change.line)
        return "done"
    return _restore(db, home, run, source, change)


def _restore(db: Db, home: Home, run: Run, source: str, change: Change) -> str:
    before = change.before or {}
    draft = before.get("draft")
    try:
        made = publishing.publish(
            db, home, run.actor, {**(draft if isinstance(draft, dict) else {}), "id": change.record}, Manner(quiet=True)
        )
    except (Invalid, NotAllowed):
        # It was good once, and the rules are others now: what stands is left.
        return "edited"
    record = records.find(db, made.id)
    imported.keep(db, run.actor, source, change.line, made.id, str(before.get("digest")))
    if record is not None:
        import_lines.restored(db, made.id, str(before.get("version")), record.version)
    return "done"
