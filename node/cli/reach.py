"""Reach: how a command gets to its node, running or not.

The running node does the work; where none runs, the folder is locked and opened here. A node that is just starting
holds the lock before it listens, so a locked folder is asked again for a while.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from node.cli.output import Failed, quiet
from node.control import Report, ask, locked
from node.errors import Missing
from node.folder import DATABASE
from node.settings import Settings, load
from node.store.errors import Locked
from vocab.language import Text
from vocab.later import later

if TYPE_CHECKING:
    from node import app, logs
    from node.commands import table
    from node.node import Node
    from vocab.vocabulary import Vocabulary
else:
    # Where a node runs, it does the work: nothing of it is needed here.
    app, logs, table = later("node.app"), later("node.logs"), later("node.commands.table")

ATTEMPTS: Final = 40
PAUSE_S: Final = 0.25


@dataclass(frozen=True, slots=True)
class Place:
    """Where the node is."""

    data: Path
    debug: bool = False
    vocabulary: Vocabulary | None = None

    def settled(self) -> Path:
        """The folder, where a node was set up. Raises `Missing` elsewhere."""
        if not (self.data / DATABASE).exists():
            raise Missing(
                Text(
                    f"Aucun nœud dans {self.data}. Pour en préparer un : bocage --data {self.data} setup",
                    f"No node in {self.data}. To prepare one: bocage --data {self.data} setup",
                )
            )
        return self.data

    def settings(self, flags: dict[str, object] | None = None) -> Settings:
        """The settings in force. Raises `Missing` where no node was set up."""
        return load(self.settled(), os.environ, flags)

    def do(self, name: str, arguments: dict[str, object] | None = None, report: Report = quiet) -> object:
        """Do one command, wherever the work is done; its result."""
        return asyncio.run(self._do(name, arguments or {}, report))

    async def _do(self, name: str, arguments: dict[str, object], report: Report) -> object:
        async with self.reached() as reach:
            return await reach.do(name, arguments, report)

    @asynccontextmanager
    async def reached(self) -> AsyncIterator[Reach]:
        """A way to do several commands; a node opened for the first serves the others."""
        async with AsyncExitStack() as stack:
            yield Reach(self, stack)


@dataclass(slots=True)
class Reach:
    """The way to one node, while a command lasts."""

    place: Place
    stack: AsyncExitStack
    running: bool = False
    _node: Node | None = field(default=None)

    async def do(self, name: str, arguments: dict[str, object], report: Report = quiet) -> object:
        """Do one command. Raises what the node raises, or `Failed` with its answer."""
        settings = self.place.settings()
        for attempt in range(ATTEMPTS):
            if self._node is not None:
                break
            answer = await ask(self.place.data, name, arguments, report)
            if answer is not None:
                self.running = True
                return _result(answer)
            try:
                await self._open(settings)
            except Locked:
                if attempt == ATTEMPTS - 1:
                    raise
                await asyncio.sleep(PAUSE_S)
        assert self._node is not None
        return await table.perform(self._node, name, arguments, report)

    async def _open(self, settings: Settings) -> None:
        logs.configure(settings.log_format, "debug" if self.place.debug else "error")
        async with AsyncExitStack() as trying:
            await trying.enter_async_context(locked(self.place.data))
            opened = app.opened(self.place.data, settings, vocabulary=self.place.vocabulary)
            self._node = await trying.enter_async_context(opened)
            self.stack.push_async_exit(trying.pop_all())


def _result(answer: dict[str, object]) -> object:
    error = answer.get("error")
    if isinstance(error, dict):
        raise Failed(error)
    return answer.get("result")
