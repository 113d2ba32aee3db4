"""Introducing: who has to know of whom when a website proves that a listing describes an organisation (DESIGN 5).

Where the organisation lives, a listing by others gives way and its lister, elsewhere, may know nothing: it is told.
Where the lister lives, the organisation may be a stranger: its profile is fetched from its origin and let in. Without
that, the listing would go on standing where it came from.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Final

from federation.errors import FederationError
from node import claiming
from node.errors import NodeError
from node.home import Home
from node.moderating import Verified
from node.preparing import Preparer
from node.store import listing_claims
from node.store.store import Store

AT_ONCE: Final = 20
LEFT_ALONE_S: Final = 3_600.0


@dataclass(slots=True)
class Introducer:
    """Makes listers and those they list known to each other; `told`: there is something to deliver."""

    home: Home
    store: Store
    preparer: Preparer
    told: asyncio.Event
    # Those who could not be met, until when they are left alone.
    _unmet: dict[str, float] = field(default_factory=dict)

    async def introduce(self) -> None:
        """Do what is to be done now."""
        now = self.home.now()
        self._unmet = {actor: until for actor, until in self._unmet.items() if until > now}
        await self._tell_listers()
        await self._let_in()
        if await self.store.reading(listing_claims.let_in):
            await self.store.writing("claim", claiming.dismiss, self.home)

    async def _tell_listers(self) -> None:
        for profile, listing, lister in await self.store.reading(listing_claims.untold, AT_ONCE + len(self._unmet)):
            if lister in self._unmet:
                continue
            try:
                await self.preparer.actors.resolve(lister)
            except FederationError:
                self._unmet[lister] = self.home.now() + LEFT_ALONE_S
                continue
            await self.store.writing("claim", claiming.offer, self.home, profile, listing, lister)
            self.told.set()

    async def _let_in(self) -> None:
        found = await self.store.reading(listing_claims.perhaps_proved, AT_ONCE + len(self._unmet))
        for claim in found:
            if claim.claimant in self._unmet:
                continue
            try:
                profile = await read_profile(self.preparer, claim.claimant)
                await self.store.writing("claim", claiming.admit, self.home, claim, profile)
            except (FederationError, NodeError):
                pass
            # Where it was let in nothing is left to do; else it is not asked again and again.
            self._unmet[claim.claimant] = self.home.now() + LEFT_ALONE_S


async def read_profile(preparer: Preparer, actor: str) -> Verified:
    """An organisation's profile, as its origin serves it now. Raises `FederationError`."""
    document = (await preparer.actors.resolve(actor, refresh=True)).document
    verified, proof = await preparer.verify(document, actor)
    return Verified(document, verified or "origin", proof)
