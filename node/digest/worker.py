"""The digest worker: makes the editions that are due, a question at a time, and puts their letters into the queue.

A letter is written in the unit of work in which its reader is noted to know: each thing is told once, whatever stops
the node in between. Where nothing happened nothing is sent.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from typing import Final

import orjson
import structlog

from node.digest.question import query_of, said
from node.digest.rhythm import next_edition, rhythm_of
from node.digest.signing_up import DAY_S, RHYTHM, stop_secret
from node.digest.state import MOST, State, name_of, news
from node.digest.telling import Edition, tell
from node.directory import Directory
from node.home import Home
from node.mail.letters import Letter
from node.mail.posting import MOST as MOST_LETTERS
from node.mail.posting import post
from node.parameters import BadQuery
from node.reader import Reader
from node.store import digests, letters
from node.store.connection import Db
from node.store.digests import Subscriber
from node.store.store import Store
from vocab.language import Language, Text

REST_S: Final = 300.0
# Letters written in one unit of work: others want to write meanwhile.
AT_ONCE: Final = 50
# Where the queue is full: the next hour has places again.
LATER_S: Final = 3_600.0

SUBJECT: Final = Text("{what} : du nouveau", "{what}: news")
WHY: Final = Text(
    "Vous avez demandé cette lettre, {rhythm} ; elle part seulement quand il y a du nouveau.",
    "You asked for this letter, {rhythm}; it leaves only when there is something new.",
)
BUTTON: Final = Text("Voir dans l'annuaire", "See the directory")


@dataclass(slots=True)
class DigestWorker:
    """Works until told to stop. Only where letters can leave."""

    home: Home
    store: Store
    directory: Directory
    awake: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self) -> None:
        """Work until cancelled."""
        while True:
            self.awake.clear()
            try:
                await self.round()
            except Exception:  # the next round is another try
                structlog.get_logger("digest").exception("bug")
            try:
                async with asyncio.timeout(REST_S):
                    await self.awake.wait()
            except TimeoutError:
                continue

    async def round(self) -> int:
        """Make every edition that is due; return how many letters that made."""
        made = 0
        while (question := await self.store.reading(digests.due_question, self.home.now())) is not None:
            made += await self._edit(question)
        await self.store.writing("digest states", digests.drop_states)
        return made

    async def state(self, question: str) -> bytes:
        """What answers a question now, packed."""
        query, nobody, versions = query_of(question, self.home.vocabulary), Reader(), dict[str, str]()
        asked = query
        while True:
            answer = await self.directory.ask(asked, nobody, also={})
            for row in answer.found.rows:
                if not row.expired:
                    versions[row.id] = _version(row.document, str(row.provenance["received"]))
            if answer.next is None or len(versions) >= MOST:
                return State(versions, whole=answer.next is None).packed()
            asked = replace(query, cursor=answer.next)

    async def _edit(self, question: str) -> int:
        """One question's edition for all for whom it is due."""
        try:
            packed = await self.state(question)
        except BadQuery as bad:
            # Our lists no longer have what it asks, after an upgrade: it must not keep the others from theirs.
            structlog.get_logger("digest").warning("not asked", why=str(bad))
            await self.store.writing("digest", digests.put_off, question, self.home.now(), self.home.now() + DAY_S)
            return 0
        now, name, told = State.unpacked(packed), name_of(packed), dict[tuple[str, str], Edition | None]()
        made = 0
        while due := await self.store.reading(digests.due, question, self.home.now(), AT_ONCE):
            for each in due:
                key = each.state, each.language
                if key not in told:
                    told[key] = await self._told(question, each.state, now, _language(each))
            made += await self.store.writing("digest", _tell_some, self.home, due, told, name, packed)
        return made

    async def _told(self, question: str, before: str, now: State, language: Language) -> Edition | None:
        """What is told to those who know the state `before`; None when nothing happened since."""
        kept = await self.store.reading(digests.state, before)
        happened = news(State.unpacked(kept), now) if kept is not None else None
        return await tell(self.directory, question, happened, language) if happened else None


def _tell_some(
    db: Db,
    home: Home,
    due: list[Subscriber],
    told: dict[tuple[str, str], Edition | None],
    name: str,
    packed: bytes,
) -> int:
    """Write to some, and note that they know; return to how many there was something to write."""
    assert home.office is not None
    digests.keep_state(db, name, packed)
    made = 0
    for each in due:
        rhythm, edition = rhythm_of(each.rhythm), told[each.state, each.language]
        address = home.office.sealer.open(each.sealed)
        if rhythm is None or address is None or letters.is_stopped(db, each.mark):
            digests.drop(db, each.num)
            continue
        next_due = next_edition(rhythm, home.now())
        if edition is not None and (edition.lines or edition.after):
            if letters.count(db) >= MOST_LETTERS:
                digests.postpone(db, each.num, home.now() + LATER_S)
                continue
            made += post(db, home, _letter(db, home, each, address, edition), next_due - home.now())
        digests.told(db, each.num, name, next_due)
    return made


def _letter(db: Db, home: Home, to: Subscriber, address: str, edition: Edition) -> Letter:
    language, rhythm = _language(to), rhythm_of(to.rhythm)
    assert rhythm is not None
    what = said(to.question, home.vocabulary, language)
    return Letter(
        "digest",
        address,
        language,
        SUBJECT.in_(language).format(what=what[:1].upper() + what[1:]),
        (),
        (BUTTON.in_(language), f"{home.origin}/directory?{to.question}"),
        after=edition.after,
        why=WHY.in_(language).format(rhythm=RHYTHM[rhythm].in_(language)),
        stop=f"{home.origin}/digest/stop/{stop_secret(db, to.mark, to.question)}",
        items=edition.lines,
    )


def _version(document: bytes, received: str) -> str:
    found = orjson.loads(document)
    said = found.get("updated") or found.get("published")
    return said if isinstance(said, str) else received


def _language(to: Subscriber) -> Language:
    return "fr" if to.language == "fr" else "en"
