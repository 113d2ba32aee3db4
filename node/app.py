"""Putting a node together: the only place that knows everybody."""

from __future__ import annotations

import asyncio
import random
import secrets
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import structlog

from federation.actors import ActorResolver
from federation.client import Client
from federation.discovery import Discovery, Limits
from federation.guard import Guard, is_this_machine
from federation.keyring import KeyRing
from federation.keys import Signer
from federation.nonces import Nonces
from federation.ports import Clock
from node import barring, charters, memory, mending, shelving
from node.acquaintances import KnownActors, KnownKeys, KnownServers
from node.announcers.worker import TownWorker
from node.charter_worker import CharterWorker
from node.clock import SystemClock
from node.delivery_worker import DeliveryWorker
from node.digest.worker import DigestWorker
from node.directory import Directory
from node.dumps.nightly import Nightly
from node.ending_worker import EndingWorker
from node.endorsements.status_worker import StatusWorker
from node.errand_worker import ErrandWorker
from node.errors import NodeError
from node.folder import DATABASE, IMPORTS
from node.home import Home
from node.import_worker import ImportWorker
from node.inbox_worker import InboxWorker
from node.introducing import Introducer
from node.looking_worker import LookingWorker
from node.mail.letters import Stationery
from node.mail.office import Office
from node.mail.sealing import Sealer
from node.mail.smtp import Smtp
from node.mail.worker import MailWorker
from node.month_worker import MonthWorker
from node.node import Node
from node.outboxes import secret
from node.pace import Pace
from node.preparing import Preparer
from node.settings import Settings
from node.shelf_keeper import ShelfKeeper
from node.software_worker import SoftwareWorker
from node.sparql.service import Sparql
from node.store import actors
from node.store.connection import Db
from node.store.store import Store
from node.webhooks.worker import WebhookWorker
from node.website_worker import WebsiteWorker
from vocab.language import Text
from vocab.vocabulary import Vocabulary


class SystemChance:
    """The machine's chance."""

    def bytes(self, count: int) -> bytes:
        """Unpredictable bytes."""
        return secrets.token_bytes(count)


def release() -> str:
    """The version of this installation."""
    try:
        return version("bocage")
    except PackageNotFoundError:
        return "0"


@asynccontextmanager
async def opened(
    data: Path, settings: Settings, *, clock: Clock | None = None, vocabulary: Vocabulary | None = None
) -> AsyncIterator[Node]:
    """A node over its data folder, its workers not started. Everything is closed at the end."""
    store = await Store.open(str(data / DATABASE), copies=settings.keep_upgrade_copies)
    try:
        # R21: private keys are in it.
        (data / DATABASE).chmod(0o600)
        home = Home(settings, vocabulary or Vocabulary.load(), clock or SystemClock())
        home.chance, home.spawn = random.random, _spawn
        guard = Guard(allow_private=settings.allow_private_networks, refuses=lambda host: home.domains.refuses(host))
        async with Client(guard, home.clock, origin=settings.origin, version=release()) as client:
            node = await assemble(home, store, client)
            home.sealer = Sealer.in_folder(data, secrets.token_bytes)
            node.mail = _mail(home, store, data, home.sealer)
            node.database = node.imports.database = data / DATABASE
            node.imports.folder = data / IMPORTS
            if settings.sparql:
                node.sparql = Sparql.of(data, settings, home.clock, home.spawn)
            node.nightly = Nightly(data, settings, home.clock, node.sparql)
            yield node
    finally:
        await store.close()


def _mail(home: Home, store: Store, data: Path, sealer: Sealer) -> MailWorker | None:
    """What sends e-mail, where the operator has set by which server and from which address."""
    settings = home.settings
    if not settings.smtp_host or not settings.smtp_sender:
        return None
    home.office = Office(sealer, Stationery())
    return MailWorker(home, store, Smtp(settings, data), home.office)


def _secret() -> str:
    return secrets.token_urlsafe(32)


async def assemble(home: Home, store: Store, client: Client) -> Node:
    """A node over its parts, its workers not started."""
    home.secret = _secret
    home.domains = await store.reading(barring.domains, home.settings)
    home.vocabulary = await store.reading(charters.vocabulary_of, home.vocabulary)
    signer = await store.reading(_own_signer, home)
    for fault in await store.writing("mend", mending.mend, home):
        structlog.get_logger("store").warning("made anew from the records", part=fault.part, why=fault.said)
    if not await store.reading(shelving.current):
        await store.writing("index anew", shelving.renew, home)
    discovery = discovering(home, store)
    resolver = ActorResolver(client, KnownActors(store), home.clock, signer, discovery, home.settings.max_actor_bytes)
    keys = KeyRing(resolver.resolve_key, KnownKeys(store), home.clock, tried=resolver.tried)
    preparer = Preparer(home, store, client, resolver, keys, signer, discovery)
    inbox = InboxWorker(preparer)
    deliveries = DeliveryWorker(home, store, client)
    errands = ErrandWorker(home, store, client, resolver, inbox)
    software = SoftwareWorker(home, store, client)
    statuses = StatusWorker(home, store, client, preparer)
    introducer = Introducer(home, store, preparer, inbox.effect)
    websites = WebsiteWorker(home, store, client, discovery.suffixes, introducer, Pace(home.settings))
    looking = LookingWorker(home, store, client, discovery.suffixes, Pace(home.settings))
    directory = Directory(
        store,
        home.vocabulary,
        home.clock,
        home.settings.title,
        home.origin,
        home.settings.language,
        await store.reading(secret),
        _shelf_keeper(home, store),
    )
    bringer = ImportWorker(home, store, client)
    nonces = Nonces(await store.reading(secret), SystemChance())
    digests = DigestWorker(home, store, directory)
    node = Node(
        home,
        store,
        client,
        resolver,
        keys,
        preparer,
        inbox,
        deliveries,
        errands,
        directory,
        nonces,
        discovery,
        software,
        statuses,
        websites,
        looking,
        bringer,
        MonthWorker(home, store),
        EndingWorker(home, store, inbox.effect),
        TownWorker(home, store, deliveries.awake),
        digests,
        WebhookWorker(home, store, client, directory, digests.state),
        CharterWorker(home, store, inbox.effect),
    )
    bringer.wake = node.wake
    return node


def _shelf_keeper(home: Home, store: Store) -> ShelfKeeper | None:
    if not home.settings.directory_in_memory:
        return None

    def ready() -> None:
        home.vocabulary.prepare()
        memory.give_back()

    return ShelfKeeper(store, home.clock, ready)


def discovering(home: Home, store: Store) -> Discovery:
    """How many strangers this node lets itself meet; on a developer's machine whoever lives there is none."""
    settings = home.settings
    limits = Limits(
        settings.discovery_actors,
        settings.discovery_hosts,
        settings.discovery_at_once,
        settings.discovery_everybody,
        settings.discovery_everybody_at_once,
    )
    local = settings.allow_private_networks
    return Discovery(home.clock, KnownServers(store, home), limits, free=lambda host: local and is_this_machine(host))


def _spawn(work: Coroutine[object, object, None]) -> asyncio.Task[None]:
    return asyncio.get_running_loop().create_task(work)


def _own_signer(db: Db, home: Home) -> Signer:
    founded = actors.named(db, "actor")
    if founded is not None and founded.id != home.application:
        origin = founded.id.removesuffix("/actor")
        raise NodeError(
            Text(
                f'Ce nœud a été fondé à l\'adresse {origin}, qui ne change plus : remettez origin = "{origin}".',
                f'This node was founded at {origin}, which never changes: put origin = "{origin}" back.',
            )
        )
    return home.keys.for_requests(db, home.application)
