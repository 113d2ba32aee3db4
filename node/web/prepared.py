"""Prepared answers: a document's bytes with all its headers, put together once for each version and sent as they are.

For a page as busy as an actor's, composing the headers costs more than everything else here together. So `Prepared`
keeps the whole answer, and 304 for who has it, but for the line that dates it. `Sent` writes these bytes to a reader
that asks the ordinary way (GET, HTTP/1.1, a connection that stays); for any other, and when somebody adds a header,
aiohttp composes the same answer itself.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import formatdate
from typing import Final

from aiohttp import HttpVersion11, web
from aiohttp.abc import AbstractStreamWriter

PUBLIC_CACHE: Final = "public, max-age=180"
PRIVATE: Final = "private, no-store"


@dataclass(frozen=True, slots=True)
class Prepared:
    """A body with its headers; `whole` and `unchanged` are the answers 200 and 304 up to where the date stands."""

    body: bytes
    etag: str
    headers: Mapping[str, str]
    content_type: str
    whole: bytes
    unchanged: bytes

    @classmethod
    def of(cls, body: bytes, content_type: str, *, public: bool = True) -> Prepared:
        """A body with a strong ETag and what a reader or a cache must know (RFC 9110)."""
        etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
        headers = {
            "ETag": etag,
            "Vary": "Accept, Accept-Language, Signature",
            "Cache-Control": PUBLIC_CACHE if public else PRIVATE,
            "Access-Control-Allow-Origin": "*",
            "X-Content-Type-Options": "nosniff",
            "Server": "Bocage",
        }
        described = headers | {"Content-Type": content_type, "Content-Length": str(len(body))}
        whole, unchanged = _head("200 OK", described), _head("304 Not Modified", headers)
        return cls(body, etag, headers, content_type, whole, unchanged)

    def held_by(self, if_none_match: str | None) -> bool:
        """Whether a reader has this body already (RFC 9110 section 13.1.2: weak comparison, or `*`).

        >>> Prepared.of(b"", "text/plain").held_by("*")
        True
        """
        return if_none_match is not None and (self.etag in if_none_match or if_none_match.strip() == "*")


@dataclass(slots=True)
class Dates:
    """The line that dates an answer, written once a second."""

    _second: int = -1
    _line: bytes = b""

    def line(self, now: float) -> bytes:
        """`Date:` for this moment, and the empty line that ends the headers."""
        second = int(now)
        if second != self._second:
            self._second = second
            self._line = f"Date: {formatdate(second, usegmt=True)}\r\n\r\n".encode()
        return self._line


class Sent(web.Response):
    """One answer out of a prepared one."""

    def __init__(self, prepared: Prepared, date: bytes, *, unchanged: bool) -> None:
        super().__init__(status=304 if unchanged else 200)
        self._prepared, self._date, self._whole = prepared, date, False

    @property
    def keep_alive(self) -> bool | None:
        return True if self._whole else super().keep_alive

    async def prepare(self, request: web.BaseRequest) -> AbstractStreamWriter | None:
        if request.method != "GET" or request.version != HttpVersion11 or not request.keep_alive or self.headers:
            self._compose()
            return await super().prepare(request)
        transport = request.transport
        if transport is None or transport.is_closing():
            raise ConnectionResetError("the reader has gone")
        self._whole = True
        ready = self._prepared
        if self.status == 304:
            transport.write(ready.unchanged + self._date)
        else:
            transport.write(b"".join((ready.whole, self._date, ready.body)))
        await request.writer.drain()
        return None

    async def write_eof(self, data: bytes = b"") -> None:
        if not self._whole:
            await super().write_eof(data)

    def _compose(self) -> None:
        ready = self._prepared
        for name, value in ready.headers.items():
            self.headers.setdefault(name, value)
        if self.status != 304:
            self.headers.setdefault("Content-Type", ready.content_type)
            self.body = ready.body


def _head(status: str, headers: Mapping[str, str]) -> bytes:
    lines = [f"HTTP/1.1 {status}", *(f"{name}: {value}" for name, value in headers.items())]
    return "\r\n".join([*lines, ""]).encode("latin-1")
