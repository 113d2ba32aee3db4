"""The webhook worker: tells programs what is new, changed and ended, some records at a time.

What a program knows is a state (digest/state.py): what it could not be told is told by the next try, as it stands then,
and nothing waits in a queue. It is noted to know only after it answered 2xx, so that it may be told something twice
(each telling has an id) and never misses anything.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Final

import orjson
import structlog

from federation.client import Client
from federation.errors import FederationError, Gone
from federation.retry import backoff
from node.clock import iso
from node.digest.state import News, State, name_of, news
from node.directory import Directory
from node.feeds.question import POLICIES
from node.formats.item import items_of
from node.home import Home
from node.parameters import BadQuery
from node.reader import Reader
from node.store import changes, digests, webhooks
from node.store.connection import Db
from node.store.store import Store
from node.store.webhooks import Webhook
from node.webhooks import hooking
from node.webhooks.signing import HEADER, signature

REST_S: Final = 60.0
# Records of one telling, and addresses told at the same time.
MOST_RECORDS: Final = 50
AT_ONCE: Final = 4
# From one telling to the next: what comes in between comes together, and a busy directory is not read at each change.
EVERY_S: Final = 30.0
# Failures in a row after which it is given up: about five days of waiting.
MOST_FAILURES: Final = 25

StateOf = Callable[[str], Awaitable[bytes]]


@dataclass(slots=True)
class WebhookWorker:
    """Tells until told to stop. `state_of`: what answers a question now (digest/worker.py)."""

    home: Home
    store: Store
    client: Client
    directory: Directory
    state_of: StateOf
    awake: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self) -> None:
        """Work until cancelled."""
        while True:
            self.awake.clear()
            try:
                while await self.round():
                    pass
            except Exception:  # the next round is another try
                structlog.get_logger("webhooks").exception("bug")
            try:
                async with asyncio.timeout(REST_S):
                    await self.awake.wait()
            except TimeoutError:
                continue

    async def round(self) -> int:
        """Look at some of those who may not know all, and tell them; return how many were looked at."""
        newest = await self.store.reading(changes.newest)
        due = await self.store.reading(webhooks.due, self.home.now(), newest, AT_ONCE)
        await asyncio.gather(*(self._tell(each, newest) for each in due))
        return len(due)

    async def _tell(self, webhook: Webhook, newest: int) -> None:
        """Tell one what it does not know yet."""
        secret = hooking.sealer(self.home).open(webhook.sealed)
        allowed = await self.store.reading(hooking.is_allowed, webhook)
        before = await self.store.reading(hooking.known_of, webhook)
        if secret is None or before is None or not allowed:
            await self._note(webhook, _dropped)
            return
        try:
            now = State.unpacked(await self.state_of(webhook.question))
        except BadQuery:  # our lists no longer have what it asks, after an upgrade
            await self._note(webhook, _unaskable, self.home)
            return
        happened = _some(news(before, now))
        if not happened:
            await self._note(webhook, _nothing, self.home, newest)
            return
        told = await self._body(webhook, happened)
        headers = {HEADER: signature(secret, told, self.home.now()), "Bocage-Event": "news"}
        try:
            await self.client.hand(webhook.url, told, headers)
        except FederationError as error:
            structlog.get_logger("webhooks").info("not told", webhook=webhook.num, why=str(error))
            await self._note(webhook, _failed, self.home, error)
            return
        known = _with(before, now, happened)
        await self._note(webhook, _told, self.home, known, len(_ids(happened)), _all(known, now), newest)

    async def _note(self, webhook: Webhook, unit: Callable[..., None], *args: object) -> None:
        await self.store.writing("webhook", _if_it_stands, webhook, unit, args)

    async def _body(self, webhook: Webhook, happened: News) -> bytes:
        """What it is told: records as their authors wrote them, and of what ended the ids alone."""
        rows = await self.directory.some((*happened.new, *happened.changed), Reader())
        items = items_of(rows, self.home.vocabulary)
        documents = {item.entry.id: item.document for item in items if item.entry.policy in POLICIES}
        return orjson.dumps(
            {
                "type": "news",
                "id": f"{self.home.origin}/webhooks/{self.home.ulid(self.home.now())}",
                "at": iso(self.home.now()),
                "question": f"{self.home.origin}/directory?{webhook.question}",
                "new": [documents[id] for id in happened.new if id in documents],
                "changed": [documents[id] for id in happened.changed if id in documents],
                "ended": happened.ended,
            }
        )


def _some(happened: News) -> News:
    """The first of them; the rest has its turn after these."""
    left = MOST_RECORDS
    parts = []
    for ids in (happened.ended, happened.changed, happened.new):
        parts.append(ids[:left])
        left -= len(parts[-1])
    ended, changed, new = parts
    return News(new, changed, ended)


def _with(before: State, now: State, told: News) -> State:
    """What is known after it was told."""
    versions = {id: version for id, version in before.versions.items() if id not in told.ended}
    versions |= {id: now.versions[id] for id in (*told.new, *told.changed)}
    return State(versions, now.whole)


def _all(known: State, now: State) -> bool:
    return not news(known, now)


def _ids(told: News) -> tuple[str, ...]:
    return (*told.new, *told.changed, *told.ended)


def _if_it_stands(db: Db, webhook: Webhook, unit: Callable[..., None], args: tuple[object, ...]) -> None:
    """Note how it went, unless it was removed meanwhile: its number may be another's by now."""
    if webhooks.stands(db, webhook):
        unit(db, webhook, *args)


def _dropped(db: Db, webhook: Webhook) -> None:
    webhooks.drop(db, webhook.num)


def _unaskable(db: Db, webhook: Webhook, home: Home) -> None:
    webhooks.settle(db, webhook.num, failures=webhook.failures, next=home.now(), stopped="question")


def _nothing(db: Db, webhook: Webhook, home: Home, newest: int) -> None:
    webhooks.knows(db, webhook.num, None, newest)
    webhooks.settle(db, webhook.num, failures=0, next=home.now() + EVERY_S, stopped="")


def _told(db: Db, webhook: Webhook, home: Home, known: State, count: int, whole: bool, newest: int) -> None:
    packed = known.packed()
    digests.keep_state(db, name_of(packed), packed)
    webhooks.knows(db, webhook.num, name_of(packed), newest if whole else webhook.position)
    webhooks.settle(db, webhook.num, failures=0, next=home.now() + (EVERY_S if whole else 0.0), stopped="")
    webhooks.log(db, webhook.num, home.now(), "told", count)


def _failed(db: Db, webhook: Webhook, home: Home, error: FederationError) -> None:
    """Later and later; for good when it says that it is gone, or after too many times."""
    failures = webhook.failures + 1
    stopped = "gone" if isinstance(error, Gone) else "failures" if failures >= MOST_FAILURES else ""
    wait_s = max(backoff(failures, home.chance()), getattr(error, "retry_after_s", None) or 0.0)
    webhooks.settle(db, webhook.num, failures=failures, next=home.now() + wait_s, stopped=stopped)
    # Its address is known, and may be longer than what is kept.
    why = str(error).replace(webhook.url, "it").replace(webhook.url[:200], "it")
    webhooks.log(db, webhook.num, home.now(), why[:200], 0)
