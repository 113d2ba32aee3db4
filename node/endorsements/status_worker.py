"""The status worker: reads the lists of what issuers elsewhere revoked, now and again.

Whoever an endorsement is about takes it back as soon as its issuer revokes it, and tells who holds it. This is for the
day on which they do not: their node is gone, or does not want to.
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
VC: Final = "application/vc, application/ld+json;q=0.9, application/json;q=0.8"
Shown = dict[str, dict[int, str]]


@dataclass(slots=True)
class StatusWorker:
    """Reads until told to stop."""

    home: Home
    store: Store
    client: Client
    preparer: Preparer
    # Nobody sets it: what it reads has all the time.
    awake: asyncio.Event = field(default_factory=asyncio.Event)
    # When the lists of whom were read last.
    _read: dict[str, float] = field(default_factory=dict)

    async def run(self) -> None:
        """Work until cancelled."""
        while True:
            while await self.round():
                pass
            try:
                async with asyncio.timeout(HOUR_S):
                    await self.awake.wait()
            except TimeoutError:
                continue

    async def round(self) -> int:
        """Read the lists of some whose time has come; of how many issuers."""
        hours, now = self.home.settings.credential_status_hours, self.home.now()
        if hours <= 0:
            return 0
        issuers = await self.store.reading(endorsements.issuers_elsewhere, self.home.origin, self.home.now_iso(), MOST)
        self._read = {issuer: at for issuer, at in self._read.items() if issuer in set(issuers)}
        due = [issuer for issuer in issuers if self._read.get(issuer, 0.0) + hours * HOUR_S <= now][:A_ROUND]
        for issuer in due:
            self._read[issuer] = now
            try:
                await self._look(issuer)
            except (FederationError, VocabError) as error:
                structlog.get_logger("status").debug("silent", issuer=issuer, why=str(error))
            except Exception:  # what one serves must not keep the others from being read
                structlog.get_logger("status").exception("bug", issuer=issuer)
        return len(due)

    async def _look(self, issuer: str) -> None:
        shown = await self.store.reading(_shown, issuer, self.home)
        for address, places in islice(shown.items(), MOST_LISTS):
            page = await self.client.get_text(address, MAX_LIST, VC)
            document = decode(page.text.encode(), max_bytes=MAX_LIST)
            verified, _ = await self.preparer.verify(document, issuer)
            if verified is None:
                continue
            revoked = revoked_in(document, address, issuer, places)
            if revoked:
                ids = [places[place] for place in sorted(revoked)]
                await self.store.writing("revoked", _end, self.home, issuer, ids)


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
