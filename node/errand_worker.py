"""The errand worker: reads what others published while we were not listening.

Following backfills what was there before; a node that was down, or lost a message, asks everyone it follows for what
came since (`outbox?since=`, DESIGN 5 Catch-up). What it reads goes through the inbox like everything else. From
servers that do not speak our namespace it reads the newest pages of the outbox and what they feature. Disputed lists of
followers (FEP-8fcf) are read apart, one at a time: a stranger who keeps us waiting holds up nobody else.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Final
from urllib.parse import quote

import orjson
import structlog

from federation.actors import Actor, ActorResolver
from federation.client import Client
from federation.collections import read_ids
from federation.errors import Gone, Later, Refused
from federation.keys import Signer
from federation.owner import same_origin
from federation.retry import backoff
from node.acquaintances import speaks_ours
from node.home import Home
from node.inbox_worker import InboxWorker
from node.prepared import Document
from node.reconsidering import reconsider_network
from node.retention import AT_ONCE as AT_ONCE_FORGOTTEN
from node.retention import forget
from node.store import errands, follows, inbox, memberships
from node.store.connection import Db
from node.store.errands import Errand
from node.store.store import Store
from node.synchronizing import KIND as FOLLOWERS
from node.synchronizing import compare
from node.welcoming import MEETING, welcome, welcome_met
from vocab.looseness import id_of, one_or_many

AT_ONCE: Final = 4
FOREIGN_PAGES: Final = 3
MAX_ATTEMPTS: Final = 30
# Whom we disagree with will say so again.
MAX_COMPARISONS: Final = 3
MAX_MEMBERS: Final = 10_000
# Units of work of one round that forget; what is left waits for the next.
MAX_FORGETTING: Final = 1_000
MAX_MEMBER_PAGES: Final = 200


@dataclass(slots=True)
class ErrandWorker:
    """Runs errands until told to stop."""

    home: Home
    store: Store
    client: Client
    actors: ActorResolver
    inbox: InboxWorker
    awake: asyncio.Event = field(default_factory=asyncio.Event)
    running: int = 0
    _apart: asyncio.Task[None] | None = None

    async def run(self) -> None:
        """Work until cancelled; everyone we follow is asked at start."""
        await self._begin_round()
        next_round = self.home.now() + self._interval()
        try:
            while True:
                self.awake.clear()
                await self._run_due()
                if self.home.now() >= next_round:
                    await self._begin_round()
                    next_round = self.home.now() + self._interval()
                    continue
                await self._rest(next_round)
        finally:
            if self._apart is not None:
                self._apart.cancel()

    async def _begin_round(self) -> None:
        """Ask all those we follow; and forget what no replay can bring back, a little at a time."""
        await self.store.writing("catchup", _ask_everyone, self.home)
        forgotten = 0
        for _ in range(MAX_FORGETTING):
            gone = await self.store.writing("forget", forget, self.home)
            forgotten += gone
            if gone < AT_ONCE_FORGOTTEN:
                break
        if forgotten:
            structlog.get_logger("retention").info("forgot", rows=forgotten)

    def _interval(self) -> float:
        return self.home.settings.catchup_interval_s * (0.8 + 0.4 * self.home.chance())

    async def _run_due(self) -> None:
        await self._start_apart()
        due = await self.store.reading(partial(errands.due, apart=FOLLOWERS), self.home.now(), AT_ONCE)
        self.running = len(due)
        await asyncio.gather(*(self._run(errand) for errand in due))
        self.running = 0
        if due:
            self.awake.set()

    async def _start_apart(self) -> None:
        if self._apart is not None:
            return
        disputed = await self.store.reading(errands.due_of, FOLLOWERS, self.home.now())
        if disputed is not None:
            self._apart = self.home.spawn(self._run(disputed))
            self._apart.add_done_callback(self._done_apart)

    def _done_apart(self, _: asyncio.Task[None]) -> None:
        self._apart = None
        self.awake.set()

    async def _rest(self, next_round: float) -> None:
        # While one is read apart, its end wakes us.
        apart = FOLLOWERS if self._apart is not None else ""
        due = await self.store.reading(partial(errands.next_time, apart=apart))
        until = min(next_round, due if due is not None else next_round)
        try:
            async with asyncio.timeout(min(60.0, max(0.0, until - self.home.now()))):
                await self.awake.wait()
        except TimeoutError:
            return

    async def _run(self, errand: Errand) -> None:
        log = structlog.get_logger("errand")
        try:
            await self._do(errand)
        except Gone:
            log.info("restart", kind=errand.kind, subject=errand.subject)
            await self.store.writing("restart", _restart, errand, self.home.now())
        except (Later, Refused) as failure:
            log.info("later", kind=errand.kind, subject=errand.subject, why=str(failure))
            await self._postpone(errand, failure)
        except Exception as bug:  # an errand that trips us must not stop the others
            log.exception("bug", kind=errand.kind, subject=errand.subject)
            await self._postpone(errand, bug)

    async def _postpone(self, errand: Errand, failure: Exception) -> None:
        most = MAX_COMPARISONS if errand.kind == FOLLOWERS else MAX_ATTEMPTS
        if errand.attempts >= most or (isinstance(failure, Refused) and errand.attempts >= 3):
            await self.store.writing("give up", errands.finish, errand.id)
            return
        when = self.home.now() + backoff(errand.attempts + 1, self.home.chance())
        await self.store.writing("postpone", errands.postpone, errand.id, when, str(failure)[:500])

    async def _do(self, errand: Errand) -> None:
        signer = await self.store.reading(self._signer, errand.actor)
        if errand.kind == FOLLOWERS:
            await compare(self.home, self.store, self.client, errand, signer)
            # It may have written what others must hear, or asked for more to read.
            self.inbox.effect.set()
            return
        actor = await self.actors.resolve(errand.subject)
        if errand.kind == MEETING:
            await self.store.writing("met", _meet, self.home, errand)
            self.inbox.effect.set()
        elif errand.kind == "members":
            await self._read_members(errand, actor, signer)
        elif not actor.outbox:
            await self.store.writing("done", errands.finish, errand.id)
        elif speaks_ours(actor.document):
            await self._read_log(errand, actor.outbox, signer)
        elif errand.kind == "backfill":
            await self._read_pages(errand, actor, signer)
        else:
            await self.store.writing("done", errands.finish, errand.id)

    def _signer(self, db: Db, actor: str) -> Signer:
        return self.home.keys.for_requests(db, actor)

    async def _read_log(self, errand: Errand, outbox: str, signer: Signer) -> None:
        cursor = errand.cursor
        if cursor is None and errand.kind == "catchup":
            cursor = await self.store.reading(errands.cursor, errand.actor, errand.subject)
        for _ in range(self.home.settings.backfill_pages):
            page = (await self.client.get_document(f"{outbox}?since={quote(cursor or '0', safe='')}", signer)).document
            items = [item for item in one_or_many(page.get("orderedItems")) if isinstance(item, dict)]
            up_to = page.get("upTo")
            if not isinstance(up_to, str) or up_to == cursor:
                break
            cursor = up_to
            await self._keep(errand, items, partial(errands.advance, id=errand.id, cursor=up_to, now=self.home.now()))
            if page.get("next") is None:
                break
        await self.store.writing("done", _done, errand, cursor, self.home.now())

    async def _read_pages(self, errand: Errand, actor: Actor, signer: Signer) -> None:
        featured = id_of(actor.document.get("featured"))
        if featured and same_origin(featured, actor.id):
            await self._read_featured(errand, featured, signer)
        top = (await self.client.get_document(str(actor.outbox), signer)).document
        page: object = top.get("first") if "first" in top else top
        for _ in range(FOREIGN_PAGES):
            url = id_of(page)
            if not isinstance(page, dict):
                if url is None or not same_origin(url, actor.id):
                    break
                page = (await self.client.get_document(url, signer)).document
            items = [item for item in one_or_many(page.get("orderedItems")) if isinstance(item, dict)]
            await self._keep(errand, items, lambda db: None)
            page = page.get("next")
            if page is None:
                break
        await self.store.writing("done", errands.finish, errand.id)

    async def _read_featured(self, errand: Errand, url: str, signer: Signer) -> None:
        try:
            collection = (await self.client.get_document(url, signer)).document
        except Refused:
            return
        items = one_or_many(collection.get("orderedItems") or collection.get("items"))[:50]
        creates: list[Document] = [
            {"id": f"{id_of(item)}#featured", "type": "Create", "actor": errand.subject, "object": item}
            for item in items
            if id_of(item)
        ]
        await self._keep(errand, creates, lambda db: None)

    async def _keep(self, errand: Errand, items: list[Document], advance: Callable[[Db], None]) -> None:
        """Put what was read into the inbox, with how far we have read, in one commit."""
        rows = [
            (str(item["id"]), orjson.dumps(item))
            for item in items
            if isinstance(item.get("id"), str)
            and id_of(item.get("actor")) == errand.subject
            and same_origin(str(item["id"]), errand.subject)
        ]
        received = self.home.now_iso()
        # Followed anew: what we forgot when we no longer followed comes by activities that we know.
        again = errand.kind == "backfill"
        kept = await self.store.writing("pulled", _keep_rows, errand.subject, rows, received, advance, again)
        if kept:
            self.inbox.look()

    async def _read_members(self, errand: Errand, actor: Actor, signer: Signer) -> None:
        """Who else belongs to a network one of ours joined: those a network record is delivered to."""
        collection = id_of(actor.document.get("members"))
        if collection is None or not same_origin(collection, actor.id):
            await self.store.writing("members", _keep_members, self.home, errand, [])
            return
        members = (await read_ids(self.client, collection, signer, max_pages=MAX_MEMBER_PAGES, max_ids=MAX_MEMBERS)).ids
        for member in members:
            try:
                await self.actors.resolve(member)
            except (Later, Refused):
                continue
        await self.store.writing("members", _keep_members, self.home, errand, list(members))
        self.inbox.effect.set()


def _keep_rows(
    db: Db, signer: str, rows: list[tuple[str, bytes]], received: str, advance: Callable[[Db], None], again: bool
) -> int:
    kept = 0
    for id, body in rows:
        if inbox.keep(db, id, signer, signer, "pulled", body, received) is not None:
            kept += 1
        elif again and inbox.reopen(db, id, signer, body):
            kept += 1
    advance(db)
    return kept


def _keep_members(db: Db, home: Home, errand: Errand, members: list[str]) -> None:
    if memberships.state(db, errand.subject, errand.actor) == "accepted":
        new = [member for member in members if memberships.state(db, errand.subject, member) is None]
        for member in new:
            memberships.put(db, errand.subject, member, "", "accepted", home.now_iso())
        reconsider_network(db, home, errand.subject)
        welcome(db, home, errand.subject, new)
    errands.finish(db, errand.id)


def _meet(db: Db, home: Home, errand: Errand) -> None:
    welcome_met(db, home, errand.subject)
    errands.finish(db, errand.id)


def _done(db: Db, errand: Errand, cursor: str | None, now: float) -> None:
    if cursor is not None:
        errands.remember(db, errand.actor, errand.subject, cursor, now)
    errands.finish(db, errand.id)


def _restart(db: Db, errand: Errand, now: float) -> None:
    errands.drop(db, errand.actor, errand.subject)
    errands.add(db, "backfill", errand.actor, errand.subject, now)


def _ask_everyone(db: Db, home: Home) -> None:
    """Ask all those we follow."""
    now = home.now()
    for actor, subject in follows.followed_from_here(db):
        errands.add(db, "catchup", actor, subject, now)
