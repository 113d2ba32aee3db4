"""The delivery worker: sends what the log queued, in order per inbox, several inboxes at once.

A delivery is a row until its inbox answered: killed at any moment, this worker sends it again, and the other side
knows it by its id. One inbox is served by one task, which keeps the order; up to eight inboxes of a server run side by
side. A server that fails is left alone for longer and longer, up to the horizon of a week; one that sends us a signed
request is tried again at once. A single entry that a healthy server keeps failing on is set apart, so that others pass.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Final

import structlog

from federation.client import Client
from federation.errors import FederationError, Later, PeerFault, Refused
from federation.keys import Signer
from federation.retry import next_attempt
from federation.synchronization import HEADER
from node.home import Home
from node.store import deliveries, follows, log, peers, relays
from node.store.connection import Db
from node.store.deliveries import Delivery
from node.store.store import Store
from node.synchronizing import header_for
from vocab.context import PUBLIC

RUN: Final = 32
SET_APART_AFTER: Final = 5
# A server that has not answered for so long keeps its task and gives its place to another.
SLOW_AFTER_S: Final = 1.0
LOOK_AGAIN_S: Final = 0.25


@dataclass(frozen=True, slots=True)
class Letter:
    """What is sent, by whom, and whether it is for followers alone."""

    body: bytes
    actor: str
    to_followers: bool


@dataclass(slots=True)
class DeliveryWorker:
    """Delivers until told to stop."""

    home: Home
    store: Store
    client: Client
    awake: asyncio.Event = field(default_factory=asyncio.Event)
    _serving: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    _moved: dict[str, float] = field(default_factory=dict)
    _hosts: Counter[str] = field(default_factory=Counter)
    _letters: dict[int, Letter] = field(default_factory=dict)

    async def run(self) -> None:
        """Work until cancelled."""
        try:
            while True:
                self.awake.clear()
                await self._start_due()
                await self._rest()
        finally:
            for task in self._serving.values():
                task.cancel()
            await asyncio.gather(*self._serving.values(), return_exceptions=True)

    async def _start_due(self) -> None:
        settings = self.home.settings
        now = self.home.now()
        # What is being served is still due: it must not hide what could begin.
        limit = 4 * settings.deliveries_at_once + len(self._serving)
        for inbox, origin in await self.store.reading(deliveries.due_inboxes, now, limit):
            if not self._has_place():
                return
            if inbox in self._serving or self._hosts[origin] >= settings.inboxes_per_host:
                continue
            self._start(inbox, origin, self._serve(inbox, origin))
        for delivery in await self.store.reading(deliveries.apart_due, now, settings.deliveries_at_once):
            key = f"{delivery.inbox} #{delivery.id}"
            if key not in self._serving and self._has_place():
                self._start(key, delivery.origin, self._serve_apart(delivery))

    def _has_place(self) -> bool:
        """Whether one more may begin: servers that keep us waiting take no place from those that answer."""
        settings, now = self.home.settings, self.home.now()
        slow = sum(now - moved > SLOW_AFTER_S for moved in self._moved.values())
        quick = len(self._serving) - slow
        return quick < settings.deliveries_at_once and slow <= settings.slow_deliveries_at_once

    def _start(self, key: str, origin: str, work: Coroutine[object, object, None]) -> None:
        task = self.home.spawn(work)
        self._serving[key] = task
        self._moved[key] = self.home.now()
        self._hosts[origin] += 1
        task.add_done_callback(lambda _: self._done(key, origin))

    def _done(self, key: str, origin: str) -> None:
        self._serving.pop(key, None)
        self._moved.pop(key, None)
        self._hosts[origin] -= 1
        self._hosts += Counter()
        self.awake.set()

    async def _rest(self) -> None:
        due = await self.store.reading(deliveries.next_time)
        now = self.home.now()
        wait_s = 60.0 if due is None else min(60.0, max(0.0, due - now))
        if due is not None and due <= now:
            # Due but not started: every place is taken. A finished task wakes us; one that became slow does not.
            wait_s = LOOK_AGAIN_S
        try:
            async with asyncio.timeout(wait_s):
                await self.awake.wait()
        except TimeoutError:
            return

    async def _serve(self, inbox: str, origin: str) -> None:
        while True:
            queue = await self.store.reading(deliveries.head, inbox, self.home.now(), RUN)
            if not queue:
                return
            if not await self._send_run(queue, origin):
                return

    async def _send_run(self, queue: list[Delivery], origin: str) -> bool:
        """Send in order; True when the inbox may go on."""
        done: list[int] = []
        try:
            for delivery in queue:
                try:
                    await self._send(delivery)
                    done.append(delivery.id)
                    self._moved[delivery.inbox] = self.home.now()
                except Refused as refusal:
                    await self._finish(done, origin)
                    done = []
                    await self._refuse(delivery, refusal)
                except Later as later:
                    await self._finish(done, origin)
                    done = []
                    await self._postpone(delivery, origin, later)
                    return False
        finally:
            await self._finish(done, origin)
        return True

    async def _serve_apart(self, delivery: Delivery) -> None:
        try:
            await self._send(delivery)
            await self._finish([delivery.id], delivery.origin)
        except Refused as refusal:
            await self._refuse(delivery, refusal)
        except Later as later:
            await self._postpone(delivery, delivery.origin, later, apart=True)

    async def _send(self, delivery: Delivery) -> None:
        letter = await self._letter(delivery.position)
        signer, more = await self.store.reading(self._means, letter, delivery.inbox)
        await self.client.post(delivery.inbox, letter.body, signer, more)

    def _means(self, db: Db, letter: Letter, inbox: str) -> tuple[Signer, dict[str, str]]:
        """The key to sign with, and what else to say: who of the followers lives there, as it stands now (FEP-8fcf)."""
        said = header_for(db, self.home, letter.actor, inbox) if letter.to_followers else None
        return self.home.keys.for_requests(db, letter.actor), {HEADER: said} if said else {}

    async def _letter(self, position: int) -> Letter:
        # The same activity goes to many inboxes: it is read once, and a few are kept.
        found = self._letters.get(position)
        if found is None:
            found = await self.store.reading(_letter, position)
            if len(self._letters) >= 64:
                self._letters.pop(next(iter(self._letters)))
            self._letters[position] = found
        return found

    async def _finish(self, ids: list[int], origin: str) -> None:
        if ids:
            await self.store.writing("delivered", _delivered, list(ids), origin, self.home.now())

    async def _refuse(self, delivery: Delivery, refusal: Refused) -> None:
        structlog.get_logger("delivery").info("refused", inbox=delivery.inbox, why=refusal.log)
        await self.store.writing(
            "refused", _refused, delivery, f"{refusal.status}: {refusal.log}"[:500], self.home.now()
        )

    async def _postpone(self, delivery: Delivery, origin: str, later: FederationError, *, apart: bool = False) -> None:
        now = self.home.now()
        wait_s = later.retry_after_s if isinstance(later, Later) else None
        first = delivery.first_attempt or now
        when = next_attempt(delivery.attempts + 1, first, now, wait_s, self.home.chance())
        structlog.get_logger("delivery").info(
            "later", inbox=delivery.inbox, why=later.log, attempt=delivery.attempts + 1
        )
        if when is None:
            await self.store.writing("expired", deliveries.finish, [delivery.id], "expired", str(later)[:500], now)
            return
        # One entry that a server fails on while it answers others must not hold up the rest.
        stuck = isinstance(later, PeerFault) and delivery.attempts + 1 >= SET_APART_AFTER
        await self.store.writing(
            "postpone", _postponed, delivery, origin, when, str(later)[:500], now, apart=apart or stuck
        )


def _letter(db: Db, position: int) -> Letter:
    row = log.at(db, position)
    actor, recipients = (row.actor, row.recipients) if row else ("", ())
    return Letter(log.body(db, position), actor, f"{actor}/followers" in recipients and PUBLIC not in recipients)


def _delivered(db: Db, ids: list[int], origin: str, now: float) -> None:
    deliveries.finish(db, ids, "done", None, now)
    peers.answered(db, origin, now)


def _refused(db: Db, delivery: Delivery, answer: str, now: float) -> None:
    deliveries.finish(db, [delivery.id], "refused", answer, now)
    if answer.startswith("410"):
        follows.drop_inbox(db, delivery.inbox)
        relays.gone(db, delivery.inbox)


def _postponed(db: Db, delivery: Delivery, origin: str, when: float, answer: str, now: float, *, apart: bool) -> None:
    deliveries.postpone(db, delivery.id, when, answer, now, apart=apart)
    if not apart:
        peers.failed(db, origin, answer, when)
