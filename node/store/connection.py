"""How a connection to the database is opened: the one place that names the SQLite driver's settings."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from concurrent.futures import Future
from typing import Concatenate, ParamSpec, Protocol, TypeVar

import aiosqlite

Db = sqlite3.Connection
Row = sqlite3.Row
P = ParamSpec("P")
T = TypeVar("T")

_WRITER_PRAGMAS = (
    # Only a new database takes it: a record is three kilobytes, and two of them leave less of a page empty than one.
    "PRAGMA page_size = 8192",
    "PRAGMA journal_mode = WAL",
    # An acknowledged activity survives a power cut: the group commit of store.py pays for it.
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA busy_timeout = 5000",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA cache_size = -16000",
    "PRAGMA wal_autocheckpoint = 4000",
)
_READER_PRAGMAS = ("PRAGMA query_only = ON", "PRAGMA busy_timeout = 5000", "PRAGMA cache_size = -8000")


class Runner(Protocol):
    """Runs a synchronous function on the thread that owns a connection."""

    async def run(self, unit: Callable[[Db], T]) -> T: ...

    async def close(self) -> None: ...


class ThreadRunner:
    """A connection on its own thread, through aiosqlite."""

    def __init__(self, connection: aiosqlite.Connection) -> None:
        self._connection = connection

    @classmethod
    async def open(cls, path: str, *, writer: bool) -> ThreadRunner:
        connection = await aiosqlite.connect(path, isolation_level=None, cached_statements=512)
        runner = cls(connection)
        try:
            await runner.run(_prepare_writer if writer else _prepare_reader)
        except BaseException:
            # Its thread would keep the process from ending: a file that is no database must not hang a command.
            await runner.close()
            raise
        return runner

    async def run(self, unit: Callable[[Db], T]) -> T:
        # One hop for a whole unit of work. aiosqlite's public calls cost a hop per statement, a hundred times dearer.
        result: T = await self._connection._execute(unit, self._connection._conn)  # type: ignore[no-untyped-call]
        return result

    async def close(self) -> None:
        await self._connection.close()


class InlineRunner:
    """A connection in the caller's own thread: for tests, and one day a thousand nodes in one process."""

    def __init__(self, connection: Db) -> None:
        self._connection = connection

    @classmethod
    async def open(cls, path: str, image: bytes | None = None) -> InlineRunner:
        connection = sqlite3.connect(path, isolation_level=None)
        if image is not None:
            connection.deserialize(image)
        _prepare_writer(connection)
        return cls(connection)

    async def run(self, unit: Callable[[Db], T]) -> T:
        return unit(self._connection)

    async def close(self) -> None:
        self._connection.close()


def _prepare_writer(db: Db) -> None:
    for pragma in _WRITER_PRAGMAS:
        db.execute(pragma)


def _prepare_reader(db: Db) -> None:
    for pragma in _READER_PRAGMAS:
        db.execute(pragma)


__all__ = ["Concatenate", "Db", "Future", "InlineRunner", "P", "Row", "Runner", "T", "ThreadRunner"]
