"""The shelf keeper: has what the directory keeps in memory read, at the start and whenever it is missing.

It reads on a connection of its own, so that no question waits for it; until it is done the tables answer.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

import structlog

from federation.ports import Clock
from node.clock import iso
from node.store.memory.held import Held
from node.store.store import Store

# To read everything takes seconds of a core: whatever makes it go missing must not make that happen all the time.
PAUSE_S: Final = 30.0


@dataclass(slots=True)
class ShelfKeeper:
    """Reads when woken, until told to stop."""

    store: Store
    clock: Clock
    # What else is made ready with it, so that nobody waits for that either: not for a directory without a record.
    also: Callable[[], None] = lambda: None
    held: Held = field(default_factory=Held)
    awake: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self) -> None:
        """Work until cancelled."""
        while True:
            self.awake.clear()
            await self.read()
            with suppress(TimeoutError):
                # Nothing sets it: it only measures the pause.
                await asyncio.wait_for(asyncio.Event().wait(), PAUSE_S)
            await self.awake.wait()

    async def read(self) -> None:
        """Have it read when it is missing. Where that fails the tables go on answering."""
        if not self.held.missing:
            return
        try:
            await self.store.apart(self.held.read, iso(self.clock.now()))
            if self.held.holds_any:
                await asyncio.to_thread(self.also)
        except Exception:
            structlog.get_logger("directory").exception("bug", what="reading the directory into memory")

    def see(self) -> None:
        """A question was answered: wake up when it found nothing in memory."""
        if self.held.missing:
            self.awake.set()
