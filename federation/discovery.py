"""Discovery: how many strangers this node lets itself be made to meet (PROTOCOL 4.3, R14).

Whoever can invent names can invent actors and servers: a wildcard in the DNS is ten thousand of them. What others make
us fetch is therefore counted by the domain that somebody had to register. Beyond what a domain may bring in an hour its
strangers are told to come back later; whom we know, follow or share a network with is never kept out.

Only an actor that its server really served is counted, and one in whose name somebody else spoke is given back: nobody
can use up what another's domain may bring.
"""

from __future__ import annotations

import asyncio
from collections import Counter, OrderedDict
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Final

from federation.errors import TooManyStrangers
from federation.hosts import host_of
from federation.ports import Clock, Neighbours
from federation.suffixes import Suffixes
from vocab.language import Text

HOUR_S: Final = 3_600.0
# A domain that gives names to anybody (dynamic DNS, hosting) speaks for many: it has this many times the room.
SHARED: Final = 10
EVERYBODY: Final = "*"
MAX_VOUCHED: Final = 10_000


@dataclass(frozen=True, slots=True)
class Limits:
    """What one registered domain may bring in an hour and at once, and everybody together; 0: without limit."""

    actors: int = 200
    hosts: int = 20
    at_once: int = 8
    everybody: int = 5_000
    everybody_at_once: int = 64

    def of(self, domain: str) -> tuple[int, int, int]:
        """(actors, hosts, at once) of a domain, of all below one (`*.`), of everybody (`*`)."""
        if domain == EVERYBODY:
            return self.everybody, 0, self.everybody_at_once
        times = SHARED if domain.startswith("*.") else 1
        return self.actors * times, self.hosts * times, self.at_once * times


@dataclass(frozen=True, slots=True)
class Full:
    """A domain that has brought all it may, of `what` (actors or hosts), until a moment (Unix seconds)."""

    domain: str
    what: str
    until: float


@dataclass(slots=True)
class _Room:
    """What a domain brought since `began`: its actors, each with its host, and which of them spoke for themselves."""

    began: float
    actors: dict[str, str] = field(default_factory=dict)
    spoke: set[str] = field(default_factory=set)
    hosts: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True)
class _Queue:
    """Places for what is being fetched of a domain now, and how many have or await one."""

    places: asyncio.Semaphore
    users: int = 0


class Discovery:
    """Strangers met lately, by registered domain. `free`: hosts that are never counted."""

    def __init__(
        self,
        clock: Clock,
        neighbours: Neighbours,
        limits: Limits | None = None,
        *,
        suffixes: Suffixes | None = None,
        free: Callable[[str], bool] = lambda host: False,
    ) -> None:
        self._clock = clock
        self._neighbours = neighbours
        self._limits = limits or Limits()
        self.suffixes = suffixes or Suffixes()
        self._free = free
        # The oldest first: what is over is dropped from the front.
        self._rooms: OrderedDict[str, _Room] = OrderedDict()
        self._queues: dict[str, _Queue] = {}
        self._vouched: OrderedDict[str, None] = OrderedDict()

    @asynccontextmanager
    async def meeting(self, url: str) -> AsyncIterator[None]:
        """A place for fetching what somebody else named; raises TooManyStrangers when its domain has brought enough."""
        host = host_of(url)
        if self._free(host):
            yield
            return
        if not self.suffixes.ready:
            await asyncio.get_running_loop().run_in_executor(None, self.suffixes.domains_of, host)
        domains = self._domains(host)
        async with AsyncExitStack() as places:
            # Always in this order, so that nobody holds what another waits for.
            for domain in domains:
                await places.enter_async_context(self._place(domain))
            await self._require(url, host, domains)
            yield

    async def require_room(self, url: str) -> None:
        """Return when one more actor at this address may be met; else raise TooManyStrangers."""
        host = host_of(url)
        if not self._free(host):
            await self._require(url, host, self._domains(host))

    def met(self, actor_id: str) -> None:
        """An actor is new here because somebody else named it."""
        host = host_of(actor_id)
        if self._free(host):
            return
        for domain in self._domains(host):
            room = self._room(domain)
            if actor_id not in room.actors:
                room.actors[actor_id] = host
                room.hosts[host] += 1

    def spoke(self, actor_id: str) -> None:
        """An actor met in this hour signed what it said: it counts, whoever names it afterwards."""
        room = self._rooms.get(EVERYBODY)
        if room is not None and actor_id in room.actors:
            room.spoke.add(actor_id)

    def was_only_named(self, actor_id: str) -> bool:
        """Whether an actor was met in this hour and has not spoken."""
        room = self._rooms.get(EVERYBODY)
        return room is not None and actor_id in room.actors and actor_id not in room.spoke

    def give_back(self, actor_id: str) -> None:
        """An actor was named by somebody who is not it, and counts no longer."""
        for domain in self._domains(host_of(actor_id)):
            room = self._rooms.get(domain)
            if room is not None and actor_id in room.actors:
                room.hosts -= Counter([room.actors.pop(actor_id)])

    def vouch(self, host: str) -> None:
        """A network that one of ours follows passes on what somebody at this host published: it is no stranger."""
        self._vouched[host] = None
        self._vouched.move_to_end(host)
        if len(self._vouched) > MAX_VOUCHED:
            self._vouched.popitem(last=False)

    def full(self) -> list[Full]:
        """The domains that have brought all they may in this hour."""
        self._forget()
        found = [(domain, self._lacks(domain, None)) for domain in self._rooms]
        return [Full(domain, what, self._rooms[domain].began + HOUR_S) for domain, what in found if what]

    def count(self) -> int:
        """How many strangers were met in this hour."""
        self._forget()
        room = self._rooms.get(EVERYBODY)
        return len(room.actors) if room else 0

    def _domains(self, host: str) -> tuple[str, ...]:
        return *self.suffixes.domains_of(host), EVERYBODY

    @asynccontextmanager
    async def _place(self, domain: str) -> AsyncIterator[None]:
        *_, at_once = self._limits.of(domain)
        if not at_once:
            yield
            return
        queue = self._queues.setdefault(domain, _Queue(asyncio.Semaphore(at_once)))
        queue.users += 1
        try:
            async with queue.places:
                yield
        finally:
            queue.users -= 1
            if not queue.users:
                del self._queues[domain]

    async def _require(self, url: str, host: str, domains: tuple[str, ...]) -> None:
        full = None if host in self._vouched else self._in_the_way(host, domains)
        if full is None:
            return
        standing = await self._neighbours.standing(url)
        if standing in ("chosen", "known") or (standing == "neighbour" and full.what == "hosts"):
            return
        raise TooManyStrangers(
            f"{url[:300]}: {full.domain} has brought all the {full.what} it may in an hour",
            Text(
                "Trop d'inconnus de ce domaine en une heure : revenez plus tard.",
                "Too many strangers of this domain in an hour: come back later.",
            ),
            retry_after_s=max(1.0, full.until - self._clock.now()),
        )

    def _in_the_way(self, host: str, domains: tuple[str, ...]) -> Full | None:
        """The domain that keeps one more actor of this host out; one that lacks actors before one that lacks hosts."""
        self._forget()
        found = [(what, domain) for domain in domains if (what := self._lacks(domain, host))]
        what, domain = min(found, default=("", ""))
        return Full(domain, what, self._rooms[domain].began + HOUR_S) if found else None

    def _lacks(self, domain: str, host: str | None) -> str | None:
        """What there is no room for any more, for one more actor at this host: actors or hosts."""
        room = self._rooms.get(domain)
        if room is None:
            return None
        actors, hosts, _ = self._limits.of(domain)
        if actors and len(room.actors) >= actors:
            return "actors"
        return "hosts" if hosts and host not in room.hosts and len(room.hosts) >= hosts else None

    def _room(self, domain: str) -> _Room:
        self._forget()
        return self._rooms.setdefault(domain, _Room(self._clock.now()))

    def _forget(self) -> None:
        """Drop what began more than an hour ago."""
        while self._rooms:
            domain, oldest = next(iter(self._rooms.items()))
            if self._clock.now() - oldest.began < HOUR_S:
                return
            del self._rooms[domain]
