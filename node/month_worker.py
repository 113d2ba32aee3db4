"""The month worker: counts once a month what the directory holds of each territory, so that its evolution can be seen.

The count of a month is made the first time that this node runs in it, and never again: whoever quotes a figure finds
it next year too.
"""

from __future__ import annotations

import asyncio
from dataclasses import field
from typing import Final

import structlog

from node.clock import iso
from node.home import Home
from node.store import months
from node.store.store import Store
from vocab.dataclass import dataclass

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
