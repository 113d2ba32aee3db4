"""Receiving: the one way by which what others say takes effect here.

A row of the inbox comes here prepared: its sender is known, what it carries was fetched and verified where need be
(`preparing.py` waits, this does not). The table below gives each activity one small function, run inside one unit of
work with the closing of the row. What is not in the table has no effect; before any effect, `federation.authority` is
asked whether the actor may.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from node import following, outgoing, taking
from node.claims import asked_of, require_authority
from node.home import Home
from node.prepared import Document, Prepared
from node.reconsidering import reconsider, reconsider_network
from node.shelving import shelve_again
from node.store import actors, errands, follows, inbox, memberships, reasons
from node.store.connection import Db
from node.taking import Evidence
from vocab.looseness import id_of

Handler = Callable[[Db, Home, Prepared], str]


def receive(db: Db, home: Home, prepared: Prepared) -> str:
    """Apply an activity and close its row; return what became of it. Raises `Refused`."""
    type = str(prepared.activity.get("type", ""))
    handler = ACTS.get(type)
    if handler is None:
        outcome = f"{type or 'nothing'}: not spoken here"
    else:
        require_authority(db, prepared)
        outcome = handler(db, home, prepared)
    inbox.close(db, prepared.num, "done", outcome)
    return outcome


def take_follow(db: Db, home: Home, prepared: Prepared) -> str:
    """Somebody asks to follow one of us: yes, unless it is the node's own actor."""
    target = id_of(prepared.activity.get("object"))
    local = actors.find(db, target) if target else None
    if local is None:
        return "follows nobody here"
    activity = str(prepared.activity.get("id", ""))
    if local.kind == "application":
        outgoing.say(db, home, local.id, "Reject", prepared.activity, prepared.actor)
        return "not followed by hand"
    follows.put(db, prepared.actor, local.id, activity, "accepted", home.now_iso())
    outgoing.say(db, home, local.id, "Accept", _bare(prepared.activity), prepared.actor)
    return "accepted"


def take_accept(db: Db, home: Home, prepared: Prepared) -> str:
    """Somebody we asked says yes: what they published before is read."""
    asked = asked_of(db, prepared.actor, prepared.activity.get("object"))
    if asked is None:
        return "nothing was asked"
    what, ours = asked
    if what == "follow":
        follows.answer(db, ours, prepared.actor, "accepted")
        reconsider(db, home, prepared.actor)
    else:
        memberships.answer(db, prepared.actor, ours, "accepted")
        reconsider_network(db, home, prepared.actor)
        errands.add(db, "members", ours, prepared.actor, home.now())
    errands.add(db, "backfill", ours, prepared.actor, home.now())
    return f"{what} accepted"


def take_reject(db: Db, home: Home, prepared: Prepared) -> str:
    """Somebody we asked says no, or no longer."""
    asked = asked_of(db, prepared.actor, prepared.activity.get("object"))
    if asked is None:
        return "nothing was asked"
    what, ours = asked
    if what == "follow":
        follows.answer(db, ours, prepared.actor, "rejected")
        if not follows.anyone_here_follows(db, prepared.actor):
            following.drop_reasons(db, home, prepared.actor)
    else:
        memberships.answer(db, prepared.actor, ours, "rejected")
    return f"{what} rejected"


def take_undo(db: Db, home: Home, prepared: Prepared) -> str:
    """Somebody takes back a Follow, a Join or an Announce of their own."""
    undone = prepared.activity.get("object")
    id = id_of(undone)
    type = undone.get("type") if isinstance(undone, dict) else None
    if type in ("Follow", None):
        for target in _followed_by(db, prepared, undone, id):
            follows.drop(db, prepared.actor, target)
            return "follow undone"
    if type == "Join" and isinstance(undone, dict):
        return _leave(db, home, prepared, id_of(undone.get("object")))
    if id is None:
        return "nothing to undo"
    touched = reasons.withdraw_activity(db, prepared.actor, id)
    for num in touched:
        shelve_again(db, home, num)
    return f"announce undone, {len(touched)} records" if touched else "nothing to undo"


def take_create(db: Db, home: Home, prepared: Prepared) -> str:
    """A record is new or has a new version."""
    if prepared.document is None:
        return "carries no record"
    id = id_of(prepared.activity) or ""
    evidence = Evidence(prepared.verified, prepared.proof, prepared.actor, id, announced=False)
    return taking.take(db, home, prepared.activity, prepared.document, evidence)


def take_delete(db: Db, home: Home, prepared: Prepared) -> str:
    """A record, or its whole owner, is withdrawn."""
    id = id_of(prepared.activity.get("object"))
    if id is None:
        return "deletes nothing"
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
    evidence = Evidence(prepared.verified, prepared.proof, prepared.actor, id, announced=True)
    return taking.take(db, home, inner or prepared.activity, prepared.document, evidence)


def take_join(db: Db, home: Home, prepared: Prepared) -> str:
    """An organisation asks a network of ours for membership."""
    network = _local_network(db, id_of(prepared.activity.get("object")))
    if network is None:
        return "joins no network here"
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
    return _leave(db, home, prepared, id_of(prepared.activity.get("object")))


def take_add(db: Db, home: Home, prepared: Prepared) -> str:
    """A network we belong to has a new member."""
    member = _about_members(db, prepared)
    if member is None:
        return "not a network we belong to"
    memberships.put(db, prepared.actor, member, id_of(prepared.activity) or "", "accepted", home.now_iso())
    reconsider(db, home, member)
    return "member added"


def take_remove(db: Db, home: Home, prepared: Prepared) -> str:
    """A network lost a member: what it announced of them has one reason less."""
    member = id_of(prepared.activity.get("object"))
    if member is None:
        return "removes nobody"
    memberships.drop(db, prepared.actor, member)
    if actors.is_local(db, member):
        follows.drop(db, prepared.actor, member)
    touched = reasons.withdraw_of_owner(db, prepared.actor, member)
    for num in touched:
        shelve_again(db, home, num)
    return f"member removed, {len(touched)} records"


ACTS: Final[dict[str, Handler]] = {
    "Accept": take_accept,
    "Add": take_add,
    "Announce": take_announce,
    "Create": take_create,
    "Delete": take_delete,
    "Follow": take_follow,
    "Join": take_join,
    "Leave": take_leave,
    "Reject": take_reject,
    "Remove": take_remove,
    "Undo": take_undo,
    "Update": take_create,
}


def _followed_by(db: Db, prepared: Prepared, undone: object, id: str | None) -> list[str]:
    if isinstance(undone, dict):
        target = id_of(undone.get("object"))
        return [target] if target and actors.is_local(db, target) else []
    return [
        actor.id
        for actor in actors.every(db)
        if id is not None and follows.activity(db, prepared.actor, actor.id) == id
    ]


def _leave(db: Db, home: Home, prepared: Prepared, network: str | None) -> str:
    local = _local_network(db, network)
    if local is None or memberships.state(db, local, prepared.actor) is None:
        return "not a member"
    following.dismiss(db, home, local, prepared.actor)
    return "left"


def _local_network(db: Db, id: str | None) -> str | None:
    actor = actors.find(db, id) if id else None
    return actor.id if actor is not None and actor.kind == "network" else None


def _about_members(db: Db, prepared: Prepared) -> str | None:
    """The member an Add is about, when it comes from a network one of ours belongs to."""
    member = id_of(prepared.activity.get("object"))
    if member is None or not memberships.anyone_here_belongs(db, prepared.actor):
        return None
    # Nobody makes one of ours a member who did not ask.
    unasked = actors.is_local(db, member) and memberships.state(db, prepared.actor, member) is None
    return None if unasked else member


def _bare(activity: Document) -> Document:
    """An activity as others embed it: without context and proof, which belong to the standalone document."""
    return {key: value for key, value in activity.items() if key not in ("@context", "proof", "signature")}
