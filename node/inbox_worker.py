"""The inbox worker: applies what was accepted, in order of arrival where nothing has to be fetched.

A row arrives here in memory right after it is on disk; after a restart, or when memory is full, it is read from the
disk. Rows are prepared and applied a batch at a time: while the writer applies one, the next is prepared. What has to
wait for another server does so aside, and later ones pass: order of arrival does not matter.
"""

from __future__ import annotations

import asyncio
from collections import Counter, deque
from dataclasses import dataclass
from functools import partial
from typing import Final

import structlog

from federation.errors import Later, Refused
from federation.hosts import host_of
from federation.retry import next_attempt
from node.prepared import Document, Prepared
from node.preparing import Preparer
from node.receiving import receive
from node.store import inbox
from node.store.errors import StoreError
from node.store.inbox import Received
from vocab.decode import decode
from vocab.errors import VocabError

MAX_IN_MEMORY: Final = 5_000
BATCH: Final = 64
MAX_ASIDE: Final = 64
# What is not ready by then waits for another server.
PATIENCE_S: Final = 0.2


@dataclass(frozen=True, slots=True)
class Job:
    """A row to apply, with its activity when it is already decoded."""

    row: Received
    activity: Document | None = None


Ready = tuple[Job, Prepared]


class InboxWorker:
    """Applies the inbox until told to stop."""

    def __init__(self, preparer: Preparer) -> None:
        self._preparer = preparer
        self.effect = asyncio.Event()
        self._backlogs: Counter[str] = Counter()
        self._jobs: deque[Job] = deque()
        self._busy: set[int] = set()
        self._aside: set[asyncio.Task[None]] = set()
        self._ready: list[Ready] = []
        self._applying: asyncio.Task[None] | None = None
        self._awake = asyncio.Event()
        self._idle = asyncio.Event()
        self._on_disk = True
        self._log = structlog.get_logger("inbox")

    def offer(self, job: Job) -> None:
        """Hand over a row that is on disk."""
        if len(self._jobs) < MAX_IN_MEMORY:
            self._jobs.append(job)
            self._busy.add(job.row.num)
            self._backlogs[host_of(job.row.signer)] += 1
        else:
            self._on_disk = True
        self._idle.clear()
        self._awake.set()

    def look(self) -> None:
        """There may be more on disk."""
        self._on_disk = True
        self._idle.clear()
        self._awake.set()

    def backlog(self, host: str) -> int:
        """How many activities of one server wait in memory."""
        return self._backlogs[host]

    def _forget(self, host: str) -> None:
        self._backlogs[host] -= 1
        if self._backlogs[host] <= 0:
            del self._backlogs[host]

    @property
    def waiting(self) -> int:
        """How many rows are in memory or being applied."""
        return len(self._busy)

    async def drained(self) -> None:
        """Return once nothing is left that can be applied now."""
        await self._idle.wait()

    async def run(self) -> None:
        """Work until cancelled."""
        try:
            while True:
                jobs = await self._take()
                if jobs:
                    await self._prepare_all(jobs)
                await self._applied()
                if self._ready:
                    ready, self._ready = sorted(self._ready, key=_arrival), []
                    self._applying = self._preparer.home.spawn(self._apply(ready))
                elif not jobs:
                    await self._rest()
        finally:
            for task in (*self._aside, self._applying):
                if task is not None:
                    task.cancel()

    async def _take(self) -> list[Job]:
        if not self._jobs and self._on_disk:
            self._on_disk = False
            home = self._preparer.home
            rows = await self._preparer.store.reading(inbox.due, home.now(), 4 * BATCH)
            fresh = [row for row in rows if row.num not in self._busy]
            # Never the other way round: somebody may have asked to look again while we read.
            self._on_disk |= len(rows) == 4 * BATCH
            for row in fresh:
                self.offer(Job(row))
        return [self._jobs.popleft() for _ in range(min(BATCH, len(self._jobs)))]

    async def _rest(self) -> None:
        if not self._busy and not self._on_disk:
            self._idle.set()
        self._awake.clear()
        due = await self._preparer.store.reading(inbox.next_time, self._preparer.home.now())
        wait_s = 60.0 if due is None else min(60.0, max(0.05, due - self._preparer.home.now()))
        if self._jobs or self._ready or self._on_disk:
            return
        try:
            async with asyncio.timeout(wait_s):
                await self._awake.wait()
        except TimeoutError:
            self._on_disk = True

    async def _prepare_all(self, jobs: list[Job]) -> None:
        tasks = {self._preparer.home.spawn(self._prepare(job)) for job in jobs}
        _, slow = await asyncio.wait(tasks, timeout=PATIENCE_S)
        self._aside |= slow
        for task in slow:
            task.add_done_callback(self._come_back)
        if len(self._aside) >= MAX_ASIDE:
            await asyncio.wait(self._aside, return_when=asyncio.FIRST_COMPLETED)

    def _come_back(self, task: asyncio.Task[None]) -> None:
        self._aside.discard(task)
        self._awake.set()

    async def _prepare(self, job: Job) -> None:
        try:
            activity = job.activity or decode(job.row.body, max_bytes=len(job.row.body) + 1)
            prepared = await self._preparer.prepare(job.row, activity)
        except Exception as error:  # each sort has its fate there
            await self._close(job, error)
            return
        # Looked up after the wait: the list before it may have been taken to the writer meanwhile.
        self._ready.append((job, prepared))

    async def _applied(self) -> None:
        """Return once the writer is done with the batch before."""
        if self._applying is not None:
            await self._applying
            self._applying = None

    async def _apply(self, ready: list[Ready]) -> None:
        home, store = self._preparer.home, self._preparer.store
        units = [partial(receive, home=home, prepared=prepared) for _, prepared in ready]
        try:
            outcomes = await store.writing_each("receive", units)
        except Exception as error:  # the disk refuses: each stays there and is read again
            outcomes = [error] * len(ready)
        for (job, _), outcome in zip(ready, outcomes, strict=True):
            if isinstance(outcome, Exception):
                await self._close(job, outcome)
            else:
                self._log.debug("applied", activity=job.row.id, outcome=outcome)
                self._release(job)
        self.effect.set()

    async def _close(self, job: Job, error: Exception) -> None:
        """End, or put off, what could not be applied."""
        row, store = job.row, self._preparer.store
        try:
            if isinstance(error, Refused | VocabError | StoreError):
                self._log.info("refused", activity=row.id, actor=row.actor, why=str(error))
                await store.writing("refuse", inbox.close, row.num, "refused", str(error)[:500])
            elif isinstance(error, Later):
                await self._postpone(row, error)
            else:  # a row that trips us is kept with its trace, and the others go on
                self._log.error("bug", activity=row.id, actor=row.actor, exc_info=error)
                await store.writing("bug", inbox.close, row.num, "bug", f"{type(error).__name__}: {error}"[:500])
        except Exception as failure:  # it stays on disk as it was
            self._log.error("not closed", activity=row.id, exc_info=failure)
        finally:
            self._release(job)

    def _release(self, job: Job) -> None:
        self._busy.discard(job.row.num)
        self._forget(host_of(job.row.signer))

    async def _postpone(self, row: Received, later: Later) -> None:
        home, store = self._preparer.home, self._preparer.store
        attempt = row.attempts + 1
        when = next_attempt(attempt, home.now(), home.now(), later.retry_after_s)
        if when is None or attempt > 40:
            await store.writing("refuse", inbox.close, row.num, "refused", f"given up: {later}"[:500])
            return
        self._log.info("later", activity=row.id, why=str(later), attempt=attempt)
        await store.writing("postpone", inbox.postpone, row.num, when, str(later)[:500])


def _arrival(ready: Ready) -> int:
    return ready[0].row.num
