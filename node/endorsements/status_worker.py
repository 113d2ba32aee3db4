"""The status worker: reads the lists of what issuers elsewhere revoked, as soon as something of theirs is shown here.

Whoever an endorsement is about takes it back as soon as its issuer revokes it, and tells who holds it. This is for the
day on which they do not: their node is gone, or does not want to. The lists are asked for by name, so that the issuer
tells this node of what it revokes; they are read again once a day, and when a page shows something of an issuer whose
list was not read for some minutes.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import islice
from typing import Final

import structlog

from federation.client import Client
from federation.errors import FederationError
from federation.owner import same_origin
from node import taking
from node.endorsements import hearing
from node.home import Home
from node.prepared import Document
from node.preparing import Preparer
from node.store import credentials, endorsements, records
from node.store.connection import Db
from node.store.store import Store
from vocab import credential
from vocab.context import RECORD
from vocab.decode import decode
from vocab.endorsement import credential_in
from vocab.errors import VocabError
from vocab.fields import Wrong
from vocab.status_list import revoked_in

A_ROUND: Final = 20
MOST: Final = 10_000
MAX_LIST: Final = 1_000_000
# Of one issuer, who could name another list in each credential: the others wait meanwhile.
MOST_LISTS: Final = 20
HOUR_S: Final = 3_600.0
MINUTE_S: Final = 60.0
# Issuers that pages asked for and whose turn has not come: more than these are asked for when they are shown again.
MAX_WANTED: Final = 1_000
VC: Final = "application/vc, application/ld+json;q=0.9, application/json;q=0.8"
Shown = dict[str, dict[int, str]]


@dataclass(slots=True)
class StatusWorker:
    """Reads until told to stop."""

    home: Home
    store: Store
    client: Client
    preparer: Preparer
    awake: asyncio.Event = field(default_factory=asyncio.Event)
    # When the lists of whom were read last.
    _read: dict[str, float] = field(default_factory=dict)
    # Whose lists are to be read next, the first first.
    _wanted: dict[str, None] = field(default_factory=dict)
    # Up to which record all issuers were looked for, and when.
    _newest: int = -1
    _swept: float = 0.0

    async def run(self) -> None:
        """Work until cancelled."""
        while True:
            self.awake.clear()
            while await self._has_work() and await self.round():
                pass
            try:
                async with asyncio.timeout(HOUR_S):
                    await self.awake.wait()
            except TimeoutError:
                continue

    def shown(self, issuers: Iterable[str]) -> None:
        """A page shows what these state: whose list was not read for some minutes is asked for it, and nobody waits."""
        settings, now = self.home.settings, self.home.now()
        if settings.credential_status_hours <= 0:
            return
        for issuer in issuers:
            stale = self._read.get(issuer, 0.0) + settings.credential_status_minutes * MINUTE_S <= now
            if stale and not issuer.startswith(f"{self.home.origin}/") and len(self._wanted) < MAX_WANTED:
                self._wanted[issuer] = None
                self.awake.set()

    async def _has_work(self) -> bool:
        """Whether somebody was asked for, something new is shown, or an hour has passed."""
        newest, now = await self.store.reading(endorsements.newest), self.home.now()
        return bool(self._wanted) or newest > self._newest or now >= self._swept + HOUR_S

    async def round(self) -> int:
        """Read the lists of some whose time has come; of how many issuers."""
        hours, now = self.home.settings.credential_status_hours, self.home.now()
        if hours <= 0:
            return 0
        known, fresh, newest = await self.store.reading(_issuers, self.home, self._newest)
        self._read = {issuer: at for issuer, at in self._read.items() if issuer in known}
        late = (issuer for issuer in known if self._read.get(issuer, 0.0) + hours * HOUR_S <= now)
        waiting = dict.fromkeys(issuer for issuer in (*self._wanted, *fresh, *late) if issuer in known)
        due = list(waiting)[:A_ROUND]
        self._wanted = dict.fromkeys(list(waiting)[A_ROUND:])
        self._newest, self._swept = newest, now
        for issuer in due:
            self._read[issuer] = now
            try:
                await self._look(issuer)
            except Exception:  # what one serves must not keep the others from being read
                _log().exception("bug", issuer=issuer)
        return len(due)

    async def _look(self, issuer: str) -> None:
        shown = await self.store.reading(_shown, issuer, self.home)
        for address, places in islice(shown.items(), MOST_LISTS):
            try:
                await self._read_list(issuer, address, places)
            except Wrong as wrong:
                fault = wrong.faults[0]
                _log().warning("no list", issuer=issuer, list=address, why=str(fault.sentence.en))
            except (FederationError, VocabError) as error:
                _log().info("silent", issuer=issuer, list=address, why=str(error))

    async def _read_list(self, issuer: str, address: str, places: dict[int, str]) -> None:
        page = await self.client.get_text(address, MAX_LIST, VC, self.preparer.signer)
        document = decode(page.text.encode(), max_bytes=MAX_LIST)
        revoked, outside = revoked_in(document, address, issuer, places, self.home.now_iso())
        verified, _ = await self.preparer.verify(document, issuer)
        if verified is None:
            _log().warning("no list", issuer=issuer, list=address, why="no key of its issuer signed it")
            return
        if outside:
            _log().warning("outside", issuer=issuer, list=address, ids=[places[at] for at in sorted(outside)])
        if revoked:
            ids = [places[place] for place in sorted(revoked)]
            await self.store.writing("revoked", _end, self.home, issuer, ids)


def _issuers(db: Db, home: Home, after: int) -> tuple[dict[str, None], list[str], int]:
    """Who elsewhere states something that is shown here, those of records after a number, and the newest number.

    What came since the last look may have been revoked since the list was read, and its issuer told this node in vain.
    """
    now = home.now_iso()
    known = dict.fromkeys(endorsements.issuers_elsewhere(db, home.origin, now, MOST))
    fresh = endorsements.issuers_elsewhere(db, home.origin, now, MOST, after)
    return known, fresh, endorsements.newest(db)


def _log() -> structlog.stdlib.BoundLogger:
    log: structlog.stdlib.BoundLogger = structlog.get_logger("status")
    return log


def _shown(db: Db, issuer: str, home: Home) -> Shown:
    """The credentials of an issuer that are shown here, by their places in its lists; a list elsewhere says nothing."""
    found: Shown = {}
    for num in endorsements.records_of_issuer(db, issuer, home.now_iso()):
        try:
            said = credential.read(credential_in(records.document(db, num)) or {}, home.vocabulary.charter)
        except Wrong:
            continue
        if same_origin(said.status_list, issuer):
            found.setdefault(said.status_list, {})[said.status_index] = said.id
    return found


def _end(db: Db, home: Home, issuer: str, ids: Iterable[str]) -> None:
    for id in ids:
        held = credentials.find(db, id)
        if held is not None and held.state != "revoked":
            hearing.end(db, home, held)
        # Said by a list that its issuer signed, at its origin: as good as its Delete, of which nothing came here.
        delete: Document = {
            "@context": RECORD,
            "type": "Delete",
            "actor": issuer,
            "object": id,
            "published": home.now_iso(),
        }
        taking.remove(db, home, delete, issuer, id)
