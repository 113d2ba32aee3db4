"""The crew of an import: makers in processes of their own where the file is long, else one in this process."""

from __future__ import annotations

import asyncio
import os
import sys
from collections import deque
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from itertools import cycle
from pathlib import Path
from typing import Final, Protocol

from node import workers
from node.bulk import wire
from node.bulk.maker import Brief, Maker, Piece
from node.errors import NodeError
from node.home import Home
from node.importing.row import Line
from node.settings import Settings
from node.store.store import Store
from vocab.language import Text

MODULE: Final = "node.bulk.worker"
# Below this a process would take longer to begin than the lines take.
LONG: Final = 1_000
MOST: Final = 8
# Pieces that a maker has before it: the one it works on, and the next.
AHEAD: Final = 2
BUFFER: Final = 4_000_000
ENDING_S: Final = 5.0
ENDED: Final = Text(
    "Un des processus qui préparaient l'import s'est arrêté. Ce qui est importé l'est : relancez la même commande, elle"
    " reprend là où elle en était.",
    "A process that prepared the import ended. What is imported stays: run the same command again, it goes on.",
)

Lines = tuple[Line, ...]


class Crew(Protocol):
    """Gives what becomes of lines, in their order."""

    def pieces(self, batches: Iterable[Lines]) -> AsyncIterator[Piece]: ...


def hands(settings: Settings, lines: int) -> int:
    """How many processes prepare an import of about so many lines; 0: none but this one."""
    if not settings.import_workers and lines < LONG:
        return 0
    return min(settings.import_workers or len(os.sched_getaffinity(0)), MOST)


@asynccontextmanager
async def hired(home: Home, store: Store, database: Path | None, brief: Brief, lines: int) -> AsyncIterator[Crew]:
    """A crew for a file of about so many lines. `database`: None where it is no file. Raises ImportRefused."""
    alone = Alone(store, Maker(home, brief))
    count = hands(home.settings, lines)
    if database is None or not count:
        yield alone
        return
    processes = [await _start(database, home.settings, brief) for _ in range(count)]
    try:
        yield Several(processes)
    finally:
        await asyncio.gather(*(_end(process) for process in processes))


class Alone:
    """One maker, in this process, on a reader's thread."""

    def __init__(self, store: Store, maker: Maker) -> None:
        self._store, self._maker = store, maker

    async def pieces(self, batches: Iterable[Lines]) -> AsyncIterator[Piece]:
        """What becomes of each of these."""
        for lines in batches:
            yield await self._store.reading(self._maker.make, lines)


class Several:
    """Makers in processes: each in its turn gets some lines, and is listened to in its turn."""

    def __init__(self, processes: list[asyncio.subprocess.Process]) -> None:
        self._processes = processes

    async def pieces(self, batches: Iterable[Lines]) -> AsyncIterator[Piece]:
        """What becomes of each of these."""
        busy: deque[asyncio.subprocess.Process] = deque()
        for lines, process in zip(batches, cycle(self._processes), strict=False):
            _give(process, lines)
            busy.append(process)
            if len(busy) == AHEAD * len(self._processes):
                yield await _take(busy.popleft())
        while busy:
            yield await _take(busy.popleft())


async def _start(database: Path, settings: Settings, brief: Brief) -> asyncio.subprocess.Process:
    process = await workers.start(sys.executable, "-m", MODULE, str(database), limit=BUFFER)
    _give(process, settings)
    _give(process, brief)
    return process


def _give(process: asyncio.subprocess.Process, value: object) -> None:
    # Not waited for: a maker that cannot say what it made does not listen either. What it has before it is bounded.
    assert process.stdin is not None
    process.stdin.write(wire.packed(value))


async def _take(process: asyncio.subprocess.Process) -> Piece:
    assert process.stdout is not None
    try:
        head = await process.stdout.readexactly(wire.HEAD)
        piece = wire.unpacked(await process.stdout.readexactly(int.from_bytes(head, "big")))
    except (asyncio.IncompleteReadError, ConnectionError) as error:
        raise NodeError(ENDED, "a maker of the import ended") from error
    assert isinstance(piece, Piece)
    return piece


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.stdin is not None:
        process.stdin.close()
    try:
        await asyncio.wait_for(process.wait(), ENDING_S)
    except TimeoutError:
        process.kill()
        await process.wait()
