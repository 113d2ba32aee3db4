"""Serving: a node at work, from its lock to its last closed connection."""

from __future__ import annotations

import asyncio
import gc
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import structlog

from node import barring, leftovers, memory
from node.app import opened, release
from node.clock import SystemClock
from node.commands.table import perform
from node.control import Report, locked, served
from node.formats import xlsx
from node.node import Node
from node.settings import Settings
from node.web.server import application, listening
from node.web.stock import Stock
from vocab.vocabulary import Vocabulary


async def serve(data: Path, settings: Settings, *, ready: Callable[[str], None]) -> None:
    """Run a node until SIGTERM or SIGINT; `ready` is told the address once it serves."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    async with running(data, settings) as (_, address):
        ready(address)
        await stop.wait()
    structlog.get_logger("node").info("stopped")


@asynccontextmanager
async def running(
    data: Path, settings: Settings, *, vocabulary: Vocabulary | None = None, stock: Stock | None = None
) -> AsyncIterator[tuple[Node, str]]:
    """A node that serves, works and answers commands while inside; words and pages are read unless they are given."""
    if settings.allow_private_networks:
        structlog.get_logger("node").warning(
            "DEVELOPMENT: http and private addresses are allowed; never run a public node like this"
        )
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(locked(data))
        xlsx.clear(data)
        leftovers.clear(data, SystemClock().now())
        node = await stack.enter_async_context(opened(data, settings, vocabulary=vocabulary))
        if await node.store.reading(barring.is_new_mode, node.home):
            node.home.domains = await node.store.writing("federation", barring.enter_mode, node.home)
        app = application(node, release(), data, stock)
        address = await stack.enter_async_context(listening(app, settings.listen))

        async def command(name: str, arguments: dict[str, object], report: Report) -> object:
            return await perform(node, name, arguments, report)

        await stack.enter_async_context(served(data, command))
        node.start()
        stack.push_async_callback(node.stop)
        # At the loop's next turn: who waits for the ready line has it before.
        asyncio.get_running_loop().call_soon(_settle)
        yield node, address


def _settle() -> None:
    """What was built at start lives as long as the process: the collector need not look at it again."""
    gc.collect()
    memory.give_back()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
