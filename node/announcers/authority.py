"""The authority of a territory: its own actor, where this node knows it, and what it may ask of the account here.

It is known when an organisation says of itself that it is a public authority, that this territory alone is its own, and
its number, name and territory agree with the official list or a recognised network attests it. It asks by a `Flag` of
the territory's actor that it signs; with a `target`, the account should go on there. Whoever runs the node decides.
"""

from __future__ import annotations

from typing import Final

from node import outgoing
from node.errors import NodeError
from node.home import Home
from node.outgoing import Act
from node.prepared import Document
from node.store import peers, records, town_requests, towns
from node.store.connection import Db
from node.store.town_requests import TownRequest
from vocab import activities
from vocab.entry import Entry, read_entry
from vocab.language import Text
from vocab.looseness import first_text, id_of, ids_of

MAX_CONTENT: Final = 5_000
LOOKED_AT: Final = 20


def authority_of(db: Db, home: Home, slug: str) -> Entry | None:
    """The profile of the authority whose territory this is; None where it is not known, or several say so."""
    found = []
    for num in town_requests.authorities(db, slug, LOOKED_AT):
        entry = read_entry(records.document(db, num), home.vocabulary)
        if entry is not None and slug == _own(entry):
            found.append(entry)
    return found[0] if len(found) == 1 else None


def take_request(db: Db, home: Home, activity: Document, actor: str) -> bool:
    """Keep what an authority asks of its territory's account; False when this is no such request."""
    about = ids_of(activity.get("object"))
    town = towns.of_actor(db, about[0]) if len(about) == 1 else None
    if town is None or town.state != "served":
        return False
    authority = authority_of(db, home, town.slug)
    if authority is None or authority.id != actor:
        return False
    target = id_of(activity.get("target"))
    content = (first_text(activity.get("content")) or "")[:MAX_CONTENT]
    town_requests.put(db, TownRequest(town.slug, actor, target, content, home.now_iso()))
    return True


def ask(db: Db, home: Home, actor: str, account: str, words: str, *, here: bool) -> str:
    """Ask that the account of our territory elsewhere stop, or with `here` go on as `actor`; return the Flag's id."""
    peer = peers.find_actor(db, account)
    if peer is None or peer.document.get("type") != "Group" or not peer.document.get("areaServed"):
        raise NodeError(
            Text(f"{account} n'est pas le compte d'un territoire.", f"{account} is not the account of a territory.")
        )
    flag = activities.activity(
        "Flag",
        home.new_activity_id(),
        actor,
        account,
        to=(account,),
        published=home.now_iso(),
        target=actor if here else None,
    )
    act = Act(actor, flag | {"content": words.strip()[:MAX_CONTENT]}, account, "act", "direct")
    return str(outgoing.send(db, home, act, outgoing.own_inbox(db, account))[1]["id"])


def _own(entry: Entry) -> str | None:
    """The one territory that an authority is that of."""
    own = entry.served or entry.placed
    return own[0] if len(own) == 1 else None
