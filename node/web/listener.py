"""A listener: one connection's HTTP, which tells a sender in a problem document why a request could not be read.

No header of such a request is known, so the language is the node's own.
"""

from __future__ import annotations

import asyncio
from typing import Final

import orjson
from aiohttp import http_exceptions, web

from vocab.language import Text

# Of the request line and of a header; what nearly all servers read at most.
MAX_LINE_BYTES: Final = 8190
KEEPALIVE_S: Final = 75.0
# How long the rest of a body is read that was answered before its end, so that its sender hears the answer.
LINGERING_S: Final = 3.0

_ADDRESS_TOO_LONG: Final = Text(
    f"L'adresse dépasse {MAX_LINE_BYTES} octets : une longue question SPARQL s'envoie par POST.",
    f"The address is over {MAX_LINE_BYTES} bytes: send a long SPARQL question by POST.",
)
_HEADER_TOO_LONG: Final = Text(
    f"Un en-tête dépasse {MAX_LINE_BYTES} octets : raccourcissez-le.",
    f"A header is over {MAX_LINE_BYTES} bytes: make it shorter.",
)
_ADDRESS_UNREADABLE: Final = Text(
    "L'adresse a des signes qui s'écrivent en pour-cent : « é » est %C3%A9, un blanc %20"
    " (curl -G --data-urlencode 'q=vélo' …).",
    "The address has signs that are percent-encoded: “é” is %C3%A9, a blank %20 (curl -G --data-urlencode 'q=vélo' …).",
)
_UNREADABLE: Final = Text("Ce n'est pas une demande HTTP lisible.", "This is no HTTP request that can be read.")


class Listener(web.RequestHandler):
    """aiohttp's protocol with answers of ours to what it cannot read."""

    __slots__ = ("_language",)

    def __init__(self, manager: web.Server, language: str) -> None:
        super().__init__(
            manager,
            loop=asyncio.get_running_loop(),
            access_log=None,  # type: ignore[arg-type]  # as AppRunner takes it: none is kept
            auto_decompress=False,
            keepalive_timeout=KEEPALIVE_S,
            lingering_time=LINGERING_S,
            max_line_size=MAX_LINE_BYTES,
            max_field_size=MAX_LINE_BYTES,
        )
        self._language = language

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """Whatever is no fault of ours, as a problem document, and the connection closes."""
        if not isinstance(exc, http_exceptions.HttpProcessingError) or request.writer.output_size > 0:
            return super().handle_error(request, status, exc, message)
        status, title = _told(exc)
        document = {"type": "about:blank", "status": status, "title": title.in_(self._language)}
        response = web.Response(
            body=orjson.dumps(document),
            status=status,
            content_type="application/problem+json",
            headers={
                "Content-Language": self._language,
                "Cache-Control": "no-store",
                "Access-Control-Allow-Origin": "*",
            },
        )
        response.force_close()
        return response


def _told(error: http_exceptions.HttpProcessingError) -> tuple[int, Text]:
    if isinstance(error, http_exceptions.LineTooLong):
        # Its first argument is how the line begins: only an address begins so.
        return (414, _ADDRESS_TOO_LONG) if bytes(error.args[0][:1]) == b"/" else (431, _HEADER_TOO_LONG)
    return 400, _ADDRESS_UNREADABLE if isinstance(error, http_exceptions.InvalidURLError) else _UNREADABLE
