"""A client that costs little: fixed requests over a few kept connections, so that what is measured is the server."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Asked:
    """What came back: how many answers of which status, and the bytes of the last one."""

    statuses: dict[int, int]
    last: bytes


async def ask(url: str, headers: dict[str, str], *, times: int, at_once: int) -> Asked:
    """GET the same address `times` times over `at_once` connections, one after the other on each."""
    parts = urlsplit(url)
    query = f"?{parts.query}" if parts.query else ""
    lines = [
        f"GET {parts.path}{query} HTTP/1.1",
        f"Host: {parts.netloc}",
        *(f"{name}: {headers[name]}" for name in headers),
    ]
    request = ("\r\n".join(lines) + "\r\n\r\n").encode()
    loop = asyncio.get_running_loop()
    run = _Run(times, loop.create_future())
    opened = [
        await loop.create_connection(lambda: _Connection(request, run), parts.hostname, parts.port)
        for _ in range(at_once)
    ]
    try:
        for _, connection in opened:
            connection.send()
        await asyncio.wait_for(run.finished, 60)
    finally:
        for transport, _ in opened:
            transport.close()
    return Asked(run.statuses, run.last)


@dataclass(slots=True)
class _Run:
    left: int
    finished: asyncio.Future[None]
    waiting: int = 0
    statuses: dict[int, int] = field(default_factory=dict)
    last: bytes = b""


class _Connection(asyncio.Protocol):
    """One connection: sends, reads an answer of a stated length, sends again."""

    def __init__(self, request: bytes, run: _Run) -> None:
        self._request, self._run = request, run
        self._got = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def send(self) -> None:
        if self._run.left:
            self._run.left -= 1
            self._run.waiting += 1
            self._transport.write(self._request)
        elif not self._run.waiting and not self._run.finished.done():
            self._run.finished.set_result(None)

    def data_received(self, data: bytes) -> None:
        self._got += data
        end = self._got.find(b"\r\n\r\n")
        if end < 0:
            return
        length = _LENGTH.search(self._got, 0, end + 2)
        if len(self._got) < end + 4 + (int(length[1]) if length else 0):
            return
        run, status = self._run, int(self._got[9:12])
        run.statuses[status] = run.statuses.get(status, 0) + 1
        run.waiting -= 1
        run.last, self._got = self._got, b""
        self.send()

    def connection_lost(self, error: Exception | None) -> None:
        if not self._run.finished.done():
            self._run.finished.set_exception(ConnectionError("the server closed a connection"))
