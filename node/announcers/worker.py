"""The worker that follows the list of changes, and has the actors of territories and themes say what concerns them.

Each step is one unit of work: what is said, what is queued and how far the list was read stand in it together. Killed
at any moment, the worker goes on from there, and nothing is said twice.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Final

from node.announcers import backlog
from node.announcers.announcing import STEP, announce_next
from node.announcers.news import HOUR_S, sum_up
from node.announcers.subject import subject_of
from node.announcers.waking import Waker
from node.home import Home
from node.store import follows, towns
from node.store.connection import Db
from node.store.store import Store

LOOK_S: Final = 30.0
SUMS: Final = 50
# Steps of the backlog at each reading: as much as a page of the log holds.
FILLED: Final = 4


@dataclass(slots=True)
class TownWorker:
    """Announces until told to stop."""

    home: Home
    store: Store
    # There may be something to deliver.
    deliver: asyncio.Event
    waker: Waker = field(init=False)
    awake: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.waker = Waker(self.home, self.store)

    async def run(self) -> None:
        """Work until cancelled."""
        while True:
            self.awake.clear()
            await self.catch_up()
            try:
                async with asyncio.timeout(LOOK_S):
                    await self.awake.wait()
            except TimeoutError:
                continue

    async def catch_up(self) -> None:
        """Announce all that changed so far, and sum up what is due."""
        while await self.store.reading(_has_work):
            count, touched = await self.store.writing("towns", announce_next, self.home)
            if touched:
                self.deliver.set()
            if count < STEP:
                break
        if await self.store.reading(_owes, self.home):
            await self.store.writing("towns summed up", _sum_up, self.home)
            self.deliver.set()

    async def fill(self, actor: str, reader: str | None) -> bool:
        """Tell a follower who reads some of what the actor told nobody; whether there may be more."""
        if not await self.store.reading(backlog.wants, self.home, actor, reader):
            return False
        for _ in range(FILLED):
            if not await self.store.writing("backlog", backlog.fill, self.home, actor):
                return False
        return True


def _has_work(db: Db) -> bool:
    return towns.any_awake(db) and towns.has_changes(db)


def _owes(db: Db, home: Home) -> bool:
    began = towns.next_sum(db)
    return began is not None and began <= home.now() - HOUR_S


def _sum_up(db: Db, home: Home) -> None:
    for id in towns.to_sum_up(db, home.now() - HOUR_S, SUMS):
        town = towns.of_actor(db, id)
        subject = subject_of(town.slug, home.vocabulary) if town is not None else None
        if subject is not None:
            others = [inbox for inbox, speaks in follows.inboxes(db, id) if not speaks]
            sum_up(db, home, id, subject, others)
