"""Relaying: what our organisations publish for everybody is told to the relays this node subscribed to (FEP-ae0c).

A Mastodon relay gets each activity as followers do, and passes it on unchanged: our proof travels with it. A LitePub
relay is pointed at a record by an Announce of the node's own actor, and points others there in its turn.
"""

from __future__ import annotations

from federation.hosts import host_of
from node import outgoing
from node.home import Home
from node.outgoing import Act, Document
from node.store import deliveries, relays
from node.store.connection import Db
from node.store.relays import Relay
from vocab import activities
from vocab.context import PUBLIC


def pass_on(db: Db, home: Home, position: int, activity: Document, record: str) -> None:
    """Tell the relays of a public activity of one of ours, which the log has at `position`, about `record`."""
    found = [relay for relay in relays.accepted(db) if not home.domains.refuses(host_of(relay.inbox))]
    if not found:
        return
    pointed = set() if activity["type"] == "Delete" else _point(db, home, found, activity, record)
    told = [relay.inbox for relay in found if relay.inbox not in pointed]
    deliveries.enqueue(db, position, [(inbox, host_of(inbox)) for inbox in told], home.now())


def _point(db: Db, home: Home, found: list[Relay], activity: Document, record: str) -> set[str]:
    """Announce the record to the LitePub relays to which it is new; return their inboxes."""
    known = set() if activity["type"] == "Create" else set(pointed_at(db, home, record))
    new = {relay.inbox for relay in found if relay.style == "litepub"} - known
    if new:
        to, cc = (f"{home.application}/followers",), (PUBLIC,)
        announce = activities.activity(
            "Announce", home.new_activity_id(), home.application, record, to=to, cc=cc, published=home.now_iso()
        )
        outgoing.send(db, home, Act(home.application, announce, record, "act", "public"), sorted(new))
    return new


def pointed_at(db: Db, home: Home, record: str) -> list[str]:
    """The inboxes of relays that were pointed at a record: they are told when it is withdrawn."""
    return deliveries.inboxes_of_subject(db, home.application, record)


def point_no_more(db: Db, home: Home, record: str) -> None:
    """Relays that were out of reach are not pointed at a record any more."""
    deliveries.cancel(db, home.application, record, home.now())
