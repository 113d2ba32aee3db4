"""Acquaintances: what the federation asks us to remember of actors and keys elsewhere, over the store."""

from __future__ import annotations

from collections import OrderedDict
from datetime import UTC, datetime

from federation.actors import Actor, actor_from_document
from federation.keys import public_key
from federation.ports import KnownKey
from node.clock import seconds_of
from node.store import peers
from node.store.connection import Db
from node.store.store import Store
from vocab.context import COOP
from vocab.looseness import one_or_many

MAX_IN_MEMORY = 5_000


class KnownActors:
    """An ActorStore (federation.ports): actors as their origins last served them."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._memory: OrderedDict[str, Actor] = OrderedDict()

    async def find(self, actor_id: str) -> Actor | None:
        """The actor, with the time it was fetched, or None."""
        found = self._memory.get(actor_id)
        if found is not None:
            return found
        peer = await self._store.reading(peers.find_actor, actor_id)
        return self._remember(actor_from_document(peer.document, peer.fetched)) if peer else None

    async def keep(self, actor: Actor) -> None:
        """Keep this version; keys it no longer lists are retired, not forgotten."""
        await self._store.writing("keep_actor", _keep_actor, actor)
        self._remember(actor)

    def _remember(self, actor: Actor) -> Actor:
        self._memory[actor.id] = actor
        self._memory.move_to_end(actor.id)
        while len(self._memory) > MAX_IN_MEMORY:
            self._memory.popitem(last=False)
        return actor


class KnownKeys:
    """A KeyStore (federation.ports): keys seen, kept for ever with their dates."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def find(self, key_id: str) -> KnownKey | None:
        """The key its owner's origin gave us and still lists; one learned elsewhere proves nothing here."""
        row = await self._store.reading(peers.find_key, key_id)
        if row is None or row.source != "origin" or row.retired is not None:
            return None
        key = public_key(
            row.id, row.owner, row.public, expires=seconds_of(row.expires), revoked=seconds_of(row.revoked)
        )
        return KnownKey(key, row.seen, row.owner)

    async def keep(self, known: KnownKey) -> None:
        """Keep, or refresh the date of, a key fetched from its owner's origin."""
        await self._store.writing("keep_key", peers.keep_key, _row(known, "origin"))


def speaks_ours(document: dict[str, object]) -> bool:
    """Whether an actor's server says that it implements our namespace (FEP-844e)."""
    generator = document.get("generator")
    said = one_or_many(generator.get("implements")) if isinstance(generator, dict) else []
    said = said + one_or_many(document.get("implements"))
    return any((item.get("href") or item.get("id") if isinstance(item, dict) else item) == COOP for item in said[:32])


def learn_elsewhere(db: Db, document: dict[str, object], now: float) -> None:
    """Note the keys of an actor document that somebody else brought: they confirm nothing until its origin says so."""
    for key in actor_from_document(document).keys:
        peers.keep_key(db, _row(KnownKey(key, now, key.owner), "elsewhere"))


def _keep_actor(db: Db, actor: Actor) -> None:
    peers.keep_actor(
        db,
        peers.PeerActor(
            actor.id,
            actor.document,
            actor.inbox,
            actor.shared_inbox,
            actor.preferred_username,
            speaks_ours(actor.document),
            actor.fetched,
        ),
    )
    for key in actor.keys:
        peers.keep_key(db, _row(KnownKey(key, actor.fetched, actor.id), "origin"))
    peers.retire_keys(db, actor.id, tuple(key.id for key in actor.keys), actor.fetched)


def _row(known: KnownKey, source: str) -> peers.PeerKey:
    key = known.key
    return peers.PeerKey(
        key.id, key.owner, key.algorithm, key.material(), source, known.seen, _iso(key.expires), _iso(key.revoked)
    )


def _iso(seconds: float | None) -> str | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC).isoformat()
