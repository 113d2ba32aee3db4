"""Asking: who wants something of the directory, as functions that look it up at the moment it is given."""

from __future__ import annotations

from federation.ports import Clock
from node.accounts.permits import may
from node.reader import Reader
from node.store import actors, memberships, tokens
from node.store.accounts import Account
from node.store.connection import Db
from node.store.exports import Asker


def anybody(db: Db) -> Reader:
    """Somebody who does not say who they are."""
    return Reader()


def administrator(db: Db) -> Reader:
    """Whoever runs this node."""
    return Reader("admin")


def acting_for(actor: str) -> Asker:
    """Somebody who signed as `actor`: with the networks known here that it belongs to."""

    def asker(db: Db) -> Reader:
        return Reader("member", actors=(actor,), networks=tuple(memberships.networks_of(db, actor)))

    return asker


def as_person(account: Account) -> Asker:
    """Somebody signed in here: what the organisations they may read see, and what is for signed-in people."""

    def asker(db: Db) -> Reader:
        ours = tuple(actor.id for actor in actors.every(db) if may(account, "read", actor.id))
        networks = dict.fromkeys(network for id in ours for network in memberships.networks_of(db, id))
        return Reader("member", actors=ours, networks=tuple(networks), signed_in=True)

    return asker


def with_token(hash: str, clock: Clock) -> Asker:
    """A program that brought a token with this hash; once it no longer holds, anybody."""

    def asker(db: Db) -> Reader:
        found = tokens.find(db, hash, clock.now())
        return acting_for(found.actor)(db) if found is not None and "read" in found.scopes else Reader()

    return asker


__all__ = ["Asker", "acting_for", "administrator", "anybody", "as_person", "with_token"]
