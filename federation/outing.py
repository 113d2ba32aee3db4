"""Outing: what one activity makes this node fetch, counted (PROTOCOL 4.3, R14).

A record names an actor, an actor its key, a key its owner: each thing fetched may name others. Whatever an activity
names, it leads to so many requests, so many actors, and so many steps from one thing to the next.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from federation.actors import Actor, ActorResolver
from federation.client import Client
from federation.errors import Refused
from federation.keyring import KeyRing
from federation.keys import PublicKey, Signer
from federation.owner import without_fragment
from vocab.language import Text


@dataclass(frozen=True, slots=True)
class Allowance:
    """How much one activity may make us fetch."""

    actors: int = 20
    fetches: int = 50
    depth: int = 5


@dataclass(slots=True)
class Spent:
    """How much it did so far: requests, and the actors or owners of keys it named."""

    fetches: int = 0
    actors: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Outing:
    """The ways out, for one activity. `depth`: how many steps from the activity."""

    client: Client
    actors: ActorResolver
    keys: KeyRing
    signer: Signer
    allowance: Allowance = field(default_factory=Allowance)
    spent: Spent = field(default_factory=Spent)
    depth: int = 0

    def beyond(self) -> Outing:
        """The same, for what something fetched names in its turn."""
        return replace(self, depth=self.depth + 1)

    async def document(self, url: str) -> dict[str, object]:
        """A document from its origin. Raises FederationError."""
        self._pay(url)
        return (await self.client.get_document(url, self.signer)).document

    async def actor(self, id: str, *, refresh: bool = False) -> Actor:
        """An actor that the activity names. Raises FederationError."""
        self._meet(id)
        return await self.actors.resolve(id, refresh=refresh, named_by_others=True)

    async def key(self, key_id: str) -> PublicKey:
        """A key that a proof names. Raises FederationError."""
        known = self.keys.cached(key_id)
        if known is None:
            self._meet(key_id)
        return known or await self.keys.resolve(key_id)

    def _meet(self, id: str) -> None:
        self._pay(id)
        self.spent.actors.add(without_fragment(id))
        if len(self.spent.actors) > self.allowance.actors:
            raise _too_much(f"more than {self.allowance.actors} actors, up to {id[:300]}")

    def _pay(self, url: str) -> None:
        if self.depth >= self.allowance.depth:
            raise _too_much(f"more than {self.allowance.depth} steps, up to {url[:300]}")
        self.spent.fetches += 1
        if self.spent.fetches > self.allowance.fetches:
            raise _too_much(f"more than {self.allowance.fetches} requests, up to {url[:300]}")


def _too_much(log: str) -> Refused:
    return Refused(
        f"the activity leads to {log}",
        Text("Cette activité mène à trop de choses à aller lire.", "This activity leads to too much to fetch."),
    )
