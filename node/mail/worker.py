"""The mail worker: sends what waits, a few letters to a conversation, so many in an hour.

What cannot leave is tried again, later and later, until it is of no use any more. A server that does not want us keeps
letters waiting; an address that is refused loses its letter, and after the third it gets nothing any more.
"""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass, field
from typing import Final

import structlog

from federation.retry import backoff
from node import reminding
from node.home import Home
from node.mail.letters import Written
from node.mail.office import Office
from node.mail.smtp import Parcel, Smtp
from node.mail.troubles import Trouble
from node.store import letters
from node.store.connection import Db
from node.store.letters import Waiting
from node.store.store import Store

A_CONVERSATION: Final = 20
HOUR_S: Final = 3_600.0
REST_S: Final = 60.0


@dataclass(slots=True)
class MailWorker:
    """Sends until told to stop."""

    home: Home
    store: Store
    smtp: Smtp
    office: Office
    awake: asyncio.Event = field(default_factory=asyncio.Event)
    # When letters left in the last hour, the oldest first.
    _sent: deque[float] = field(default_factory=deque)

    async def run(self) -> None:
        """Work until cancelled."""
        while True:
            self.awake.clear()
            await self.remind()
            if not await self.send_round():
                await self._rest()

    async def remind(self) -> int:
        """Write to those who chose it what waits for them; return how many letters that made."""
        people = await self.store.reading(reminding.due, self.home)
        return sum([await self.store.writing("remind", reminding.remind, self.home, each) for each in people])

    async def send_round(self) -> int:
        """Send some of what is due; return how many were tried."""
        due = await self.store.reading(letters.due, self.home.now(), min(A_CONVERSATION, self._places()))
        if not due:
            return 0
        known = [(each, self._opened(each)) for each in due]
        parcels = [self._parcel(written) for _, written in known if written is not None]
        outcomes = iter(await self.smtp.send(parcels) if parcels else [])
        settled = [(each, None if written is None else (next(outcomes),)) for each, written in known]
        for each, outcome in settled:
            await self.store.writing("mail", _settle, self.home, each, outcome)
        self._sent.extend(self.home.now() for _ in parcels)
        troubles = sorted({outcome[0].word for _, outcome in settled if outcome and outcome[0]})
        # No address, no subject: what is in a letter is nobody else's business (and what a server says may hold both).
        structlog.get_logger("mail").info("sent", letters=len(parcels), troubles=troubles)
        return len(due)

    def _opened(self, waiting: Waiting) -> Written | None:
        text = self.office.sealer.open(waiting.sealed)
        return None if text is None else Written.from_json(text)

    def _parcel(self, written: Written) -> Parcel:
        settings = self.home.settings
        return Parcel(written.to, written.message(settings.smtp_sender, settings.title, self.home.now()))

    def _places(self) -> int:
        now = self.home.now()
        while self._sent and self._sent[0] <= now - HOUR_S:
            self._sent.popleft()
        return max(0, self.home.settings.mail_per_hour - len(self._sent))

    async def _rest(self) -> None:
        now = self.home.now()
        due = await self.store.reading(letters.next_time, now)
        until = min(now + REST_S, due if due is not None and self._places() else now + REST_S)
        try:
            async with asyncio.timeout(max(1.0, until - now)):
                await self.awake.wait()
        except TimeoutError:
            return


def _settle(db: Db, home: Home, waiting: Waiting, outcome: tuple[Trouble | None] | None) -> None:
    """What becomes of a letter that was tried. `outcome` None: it was sealed with a key that is no longer ours."""
    if outcome is None:
        letters.done(db, waiting.num)
        return
    (trouble,) = outcome
    if trouble is None:
        letters.welcomed(db, waiting.mark)
    elif trouble.of_address:
        letters.refused(db, waiting.mark, home.now())
    if trouble is None or (trouble.final and trouble.word in ("recipient", "content")):
        letters.done(db, waiting.num)
        return
    letters.postpone(db, waiting.num, home.now() + backoff(waiting.attempts + 1, home.chance()), trouble.word)
