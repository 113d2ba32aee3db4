"""The charter worker: once a network's charter was installed, what came before it and speaks of it is read again.

Reports, practices, stories and adherences that nobody here could read count from then on. It goes on where it was,
however the node was stopped.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Final

import structlog

from node.home import Home
from node.shelving import shelve_again
from node.store import charters
from node.store.charters import Unread
from node.store.connection import Db
from node.store.store import Store

# Records looked at in one transaction.
STEP: Final = 200


@dataclass(slots=True)
class CharterWorker:
    """Reads until told to stop. `effect` is set when something counts that did not."""

    home: Home
    store: Store
    effect: asyncio.Event
    awake: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self) -> None:
        """Work until cancelled."""
        while True:
            self.awake.clear()
            try:
                while await self.step():
                    pass
            except Exception:  # what was not looked at is looked at when the next charter comes, or at the next start
                structlog.get_logger("charter").exception("bug")
            await self.awake.wait()

    async def step(self, limit: int = STEP) -> bool:
        """Look at some more records; whether there was anything to look at."""
        waiting = [each for each in await self.store.reading(charters.unread) if self._known(each)]
        if not waiting:
            return False
        if await self.store.writing("charter read", self._read, waiting[0], limit):
            self.effect.set()
        return True

    def _known(self, each: Unread) -> bool:
        """A moment passes between keeping a charter and knowing it; one that no longer reads is never known."""
        return self.home.vocabulary.charter.forks.version(f"{each.slug}/{each.version}") is not None

    def _read(self, db: Db, each: Unread, limit: int) -> int:
        found, last = charters.speaking_of(db, each.slug, each.after, limit)
        for num in found:
            shelve_again(db, self.home, num)
        charters.read_to(db, each, last)
        return len(found)
