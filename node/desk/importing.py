"""Bringing a file in at the desk: begun, its columns said, tried, applied, undone. Each act is in the journal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from node import publishing
from node.accounts import journal
from node.desk import held, import_plan
from node.errors import Invalid, Missing, NotAllowed, Unready
from node.home import Home
from node.residence import require_lives_here
from node.store import import_lines, imports
from node.store.connection import Db
from node.store.imports import Run
from vocab.language import Text

MAX_WAITING: Final = 20
MAX_NAME: Final = 200
NONE: Final = Text("Il n'y a pas, ou plus, d'import ici.", "There is no import here, or no longer.")
LATER: Final = Text(
    "Cela ne se fait pas à ce stade de l'import : rouvrez sa page.", "Not at this stage of the import: open its page."
)
BUSY: Final = Text(
    "Trop d'imports attendent : revenez dans un moment.", "Too many imports wait: come back in a moment."
)
# What undoes an import that is over: one that stopped half-way did something too.
UNDOABLE: Final = ("applied", "failed")


def begin(
    db: Db, home: Home, by: str, actor: str, kind: str, folder: str, name: str, plan: Mapping[str, object]
) -> int:
    """Write an import whose file lies in `folder`; its number. Raises `Missing`, `NotAllowed`, `Unready`."""
    require_lives_here(publishing.organisation(db, actor))
    if imports.count_working(db) >= MAX_WAITING:
        raise Unready(BUSY)
    shown = " ".join(name.split())[:MAX_NAME] or "?"
    run = Run(0, actor, by, kind, "reading", folder, shown, dict(plan), {}, 0, 0, home.now_iso(), home.now())
    return imports.begin(db, run)


def find(db: Db, num: int, *, listings: bool, actor: str | None) -> Run:
    """An import as one page may show it: of listings, or of one organisation's own records. Raises `Missing`."""
    run = imports.find(db, num)
    if run is None or not run.email:
        raise Missing(NONE)
    if (run.kind == "listing") is not listings or (actor is not None and run.actor != actor):
        raise Missing(NONE)
    return run


def say(db: Db, home: Home, run: Run, plan: dict[str, object]) -> None:
    """The columns were said: remembered, and tried next."""
    import_plan.keep(db, home, run, plan)
    _move(db, home, run, ("columns", "tried"), "trying", plan=plan)


def choose_sheet(db: Db, home: Home, run: Run, sheet: str) -> None:
    """Read another sheet of the workbook."""
    _move(db, home, run, ("columns",), "reading", plan={"sheet": sheet})


def reconsider(db: Db, home: Home, run: Run) -> None:
    """Back to the columns."""
    _move(db, home, run, ("tried",), "columns")


def apply(db: Db, home: Home, by: str, run: Run) -> None:
    """Bring it in; also what stopped while it was brought in."""
    before = ("failed",) if run.state == "failed" and run.outcome.get("failed_while") == "applying" else ("tried",)
    _move(db, home, run, before, "applying")
    journal.note(db, home, by, "imported", run.name, run.actor)


def undo(db: Db, home: Home, by: str, run: Run) -> None:
    """Take back what it did."""
    if not import_lines.count_changes(db, run.num):
        raise NotAllowed(LATER)
    _move(db, home, run, UNDOABLE, "undoing")
    journal.note(db, home, by, "undid_import", run.name, run.actor)


def vouch(db: Db, home: Home, by: str, run: Run, key: str) -> None:
    """A line that looked like one person is an organisation: it is published. Raises `Missing`, `NotAllowed`."""
    try:
        held.publish(db, home, by, held.find(db, run.actor, str(run.outcome.get("source") or ""), key))
    except Invalid as invalid:
        raise NotAllowed(invalid.public) from invalid


def _move(db: Db, home: Home, run: Run, before: tuple[str, ...], state: str, **said: object) -> None:
    # How far it is counts from the beginning of each step.
    if not imports.move(db, run.num, before, state, home.now(), done=0, total=0, **said):
        raise NotAllowed(LATER)
