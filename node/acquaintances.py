"""Acquaintances: what the federation asks us to remember of actors and keys elsewhere, over the store."""

from __future__ import annotations

from collections import OrderedDict
from datetime import UTC, datetime
from typing import Final

import orjson

from federation.actors import Actor, actor_from_document
from federation.hosts import host_of
from federation.keys import listed_keys, public_key
from federation.ports import KnownKey, Standing
from node.clock import seconds_of
from node.home import Home
from node.store import peers, strangers
from node.store.connection import Db
from node.store.store import Store
from vocab.context import COOP
from vocab.looseness import one_or_many

MAX_IN_MEMORY: Final = 5_000
# As they are written; in memory each takes some times as much.
MAX_BYTES_IN_MEMORY: Final = 20_000_000


class KnownActors:
    """An ActorStore (federation.ports): actors as their origins last served them."""

    def __init__(self, store: Store) -> None:
        self._store = store
        # Each with how many bytes it is: R14, whoever writes the documents decides how large they are.
        self._memory: OrderedDict[str, tuple[Actor, int]] = OrderedDict()
        self._bytes = 0

    async def find(self, actor_id: str) -> Actor | None:
        """The actor, with the time it was fetched, or None."""
        found = self._memory.get(actor_id)
        if found is not None:
            return found[0]
        peer = await self._store.reading(peers.find_actor, actor_id)
        return self._remember(actor_from_document(peer.document, peer.fetched)) if peer else None

    async def keep(self, actor: Actor) -> bool:
        """Keep this version, True when it is the first; keys it no longer lists are retired, not forgotten."""
        new = await self._store.writing("keep_actor", _keep_actor, actor)
        self._remember(actor)
        return new

    async def forget(self, actor_id: str) -> bool:
        """Forget a stranger; False for anybody else."""
        gone = await self._store.writing("forget_stranger", strangers.forget, actor_id)
        if gone:
            self._drop(actor_id)
        return gone

    def _remember(self, actor: Actor) -> Actor:
        self._drop(actor.id)
        size = len(orjson.dumps(actor.document))
        self._memory[actor.id] = actor, size
        self._bytes += size
        while len(self._memory) > MAX_IN_MEMORY or self._bytes > MAX_BYTES_IN_MEMORY:
            self._drop(next(iter(self._memory)))
        return actor

    def _drop(self, actor_id: str) -> None:
        dropped = self._memory.pop(actor_id, None)
        if dropped is not None:
            self._bytes -= dropped[1]


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


class KnownServers:
    """Neighbours (federation.ports): whom this node follows, shares a network with or allowed, and whom it has met."""

    def __init__(self, store: Store, home: Home) -> None:
        self._store, self._home = store, home

    async def standing(self, url: str) -> Standing:
        """How the actor at an address stands to this node."""
        if self._home.domains.allows(host_of(url)):
            return "chosen"
        # Whoever asks joins an open network: nobody chose them.
        admitted = self._home.settings.membership != "open"
        return await self._store.reading(strangers.standing, url, admitted=admitted)


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


def _keep_actor(db: Db, actor: Actor) -> bool:
    new = peers.keep_actor(
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
    listed = {key.id for key in actor.keys} | set(listed_keys(actor.document))
    peers.retire_keys(db, actor.id, tuple(listed), actor.fetched)
    return new


def _row(known: KnownKey, source: str) -> peers.PeerKey:
    key = known.key
    return peers.PeerKey(
        key.id, key.owner, key.algorithm, key.material(), source, known.seen, _iso(key.expires), _iso(key.revoked)
    )


def _iso(seconds: float | None) -> str | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC).isoformat()
