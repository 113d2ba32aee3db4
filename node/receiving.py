"""Receiving: the one way by which what others say takes effect here.

A row of the inbox comes here prepared: its sender is known, what it carries was fetched and verified where need be
(`preparing.py` waits, this does not). The table below gives each activity one small function, run inside one unit of
work with the closing of the row. What is not in the table has no effect; before any effect, `federation.authority` is
asked whether the actor may.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from federation.domains import REFUSED_HERE
from federation.errors import Refused
from federation.hosts import host_of
from node import messaging, taking
from node.claims import require_authority
from node.endorsements import hearing
from node.home import Home
from node.offering import take_offer
from node.parting import take_block, take_flag, take_move
from node.prepared import Prepared
from node.relations import (
    said_at,
    take_accept,
    take_add,
    take_follow,
    take_join,
    take_leave,
    take_reject,
    take_remove,
)
from node.store import inbox, words
from node.store.connection import Db
from node.taking import Evidence, owner_of
from node.undoing import take_undo
from vocab.language import Text
from vocab.looseness import id_of

Handler = Callable[[Db, Home, Prepared], str]


def receive(db: Db, home: Home, prepared: Prepared) -> str:
    """Apply an activity and close its row; return what became of it. Raises `Refused`."""
    if home.domains.refuses(host_of(prepared.actor)):
        raise Refused(f"{prepared.actor}: its server is refused by the operator", REFUSED_HERE)
    type = str(prepared.activity.get("type", ""))
    handler = ACTS.get(type)
    if handler is None:
        outcome = f"{type or 'nothing'}: not spoken here"
    else:
        require_authority(db, prepared)
        outcome = handler(db, home, prepared)
    if not inbox.close(db, prepared.num, "done", outcome):
        # What it did goes with it: its actor took it back while it was on its way through here.
        raise Refused(f"{type} was undone before it was applied", Text("Annulé entre-temps.", "Undone meanwhile."))
    return outcome


def take_create(db: Db, home: Home, prepared: Prepared) -> str:
    """A record is new or has a new version."""
    if prepared.document is None:
        return "carries no record"
    if messaging.is_message(db, prepared.document):
        return messaging.take_message(db, home, prepared)
    id = id_of(prepared.activity) or ""
    evidence = Evidence(prepared.verified, prepared.proof, prepared.actor, id, announced=False)
    return taking.take(db, home, prepared.activity, prepared.document, evidence, prepared.reading)


def take_delete(db: Db, home: Home, prepared: Prepared) -> str:
    """A record, or its whole owner, is withdrawn."""
    id = id_of(prepared.activity.get("object"))
    if id is None:
        return "deletes nothing"
    revoked = hearing.take_revocation(db, home, prepared, id)
    if revoked is not None:
        return revoked
    if messaging.take_back(db, id, prepared.actor):
        return "message withdrawn"
    return taking.remove(db, home, prepared.activity, prepared.actor, id)


def take_announce(db: Db, home: Home, prepared: Prepared) -> str:
    """A network we follow passes on what a member published, or somebody points at a record."""
    id = id_of(prepared.activity) or ""
    inner = prepared.inner
    if inner is not None and inner.get("type") == "Delete":
        target = id_of(inner.get("object"))
        if target is None:
            return "deletes nothing"
        return taking.remove(db, home, inner, str(prepared.inner_actor), target, announced=True)
    if prepared.document is None:
        return "announces nothing we keep"
    record, owner, said = (
        id_of(prepared.document) or "",
        owner_of(prepared.document) or "",
        said_at(home, prepared.activity),
    )
    if words.ended_since(db, "announce", prepared.actor, record, said):
        return "taken back since"
    if words.ended_since(db, "member", prepared.actor, owner, said):
        return "no member any more"
    words.say(db, "announce", prepared.actor, record, holds=True, said=said)
    evidence = Evidence(prepared.verified, prepared.proof, prepared.actor, id, announced=True)
    return taking.take(db, home, inner or prepared.activity, prepared.document, evidence)


ACTS: Final[dict[str, Handler]] = {
    "Accept": take_accept,
    "Add": take_add,
    "Announce": take_announce,
    "Block": take_block,
    "Create": take_create,
    "Delete": take_delete,
    "Flag": take_flag,
    "Follow": take_follow,
    "Join": take_join,
    "Leave": take_leave,
    "Move": take_move,
    "Offer": take_offer,
    "Reject": take_reject,
    "Remove": take_remove,
    "Undo": take_undo,
    "Update": take_create,
}
