"""The import worker: does, one at a time, what imports begun at the desk wait for, and goes on after a restart.

How far each is stands in the database; its file lies in a folder of its own that only this node's user may open. An
import goes from `reading` to `columns` (a person says what they mean), `trying`, `tried` (a person looks), `applying`,
`applied`, and perhaps `undoing`, `undone`. What a stranger's file trips is that import's failure, and nobody else's.
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import Final

import structlog

from federation.client import Client
from federation.errors import FederationError
from node import bringing
from node.bringing import Hands, Load
from node.bulk import workbook
from node.desk import import_plan
from node.errors import NodeError
from node.home import Home
from node.importing.errors import ImportRefused
from node.importing.guessing import SAMPLES
from node.importing.limits import require_lines
from node.importing.reading import Input, read_file
from node.importing.web_page import organisations_of
from node.residence import require_lives_here
from node.retracting import retract
from node.store import actors, import_lines, imports
from node.store.connection import Db
from node.store.imports import Run
from node.store.store import Store
from vocab.language import Text

FILE: Final = "file"
MAX_PAGE: Final = 2_000_000
MAX_SAMPLE: Final = 80
DAY_S: Final = 86_400.0
OLD_S: Final = 3_600.0
FORGOTTEN_AT_ONCE: Final = 20
BUG: Final = Text(
    "Cet import s'est arrêté sur une erreur de notre côté ; rien d'autre n'est touché.",
    "This import stopped at a failure on our side; nothing else is touched.",
)
LOST: Final = Text("Le fichier n'est plus là : envoyez-le de nouveau.", "The file is no longer there: send it again.")


@dataclass(slots=True)
class ImportWorker:
    """Works until told to stop. `folder`: where files are laid; None where there is no data folder."""

    home: Home
    store: Store
    client: Client
    folder: Path | None = None
    database: Path | None = None
    wake: Callable[[], None] = lambda: None
    awake: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self) -> None:
        """Work until cancelled."""
        await asyncio.to_thread(self.sweep, await self.store.reading(imports.folders))
        while True:
            self.awake.clear()
            await self.forget()
            if not await self.once():
                await self._rest()

    async def once(self) -> bool:
        """Do one thing that an import waits for; whether there was any."""
        run = await self.store.reading(imports.next_to_work)
        if run is None or self.folder is None:
            return False
        try:
            await _WORK[run.state](self, run)
        except ImportRefused as refusal:
            await self._fail(run, refusal.public)
        except (NodeError, FederationError) as error:
            await self._fail(run, error.public)
        except Exception:  # a file that trips us must not stop the others
            structlog.get_logger("import").exception("bug", run=run.num, state=run.state)
            await self._fail(run, BUG)
        return True

    async def forget(self) -> None:
        """Forget imports whose time is over, with what is left of their files."""
        before = self.home.now() - self.home.settings.keep_imports_days * DAY_S
        for run in await self.store.reading(imports.older, before, FORGOTTEN_AT_ONCE):
            await self.drop(run)

    async def drop(self, run: Run) -> None:
        """Forget one import and remove its file."""
        await self.store.writing("forget import", imports.forget, run.num)
        await asyncio.to_thread(self._remove, run.folder)

    def _remove(self, name: str) -> None:
        if self.folder is not None and name:
            shutil.rmtree(self.folder / name, ignore_errors=True)

    def sweep(self, kept: set[str]) -> None:
        """Remove folders of files that nobody told of: this process was ended while they came."""
        if self.folder is None or not self.folder.is_dir():
            return
        for left in self.folder.iterdir():
            # One that is young may be on its way: this node serves already.
            if left.name not in kept and left.stat().st_mtime < self.home.now() - OLD_S:
                shutil.rmtree(left, ignore_errors=True)

    async def _rest(self) -> None:
        try:
            async with asyncio.timeout(3_600.0):
                await self.awake.wait()
        except TimeoutError:
            return

    async def _fail(self, run: Run, why: Text) -> None:
        outcome = {**run.outcome, "why": {"fr": why.fr, "en": why.en}, "failed_while": run.state}
        await self.store.writing("import failed", _to, run, "failed", self.home.now(), outcome)
        if run.state == "reading":
            await asyncio.to_thread(self._remove, run.folder)

    async def _read(self, run: Run) -> None:
        """Learn what the file holds: its columns, some of its cells, what it says of itself."""
        place = self._place(run)
        found: dict[str, object] = {}
        if run.plan.get("address"):
            await self._fetch(str(run.plan["address"]), place)
        elif workbook.is_workbook(place / FILE):
            sheet = str(run.plan.get("sheet") or "")
            most = self.home.settings.import_max_lines
            made = await workbook.unpacked(place / FILE, place / "table.csv", most, sheet)
            found = {"sheet": made.sheet, "sheets": list(made.sheets)}
        source = await asyncio.to_thread(self._open, run)
        samples = await asyncio.to_thread(_samples, source)
        found |= {
            "format": source.format,
            "headings": list(source.headings),
            "samples": {heading: [cell[:MAX_SAMPLE] for cell in cells[:3]] for heading, cells in samples.items()},
            "stated_source": source.stated_source,
            "stated_license": source.stated_license,
            "lines": source.total,
        }
        plan = await self.store.reading(import_plan.first, self.home, run, source.headings, samples)
        await self.store.writing("import read", _to, run, "columns", self.home.now(), found, plan)

    async def _fetch(self, address: str, place: Path) -> None:
        page = await self.client.get_text(address, MAX_PAGE, "text/html, application/ld+json, application/json;q=0.9")
        body = await asyncio.to_thread(organisations_of, page.text, address)
        await asyncio.to_thread((place / "page.jsonld").write_bytes, body)

    def _place(self, run: Run) -> Path:
        assert self.folder is not None
        place = self.folder / run.folder
        if not place.is_dir():
            raise ImportRefused(LOST)
        return place

    def _open(self, run: Run) -> Input:
        place = self._place(run)
        made = [each for each in ("table.csv", "page.jsonld", FILE) if (place / each).is_file()]
        if not made:
            raise ImportRefused(LOST)
        source = read_file(place / made[0])
        require_lines(source.total, self.home.settings.import_max_lines + 20)
        return replace(source, name=run.name)

    async def _try(self, run: Run) -> None:
        await self.store.writing("import anew", import_lines.unsay, run.num, "try")
        await self._bring(run, "try", "tried")

    async def _apply(self, run: Run) -> None:
        await self._bring(run, "done", "applied")
        # What it takes to undo the import is in the database: nobody needs the file any more.
        await asyncio.to_thread(self._remove, run.folder)

    async def _bring(self, run: Run, phase: str, then: str) -> None:
        actor = await self.store.reading(actors.find, run.actor)
        if actor is None:
            raise ImportRefused(Text("cette organisation n'est plus ici", "this organisation is no longer here"))
        require_lives_here(actor)
        source = await asyncio.to_thread(self._open, run)
        brief = import_plan.brief(self.home, run, source, dry_run=phase == "try")
        leaves = bool(run.plan.get("leaves_known"))
        # What is applied is what the trial said: who looks like whom is not asked again.
        left = await self.store.reading(import_lines.known, run.num) if leaves and phase == "done" else {}
        load = Load(source, brief, run.num, phase, leaves, left)
        hands = Hands(self.home, self.store, self.database, self.wake)
        result = await bringing.bring(hands, load, _silent)
        outcome = {
            **run.outcome,
            "source": brief.source,
            "unmapped": dict(result.unmapped.most_common(50)),
            "gone": [record for _, record in result.gone],
            "gone_total": result.gone_total,
        }
        await self.store.writing(f"import {then}", _to, run, then, self.home.now(), outcome)

    async def _undo(self, run: Run) -> None:
        hands = Hands(self.home, self.store, self.database, self.wake)
        counts = await retract(hands, run, str(run.outcome.get("source") or ""), _silent)
        await self.store.writing(
            "import undone", _to, run, "undone", self.home.now(), {**run.outcome, "undone": counts}
        )


_WORK: Final = {
    "reading": ImportWorker._read,
    "trying": ImportWorker._try,
    "applying": ImportWorker._apply,
    "undoing": ImportWorker._undo,
}


def _samples(source: Input) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in islice(source.lines(), SAMPLES):
        for heading, cell in line.cells.items():
            if cell.strip():
                found.setdefault(heading, []).append(cell.strip())
    return found


def _silent(done: int, total: int) -> None:
    """Each commit writes how far it is: whoever looks reads it there."""


def _to(
    db: Db, run: Run, state: str, now: float, outcome: dict[str, object], plan: dict[str, object] | None = None
) -> None:
    more = {} if plan is None else {"plan": plan}
    imports.move(db, run.num, (run.state,), state, now, outcome=outcome, **more)
