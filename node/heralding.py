"""Heralding: whom a lister here lets take the place of its listing is made known to those who follow the lister.

They were told of the listing and follow nobody else: without the own profile of the organisation it would stand with
them for ever. The lister announces that profile, unchanged (FEP-1b12), and each later version of it, for as long as the
claim holds; nothing else of the organisation, which is no member.
"""

from __future__ import annotations

from node import outgoing
from node.home import Home
from node.outgoing import Document
from node.store import listing_claims, log, memberships, records
from node.store.connection import Db
from node.store.entries import is_open
from node.store.records import Record


def herald(db: Db, home: Home, lister: str, claimant: str) -> None:
    """Announce an organisation's profile as it stands, once, if a claim of it to the lister holds."""
    record = records.find(db, claimant)
    if record is None or lister not in listing_claims.heralds(db, claimant):
        return
    if _may_leave(record) and log.last_of(db, lister, claimant) is None:
        outgoing.announce(db, home, lister, _said(db, record), claimant, quiet=True)


def herald_anew(db: Db, home: Home, record: Record, activity: Document) -> None:
    """A profile has a new version, or is `deleted`: those who herald it pass on what its owner says of that."""
    for lister in _others(db, record.id):
        told = log.last_of(db, lister, record.id) is not None
        if record.deleted and told:
            outgoing.announce(db, home, lister, activity, record.id, gone=True, quiet=True)
        elif _may_leave(record):
            outgoing.announce(db, home, lister, activity, record.id, quiet=True)
        elif told:
            outgoing.retract(db, home, lister, record.id)


def silence(db: Db, home: Home, lister: str, claimant: str) -> None:
    """Take back what was announced, unless a claim still holds or the lister is a network of which it is a member."""
    if lister in listing_claims.heralds(db, claimant) or lister in memberships.local_networks_of(db, claimant):
        return
    outgoing.retract(db, home, lister, claimant)


def _others(db: Db, claimant: str) -> list[str]:
    """Those who herald an organisation; its networks announce it anyway."""
    networks = set(memberships.local_networks_of(db, claimant))
    return [lister for lister in listing_claims.heralds(db, claimant) if lister not in networks]


def _may_leave(record: Record) -> bool:
    return not record.deleted and is_open(record.audience, record.policy)


def _said(db: Db, record: Record) -> Document:
    """What the owner said last: its activity where it lives here, else the document that it signed."""
    last = log.last_of(db, record.id, record.id)
    return log.document(db, last.position) if last is not None else records.document(db, record.num)
