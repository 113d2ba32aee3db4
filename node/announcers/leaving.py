"""Leaving: the account of a territory goes on elsewhere, most often at the authority's own node (FEP-7628)."""

from __future__ import annotations

from dataclasses import replace

from node import moving, outgoing
from node.announcers.waking import describe
from node.errors import NodeError
from node.home import Home
from node.moving import Destination
from node.outgoing import Act
from node.store import actors, follows, log, town_requests, towns
from node.store.connection import Db
from vocab import activities
from vocab.language import Text


def move_on(db: Db, home: Home, slug: str, new: Destination) -> str:
    """Send the followers of a territory's account to `new`, and serve it no longer; return the Move's id.

    Raises `NodeError` with what is in the way: the new account has to say first that it was this one.
    """
    town = towns.find(db, slug)
    actor = actors.find(db, town.actor) if town is not None and town.actor else None
    if town is None or town.state != "served" or actor is None:
        raise NodeError(
            Text(
                "Personne n'a encore demandé ce compte : il n'a rien à faire suivre. Retirez-le seulement.",
                "Nobody asked for this account yet: it has nothing to send on. Only unserve it.",
            )
        )
    moving.require_attested(actor, new)
    now = home.now_iso()
    describe(db, home, replace(actor, moved_to=new.id, moved_at=now))
    log.supersede_all(db, actor.id)
    to = (f"{actor.id}/followers",)
    move = activities.activity("Move", home.new_activity_id(), actor.id, actor.id, to=to, published=now, target=new.id)
    # Live, so that whoever reads the log later is told as well.
    act = Act(actor.id, move, f"{actor.id}#moved", "live", "followers")
    _, sent = outgoing.send(db, home, act, [inbox for inbox, _ in follows.inboxes(db, actor.id)])
    towns.untell_all(db, actor.id)
    towns.put(db, [slug], "stopped", now)
    town_requests.drop(db, slug)
    moving.resettle(db, home, actor.id, new.id)
    return str(sent["id"])
