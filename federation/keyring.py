"""The keys in memory, in front of the keys on disk, in front of the network: what `authenticate` asks.

Every way to make this node fetch is bounded (R7, R14): one fetch at a time per key, a key asked for in vain is not
asked for again for ten minutes (one that could not be reached, for one), a key refreshed a minute ago is not refreshed,
and the memory holds a limited number of each. One fetch tells the other keys of the same owner too: the key of a proof
comes with that of the request, and is not looked for a second time.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from federation.errors import FederationError, Later, Refused
from federation.flight import SingleFlight
from federation.keys import PublicKey
from federation.ports import Clock, KeyStore

V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class KeyLimits:
    """How long and how many: seconds and entries."""

    max_keys: int = 20_000
    max_of_one: int = 4
    max_age_s: float = 86_400.0
    refresh_after_s: float = 60.0
    max_failures: int = 10_000
    refused_for_s: float = 600.0
    unreachable_for_s: float = 60.0


class KeyRing:
    """A KeyResolver over a store and a way to fetch (`ActorResolver.resolve_key`)."""

    def __init__(
        self,
        fetch: Callable[[str], Awaitable[Sequence[PublicKey]]],
        store: KeyStore,
        clock: Clock,
        limits: KeyLimits | None = None,
        tried: Callable[[str, bool], Awaitable[bool]] | None = None,
    ) -> None:
        self._fetch = fetch
        self._tried = tried
        self._store = store
        self._clock = clock
        self._limits = limits or KeyLimits()
        self._keys: _Newest[tuple[PublicKey, float]] = _Newest(self._limits.max_keys)
        self._owned: dict[str, set[str]] = {}
        self._failures: _Newest[tuple[FederationError, float]] = _Newest(self._limits.max_failures)
        self._flights: SingleFlight[PublicKey] = SingleFlight()

    def cached(self, key_id: str) -> PublicKey | None:
        """The key if memory holds it and it is younger than a day."""
        entry = self._keys.get(key_id)
        if entry is None or self._clock.now() - entry[1] > self._limits.max_age_s:
            return None
        return entry[0]

    async def resolve(self, key_id: str, *, refresh: bool = False) -> PublicKey:
        """The key, from memory, the store, or its origin; raises what the fetch raised, now or a while ago."""
        entry = self._keys.get(key_id)
        allowed = self._limits.refresh_after_s if refresh else self._limits.max_age_s
        if entry is not None and self._clock.now() - entry[1] <= allowed:
            return entry[0]
        failure = self._failures.get(key_id)
        if failure is not None and self._clock.now() < failure[1]:
            raise _again(failure[0], "remembered")
        return await self._flights.run(key_id, lambda: self._look_up(key_id, refresh))

    async def tried(self, key: PublicKey, *, holds: bool) -> None:
        """A key fetched for a request did or did not sign it; if not, it is as if it had never been looked at."""
        if not holds:
            self.forget(key.id)
        if self._tried is not None and await self._tried(key.owner, holds):
            # Its owner was forgotten: the keys that came with it are those of somebody this node never met.
            self.forget_owner(key.owner)

    def forget(self, key_id: str) -> None:
        """Drop what memory knows of this key, good or bad."""
        self._drop(key_id)
        self._failures.drop(key_id)

    def forget_owner(self, owner: str) -> None:
        """Drop every key of this actor: its document was read anew, and the store knows what became of each."""
        for key_id in list(self._owned.get(owner, ())):
            self._drop(key_id)

    def _put(self, key_id: str, key: PublicKey, seen: float) -> None:
        self._owned.setdefault(key.owner, set()).add(key_id)
        evicted = self._keys.put(key_id, (key, seen))
        if evicted is not None:
            self._disown(evicted[0], evicted[1][0].owner)

    def _drop(self, key_id: str) -> None:
        dropped = self._keys.drop(key_id)
        if dropped is not None:
            self._disown(key_id, dropped[0].owner)

    def _disown(self, key_id: str, owner: str) -> None:
        owned = self._owned.get(owner, set())
        owned.discard(key_id)
        if not owned:
            self._owned.pop(owner, None)

    async def _look_up(self, key_id: str, refresh: bool) -> PublicKey:
        known = await self._store.find(key_id)
        if known is not None and not refresh and self._clock.now() - known.seen <= self._limits.max_age_s:
            self._put(key_id, known.key, known.seen)
            return known.key
        try:
            found = await self._fetch(key_id)
        except FederationError as error:
            wait_s = self._limits.unreachable_for_s if isinstance(error, Later) else self._limits.refused_for_s
            # A copy: the error itself holds everything that its traceback passed through, bodies included.
            self._failures.put(key_id, (_again(error), self._clock.now() + wait_s))
            if known is not None and isinstance(error, Later):
                return known.key  # its origin is down; the key was good when last seen
            raise
        # Its owner's document was just read: of the other keys in memory, some may be listed no longer.
        self.forget_owner(found[0].owner)
        now = self._clock.now()
        for key in reversed(found[: self._limits.max_of_one]):
            self._failures.drop(key.id)
            self._put(key.id, key, now)
        return found[0]


class _Newest(Generic[V]):
    """A dictionary of bounded size that forgets what was used longest ago."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._entries: OrderedDict[str, V] = OrderedDict()

    def get(self, name: str) -> V | None:
        entry = self._entries.get(name)
        if entry is not None:
            self._entries.move_to_end(name)
        return entry

    def put(self, name: str, entry: V) -> tuple[str, V] | None:
        """Keep an entry; the name and value of the one that had to go for it."""
        self._entries[name] = entry
        self._entries.move_to_end(name)
        return self._entries.popitem(last=False) if len(self._entries) > self._size else None

    def drop(self, name: str) -> V | None:
        return self._entries.pop(name, None)


def _again(error: FederationError, word: str = "") -> FederationError:
    """The same refusal without the traceback of its first time."""
    log = f"{error.log} ({word})" if word else error.log
    if isinstance(error, Refused):
        return type(error)(log, error.public, status=error.status)
    if isinstance(error, Later):
        return type(error)(log, error.public, retry_after_s=error.retry_after_s)
    return type(error)(log, error.public)
