"""Downloads: an answer sent piece by piece, as fast as its reader takes it, and no slower than a limit.

How many may be under way is bounded, in all and by address (DESIGN law 10). Once the first bytes have left, a failure
can only be told by cutting the connection: a reader must not take half a file for a whole one.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterator, Iterator
from contextlib import aclosing, contextmanager
from dataclasses import dataclass, field
from typing import Final, cast

import structlog
from aiohttp import web

from federation.errors import RateLimited
from node.errors import Unready
from node.settings import Settings
from node.web.sources import Sources
from vocab.language import Text

BUSY: Final = Text(
    "Trop d'exports sont en cours : revenez dans un instant.", "Too many exports are under way: come back in a moment."
)
SLOW: Final = Text(
    "Cet export prend trop de temps : précisez la demande.", "This export takes too long: narrow the question."
)
RETRY_AFTER_S: Final = 15
# Small pieces are sent together: a chunk of HTTP and a system call for each would cost more than the piece.
TOGETHER: Final = 64 * 1024


@dataclass(slots=True)
class Downloads:
    """The places there are for answers under way; one address takes half of them at most.

    A workbook takes a process and room on the disk as well: few of them at once.
    """

    settings: Settings
    sources: Sources
    _under_way: Counter[str | None] = field(default_factory=Counter)
    _workbooks: int = 0

    @property
    def under_way(self) -> int:
        """How many places are taken."""
        return self._under_way.total()

    def limit(self, form: str) -> int:
        """How many records an export in this form holds at most."""
        settings = self.settings
        return min(settings.export_limit, settings.export_limit_xlsx) if form == "xlsx" else settings.export_limit

    @contextmanager
    def place(self, request: web.Request, form: str) -> Iterator[None]:
        """Hold a place while inside. Raises RateLimited when there is none."""
        most = self.settings.exports_at_once
        source = self.sources.of_request(request)
        taken = self._under_way[source]
        if self.under_way >= most or (source is not None and taken >= max(1, most // 2)):
            raise RateLimited(f"{most} exports under way", BUSY, retry_after_s=RETRY_AFTER_S)
        workbook = form == "xlsx"
        if workbook and self._workbooks >= self.settings.workbooks_at_once:
            raise RateLimited(f"{self._workbooks} workbooks under way", BUSY, retry_after_s=RETRY_AFTER_S)
        self._under_way[source] += 1
        self._workbooks += workbook
        try:
            yield
        finally:
            self._workbooks -= workbook
            self._under_way[source] -= 1
            if not self._under_way[source]:
                del self._under_way[source]

    async def send(
        self, request: web.Request, pieces: AsyncIterator[bytes], headers: dict[str, str]
    ) -> web.StreamResponse:
        """Send `pieces` as they come; the caller holds a `place`. Raises `Unready` when even the first takes too long.

        Nothing has left while the first piece is made, so that what fails there is still an answer of its own.
        """
        response = web.StreamResponse(headers=headers)
        if request.method == "HEAD":
            await response.prepare(request)
            return response
        async with aclosing(cast("AsyncGenerator[bytes, None]", pieces)) as open:
            try:
                async with asyncio.timeout(self.settings.export_deadline_s):
                    first = await anext(open, b"")
                    await response.prepare(request)
                    await self._write(response, first, open)
            except Exception as error:
                if not response.prepared and not isinstance(error, ConnectionError):
                    if isinstance(error, TimeoutError):
                        raise Unready(SLOW) from None
                    raise
                if not isinstance(error, ConnectionError | TimeoutError):  # else gone, or too slow to be waited for
                    structlog.get_logger("web").exception("bug", path=request.path, error=type(error).__name__)
                _cut(request)
        return response

    async def _write(self, response: web.StreamResponse, first: bytes, rest: AsyncIterator[bytes]) -> None:
        waiting = bytearray(first)
        async for piece in rest:
            waiting += piece
            if len(waiting) >= TOGETHER:
                await self._push(response, bytes(waiting))
                waiting.clear()
        if waiting:
            await self._push(response, bytes(waiting))

    async def _push(self, response: web.StreamResponse, piece: bytes) -> None:
        async with asyncio.timeout(self.settings.export_stall_s):
            await response.write(piece)


DOWNLOADS: web.AppKey[Downloads] = web.AppKey("downloads", Downloads)


def _cut(request: web.Request) -> None:
    if request.transport is not None:
        request.transport.abort()
