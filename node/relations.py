"""Relations: somebody asks to follow one of ours or to join a network of ours, answers what we asked, leaves.

Each word is noted with its date: what its sender said earlier and comes later does nothing (`store/words.py`).
"""

from __future__ import annotations

from node import claiming, following, outgoing, subscribing
from node.claims import asked_of
from node.clock import moment
from node.endorsements import answering
from node.home import Home
from node.prepared import Document, Prepared
from node.reconsidering import reconsider, reconsider_network
from node.shelving import shelve_again
from node.store import (
    actors,
    errands,
    follows,
    memberships,
    messages,
    moderation,
    peers,
    reasons,
    records,
    towns,
    words,
)
from node.store.connection import Db
from node.welcoming import welcome
from vocab.looseness import id_of


def said_at(home: Home, activity: Document) -> str:
    """When its actor says it was, and never later than now; undated, it was now."""
    now = home.now_iso()
    return min(moment(activity.get("published")) or now, now)


def take_follow(db: Db, home: Home, prepared: Prepared) -> str:
    """Somebody asks to follow one of us: yes, or when its people say so where they let in by hand.

    The node's own actor is followed by its relays alone.
    """
    target = id_of(prepared.activity.get("object"))
    local = actors.find(db, target) if target else None
    if local is None:
        return "follows nobody here"
    if local.kind == "application" and not subscribing.is_asked(db, prepared.actor):
        outgoing.say(db, home, local.id, "Reject", prepared.activity, prepared.actor)
        return "not followed by hand"
    if local.kind in actors.GROUPS and not towns.speaks(db, local.id):
        outgoing.say(db, home, local.id, "Reject", _bare(prepared.activity), prepared.actor)
        return "not served any more"
    if messages.is_barred(db, local.id, prepared.actor):
        outgoing.say(db, home, local.id, "Reject", _bare(prepared.activity), prepared.actor)
        return "not wanted"
    said = said_at(home, prepared.activity)
    if _is_gone(db, prepared.actor, said):
        return "gone since"
    if words.ended_since(db, "follow", prepared.actor, local.id, said):
        return "ended since"
    if words.say(db, "follow", prepared.actor, local.id, holds=True, said=said):
        activity = str(prepared.activity.get("id", ""))
        state = "accepted" if following.lets_in(db, local, prepared.actor) else "asked"
        follows.put(db, prepared.actor, local.id, activity, state, home.now_iso())
        moderation.unblock_by(db, prepared.actor, local.id)
    if follows.state(db, prepared.actor, local.id) != "accepted":
        return "waits to be let in"
    outgoing.say(db, home, local.id, "Accept", _bare(prepared.activity), prepared.actor)
    return "accepted"


def end_follow(db: Db, home: Home, prepared: Prepared, target: str, said: str) -> str:
    """Somebody follows one of ours no longer."""
    if not actors.is_local(db, target):
        return "follows nobody here"
    if not words.say(db, "follow", prepared.actor, target, holds=False, said=said):
        return "followed again since"
    return "follow undone" if follows.drop(db, prepared.actor, target) else "remembered"


def take_accept(db: Db, home: Home, prepared: Prepared) -> str:
    """Somebody we asked says yes: what they published before is read."""
    asked = asked_of(db, prepared.actor, prepared.activity.get("object"))
    if asked is None:
        return "nothing was asked"
    what, ours = asked
    if not words.say(db, f"{what} answer", prepared.actor, ours, holds=True, said=said_at(home, prepared.activity)):
        return "answered otherwise since"
    if what == "relay":
        return subscribing.answered(db, home, ours, prepared.actor, accepted=True)
    if what == "claim":
        return claiming.answered(db, ours, accepted=True)
    if what == "endorsement":
        return answering.answered(db, ours, accepted=True)
    if what == "follow":
        be_accepted(db, home, ours, prepared.actor)
        return "follow accepted"
    memberships.answer(db, prepared.actor, ours, "accepted")
    reconsider_network(db, home, prepared.actor)
    errands.add(db, "members", ours, prepared.actor, home.now())
    errands.add(db, "backfill", ours, prepared.actor, home.now())
    return "membership accepted"


def be_accepted(db: Db, home: Home, ours: str, theirs: str) -> None:
    """One of ours follows somebody from now on: what was kept waiting of them is looked at, their past is read."""
    follows.answer(db, ours, theirs, "accepted")
    reconsider(db, home, theirs)
    leave_former(db, home, ours, theirs)
    errands.add(db, "backfill", ours, theirs, home.now())


def take_reject(db: Db, home: Home, prepared: Prepared) -> str:
    """Somebody we asked says no, or no longer."""
    asked = asked_of(db, prepared.actor, prepared.activity.get("object"))
    if asked is None:
        return "nothing was asked"
    what, ours = asked
    if not words.say(db, f"{what} answer", prepared.actor, ours, holds=False, said=said_at(home, prepared.activity)):
        return "answered otherwise since"
    if what == "relay":
        return subscribing.answered(db, home, ours, prepared.actor, accepted=False)
    if what == "claim":
        return claiming.answered(db, ours, accepted=False)
    if what == "endorsement":
        return answering.answered(db, ours, accepted=False)
    if what == "follow":
        follows.answer(db, ours, prepared.actor, "rejected")
        if not follows.anyone_here_follows(db, prepared.actor):
            following.drop_reasons(db, home, prepared.actor)
    else:
        memberships.answer(db, prepared.actor, ours, "rejected")
    return f"{what} rejected"


def take_join(db: Db, home: Home, prepared: Prepared) -> str:
    """An organisation asks a network of ours for membership."""
    network = local_network(db, id_of(prepared.activity.get("object")))
    if network is None:
        return "joins no network here"
    if actors.moved_to(db, network) is not None:
        outgoing.say(db, home, network, "Reject", _bare(prepared.activity), prepared.actor)
        return "the network moved"
    said = said_at(home, prepared.activity)
    if _is_gone(db, prepared.actor, said):
        return "gone since"
    if words.ended_since(db, "membership", prepared.actor, network, said):
        return "left since"
    words.say(db, "membership", prepared.actor, network, holds=True, said=said)
    # Whoever joins wants what a network sends.
    moderation.unblock_by(db, prepared.actor, network)
    activity = str(prepared.activity.get("id", ""))
    if memberships.state(db, network, prepared.actor) == "accepted":
        outgoing.say(db, home, network, "Accept", _bare(prepared.activity), prepared.actor)
        return "a member already"
    memberships.put(db, network, prepared.actor, activity, "asked", home.now_iso())
    if home.settings.membership == "open":
        following.admit(db, home, network, prepared.actor)
        return "admitted"
    return "waits for the network"


def take_leave(db: Db, home: Home, prepared: Prepared) -> str:
    """A member leaves a network of ours."""
    network = id_of(prepared.activity.get("object"))
    return end_membership(db, home, prepared, network, said_at(home, prepared.activity))


def end_membership(db: Db, home: Home, prepared: Prepared, network: str | None, said: str) -> str:
    """A member of a network of ours is one no longer."""
    local = local_network(db, network)
    if local is None:
        return "no network here"
    if not words.say(db, "membership", prepared.actor, local, holds=False, said=said):
        return "joined again since"
    if memberships.state(db, local, prepared.actor) is None:
        return "not a member"
    following.dismiss(db, home, local, prepared.actor)
    return "left"


def take_add(db: Db, home: Home, prepared: Prepared) -> str:
    """A network we belong to has a new member."""
    member = id_of(prepared.activity.get("object"))
    if member is None:
        return "adds nobody"
    if not words.say(db, "member", prepared.actor, member, holds=True, said=said_at(home, prepared.activity)):
        return "removed since"
    if not memberships.anyone_here_belongs(db, prepared.actor):
        return "not a network we belong to"
    # Nobody makes one of ours a member who did not ask.
    if actors.is_local(db, member) and memberships.state(db, prepared.actor, member) is None:
        return "did not ask"
    known = memberships.state(db, prepared.actor, member) == "accepted"
    memberships.put(db, prepared.actor, member, id_of(prepared.activity) or "", "accepted", home.now_iso())
    reconsider(db, home, member)
    if not known:
        welcome(db, home, prepared.actor, [member])
    return "member added"


def take_remove(db: Db, home: Home, prepared: Prepared) -> str:
    """A network lost a member: what it announced of them has one reason less."""
    member = id_of(prepared.activity.get("object"))
    if member is None:
        return "removes nobody"
    if not words.say(db, "member", prepared.actor, member, holds=False, said=said_at(home, prepared.activity)):
        return "added again since"
    memberships.drop(db, prepared.actor, member)
    if actors.is_local(db, member):
        follows.drop(db, prepared.actor, member)
    touched = reasons.withdraw_of_owner(db, prepared.actor, member)
    for num in touched:
        shelve_again(db, home, num)
    return f"member removed, {len(touched)} records"


def leave_former(db: Db, home: Home, ours: str, moved_to: str) -> None:
    """Follow no longer those who said they moved to the one that now accepts us, and did not come back since."""
    for former in words.holding(db, "move", moved_to):
        if follows.state(db, ours, former) is not None and _lives_at(db, former) == moved_to:
            following.unfollow(db, home, ours, former)


def local_network(db: Db, id: str | None) -> str | None:
    """The network of this node that has this id."""
    actor = actors.find(db, id) if id else None
    return actor.id if actor is not None and actor.kind == "network" else None


def _is_gone(db: Db, actor: str, said: str) -> bool:
    """Whether an actor elsewhere was deleted, now or after it said this."""
    record = records.find(db, actor)
    return (record is not None and record.owner == actor and record.deleted) or words.ended_since(
        db, "actor", actor, actor, said
    )


def _lives_at(db: Db, actor: str) -> str | None:
    """Where an actor that moved says it lives now."""
    if actors.is_local(db, actor):
        return actors.moved_to(db, actor)
    peer = peers.find_actor(db, actor)
    return id_of(peer.document.get("movedTo")) if peer is not None else None


def _bare(activity: Document) -> Document:
    """An activity as others embed it: without context and proof, which belong to the standalone document."""
    return {key: value for key, value in activity.items() if key not in ("@context", "proof", "signature")}
