"""The store: many readers, one writer, and a group commit.

A unit of work is a synchronous function of a connection. `writing` queues it; a single flush takes all that wait,
runs each inside its own savepoint on the writer's thread, commits once with the disk's word (synchronous FULL), and
only then answers their callers. Under load a hundred accepted activities share one fsync; a unit that fails undoes
itself alone. Nothing a caller was told is done can be lost, and no position of the log becomes visible after a larger
one, because there is one writer.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Concatenate, Generic, ParamSpec, TypeVar, cast

from node.store.connection import Db, InlineRunner, Runner, ThreadRunner
from node.store.migrate import migrate
from node.store.records import seed

P = ParamSpec("P")
T = TypeVar("T")

MAX_UNITS_PER_COMMIT = 256


@dataclass(slots=True)
class _Unit(Generic[T]):
    name: str
    work: Callable[[Db], T]
    answer: asyncio.Future[T]


@dataclass(slots=True)
class _Outcome:
    value: object = None
    error: BaseException | None = None


class Store:
    """One database: `await store.writing("publish", unit, …)`, `await store.reading(unit, …)`."""

    def __init__(self, writer: Runner, readers: list[Runner]) -> None:
        self._writer = writer
        self._readers = readers
        self._turn = 0
        self._pending: deque[_Unit[object]] = deque()
        self._flush: asyncio.Task[None] | None = None
        self.commits = 0
        self.units = 0

    @classmethod
    async def open(cls, path: str, *, readers: int = 2) -> Store:
        """Open and migrate the database at `path`, each connection on its own thread."""
        writer = await ThreadRunner.open(path, writer=True)
        try:
            await writer.run(_prepare)
        except BaseException:
            await writer.close()
            raise
        return cls(writer, [await ThreadRunner.open(path, writer=False) for _ in range(readers)])

    @classmethod
    async def open_inline(cls, path: str = ":memory:") -> Store:
        """The same store in the caller's thread, one connection for all."""
        runner = await InlineRunner.open(path, writer=True)
        await runner.run(_prepare)
        return cls(runner, [])

    async def writing(self, name: str, unit: Callable[Concatenate[Db, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `unit` in a transaction and return its value once it is on disk. `name` is for the logs."""
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[T] = loop.create_future()
        waiting = _Unit(name, partial(_call, unit, args, kwargs), answer)
        self._pending.append(cast("_Unit[object]", waiting))
        if self._flush is None or self._flush.done():
            self._flush = loop.create_task(self._flush_all())
        return await answer

    async def reading(self, unit: Callable[Concatenate[Db, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `unit` on a reader, inside one snapshot."""
        if not self._readers:
            return await self._writer.run(partial(_call, unit, args, kwargs))
        self._turn = (self._turn + 1) % len(self._readers)
        return await self._readers[self._turn].run(partial(_snapshot, partial(_call, unit, args, kwargs)))

    async def close(self) -> None:
        """Finish what waits, then close every connection."""
        if self._flush is not None:
            await self._flush
        for runner in [*self._readers, self._writer]:
            await runner.close()

    async def _flush_all(self) -> None:
        # One turn of the loop lets requests that arrived together share the commit.
        await asyncio.sleep(0)
        while self._pending:
            units = [self._pending.popleft() for _ in range(min(len(self._pending), MAX_UNITS_PER_COMMIT))]
            try:
                outcomes = await self._writer.run(partial(_commit, [unit.work for unit in units]))
            except BaseException as error:
                _refuse(units, error)
                if not isinstance(error, Exception):
                    raise
                continue
            self.commits += 1
            self.units += len(units)
            for unit, outcome in zip(units, outcomes, strict=True):
                _settle(unit, outcome)


def _prepare(db: Db) -> None:
    migrate(db)
    seed(db)


def _call(unit: Callable[..., T], args: tuple[object, ...], kwargs: dict[str, object], db: Db) -> T:
    return unit(db, *args, **kwargs)


def _snapshot(unit: Callable[[Db], T], db: Db) -> T:
    db.execute("BEGIN")
    try:
        return unit(db)
    finally:
        db.execute("ROLLBACK")


def _commit(units: list[Callable[[Db], object]], db: Db) -> list[_Outcome]:
    db.execute("BEGIN IMMEDIATE")
    try:
        outcomes = [_attempt(unit, db) for unit in units]
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise
    return outcomes


def _attempt(unit: Callable[[Db], object], db: Db) -> _Outcome:
    db.execute("SAVEPOINT unit")
    try:
        value = unit(db)
    except Exception as error:  # handed to the caller of this unit; its neighbours in the commit go on
        db.execute("ROLLBACK TO unit")
        db.execute("RELEASE unit")
        return _Outcome(error=error)
    db.execute("RELEASE unit")
    return _Outcome(value=value)


def _settle(unit: _Unit[object], outcome: _Outcome) -> None:
    if unit.answer.done():  # the caller gave up waiting; the work is done all the same
        return
    if outcome.error is not None:
        unit.answer.set_exception(outcome.error)
    else:
        unit.answer.set_result(outcome.value)


def _refuse(units: list[_Unit[object]], error: BaseException) -> None:
    for unit in units:
        if not unit.answer.done():
            unit.answer.set_exception(error)
