"""Subscribing: this node asks a relay to pass on what is public, hears its answer, and takes leave of it (FEP-ae0c).

The node's own actor asks: most relays want an application, and what is subscribed is the node, not one organisation. A
Mastodon relay is known by its inbox alone, where `Public` is followed; who it is, its answer says, which must come from
the origin of that inbox. A LitePub relay is an actor that is followed, and follows back.
"""

from __future__ import annotations

from dataclasses import replace

from federation.domains import REFUSED_HERE
from federation.hosts import host_of
from federation.owner import same_origin
from node import following, outgoing
from node.errors import Missing, NodeError
from node.home import Home
from node.outgoing import Act, Document
from node.store import errands, follows, relays
from node.store.connection import Db
from node.store.relays import Relay
from vocab import activities
from vocab.context import PUBLIC
from vocab.language import Text


def subscribe(db: Db, home: Home, inbox: str, actor: str | None) -> Relay:
    """Ask the relay at `inbox`, or the relay that is `actor`, unless it accepted already. Raises `NodeError`."""
    if home.domains.refuses(host_of(inbox)):
        raise NodeError(REFUSED_HERE)
    if host_of(inbox) == home.host:
        raise NodeError(Text("C'est ce nœud-ci.", "That is this very node."))
    known = relays.at(db, inbox)
    if known is not None and known.state == "accepted":
        return known
    to = () if actor is None else (actor,)
    follow = activities.activity(
        "Follow", home.new_activity_id(), home.application, actor or PUBLIC, to=to, published=home.now_iso()
    )
    _tell(db, home, inbox, follow)
    style: relays.Style = "mastodon" if actor is None else "litepub"
    relay = Relay(inbox, style, actor, str(follow["id"]), "asked", home.now_iso())
    relays.keep(db, relay)
    if actor is not None:
        follows.put(db, home.application, actor, relay.activity, "asked", relay.since)
    return relay


def unsubscribe(db: Db, home: Home, inbox: str) -> None:
    """Take leave of a relay; what only it brought leaves the directory. Raises `Missing`."""
    relay = relays.at(db, inbox)
    if relay is None:
        raise Missing(Text(f"Ce nœud n'est pas abonné à {inbox}.", f"This node is not subscribed to {inbox}."))
    follow: Document = {
        "id": relay.activity,
        "type": "Follow",
        "actor": home.application,
        "object": PUBLIC if relay.style == "mastodon" else relay.actor,
    }
    to = () if relay.actor is None else (relay.actor,)
    undo = activities.activity(
        "Undo", home.new_activity_id(), home.application, follow, to=to, published=home.now_iso()
    )
    _tell(db, home, inbox, undo)
    relays.drop(db, inbox)
    _part(db, home, relay)


def answered(db: Db, home: Home, inbox: str, actor: str, *, accepted: bool) -> str:
    """The relay said yes, or no, or no longer; `actor` is who it is."""
    relay = relays.at(db, inbox)
    if relay is None:
        return "nothing was asked"
    state, now = ("accepted" if accepted else "rejected"), home.now_iso()
    relay = replace(relay, actor=actor, state=state, since=now)
    relays.keep(db, relay)
    if accepted:
        # What it passes on is heard as what anyone else passes on that is followed from here.
        follows.put(db, home.application, actor, relay.activity, "accepted", now)
    else:
        _part(db, home, relay)
    return f"relay {state}"


def is_asked(db: Db, actor: str) -> bool:
    """Whether an actor is a relay this node asked, or may be one: of some, nothing but the inbox is known."""
    return any(
        relay.state != "rejected" and (relay.actor == actor or same_origin(relay.inbox, actor))
        for relay in relays.every(db)
    )


def _part(db: Db, home: Home, relay: Relay) -> None:
    actor = relay.actor
    other = None if actor is None else relays.known_as(db, actor)
    if actor is None or (other is not None and other.state != "rejected"):
        return
    follows.drop(db, home.application, actor)
    follows.drop(db, actor, home.application)
    errands.drop(db, home.application, actor)
    if not follows.anyone_here_follows(db, actor):
        following.drop_reasons(db, home, actor)


def _tell(db: Db, home: Home, inbox: str, activity: Document) -> None:
    outgoing.send(db, home, Act(home.application, activity, inbox, "act", "direct"), [inbox])
