"""The website worker: reads the websites that may prove who is who, now and again, and settles what follows from it.

A website is read when an organisation's profile names it, or when somebody says that a listing of it is their own; it
is read again after `website_recheck_days`, and what it no longer says is lost. Few are read at once, so many in an
hour and so many below one registered domain: nobody can make this node knock at another's door all day.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from typing import Final

import structlog

from federation.client import Client
from federation.hosts import host_of
from federation.suffixes import Suffixes
from federation.websites import Seen, Website, read_website, website_of
from node import recognizing, shelving
from node.clock import iso
from node.endorsements import showing
from node.home import Home
from node.introducing import Introducer
from node.pace import HOUR_S, Pace
from node.store import endorsements, meta, organizations, sites
from node.store.connection import Db
from node.store.sites import Page, Site
from node.store.store import Store
from vocab.called import Called

AT_ONCE: Final = 4
BATCH: Final = 200
DAY_S: Final = 86_400.0
# One that names nobody yet is looked at again on the next days; one that does not answer is believed that long.
MAX_SOON: Final = 3
MAX_SILENT: Final = 7


@dataclass(slots=True)
class WebsiteWorker:
    """Reads websites until told to stop."""

    home: Home
    store: Store
    client: Client
    suffixes: Suffixes
    introducer: Introducer
    pace: Pace
    awake: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self) -> None:
        """Work until cancelled; what was decided by other settings is decided anew first."""
        await self.decide_anew()
        while True:
            self.awake.clear()
            await self.settle()
            await self.introducer.introduce()
            if not await self._read_due():
                await self._rest()

    async def settle(self) -> None:
        """Look again at all the organisations of which something else may have changed how they stand."""
        now = self.home.now_iso()
        if await self.store.reading(endorsements.any_lapsed, now):
            await self.store.writing("settle", showing.lapse, now)
        while await self.store.reading(organizations.any_unsettled):
            await self.store.writing("settle", shelving.settle, self.home, BATCH)

    async def decide_anew(self) -> None:
        """Look again at every organisation where something else that decides has changed: settings, registers."""
        inputs = await self.store.reading(recognizing.inputs, self.home)
        if await self.store.reading(meta.get, recognizing.INPUTS) == inputs:
            return
        nums, after = await self.store.reading(organizations.records_after, 0, BATCH), 0
        while nums:
            await self.store.writing("recognize", _unsettle, nums)
            await self.settle()
            after = nums[-1]
            nums = await self.store.reading(organizations.records_after, after, BATCH)
        await self.store.writing("recognized", meta.put, recognizing.INPUTS, inputs)

    async def _read_due(self) -> bool:
        """Read some of the websites whose time has come; whether there were any."""
        if self.home.settings.website_reads_per_hour <= 0:
            return False
        now = self.home.now()
        found = await self.store.reading(_due, now, AT_ONCE)
        places = self.pace.places(now)
        await asyncio.gather(*(self._visit(site, now) for site in found[:places]))
        return bool(found) and places > 0

    async def _visit(self, site: Site, now: float) -> None:
        website = website_of(site.website)
        if website is None or not await self.store.reading(sites.is_wanted, site.site):
            await self.store.writing("website", sites.drop, site.site)
            return
        domain = await asyncio.to_thread(self._domain, website)
        later = self.pace.wait_until(domain, now)
        if later is not None:
            await self.store.writing("website", sites.keep, replace(site, next_check=later))
            return
        self.pace.note(domain, now)
        seen = await read_website(self.client, website, self.home.settings.website_page_bytes)
        structlog.get_logger("website").info("read", website=website.url, named=len(seen.links), answer=seen.answer)
        page = await asyncio.to_thread(self._of_others, seen.page, domain, now) if seen.page else site.page
        await self.store.writing("website", _keep, self.home, replace(site, page=page, tried=iso(now)), seen)

    def _of_others(self, page: Called, domain: str, now: float) -> Page:
        """What is loaded from below the website's own domain is its own."""
        hosts = tuple(host for host in page.hosts if self.suffixes.domains_of(host)[0] != domain)
        return Page(iso(now), hosts, page.statement)

    def _domain(self, website: Website) -> str:
        return self.suffixes.domains_of(host_of(website.url))[0]

    async def _rest(self) -> None:
        due = await self.store.reading(sites.next_time)
        try:
            async with asyncio.timeout(self.pace.pause(due, self.home.now())):
                await self.awake.wait()
        except TimeoutError:
            return


def after_reading(site: Site, seen: Seen, now: float, recheck_days: int) -> Site:
    """What is known of a website once it was read: what it says counts, what it no longer says is lost.

    While it does not answer it is believed for some days, then no more.
    """
    if seen.certain:
        soon = not seen.links and site.failures < MAX_SOON
        wait = DAY_S if soon else recheck_days * DAY_S
        failures = site.failures + 1 if soon else 0 if seen.links else site.failures
        return replace(
            site, links=seen.links, checked=iso(now), next_check=now + wait, failures=failures, answer=seen.answer
        )
    failures = site.failures + 1
    known = dict(site.links) if failures <= MAX_SILENT else {}
    links = tuple(sorted((known | dict(seen.links)).items()))
    wait = min(DAY_S, HOUR_S * 2 ** (failures - 1)) if failures <= MAX_SILENT else recheck_days * DAY_S
    return replace(site, links=links, next_check=now + wait, failures=min(failures, MAX_SILENT), answer=seen.answer)


def _due(db: Db, now: float, limit: int) -> list[Site]:
    return [*sites.due(db, now, limit), *sites.never_read(db, limit)][:limit]


def _keep(db: Db, home: Home, site: Site, seen: Seen) -> None:
    sites.keep(db, after_reading(site, seen, home.now(), home.settings.website_recheck_days))
    organizations.unsettle_with_key(db, f"site={site.site}")
    shelving.settle(db, home)


def _unsettle(db: Db, nums: list[int]) -> None:
    organizations.unsettle(db, nums)
