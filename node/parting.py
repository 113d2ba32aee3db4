"""Parting: somebody moves elsewhere, wants nothing from us any more, or reports what one of ours did."""

from __future__ import annotations

from typing import Final

from node import following
from node.announcers.authority import take_request
from node.clock import iso
from node.home import Home
from node.moving import DAY_S, resettle
from node.prepared import Prepared
from node.relations import said_at
from node.store import actors, deliveries, errands, follows, moderation, peers, records, words
from node.store.connection import Db
from vocab.looseness import first_text, id_of, ids_of

MAX_REPORTED: Final = 32
MAX_CONTENT: Final = 5_000


def take_move(db: Db, home: Home, prepared: Prepared) -> str:
    """An actor we follow lives elsewhere now, and both its addresses say so: we follow the new one."""
    former, new = prepared.actor, prepared.moved_to
    if new is None:
        return "nobody here follows them"
    # Counted from when it came: whoever wants to send us everywhere would date each Move as it suits them.
    lately = iso(home.now() - home.settings.move_cooldown_days * DAY_S)
    if words.said_of_another(db, "moved", former, new, lately):
        return "moved to another address not long ago"
    if not words.say(db, "move", former, new, holds=True, said=said_at(home, prepared.activity)):
        return "known"
    words.say(db, "moved", former, new, holds=True, said=home.now_iso())
    return f"moved, {resettle(db, home, former, new)} of ours follow"


def take_block(db: Db, home: Home, prepared: Prepared) -> str:
    """Somebody wants nothing from one of ours: neither follows the other, and nothing more is sent there."""
    blocked = id_of(prepared.activity.get("object"))
    if blocked is None or not actors.is_local(db, blocked):
        return "blocks nobody here"
    blocker, said = prepared.actor, said_at(home, prepared.activity)
    if words.say(db, "follow", blocker, blocked, holds=False, said=said):
        follows.drop(db, blocker, blocked)
        if words.say(db, "block", blocker, blocked, holds=True, said=said):
            moderation.block_by(db, blocker, blocked, id_of(prepared.activity) or "", said)
            _send_no_more(db, home, blocker, blocked)
    ours = follows.find(db, blocked, blocker)
    if ours is not None and ours.since <= said:
        follows.drop(db, blocked, blocker)
        errands.drop(db, blocked, blocker)
        if not follows.anyone_here_follows(db, blocker):
            following.drop_reasons(db, home, blocker)
    return "blocked"


def end_block(db: Db, blocker: str, blocked: str, said: str) -> str:
    """They take it back. Nobody follows anybody again by this alone."""
    if not words.say(db, "block", blocker, blocked, holds=False, said=said):
        return "blocked again since"
    return "block undone" if moderation.unblock_by(db, blocker, blocked) else "remembered"


def take_flag(db: Db, home: Home, prepared: Prepared) -> str:
    """A report, kept for the moderator when it is about one of ours or a record held here.

    Of the account of a territory, by its authority, it is a request that the account stop or move there.
    """
    if take_request(db, home, prepared.activity, prepared.actor):
        return "kept for the moderator"
    about = ids_of(prepared.activity.get("object"))[:MAX_REPORTED]
    if not any(actors.is_local(db, id) or records.find(db, id) is not None for id in about):
        return "reports nothing we have"
    content = (first_text(prepared.activity.get("content")) or "")[:MAX_CONTENT]
    id = id_of(prepared.activity) or ""
    kept = moderation.report(db, id, prepared.actor, about, content, home.now_iso())
    return "kept for the moderator" if kept else "too many reports wait"


def _send_no_more(db: Db, home: Home, blocker: str, blocked: str) -> None:
    # A shared inbox goes on serving the others who live there.
    peer = peers.find_actor(db, blocker)
    if peer is not None and peer.inbox != peer.shared_inbox:
        deliveries.cancel_to(db, blocked, peer.inbox, home.now())
