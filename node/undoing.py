"""Undoing: somebody takes back a Follow, a Join, an Announce or a Block of their own.

An Undo may come before what it takes back: the id of that is remembered, and it does nothing when it comes.
"""

from __future__ import annotations

from node.claiming import end_offer
from node.endorsements import hearing
from node.home import Home
from node.parting import end_block
from node.prepared import Prepared
from node.relations import end_follow, end_membership, said_at
from node.shelving import shelve_again
from node.store import actors, credentials, follows, inbox, listing_claims, moderation, reasons, words
from node.store.connection import Db
from vocab.looseness import id_of


def take_undo(db: Db, home: Home, prepared: Prepared) -> str:
    """Somebody takes back an act of their own."""
    undone = prepared.activity.get("object")
    id = id_of(undone)
    dated = prepared.activity.get("published") is not None
    seen_before = id is not None and inbox.known(db, id, prepared.actor)
    # A Block ended follows, and they stay ended: when dates tell the order, it still has to be heard.
    is_block = isinstance(undone, dict) and undone.get("type") == "Block"
    if id is not None and not (is_block and dated):
        inbox.forestall(db, id, prepared.actor, home.now_iso(), "undone before it was applied")
    if not isinstance(undone, dict) or undone.get("type") is None:
        return _undo_known(db, home, prepared, str(id))
    said, about = said_at(home, prepared.activity), id_of(undone.get("object"))
    if about is None:
        return "nothing to undo"
    match undone.get("type"):
        case "Follow":
            if not dated and seen_before and follows.activity(db, prepared.actor, about) != id:
                return "another follow stands"
            return end_follow(db, home, prepared, about, said)
        case "Join":
            return end_membership(db, home, prepared, about, said)
        case "Block":
            return end_block(db, prepared.actor, about, said)
        case "Offer" if credentials.find(db, about) is not None:
            return hearing.take_revocation(db, home, prepared, about) or "not theirs"
        case "Offer":
            return end_offer(db, home, prepared.actor, id_of(undone.get("target")) or "", said)
        case _:
            return _end_announce(db, home, prepared, announced_record(undone.get("object")) or about, said)


def announced_record(announced: object) -> str | None:
    """The id of the record that an Announce is about: what it names, or what the activity it repeats carries.

    >>> announced_record({"type": "Create", "id": "https://a.example/1", "object": {"id": "https://a.example/o"}})
    'https://a.example/o'
    """
    if isinstance(announced, dict) and announced.get("type") in ("Create", "Update", "Delete"):
        return id_of(announced.get("object"))
    return id_of(announced)


def _undo_known(db: Db, home: Home, prepared: Prepared, id: str) -> str:
    """What is undone is named by its address alone: it is looked for among what we know of its actor."""
    said = said_at(home, prepared.activity)
    followed = follows.asked_by(db, prepared.actor, id)
    if followed is not None and actors.is_local(db, followed):
        return end_follow(db, home, prepared, followed, said)
    for actor in actors.every(db):
        if moderation.is_blocked_by(db, prepared.actor, actor.id, id):
            return end_block(db, prepared.actor, actor.id, said)
    offered = credentials.offered_by(db, id)
    if offered is not None:
        return hearing.take_revocation(db, home, prepared, offered.id) or "not theirs"
    claim = listing_claims.asked_by(db, id)
    if claim is not None and claim.claimant == prepared.actor:
        return end_offer(db, home, prepared.actor, claim.listing, said)
    about = reasons.records_given_by(db, prepared.actor, id)
    for record in about:
        _end_announce(db, home, prepared, record, said)
    return f"announce undone, {len(about)} records" if about else "remembered"


def _end_announce(db: Db, home: Home, prepared: Prepared, record: str, said: str) -> str:
    if not words.say(db, "announce", prepared.actor, record, holds=False, said=said):
        return "announced again since"
    touched = reasons.withdraw_announced(db, prepared.actor, record)
    for num in touched:
        shelve_again(db, home, num)
    return f"announce undone, {len(touched)} records" if touched else "remembered"
