"""Synchronizing: our list of who follows whom is compared with another server's, and mended (FEP-8fcf).

What we send to followers alone says which of them live where it goes. What comes the same way is compared with what
we hold; where it differs an errand reads the list itself, signed, from its owner's server. One of ours that is listed
and does not follow says so with an Undo; a follow of ours that is not listed has ended. The second is believed only
of the very list that the header told of, and only while nothing changed here meanwhile.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Final

import structlog

from federation.client import Client
from federation.collections import read_ids
from federation.errors import NotFound, Refused, Unreachable
from federation.hosts import host_of
from federation.keys import Signer
from federation.synchronization import Synchronization, digest_of, of_followers, server_of, write
from node import following
from node.home import Home
from node.relations import be_accepted
from node.store import actors, disagreements, errands, follows, peers
from node.store.connection import Db
from node.store.disagreements import Disagreement
from node.store.errands import Errand
from node.store.store import Store
from vocab.language import Text
from vocab.looseness import id_of

KIND: Final = "followers"
DEADLINE_S: Final = 60.0
# Errands that those whom nobody here follows may have waiting: in all, and of one server.
MAX_STRANGERS: Final = 64
MAX_OF_A_SERVER: Final = 4
_NOT_GIVEN: Final = Text("Cette liste ne se donne pas ici.", "This list is not given here.")


@dataclass(frozen=True, slots=True)
class Settled:
    """Those of ours for whom something changed: accepted after all, said not to follow, ended."""

    accepted: tuple[str, ...] = ()
    disowned: tuple[str, ...] = ()
    ended: tuple[str, ...] = ()


def header_for(db: Db, home: Home, actor: str, inbox: str) -> str | None:
    """What goes with a delivery of ours to followers alone; None where nothing certain can be said."""
    ids = _followers_at(db, home, actor, inbox)
    return write(of_followers(actor, ids)) if ids else None


def followers_for(db: Db, home: Home, actor: str, reader: str) -> list[str]:
    """The followers of an actor of ours that live on the reader's server. Raises NotFound where we do not compare."""
    ids = _followers_at(db, home, actor, reader)
    if ids is None:
        raise NotFound(f"the followers of {actor} at the server of {reader[:300]}", _NOT_GIVEN)
    return ids


def hear(db: Db, home: Home, signer: str, said: Synchronization) -> bool:
    """Compare what an actor elsewhere says of its followers here; True when an errand was made to look closer."""
    known = peers.find_actor(db, signer)
    if known is None or not said.is_of(signer, id_of(known.document.get("followers"))):
        return False
    ours = digest_of(follows.followers_here(db, signer))
    if ours == said.digest or not home.settings.synchronize_followers:
        return False
    now, last = home.now(), disagreements.find(db, signer)
    if last is not None and now - last.asked < home.settings.synchronize_interval_s:
        # Once in a while is enough; an errand that still waits goes by the newest word.
        if errands.waits(db, KIND, home.application, signer):
            disagreements.keep(db, Disagreement(signer, said.url, said.digest, ours, last.asked))
        return False
    if not _has_place(db, signer):
        return False
    disagreements.keep(db, Disagreement(signer, said.url, said.digest, ours, now))
    errands.add(db, KIND, home.application, signer, now)
    return True


async def compare(home: Home, store: Store, client: Client, errand: Errand, signer: Signer) -> None:
    """Read the list of an actor that disagrees with us, and settle what differs. Raises Later."""
    log = structlog.get_logger("followers")
    said = await store.reading(_disagreement, errand.subject)
    if said is None:
        await store.writing("agreed", errands.finish, errand.id)
        return
    settings = home.settings
    try:
        async with asyncio.timeout(DEADLINE_S):
            listed = await read_ids(
                client, said.url, signer, max_pages=settings.synchronize_pages, max_ids=settings.synchronize_followers
            )
    except TimeoutError as error:
        raise Unreachable(f"{said.url[:200]} is not read within {DEADLINE_S:.0f} s") from error
    except Refused as refusal:
        # What it does not give is its own affair; its next header tells whether we still disagree.
        log.info("not read", subject=errand.subject, why=refusal.log)
        await store.writing("not read", errands.finish, errand.id)
        return
    if not listed.whole:
        log.info("without end", subject=errand.subject, url=said.url)
        await store.writing("without end", errands.finish, errand.id)
        return
    done = await store.writing("settle", settle, home, errand, said, listed.ids)
    log.info("settled", subject=errand.subject, accepted=done.accepted, disowned=done.disowned, ended=done.ended)


def settle(db: Db, home: Home, errand: Errand, said: Disagreement, ids: tuple[str, ...]) -> Settled:
    """Mend what differs between the list an actor gave and what we hold of it, and end the errand."""
    subject, listed = errand.subject, frozenset(ids)
    errands.finish(db, errand.id)
    here = follows.followers_here(db, subject)
    # A follow that began or ended on either side since the header came is no error: only the next one can tell.
    certain = digest_of(listed) == said.digest and digest_of(here) == said.ours
    accepted, disowned, ended = [], [], []
    # The node's own actor subscribes to relays, which answer for themselves: it is counted, and left as it is.
    for ours in (actor.id for actor in actors.every(db)):
        state = follows.state(db, ours, subject)
        if ours in listed and state == "asked":
            be_accepted(db, home, ours, subject)
            accepted.append(ours)
        elif ours in listed and state != "accepted":
            if following.disown(db, home, ours, subject):
                disowned.append(ours)
        elif ours not in listed and state == "accepted" and certain:
            following.lapse(db, home, ours, subject)
            ended.append(ours)
    return Settled(tuple(accepted), tuple(disowned), tuple(ended))


def _followers_at(db: Db, home: Home, actor: str, address: str) -> list[str] | None:
    """The followers at the server of an inbox or an actor; None where we do not compare."""
    server, most = server_of(address), home.settings.synchronize_followers
    if server is None or not most:
        return None
    ids = follows.followers_at(db, actor, server, most + 1)
    return ids if len(ids) <= most else None


def _has_place(db: Db, subject: str) -> bool:
    """R14: those we follow always have one, strangers share a few."""
    if follows.anyone_here_follows(db, subject):
        return True
    waiting = errands.subjects(db, KIND)
    of_its_server = sum(host_of(each) == host_of(subject) for each in waiting)
    return len(waiting) < MAX_STRANGERS and of_its_server < MAX_OF_A_SERVER


def _disagreement(db: Db, subject: str) -> Disagreement | None:
    """What an actor said that we do not hold to this moment."""
    said = disagreements.find(db, subject)
    if said is None or digest_of(follows.followers_here(db, subject)) == said.digest:
        return None
    return said
