"""Pages for people: organisations, records, errors, in a browser."""

from __future__ import annotations

from aiohttp import web

from node.store.actors import LocalActor
from node.store.records import Record
from node.web.answers import ready
from node.web.negotiation import ACTIVITY


async def organisation_page(request: web.Request, actor: LocalActor) -> web.Response:
    """An organisation's page."""
    return ready(request, actor.document, ACTIVITY)


async def record_page(request: web.Request, record: Record, body: bytes) -> web.Response:
    """A record's page."""
    return ready(request, body, ACTIVITY)


async def gone_page(request: web.Request) -> web.Response:
    """A withdrawn record's page."""
    return web.Response(status=410)
