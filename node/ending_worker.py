"""The ending worker: what ends merely because its date passed is a change too, for all who follow the list of changes.

Deadlines, the last days of offers and the ends of events pass without anybody saying anything. Accounts of territories,
webhooks and what is kept of the directory read one list; here it learns of them. A node that was stopped goes on where
it was.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Final

import structlog

from node.clock import iso
from node.home import Home
from node.store import ending
from node.store.store import Store

# As late as what is kept of the directory may be (feeds, pages).
REST_S: Final = 300.0


@dataclass(slots=True)
class EndingWorker:
    """Looks at the dates until told to stop. `effect` is set when something ended."""

    home: Home
    store: Store
    effect: asyncio.Event
    awake: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self) -> None:
        """Work until cancelled."""
        while True:
            self.awake.clear()
            try:
                await self.look()
            except Exception:  # the next look is another try
                structlog.get_logger("endings").exception("bug")
            try:
                async with asyncio.timeout(REST_S):
                    await self.awake.wait()
            except TimeoutError:
                continue

    async def look(self) -> int:
        """Make a change of what ended since the last look; how many records that were."""
        now = iso(self.home.now())
        if not await self.store.reading(ending.due, now):
            return 0
        ended = await self.store.writing("ended", ending.pass_on, now)
        if ended:
            self.effect.set()
        return ended
