"""Offering: somebody elsewhere says that a listing of ours describes them, or offers what it states of one of ours."""

from __future__ import annotations

from node import claiming
from node.endorsements import hearing
from node.home import Home
from node.prepared import Prepared
from node.relations import said_at
from node.store import listing_claims, records, words
from node.store.connection import Db
from node.store.listing_claims import ListingClaim
from vocab.credential import is_credential
from vocab.looseness import id_of


def take_offer(db: Db, home: Home, prepared: Prepared) -> str:
    """Somebody says that a listing of ours describes them, or what it states of one of ours: that one will answer."""
    if is_credential(prepared.activity.get("object")):
        return hearing.take_offer(db, home, prepared)
    listing = id_of(prepared.activity.get("target"))
    record = records.find(db, listing) if listing else None
    if record is None or not record.local or record.deleted or record.kind != "Listing":
        return "about no listing of ours"
    said = said_at(home, prepared.activity)
    if words.ended_since(db, claiming.WORD, prepared.actor, record.id, said):
        return "taken back since"
    words.say(db, claiming.WORD, prepared.actor, record.id, holds=True, said=said)
    activity = id_of(prepared.activity) or ""
    known = listing_claims.find(db, record.id, prepared.actor)
    if known is not None and known.state != "asked":
        claiming.tell(
            db, home, ListingClaim(record.id, prepared.actor, record.owner, activity, known.state, known.since)
        )
        return f"{known.state} before"
    made = ListingClaim(record.id, prepared.actor, record.owner, activity, "asked", home.now_iso())
    return "waits for the lister" if claiming.keep(db, made) else "too many wait for the lister"
