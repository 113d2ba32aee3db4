"""Following: whom our organisations follow, which networks they join, and how that ends."""

from __future__ import annotations

from typing import Final

from federation.domains import REFUSED_HERE
from federation.hosts import host_of
from node import heralding, outgoing
from node.clock import iso
from node.errors import Missing, NodeError, NotAllowed
from node.home import Home
from node.outgoing import Act
from node.reconsidering import reconsider_network
from node.residence import require_lives_here
from node.shelving import shelve_again
from node.store import actors, errands, follows, log, memberships, messages, moderation, reasons, records
from node.store.actors import LocalActor
from node.store.connection import Db
from node.store.entries import is_open
from node.uncounting import uncount
from node.welcoming import welcome
from vocab import activities
from vocab.context import PUBLIC
from vocab.language import Text

DISOWN_AGAIN_S: Final = 86_400.0


def follow(db: Db, home: Home, actor: str, target: str) -> str:
    """Ask to follow `target`, an actor this node has met; return the state: asked or accepted. Raises `NodeError`."""
    if actor == target:
        raise NodeError(Text("On ne se suit pas soi-même.", "An actor does not follow itself."))
    if home.domains.refuses(host_of(target)):
        raise NodeError(REFUSED_HERE)
    if follows.state(db, actor, target) == "accepted":
        return "accepted"
    _require_lives_here(db, actor)
    if moderation.is_blocked_by(db, target, actor) or messages.is_barred(db, target, actor):
        raise NotAllowed(Text(f"{target} ne veut pas être suivi.", f"{target} does not want to be followed."))
    now = home.now_iso()
    local = actors.find(db, target)
    if local is not None:
        state = "accepted" if lets_in(db, local, actor) else "asked"
        follows.put(db, actor, target, home.new_activity_id(), state, now)
        return state
    sent = outgoing.say(db, home, actor, "Follow", target, target)
    follows.put(db, actor, target, str(sent["id"]), "asked", now)
    return "asked"


def unfollow(db: Db, home: Home, actor: str, target: str) -> None:
    """Stop following; what only this follow brought leaves the directory. Raises `Missing`."""
    asked = follows.activity(db, actor, target)
    if asked is None:
        raise Missing(Text(f"Vous ne suivez pas {target}.", f"You do not follow {target}."))
    follows.drop(db, actor, target)
    errands.drop(db, actor, target)
    if actors.is_local(db, target):
        return
    follow = {"id": asked, "type": "Follow", "actor": actor, "object": target}
    outgoing.say(db, home, actor, "Undo", follow, target)
    if not follows.anyone_here_follows(db, target):
        drop_reasons(db, home, target)


def lapse(db: Db, home: Home, actor: str, target: str) -> None:
    """The other side no longer holds us for a follower: what only this follow brought leaves the directory."""
    follows.answer(db, actor, target, "ended")
    errands.drop(db, actor, target)
    if not follows.anyone_here_follows(db, target):
        drop_reasons(db, home, target)


def disown(db: Db, home: Home, actor: str, target: str) -> bool:
    """Tell somebody who holds us for a follower that we are none; once a day is enough, False when it was said."""
    last = log.last_act(db, actor, target, ("Follow", "Undo"))
    if last is not None and last.type == "Undo" and last.published > iso(home.now() - DISOWN_AGAIN_S):
        return False
    # Under the name we once asked by, if we ever did: some servers look for it, the others for who and whom.
    asked = last.id if last is not None and last.type == "Follow" else home.new_activity_id()
    follow = {"id": asked, "type": "Follow", "actor": actor, "object": target}
    outgoing.say(db, home, actor, "Undo", follow, target, subject=target)
    return True


def lets_in(db: Db, local: LocalActor, follower: str) -> bool:
    """Whether a follower of one of ours is accepted without asking anybody: a network it belongs to always is."""
    return not local.approves_followers or memberships.state(db, follower, local.id) is not None


def let_in(db: Db, home: Home, actor: str, follower: str) -> None:
    """Accept somebody who asks to follow. Raises `Missing`."""
    asked = _asked(db, actor, follower)
    if follows.state(db, follower, actor) == "accepted":
        return
    follows.answer(db, follower, actor, "accepted")
    if not actors.is_local(db, follower):
        outgoing.say(db, home, actor, "Accept", asked, follower)


def turn_away(db: Db, home: Home, actor: str, follower: str) -> None:
    """Refuse somebody who asks to follow, or be followed by them no longer: their Follow is rejected after all.

    Raises `Missing`.
    """
    asked = _asked(db, actor, follower)
    if actors.is_local(db, follower):
        follows.answer(db, follower, actor, "rejected")
        return
    follows.drop(db, follower, actor)
    outgoing.say(db, home, actor, "Reject", asked, follower)


def _asked(db: Db, actor: str, follower: str) -> dict[str, object]:
    """The Follow of somebody who follows one of ours, or asks to."""
    asked = follows.activity(db, follower, actor)
    if asked is None:
        raise Missing(Text(f"{follower} ne vous suit pas.", f"{follower} does not follow you."))
    return {"id": asked, "type": "Follow", "actor": follower, "object": actor}


def drop_reasons(db: Db, home: Home, by: str) -> None:
    """Take back every reason an actor elsewhere gave, and clear what has none left."""
    for num in reasons.withdraw_all(db, by):
        shelve_again(db, home, num)


def join(db: Db, home: Home, actor: str, network: str) -> str:
    """Follow a network and ask for membership; return the state of the membership. Raises `NodeError`."""
    _require_lives_here(db, actor)
    follow(db, home, actor, network)
    if memberships.state(db, network, actor) == "accepted":
        return "accepted"
    now = home.now_iso()
    if actors.is_local(db, network):
        memberships.put(db, network, actor, home.new_activity_id(), "asked", now)
        if home.settings.membership == "open":
            admit(db, home, network, actor)
    else:
        sent = outgoing.say(db, home, actor, "Join", network, network)
        memberships.put(db, network, actor, str(sent["id"]), "asked", now)
    return memberships.state(db, network, actor) or "asked"


def leave(db: Db, home: Home, actor: str, network: str) -> None:
    """End a membership and the follow that came with it. Raises `Missing`."""
    if memberships.state(db, network, actor) is None:
        raise Missing(Text(f"Vous n'êtes pas membre de {network}.", f"You are not a member of {network}."))
    uncount(db, home, actor, network)
    if actors.is_local(db, network):
        dismiss(db, home, network, actor)
    else:
        memberships.drop(db, network, actor)
        follows.drop(db, network, actor)
        outgoing.say(db, home, actor, "Leave", network, network)
    if follows.state(db, actor, network) is not None:
        unfollow(db, home, actor, network)
    if not memberships.networks_of(db, actor):
        memberships.forget_others(db, network)


def admit(db: Db, home: Home, network: str, member: str) -> None:
    """A network of this node accepts a member: it answers the Join, follows the member, tells the others.

    Raises `Missing` when the organisation did not ask.
    """
    asked = memberships.activity(db, network, member)
    if asked is None:
        raise Missing(Text(f"{member} n'a rien demandé.", f"{member} did not ask."))
    if not memberships.answer(db, network, member, "accepted"):
        return
    if actors.is_local(db, member):
        follows.put(db, network, member, home.new_activity_id(), "accepted", home.now_iso())
        announce_all(db, home, network, member)
    else:
        join = {"id": asked, "type": "Join", "actor": member, "object": network}
        outgoing.say(db, home, network, "Accept", join, member)
        if follow(db, home, network, member) == "accepted":
            announce_held(db, home, network, member)
    reconsider_network(db, home, network)
    _tell_members(db, home, network, "Add", member)
    welcome(db, home, network, [member])


def refuse(db: Db, home: Home, network: str, member: str) -> None:
    """A network of this node refuses a member. Raises `Missing`."""
    asked = memberships.activity(db, network, member)
    if asked is None:
        raise Missing(Text(f"{member} n'a rien demandé.", f"{member} did not ask."))
    memberships.answer(db, network, member, "rejected")
    if not actors.is_local(db, member):
        join = {"id": asked, "type": "Join", "actor": member, "object": network}
        outgoing.say(db, home, network, "Reject", join, member)


def dismiss(db: Db, home: Home, network: str, member: str) -> None:
    """A membership ends on the network's side: its follow of the member ends, what it announced of it is taken back."""
    if not memberships.drop(db, network, member):
        raise Missing(Text(f"{member} n'est pas membre.", f"{member} is not a member."))
    _tell_members(db, home, network, "Remove", member)
    log.supersede_owner(db, network, member)
    follows.drop(db, network, member)
    if not actors.is_local(db, member) and not follows.anyone_here_follows(db, member):
        drop_reasons(db, home, member)
    # It may have been listed by the network too, and still be announced for that reason.
    heralding.herald(db, home, network, member)


def announce_all(db: Db, home: Home, network: str, member: str) -> None:
    """Announce what a member of the same node had already published."""
    for entry in log.live_public(db, member):
        activity = log.document(db, entry.position)
        outgoing.announce(db, home, network, activity, entry.subject, quiet=True)


def announce_held(db: Db, home: Home, network: str, member: str) -> None:
    """Announce what is held of a member elsewhere whom the network followed before: nothing of it comes again."""
    for num in reasons.of_owner(db, member):
        record = records.numbered(db, num)
        if record is not None and is_open(record.audience, record.policy):
            outgoing.announce(db, home, network, records.document(db, num), record.id, quiet=True)


def _require_lives_here(db: Db, actor: str) -> None:
    local = actors.find(db, actor)
    if local is not None:
        require_lives_here(local)


def _tell_members(db: Db, home: Home, network: str, verb: str, member: str) -> None:
    """Add or Remove, to members and followers: those who only follow must forget what came with a former member."""
    collection = f"{network}/members"
    cc = (f"{network}/followers",) if verb == "Remove" else ()
    document = activities.activity(
        verb,
        home.new_activity_id(),
        network,
        member,
        to=(PUBLIC,) if verb == "Remove" else (collection,),
        cc=cc,
        published=iso(home.now()),
        target=collection,
    )
    inboxes = memberships.inboxes(db, network, network)
    if verb == "Remove":
        inboxes = [*inboxes, *(inbox for inbox, _ in follows.inboxes(db, network)), *outgoing.own_inbox(db, member)]
    audience = "public" if verb == "Remove" else "network"
    act = Act(network, document, f"{collection}#{member}", "gone" if verb == "Remove" else "live", audience)
    outgoing.send(db, home, act, inboxes)
