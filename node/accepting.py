"""Accepting: a signed activity is on disk before its sender hears 202, and applied with it where nothing is in the way.

Most of what comes is signed by its actor, and memory has the keys for all of it: it is kept and has its effect in one
unit of work, in the commit it shares with its neighbours. What has to be fetched, looked up or refused goes the long
way: its row is kept, and the inbox worker takes it from there.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

from federation.errors import Forbidden
from federation.hosts import host_of
from federation.synchronization import Synchronization
from node.home import Home
from node.inbox_worker import Job
from node.node import Node
from node.prepared import Document, Prepared
from node.receiving import receive
from node.store import deliveries, inbox, moderation, peers
from node.store.connection import Db
from node.store.inbox import Received
from node.synchronizing import hear
from vocab.language import Text

# How old the note of a server's last word may be before it is written anew.
SEEN_AGAIN_S: Final = 3_600.0


@dataclass(frozen=True, slots=True)
class Arriving:
    """An activity whose request `signer` signed; `body` is it as it came, `said` what came with it of followers."""

    id: str
    signer: str
    actor: str
    activity: Document
    body: bytes
    said: Synchronization | None = None


async def accept(node: Node, arriving: Arriving) -> None:
    """Return once it is on disk; one that this signer gave before changes nothing. Raises `Forbidden`."""
    now = node.home.now_iso()
    row = Received(0, arriving.id, arriving.signer, arriving.actor, "pushed", arriving.body, now)
    if not await _applied(node, row, arriving):
        await _kept(node, row, arriving)


async def _applied(node: Node, row: Received, arriving: Arriving) -> bool:
    """Whether it was kept and applied at once; False when it has to go the long way."""
    try:
        prepared = node.preparer.at_once(row, arriving.activity)
        if prepared is None:
            return False
        await node.store.writing("accept", _keep_and_apply, node.home, row, prepared, arriving.said)
    except Exception:  # nothing of it was written; on the long way each sort of failure has its fate
        return False
    node.inbox.effect.set()
    return True


async def _kept(node: Node, row: Received, arriving: Arriving) -> None:
    """The long way: the row is on disk, and the worker is told."""
    num = await node.store.writing("keep", _keep_and_hear, node.home, row, arriving.said)
    if num is not None:
        node.inbox.offer(Job(replace(row, num=num), arriving.activity))
        if arriving.said is not None:
            node.errands.awake.set()


def _keep_and_apply(db: Db, home: Home, row: Received, prepared: Prepared, said: Synchronization | None) -> None:
    num = _keep_row(db, replace(row, body=b""), home.now())
    if num is not None:
        receive(db, home, replace(prepared, num=num))
        _hear(db, home, row.signer, said)


def _keep_and_hear(db: Db, home: Home, row: Received, said: Synchronization | None) -> int | None:
    num = _keep_row(db, row, home.now())
    if num is not None:
        _hear(db, home, row.signer, said)
    return num


def _hear(db: Db, home: Home, signer: str, said: Synchronization | None) -> None:
    """What comes with an activity that is new here; with one that comes again it was heard before."""
    if said is not None:
        hear(db, home, signer, said)


def _keep_row(db: Db, row: Received, now: float) -> int | None:
    origin = host_of(row.signer)
    if moderation.blocked(db, row.signer, origin):
        raise Forbidden(f"{row.signer} is blocked", Text("Ce serveur est bloqué ici.", "This server is blocked here."))
    known = peers.origin(db, origin)
    if known is None or known.failures or now - (known.last_seen or 0.0) > SEEN_AGAIN_S:
        # It speaks to us, so it is up: whatever waits for it need not wait longer.
        if peers.seen(db, origin, now):
            deliveries.hurry(db, origin, now)
    return inbox.keep(db, row.id, row.signer, row.actor, row.how, row.body, row.received)
