"""The indexer: the index worker as the serving process sees it, started, listened to, asked, and started again."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import orjson
import structlog

from federation.ports import Clock
from node import workers
from node.home import Spawn
from node.sparql.refusals import being_built

MODULE: Final = "node.sparql.index_worker"
ENDING_S: Final = 5.0
LONGEST_PAUSE_S: Final = 60.0

Said = dict[str, object]


@dataclass(slots=True)
class Status:
    """How far the stores are; times in Unix seconds."""

    position: int = -1
    # Changes that wait to be taken in, of all records; `records` are those that everybody may take.
    behind: int = 0
    records: int = 0
    # (done, of) while everything is made anew.
    building: tuple[int, int] | None = None
    # Since when something waits to be taken in, without a moment when nothing did.
    behind_since: float | None = None

    @property
    def ready(self) -> bool:
        """Whether questions may be asked."""
        return self.position >= 0 and self.building is None

    def lag_s(self, now: float) -> float:
        """For how long something has been waiting."""
        return max(0.0, now - self.behind_since) if self.behind_since is not None else 0.0


@dataclass(slots=True)
class Indexer:
    """One index worker at a time; `run` keeps it going."""

    data: Path
    origin: str
    clock: Clock
    spawn: Spawn
    status: Status = field(default_factory=Status)
    restarts: int = 0
    # Somebody who wants to hear how far a rebuild is.
    told: Callable[[Said], None] | None = None
    _process: asyncio.subprocess.Process | None = None
    _there: asyncio.Event = field(default_factory=asyncio.Event)
    _asked: dict[int, asyncio.Future[Said]] = field(default_factory=dict)
    _number: int = 0

    async def run(self) -> None:
        """Keep a worker going until cancelled. One that ends by itself is started again, later each time."""
        pause_s = 1.0
        while True:
            began = self.clock.now()
            await self._one_worker()
            self.restarts += 1
            if self.clock.now() - began > LONGEST_PAUSE_S:
                pause_s = 1.0
            structlog.get_logger("sparql").warning("the index worker ended", again_in_s=pause_s)
            with suppress(TimeoutError):
                # Nothing sets it while there is no worker: it only measures the pause.
                await asyncio.wait_for(asyncio.Event().wait(), pause_s)
            pause_s = min(2 * pause_s, LONGEST_PAUSE_S)

    @asynccontextmanager
    async def working(self) -> AsyncIterator[None]:
        """A worker while inside, for a command of a node that does not run."""
        task = self.spawn(self.run())
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def ask(self, what: str, **more: object) -> Said:
        """Have the worker do something, and wait until it is done. Raises `NotNow` when it ends before."""
        await self._there.wait()
        process = self._process
        assert process is not None and process.stdin is not None
        self._number += 1
        number = self._number
        answer: asyncio.Future[Said] = asyncio.get_running_loop().create_future()
        self._asked[number] = answer
        process.stdin.write(orjson.dumps({"id": number, "do": what, **more}) + b"\n")
        try:
            return await answer
        finally:
            self._asked.pop(number, None)

    async def _one_worker(self) -> None:
        process = await workers.start(sys.executable, "-m", MODULE, str(self.data), self.origin)
        self._process = process
        self._there.set()
        try:
            assert process.stdout is not None
            while line := await process.stdout.readline():
                self._hear(orjson.loads(line))
            await process.wait()
        finally:
            self._there.clear()
            self._process = None
            self.status.building = None
            for waiting in self._asked.values():
                if not waiting.done():
                    waiting.set_exception(being_built(0, 0))
            await _end(process)

    def _hear(self, said: Said) -> None:
        waiting = self._asked.get(_whole(said.get("id")))
        if waiting is not None and not waiting.done():
            waiting.set_result(said)
        status = self.status
        if "building" in said:
            status.building = _whole(said["building"]), _whole(said["of"])
            if self.told is not None:
                self.told({"done": status.building[0], "total": status.building[1]})
        if "position" in said:
            status.building = None
            status.position, status.behind = _whole(said["position"]), _whole(said["behind"])
            status.records = _whole(said["records"])
            if not status.behind:
                status.behind_since = None
            elif status.behind_since is None:
                status.behind_since = self.clock.now()


async def _end(process: asyncio.subprocess.Process) -> None:
    """Its input ends: it lets go of the stores by itself; if it does not, it is killed, and begins from a snapshot."""
    if process.stdin is not None:
        process.stdin.close()
    try:
        await asyncio.wait_for(process.wait(), ENDING_S)
    except TimeoutError:
        process.kill()
        await process.wait()


def _whole(value: object) -> int:
    return value if isinstance(value, int) else 0
