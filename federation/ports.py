"""What the federation asks of its host: time, chance, and somewhere to keep what it learned.

Each Protocol is tiny and implemented by `node/` (or by a double in the tests). Nothing here does anything.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

if TYPE_CHECKING:
    from federation.actors import Actor
    from federation.keys import PublicKey


class Clock(Protocol):
    """Where the time comes from."""

    def now(self) -> float:
        """Unix seconds."""
        ...


class Sleeper(Protocol):
    """Waiting, so that tests need not."""

    async def sleep(self, seconds: float) -> None:
        """Return after `seconds`."""
        ...


class RandomBytes(Protocol):
    """Where chance comes from."""

    def bytes(self, count: int) -> bytes:
        """`count` unpredictable bytes."""
        ...


class ActorStore(Protocol):
    """Actors as this node last fetched them from their own origin."""

    async def find(self, actor_id: str) -> Actor | None:
        """The actor as kept, with its `fetched` time, or None."""
        ...

    async def keep(self, actor: Actor) -> bool:
        """Keep this version, its keys too, in place of the last; True when there was none."""
        ...

    async def forget(self, actor_id: str) -> bool:
        """Forget an actor that this node has nothing to do with; False for any other, which is kept."""
        ...


# How an address stands to this node: at a server it chose to deal with, a known actor, a server some actor of which is
# known, or none of these.
Standing = Literal["chosen", "known", "neighbour", "stranger"]


class Neighbours(Protocol):
    """Whom this node knows, and whom it chose to deal with."""

    async def standing(self, url: str) -> Standing:
        """How an actor, or the actor of a key, stands to this node."""
        ...


@dataclass(frozen=True, slots=True)
class KnownKey:
    """A key this node has seen: the key, when (unix seconds), and the document it was fetched from."""

    key: PublicKey
    seen: float
    source: str


class KeyStore(Protocol):
    """Keys seen, kept for ever with their dates (DESIGN section 4, keys)."""

    async def find(self, key_id: str) -> KnownKey | None:
        """The newest key of this id, or None."""
        ...


class KeyResolver(Protocol):
    """Who `authenticate` asks for a key."""

    def cached(self, key_id: str) -> PublicKey | None:
        """The key if it is in memory, at once."""
        ...

    async def resolve(self, key_id: str, *, refresh: bool = False) -> PublicKey:
        """The key, with at most one bounded fetch; `refresh` asks its origin again. Raises FederationError."""
        ...

    async def tried(self, key: PublicKey, *, holds: bool) -> None:
        """The key was fetched for a request, and did or did not sign it."""
        ...
