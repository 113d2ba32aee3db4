"""Asking: who wants something of the directory, as functions that look it up at the moment it is given."""

from __future__ import annotations

from federation.ports import Clock
from node.reader import Reader
from node.store import memberships, tokens
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


def with_token(hash: str, clock: Clock) -> Asker:
    """A program that brought a token with this hash; once it no longer holds, anybody."""

    def asker(db: Db) -> Reader:
        found = tokens.find(db, hash, clock.now())
        return acting_for(found.actor)(db) if found is not None and "read" in found.scopes else Reader()

    return asker


__all__ = ["Asker", "acting_for", "administrator", "anybody", "with_token"]
