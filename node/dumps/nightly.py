"""Nightly: a dump each night, at an hour of the operator's, by a process that nobody waits for; by hand as well."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import orjson
import structlog

from federation.ports import Clock
from node import workers
from node.dumps.shelf import DAY_S, dumps
from node.errors import NodeError
from node.settings import Settings
from node.sparql.refusals import Unanswered
from node.sparql.service import Sparql
from vocab.language import Text

MODULE: Final = "node.dumps.dump_worker"
HOUR_S: Final = 3_600
HOURS: Final = 24
# A night that was missed is made up for, once the node has come to rest.
LATE_S: Final = 25 * HOUR_S
REST_S: Final = 600.0
LOOK_S: Final = 300.0

Report = Callable[[dict[str, object]], None]


@dataclass(slots=True)
class Nightly:
    """Dumps of one node."""

    data: Path
    settings: Settings
    clock: Clock
    sparql: Sparql | None
    _one_at_a_time: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def run(self) -> None:
        """Make a dump each night until cancelled."""
        due = self._first()
        while True:
            await _pause(min(LOOK_S, max(0.0, due - self.clock.now())))
            if self.clock.now() < due:
                continue
            try:
                made = await self.make(_nobody)
                structlog.get_logger("dumps").info("dumped", **made)
            except Exception as error:  # the next night is another try; the reason is in the log
                structlog.get_logger("dumps").warning("no dump", why=str(error)[:500])
            await self._tidy()
            due = next_hour(self.clock.now(), self.settings.dump_hour)

    @property
    def wanted(self) -> bool:
        """Whether there is an hour for it."""
        return self.settings.dump_hour < HOURS

    async def make(self, report: Report) -> dict[str, object]:
        """Make a dump now; its name, and how many records of each set are in it. Raises `NodeError`."""
        async with self._one_at_a_time:
            asked = {
                "origin": self.settings.origin,
                "title": self.settings.title,
                "days": self.settings.keep_dumps_days,
                "sparql": self.settings.sparql,
            }
            worker = await workers.start(sys.executable, "-m", MODULE, str(self.data))
            try:
                return await _listen(worker, orjson.dumps(asked) + b"\n", report)
            finally:
                with suppress(ProcessLookupError):
                    worker.kill()
                await worker.wait()

    def _first(self) -> float:
        now = self.clock.now()
        there_are = dumps(self.data)
        if there_are and now - there_are[0].made > LATE_S:
            return now + REST_S
        return next_hour(now, self.settings.dump_hour)

    async def _tidy(self) -> None:
        """The stores let go of what was taken out of them."""
        if self.sparql is not None:
            with suppress(Unanswered):
                await self.sparql.indexer.ask("tidy")


def next_hour(now: float, hour: int) -> float:
    """The next time it is that hour of the day, UTC.

    >>> next_hour(1795428000.0, 11) - 1795428000.0, next_hour(1795428000.0, 10) - 1795428000.0
    (3600.0, 86400.0)
    """
    today = now // DAY_S * DAY_S + hour * HOUR_S
    return today if today > now else today + DAY_S


async def _listen(worker: asyncio.subprocess.Process, asked: bytes, report: Report) -> dict[str, object]:
    """What the worker says at its end; what it says on the way goes to `report`."""
    assert worker.stdin is not None and worker.stdout is not None
    last: dict[str, object] = {}
    with suppress(ConnectionError):
        worker.stdin.write(asked)
        await worker.stdin.drain()
    while line := await worker.stdout.readline():
        last = orjson.loads(line)
        if "done" in last:
            report(last)
    if await worker.wait() or "stamp" not in last:
        raise NodeError(
            Text(
                "L'export complet n'a pas pu être fait ; la raison est dans le journal.",
                "The dump could not be made; the reason is in the log.",
            )
        )
    return last


async def _pause(time_s: float) -> None:
    with suppress(TimeoutError):
        # Nothing sets it: it only measures the time.
        await asyncio.wait_for(asyncio.Event().wait(), time_s)


def _nobody(done: dict[str, object]) -> None:
    """Nobody wants to know how far it is."""
