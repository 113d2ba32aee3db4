"""The store: many readers, one writer, and a group commit.

A unit of work is a synchronous function of a connection. `writing` queues it; a single flush takes all that wait,
runs them in one transaction on the writer's thread, commits once with the disk's word (synchronous FULL), and only
then answers their callers. Under load a hundred accepted activities share one fsync. A unit that fails undoes itself
alone: that is rare, so units run without savepoints until one fails, and are then all run again, each inside its own.
Hence a unit changes nothing but the database. Nothing a caller was told is done can be lost, and no position of the
log becomes visible after a larger one, because there is one writer.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Concatenate, Generic, ParamSpec, TypeAlias, TypeVar, cast

from node.store.backup import before_upgrade
from node.store.connection import Db, InlineRunner, Runner, ThreadRunner
from node.store.migrate import Before, migrate
from node.store.records import seed
from node.store.watch import Watch

P = ParamSpec("P")
T = TypeVar("T")

MAX_UNITS_PER_COMMIT = 256


Unit: TypeAlias = Callable[[Db], T]
Outcome: TypeAlias = T | Exception


@dataclass(frozen=True, slots=True)
class _Waiting(Generic[T]):
    """Units handed in together, and who waits for what becomes of each."""

    units: Sequence[Unit[T]]
    answer: asyncio.Future[list[Outcome[T]]]


@dataclass(frozen=True, slots=True)
class Watches:
    """What is watched, for those who depend on it."""

    actors: Watch = field(default_factory=lambda: Watch("actors"))
    queues: Watch = field(default_factory=lambda: Watch("deliveries", "errands"))


class Store:
    """One database: `await store.writing("publish", unit, …)`, `await store.reading(unit, …)`."""

    def __init__(self, writer: Runner, readers: list[Runner], watches: Watches, path: str) -> None:
        self._writer = writer
        self._path = path
        self._readers = readers
        self._watches = watches
        self._turn = 0
        self._pending: deque[_Waiting[object]] = deque()
        self._flush: asyncio.Task[None] | None = None
        self.commits = 0
        self.units = 0
        # How many commits wrote to our actors: what is kept of them in memory is as old as this number.
        self.actors_version = 0
        # How many wrote to what waits to be sent or to be read elsewhere.
        self.queues_version = 0

    @classmethod
    async def open(cls, path: str, *, readers: int = 2, copies: int = 2) -> Store:
        """Open and migrate the database at `path`, each connection on its own thread.

        Before an older schema changes, the file is copied to `backups/` beside it; the newest `copies` are kept.
        """
        before = partial(before_upgrade, Path(path), copies)
        writer, watches = await ThreadRunner.open(path, writer=True), Watches()
        try:
            await writer.run(partial(_prepare, watches, before=before))
        except BaseException:
            await writer.close()
            raise
        return cls(writer, [await ThreadRunner.open(path, writer=False) for _ in range(readers)], watches, path)

    @classmethod
    async def open_inline(cls, path: str = ":memory:", image: bytes | None = None) -> Store:
        """The same store in the caller's thread, one connection for all. `image`: the database to begin with."""
        runner, watches = await InlineRunner.open(path, image), Watches()
        await runner.run(partial(_prepare, watches))
        return cls(runner, [], watches, path)

    async def writing(self, name: str, unit: Callable[Concatenate[Db, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `unit` in a transaction and return its value once it is on disk. `name` is for the logs."""
        (outcome,) = await self.writing_each(name, [partial(_call, unit, args, kwargs)])
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    async def writing_each(self, name: str, units: Sequence[Unit[T]]) -> list[Outcome[T]]:
        """Run each of `units` as `writing` does, in order, and return for each its value or what it raised."""
        loop = asyncio.get_running_loop()
        waiting: _Waiting[T] = _Waiting(units, loop.create_future())
        self._pending.append(cast("_Waiting[object]", waiting))
        if self._flush is None or self._flush.done():
            self._flush = loop.create_task(self._flush_all())
        return await waiting.answer

    async def reading(self, unit: Callable[Concatenate[Db, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `unit` on a reader, inside one snapshot."""
        if not self._readers:
            return await self._writer.run(partial(_call, unit, args, kwargs))
        self._turn = (self._turn + 1) % len(self._readers)
        return await self._readers[self._turn].run(partial(_snapshot, partial(_call, unit, args, kwargs)))

    async def apart(self, unit: Callable[Concatenate[Db, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The same on a connection of its own, for what takes long: nobody waits for a reader because of it."""
        if not self._readers:
            return await self.reading(unit, *args, **kwargs)
        runner = await ThreadRunner.open(self._path, writer=False)
        try:
            return await runner.run(partial(_snapshot, partial(_call, unit, args, kwargs)))
        finally:
            await runner.close()

    async def close(self) -> None:
        """Finish what waits, then close every connection."""
        if self._flush is not None:
            await asyncio.wait([self._flush])
        # Each has a thread that outlives a failure: all are closed, whatever one of them says. The writer is the last:
        # alone, it brings all that was written into the one file, and the two beside it go.
        closed = await asyncio.gather(*(each.close() for each in self._readers), return_exceptions=True)
        closed += await asyncio.gather(self._writer.close(), return_exceptions=True)
        for outcome in closed:
            if isinstance(outcome, BaseException):
                raise outcome

    async def _flush_all(self) -> None:
        # One turn of the loop lets requests that arrived together share the commit.
        await asyncio.sleep(0)
        while self._pending:
            shared = self._share()
            units = [unit for waiting in shared for unit in waiting.units]
            try:
                outcomes = await self._writer.run(partial(_commit, units))
            except BaseException as error:
                _refuse(shared, error)
                if not isinstance(error, Exception):
                    raise
                continue
            self.commits += 1
            self.units += len(units)
            self.actors_version += self._watches.actors.taken()
            self.queues_version += self._watches.queues.taken()
            _settle(shared, outcomes)

    def _share(self) -> list[_Waiting[object]]:
        """Those who share the next commit, in order."""
        shared = [self._pending.popleft()]
        count = len(shared[0].units)
        while self._pending and count + len(self._pending[0].units) <= MAX_UNITS_PER_COMMIT:
            shared.append(self._pending.popleft())
            count += len(shared[-1].units)
        return shared


def _prepare(watches: Watches, db: Db, before: Before | None = None) -> None:
    migrate(db, before)
    seed(db)
    watches.actors.on(db)
    watches.queues.on(db)


def _call(unit: Callable[..., T], args: tuple[object, ...], kwargs: dict[str, object], db: Db) -> T:
    return unit(db, *args, **kwargs)


def _snapshot(unit: Callable[[Db], T], db: Db) -> T:
    db.execute("BEGIN")
    try:
        return unit(db)
    finally:
        db.execute("ROLLBACK")


def _commit(units: Sequence[Unit[T]], db: Db) -> list[Outcome[T]]:
    try:
        return [*_transaction(units, db)]
    except Exception as error:
        if len(units) == 1:
            return [error]
    return _transaction([partial(_attempt, unit) for unit in units], db)


def _transaction(units: Sequence[Unit[T]], db: Db) -> list[T]:
    db.execute("BEGIN IMMEDIATE")
    try:
        values = [unit(db) for unit in units]
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise
    return values


def _attempt(unit: Unit[T], db: Db) -> Outcome[T]:
    db.execute("SAVEPOINT unit")
    try:
        value = unit(db)
    except Exception as error:  # handed to the caller of this unit; its neighbours in the commit go on
        db.execute("ROLLBACK TO unit")
        db.execute("RELEASE unit")
        return error
    db.execute("RELEASE unit")
    return value


def _settle(shared: list[_Waiting[T]], outcomes: list[Outcome[T]]) -> None:
    done = 0
    for waiting in shared:
        count = len(waiting.units)
        if not waiting.answer.done():  # else the caller gave up waiting; the work is done all the same
            waiting.answer.set_result(outcomes[done : done + count])
        done += count


def _refuse(shared: list[_Waiting[object]], error: BaseException) -> None:
    for waiting in shared:
        if not waiting.answer.done():
            waiting.answer.set_exception(error)
