"""The software worker: asks the servers that take what we send what they run (NodeInfo), now and again.

`bocage peers` shows what it found and never waits for it. A few are asked at once, each once in a while, and one that
does not say is left alone as long as one that does.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Final

import structlog

from federation.client import Client
from federation.errors import FederationError
from federation.nodeinfo import Software, software_of
from node.home import Home
from node.store import servers
from node.store.store import Store

AT_ONCE: Final = 4
A_ROUND: Final = 20
DAY_S: Final = 86_400.0
REST_S: Final = 3_600.0


@dataclass(slots=True)
class SoftwareWorker:
    """Asks until told to stop."""

    home: Home
    store: Store
    client: Client
    awake: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self) -> None:
        """Work until cancelled."""
        while True:
            self.awake.clear()
            while await self.ask_round():
                pass
            try:
                async with asyncio.timeout(REST_S):
                    await self.awake.wait()
            except TimeoutError:
                continue

    async def ask_round(self) -> int:
        """Ask some of those that were not asked for long; return how many."""
        before = self.home.now() - self.home.settings.ask_software_days * DAY_S
        hosts = await self.store.reading(servers.unasked, before, A_ROUND)
        places = asyncio.Semaphore(AT_ONCE)
        said = await asyncio.gather(*(self._asked(host, places) for host in hosts))
        if hosts:
            found = [(host, one.name, one.version) for host, one in zip(hosts, said, strict=True)]
            await self.store.writing("software", servers.says, found, self.home.now())
        return len(hosts)

    async def _asked(self, host: str, places: asyncio.Semaphore) -> Software:
        scheme = self.home.origin.partition("://")[0]
        async with places:
            try:
                return await software_of(self.client, f"{scheme}://{host}")
            except FederationError as error:
                structlog.get_logger("software").debug("silent", host=host, why=error.log)
            except Exception:  # what a server says must not keep the others from being asked
                structlog.get_logger("software").exception("bug", host=host)
            return Software("", "")
