"""A node at work: the parts that `app.py` put together, for the commands and the web to use."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, field
from pathlib import Path

from federation import webfinger
from federation.actors import Actor, ActorResolver
from federation.client import Client
from federation.discovery import Discovery
from federation.keyring import KeyRing
from federation.nonces import Nonces
from federation.webfinger import parse_handle
from node.announcers.worker import TownWorker
from node.charter_worker import CharterWorker
from node.delivery_worker import DeliveryWorker
from node.digest.worker import DigestWorker
from node.directory import Directory
from node.dumps.nightly import Nightly
from node.echo import Echo
from node.ending_worker import EndingWorker
from node.endorsements.status_worker import StatusWorker
from node.errand_worker import ErrandWorker
from node.home import Home
from node.import_worker import ImportWorker
from node.inbox_worker import InboxWorker
from node.looking_worker import LookingWorker
from node.mail.worker import MailWorker
from node.month_worker import MonthWorker
from node.preparing import Preparer
from node.refusals import Refusals
from node.software_worker import SoftwareWorker
from node.sparql.service import Sparql
from node.store.store import Store
from node.webhooks.worker import WebhookWorker
from node.website_worker import WebsiteWorker


@dataclass(slots=True, repr=False)
class Node:
    """One installation, running or only open for a command."""

    home: Home
    store: Store
    client: Client
    actors: ActorResolver
    keys: KeyRing
    preparer: Preparer
    inbox: InboxWorker
    deliveries: DeliveryWorker
    errands: ErrandWorker
    directory: Directory
    nonces: Nonces
    discovery: Discovery
    software: SoftwareWorker
    statuses: StatusWorker
    websites: WebsiteWorker
    looking: LookingWorker
    imports: ImportWorker
    months: MonthWorker
    endings: EndingWorker
    towns: TownWorker
    digests: DigestWorker
    webhooks: WebhookWorker
    charters: CharterWorker
    # Where the database is; None where it is no file: in tests.
    database: Path | None = None
    # None where this node answers no SPARQL.
    sparql: Sparql | None = None
    # None where there is no folder: in tests.
    nightly: Nightly | None = None
    # None where no e-mail leaves.
    mail: MailWorker | None = None
    refusals: Refusals = field(default_factory=Refusals)
    echo: Echo = field(default_factory=Echo)
    tasks: list[asyncio.Task[None]] = field(default_factory=list)
    publishing: asyncio.Lock = field(default_factory=asyncio.Lock)

    def wake(self) -> None:
        """There is something to deliver or to read."""
        self.deliveries.awake.set()
        self.errands.awake.set()
        self.websites.awake.set()
        self.looking.awake.set()
        self.towns.awake.set()
        self.webhooks.awake.set()
        self.statuses.awake.set()
        if self.mail is not None:
            self.mail.awake.set()

    async def meet(self, handle: str) -> Actor:
        """The actor behind a handle or an address, fetched from its origin when it is not fresh."""
        return await self.actors.resolve(await webfinger.resolve(self.client, parse_handle(handle)))

    def start(self) -> None:
        """Start the workers."""
        works: list[tuple[str, Coroutine[object, object, None]]] = [
            ("inbox", self.inbox.run()),
            ("deliveries", self.deliveries.run()),
            ("errands", self.errands.run()),
            ("software", self.software.run()),
            ("statuses", self.statuses.run()),
            ("websites", self.websites.run()),
            ("looking", self.looking.run()),
            ("imports", self.imports.run()),
            ("months", self.months.run()),
            ("endings", self.endings.run()),
            ("towns", self.towns.run()),
            ("webhooks", self.webhooks.run()),
            ("charters", self.charters.run()),
            ("wake", self._wake_on_effect()),
        ]
        if self.directory.keeper is not None:
            works.append(("shelf", self.directory.keeper.run()))
        if self.mail is not None:
            works += [("mail", self.mail.run()), ("digests", self.digests.run())]
        if self.sparql is not None:
            works.append(("sparql", self.sparql.indexer.run()))
        if self.nightly is not None and self.nightly.wanted:
            works.append(("dumps", self.nightly.run()))
        for name, work in works:
            task = self.home.spawn(work)
            task.set_name(name)
            self.tasks.append(task)

    async def stop(self) -> None:
        """Stop the workers; what they were doing is done again at the next start."""
        for task in self.tasks:
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        self.tasks.clear()
        if self.sparql is not None:
            await self.sparql.close()

    async def _wake_on_effect(self) -> None:
        """Wake the workers when what came in gave them something to do; most of it does not."""
        seen = self.store.queues_version
        while True:
            await self.inbox.effect.wait()
            self.inbox.effect.clear()
            self.towns.awake.set()
            self.webhooks.awake.set()
            self.statuses.awake.set()
            if self.store.queues_version != seen:
                seen = self.store.queues_version
                self.wake()
