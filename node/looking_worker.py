"""The looking worker: looks at what organisations of this node declare, now and again, and keeps what it found.

It looks at the links that show something in their reports, as far as everybody may read the answer: an address in an
answer for some alone is asked of nobody; and for a licence file where their profiles say that their code is. Few are
asked at once, at the pace of `pace.py`. What is found changes no answer.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from typing import Final

import structlog

from federation.client import Client
from federation.hosts import host_of
from federation.reachable import reach
from federation.repositories import read_repository
from federation.suffixes import Suffixes
from node.clock import iso
from node.home import Home
from node.pace import Pace
from node.store import log, looked, records
from node.store.connection import Db
from node.store.looked import LINK, REPOSITORY, Looked
from node.store.store import Store
from vocab.answers import links_of
from vocab.looseness import web_address

AT_ONCE: Final = 2
DAY_S: Final = 86_400.0
# Of one report.
MOST_LINKS: Final = 200
# What does not answer is asked again on the next days, then as often as what does.
MAX_SOON: Final = 3


@dataclass(slots=True)
class LookingWorker:
    """Looks until told to stop."""

    home: Home
    store: Store
    client: Client
    suffixes: Suffixes
    pace: Pace
    awake: asyncio.Event = field(default_factory=asyncio.Event)
    # The last of what our organisations did, and the day, when it was decided what is looked at.
    _decided: tuple[int, str] | None = None

    async def run(self) -> None:
        """Work until cancelled."""
        while True:
            self.awake.clear()
            await self.decide()
            while await self.look_round():
                pass
            await self._rest()

    async def decide(self) -> None:
        """What is looked at from now on, where something of ours changed since, or a day has passed."""
        today = self.home.now_iso()[:10]
        state = (await self.store.reading(log.end), today)
        if state == self._decided:
            return
        wanted = await self.store.reading(wanted_on, today)
        await self.store.writing("looks", looked.want, wanted, self.home.now())
        self._decided = state

    async def look_round(self) -> int:
        """Look at some of what is due; return at how many."""
        now = self.home.now()
        found = await self.store.reading(looked.due, now, min(AT_ONCE, self.pace.places(now)))
        await asyncio.gather(*(self._visit(each, now) for each in found))
        return len(found)

    async def _visit(self, each: Looked, now: float) -> None:
        domain = (await asyncio.to_thread(self.suffixes.domains_of, host_of(each.url)))[0]
        later = self.pace.wait_until(domain, now)
        if later is not None:
            await self.store.writing("look later", looked.keep, replace(each, next_check=later))
            return
        self.pace.note(domain, now)
        outcome, said = await (self._code(each.url) if each.kind == REPOSITORY else self._link(each.url))
        structlog.get_logger("looking").info("looked", kind=each.kind, url=each.url, outcome=outcome, said=said)
        found = after_looking(each, outcome, said, self.home.now(), self.home.settings.website_recheck_days)
        await self.store.writing("looked", looked.keep, found)

    async def _link(self, url: str) -> tuple[str, str]:
        seen = await reach(self.client, url)
        return seen.outcome, str(seen.status or "")

    async def _code(self, url: str) -> tuple[str, str]:
        seen = await read_repository(self.client, url, self.home.settings.website_page_bytes)
        return seen.outcome, looked.said_of_code(seen.at, seen.licence, seen.asked)

    async def _rest(self) -> None:
        due = await self.store.reading(looked.next_time)
        try:
            async with asyncio.timeout(self.pace.pause(due, self.home.now())):
                await self.awake.wait()
        except TimeoutError:
            return


def after_looking(each: Looked, outcome: str, said: str, now: float, recheck_days: int) -> Looked:
    """What is known of an address once it was looked at, and when it is looked at again."""
    dead = outcome in ("dead", "silent")
    failures = each.failures + 1 if dead else 0
    wait = DAY_S if dead and failures <= MAX_SOON else recheck_days * DAY_S
    return replace(
        each,
        tried=iso(now),
        # A page that answered a moment ago and one that now lets nobody in are two states; 404 and 500 are one.
        since=each.since if each.outcome == outcome and each.since else iso(now),
        outcome=outcome,
        said=said,
        next_check=now + wait,
        failures=min(failures, MAX_SOON + 1),
    )


def wanted_on(db: Db, today: str) -> list[tuple[str, str]]:
    """What this node looks at for its organisations on a day: the kind, and the address."""
    found: list[tuple[str, str]] = []
    for num in looked.standing_reports(db, today):
        found += [(LINK, url) for url in dict.fromkeys(links_of(records.document(db, num)))][:MOST_LINKS]
    for num in looked.profiles(db):
        repository = web_address(records.document(db, num).get("sourceRepository"))
        found += [(REPOSITORY, repository)] if repository else []
    return found
