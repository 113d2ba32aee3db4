"""Receiving: the one way by which what others say takes effect here.

A row of the inbox comes here prepared: its sender is known, what it carries was fetched and verified where need be
(`preparing.py` waits, this does not). The table below gives each activity one small function, run inside one unit of
work with the closing of the row. What is not in the table has no effect.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from federation.errors import Refused
from node import following, outgoing, taking
from node.home import Home
from node.reconsidering import reconsider, reconsider_network
from node.shelving import shelve_again
from node.store import actors, errands, follows, inbox, memberships, reasons
from node.store.connection import Db
from node.taking import Document, Evidence
from vocab.language import Text
from vocab.looseness import id_of

NOT_YOURS: Final = Text("Cela ne vous appartient pas.", "That is not yours.")


@dataclass(frozen=True, slots=True)
class Prepared:
    """An activity with all that had to be awaited.

    `actor` is whose it is, proved by signature, proof or origin. `signed`: by the actor's own HTTP signature or read at
    its origin, which every verb but Create, Update and Delete needs. `document` is the record it carries; for an
    Announce, `inner` is the activity announced and `inner_actor` whose that is.
    """

    num: int
    activity: Document
    actor: str
    signed: bool
    verified: str = "none"
    proof: str | None = None
    document: Document | None = None
    inner: Document | None = None
    inner_actor: str | None = None


Handler = Callable[[Db, Home, Prepared], str]


def receive(db: Db, home: Home, prepared: Prepared) -> str:
    """Apply an activity and close its row; return what became of it. Raises `Refused`."""
    type = str(prepared.activity.get("type", ""))
    handler = ACTS.get(type)
    if handler is None:
        outcome = f"{type or 'nothing'}: not spoken here"
    else:
        if not prepared.signed and type not in CARRIED_BY_PROOF:
            raise Refused(f"{type} needs its actor's signature", Text("Signature requise.", "A signature is required."))
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
    asked = _asked(db, prepared)
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
    asked = _asked(db, prepared)
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
    if isinstance(undone, dict) and id_of(undone.get("actor")) not in (None, prepared.actor):
        raise Refused(f"{prepared.actor} undoes another's act", NOT_YOURS)
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
        return "not a collection we know"
    memberships.put(db, prepared.actor, member, id_of(prepared.activity) or "", "accepted", home.now_iso())
    reconsider(db, home, member)
    return "member added"


def take_remove(db: Db, home: Home, prepared: Prepared) -> str:
    """A network lost a member: what it announced of them has one reason less."""
    member = id_of(prepared.activity.get("object"))
    target = id_of(prepared.activity.get("target"))
    if member is None or target != f"{prepared.actor}/members":
        return "not a collection we know"
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
CARRIED_BY_PROOF: Final = frozenset({"Create", "Update", "Delete"})


def _asked(db: Db, prepared: Prepared) -> tuple[str, str] | None:
    """(follow or membership, our actor) that an Accept or Reject answers; None when we asked nothing."""
    answered = prepared.activity.get("object")
    id = id_of(answered)
    for actor in actors.every(db):
        if id is not None and follows.activity(db, actor.id, prepared.actor) == id:
            return "follow", actor.id
        if id is not None and memberships.activity(db, prepared.actor, actor.id) == id:
            return "membership", actor.id
    return _asked_by_shape(db, prepared.actor, answered)


def _asked_by_shape(db: Db, peer: str, answered: object) -> tuple[str, str] | None:
    # Some servers answer with a copy of the Follow under an id of their own.
    if not isinstance(answered, dict) or answered.get("type") != "Follow":
        return None
    ours = id_of(answered.get("actor"))
    if ours is None or id_of(answered.get("object")) != peer or follows.state(db, ours, peer) is None:
        return None
    return "follow", ours


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
    if id_of(prepared.activity.get("target")) != f"{prepared.actor}/members":
        return None
    member = id_of(prepared.activity.get("object"))
    if member is None or not memberships.anyone_here_belongs(db, prepared.actor):
        return None
    # Nobody makes one of ours a member who did not ask.
    unasked = actors.is_local(db, member) and memberships.state(db, prepared.actor, member) is None
    return None if unasked else member


def _bare(activity: Document) -> Document:
    """An activity as others embed it: without context and proof, which belong to the standalone document."""
    return {key: value for key, value in activity.items() if key not in ("@context", "proof", "signature")}
