"""The pool: a few query workers, a bounded queue before them, and the kill at the limit.

Of one source only so many run at once, so that its endless ones leave a worker to others. A worker answers one question
at a time. When its time is up, or whoever asked has gone, it is killed, and the next question gets a new one; nobody
else notices (LIMITS, RDF stores).
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import orjson

from node import workers
from node.sparql.places import Places
from node.sparql.refusals import busy, too_heavy, too_long

MODULE: Final = "node.sparql.query_worker"
# How often one looks whether whoever asked is still there.
LOOK_S: Final = 0.5
# A worker that nobody needs gives its memory back.
IDLE_S: Final = 300.0


@dataclass(frozen=True, slots=True)
class Reply:
    """What a worker said, and the bytes after it."""

    said: dict[str, Any]
    body: bytes


@dataclass(slots=True)
class Counts:
    """What became of the questions, since the start."""

    answered: int = 0
    killed: int = 0
    crashed: int = 0
    turned_away: int = 0


@dataclass(slots=True)
class Worker:
    """One process that answers questions."""

    process: asyncio.subprocess.Process

    async def ask(self, question: bytes) -> Reply | None:
        """Its reply; None when it ended instead."""
        process = self.process
        assert process.stdin is not None and process.stdout is not None
        try:
            process.stdin.write(question)
            await process.stdin.drain()
            line = await process.stdout.readline()
            if not line.endswith(b"\n"):
                return None
            said: dict[str, Any] = orjson.loads(line)
            return Reply(said, await process.stdout.readexactly(int(said.get("size", 0))))
        except (ConnectionError, asyncio.IncompleteReadError):
            return None

    async def kill(self) -> None:
        """End it, whatever it is doing."""
        with suppress(ProcessLookupError):
            self.process.kill()
        await self.process.wait()


@dataclass(slots=True)
class Pool:
    """At most `most` workers at once; at most `queue` questions wait for one, none longer than a question may take."""

    folder: Path
    most: int
    queue: int
    memory_mb: int
    # Of one source, how many run at once.
    each: int = 1
    counts: Counts = field(default_factory=Counts)
    _idle: list[Worker] = field(default_factory=list)
    _places: Places = field(init=False)
    _retiring: asyncio.TimerHandle | None = None

    def __post_init__(self) -> None:
        self._places = Places(self.most, self.each)

    @property
    def running(self) -> int:
        """How many questions are being answered."""
        return self._places.taken

    @property
    def waiting(self) -> int:
        """How many wait for a worker."""
        return len(self._places.line)

    async def ask(
        self, question: dict[str, object], time_s: int, gone: Callable[[], bool], source: str | None = None
    ) -> Reply:
        """The reply to a question. Raises `NotNow` when there is no place, `TooMuch` when it was stopped."""
        places = self._places
        if not places.free_for(source) and self.waiting >= self.queue:
            self.counts.turned_away += 1
            raise busy()
        try:
            await places.take(source, time_s)
        except TimeoutError:
            self.counts.turned_away += 1
            raise busy() from None
        try:
            return await self._by_a_worker(orjson.dumps(question) + b"\n", time_s, gone)
        finally:
            places.leave(source)
            self._retire_later()

    async def close(self) -> None:
        """End all workers that wait for a question."""
        if self._retiring is not None:
            self._retiring.cancel()
        idle, self._idle = self._idle, []
        for worker in idle:
            await worker.kill()

    async def _by_a_worker(self, question: bytes, time_s: int, gone: Callable[[], bool]) -> Reply:
        worker = self._idle.pop() if self._idle else await self._start()
        asking = asyncio.get_running_loop().create_task(worker.ask(question))
        loop = asyncio.get_running_loop()
        deadline = loop.time() + time_s
        reply: Reply | None = None
        try:
            while not asking.done() and (left := deadline - loop.time()) > 0 and not gone():
                await asyncio.wait({asking}, timeout=min(LOOK_S, left))
            if not asking.done():
                self.counts.killed += 1
                raise too_long(time_s)
            reply = asking.result()
            if reply is None:
                self.counts.crashed += 1
                raise too_heavy()
            self.counts.answered += 1
            return reply
        finally:
            if reply is not None:
                self._idle.append(worker)
            else:
                await worker.kill()
                await asyncio.wait({asking})

    async def _start(self) -> Worker:
        return Worker(
            # What a process says as it runs out of memory helps nobody.
            await workers.start(
                sys.executable, "-m", MODULE, str(self.folder), str(self.memory_mb), stderr=workers.NOTHING
            )
        )

    def _retire_later(self) -> None:
        if self._retiring is not None:
            self._retiring.cancel()
        self._retiring = asyncio.get_running_loop().call_later(IDLE_S, self._retire)

    def _retire(self) -> None:
        for worker in self._idle:
            if worker.process.stdin is not None:
                worker.process.stdin.close()
        self._idle.clear()
