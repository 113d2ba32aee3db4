"""The month worker: counts once a month what there is in each territory and what is said of practices (observatory).

The count of a month is made the first time that this node runs in it, and never again: whoever quotes a figure finds
it next year too.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Final

import orjson
import structlog

from node.clock import iso
from node.home import Home
from node.observatory.counting import counted, struck, together
from node.observatory.snapshot import hash_of, snapshot
from node.observatory.wanting import wanted
from node.store import months, observatory
from node.store.store import Store

REST_S: Final = 3_600.0


@dataclass(slots=True)
class MonthWorker:
    """Counts until told to stop."""

    home: Home
    store: Store
    awake: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self) -> None:
        """Work until cancelled."""
        while True:
            self.awake.clear()
            try:
                await self.count()
                await self.observe()
            except Exception:  # the next hour is another try
                structlog.get_logger("months").exception("bug")
            try:
                async with asyncio.timeout(REST_S):
                    await self.awake.wait()
            except TimeoutError:
                continue

    async def count(self) -> bool:
        """Count this month unless it was; whether it had not been."""
        now = iso(self.home.now())
        month = now[:7]
        if await self.store.reading(months.is_counted, month):
            return False
        counted = await self.store.reading(months.count, now)
        if not counted:  # a node of today knows nothing yet: its first month is the one in which it does
            return False
        kept = self.home.settings.keep_counts_months
        return await self.store.writing("month", months.keep, month, counted, now, months=kept)

    async def observe(self) -> bool:
        """Make this month of the observatory unless it was made; whether it had not been.

        A month in which too few have answered to show anything is tried again each hour until its end.
        """
        now = iso(self.home.now())
        month = now[:7]
        if await self.store.reading(observatory.find, month) is not None:
            return False
        vocabulary = self.home.vocabulary
        members = await self.store.reading(observatory.members)
        answers = await self.store.reading(observatory.answers, now, vocabulary)
        held = await self.store.reading(observatory.rows)
        # Whatever becomes of this month: what no longer stands is remembered no longer.
        left = struck(held, members, answers.keys())
        asking = await self.store.reading(observatory.asking, now)
        # Of many organisations and groups it takes a while.
        rows = await asyncio.to_thread(counted, members, answers, left, month)
        pairs = await asyncio.to_thread(together, rows)
        help = await asyncio.to_thread(wanted, members, asking)
        version = vocabulary.charter.version
        document = await asyncio.to_thread(snapshot, self.home.origin, month, now, version, members, rows, pairs, help)
        if not document["rows"] and all(each.organizations is None for each in help):
            if left != held:
                await self.store.writing("observatory", observatory.put, left)
            return False
        made = observatory.Month(month, orjson.dumps(document), hash_of(document))
        await self.store.writing("observatory", observatory.keep, made, rows)
        return True
