"""RDF of a document."""

from __future__ import annotations

from aiohttp import web

from node.web.answers import ready
from node.web.negotiation import ACTIVITY


async def in_rdf(request: web.Request, document: bytes, media_type: str) -> web.Response:
    """The document as Turtle or N-Quads."""
    return ready(request, document, ACTIVITY)
