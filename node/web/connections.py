"""Connections: how many there may be, and how long one may take to say what it wants (PROTOCOL 4.3, R6 and R15).

aiohttp waits for the end of the headers as long as a sender cares to drip them, and takes every connection there is.
Here each connection goes through a gate. When all places are taken, the one that has been waiting longest gives way:
whoever asks at once is served, whoever only holds a place loses it.
"""

from __future__ import annotations

import asyncio
import resource
from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from aiohttp import web

from node.web.sources import Sources

# Files, database connections and our own requests outward need descriptors too.
DESCRIPTORS_KEPT: Final = 256
SWEEPS_A_DEADLINE: Final = 4


@dataclass(slots=True)
class Connections:
    """Every connection of a server, and the limits on them; in seconds and numbers."""

    sources: Sources
    headers_s: float
    most: int
    most_per_address: int
    refused: int = 0
    evicted: int = 0
    expired: int = 0
    # Those that a request is being made on by nobody, the one that has waited longest first.
    _waiting: dict[Gate, None] = field(default_factory=dict)
    _count: int = 0
    _by_address: Counter[str] = field(default_factory=Counter)
    _sweeper: asyncio.TimerHandle | None = None

    @property
    def count(self) -> int:
        """How many are open."""
        return self._count

    def enter(self, gate: Gate, address: str) -> bool:
        """Give a new connection its place; False when it has none."""
        key = self.sources.limited(address)
        if key is not None and self._by_address[key] >= self.most_per_address:
            self.refused += 1
            return False
        if self._count >= self.most and not self._make_place():
            self.refused += 1
            return False
        gate.key = key
        self._count += 1
        if key is not None:
            self._by_address[key] += 1
        self.waits(gate)
        if self._sweeper is None:
            self._sweep()
        return True

    def leave(self, gate: Gate) -> None:
        """A connection that had a place is closed."""
        self._waiting.pop(gate, None)
        self._count -= 1
        if gate.key is not None:
            self._by_address[gate.key] -= 1
            if not self._by_address[gate.key]:
                del self._by_address[gate.key]

    def works(self, gate: Gate) -> None:
        """Its request is complete and being answered."""
        self._waiting.pop(gate, None)

    def waits(self, gate: Gate) -> None:
        """Nothing, or the beginning of a request, has come from it."""
        self._waiting[gate] = None

    def close(self) -> None:
        """No more sweeps."""
        if self._sweeper is not None:
            self._sweeper.cancel()

    def _make_place(self) -> bool:
        for gate in self._waiting:
            self.evicted += 1
            gate.drop()
            return True
        return False

    def _sweep(self) -> None:
        loop = asyncio.get_running_loop()
        now = loop.time()
        for gate in [gate for gate in self._waiting if gate.due is not None and gate.due <= now]:
            self.expired += 1
            gate.drop()
        again = self._count or self._waiting
        self._sweeper = loop.call_later(self.headers_s / SWEEPS_A_DEADLINE, self._sweep) if again else None


class Gate(asyncio.Protocol):
    """One connection: what arrives goes on to aiohttp's protocol, and its deadline is kept here."""

    __slots__ = ("_connections", "_inside", "_transport", "due", "key")

    def __init__(self, inside: asyncio.Protocol, connections: Connections) -> None:
        self._inside, self._connections = inside, connections
        self._transport: asyncio.Transport | None = None
        self.due: float | None = None
        self.key: str | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        peer = transport.get_extra_info("peername")
        if not self._connections.enter(self, str(peer[0]) if peer else ""):
            transport.abort()
            return
        self._transport = transport
        self.due = self._deadline()
        self._inside.connection_made(transport)

    def data_received(self, data: bytes) -> None:
        if self._transport is None:
            return
        if self.due is None:
            # Bytes after an answer begin a request; while one is being answered, the clock is stopped by `works`.
            self.due = self._deadline()
        self._inside.data_received(data)

    def eof_received(self) -> bool | None:
        return self._inside.eof_received() if self._transport is not None else None

    def pause_writing(self) -> None:
        self._inside.pause_writing()

    def resume_writing(self) -> None:
        self._inside.resume_writing()

    def connection_lost(self, error: Exception | None) -> None:
        if self._transport is None:
            return
        self._transport = None
        self._connections.leave(self)
        self._inside.connection_lost(error)

    def works(self) -> None:
        """The headers of a request are here."""
        self._connections.works(self)

    def waits(self) -> None:
        """The answer is made; the next request may begin when it likes."""
        self.due = None
        if self._transport is not None:
            self._connections.waits(self)

    def drop(self) -> None:
        """Close at once, without a word: it said nothing that could be answered."""
        transport = self._transport
        if transport is not None:
            # Its place is free now, not at the loop's next turn.
            self.connection_lost(None)
            transport.abort()

    def _deadline(self) -> float:
        return asyncio.get_running_loop().time() + self._connections.headers_s


def gate_of(request: web.Request) -> Gate | None:
    """The gate that a request came through; None in tests that serve without one."""
    gate = request.transport.get_protocol() if request.transport is not None else None
    return gate if isinstance(gate, Gate) else None


def places(wanted: int) -> int:
    """As many connections as wanted, or as the system's limit on open files lets a process have."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard == resource.RLIM_INFINITY:
        hard = wanted + DESCRIPTORS_KEPT
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))
    return max(16, min(wanted, hard - DESCRIPTORS_KEPT))
