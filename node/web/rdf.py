"""Records as Turtle and N-Quads."""

from __future__ import annotations

import orjson
from aiohttp import web

from node.formats.turtle import PREFIXES
from node.rdf import Mirror
from node.web.answers import ready
from node.web.negotiation import TURTLE
from vocab.quads import to_turtle

MIRROR: web.AppKey[Mirror] = web.AppKey("mirror", Mirror)


async def in_rdf(request: web.Request, document: bytes, media_type: str, *, public: bool = True) -> web.Response:
    """The document as Turtle or N-Quads."""
    quads = await request.app[MIRROR].quads(orjson.loads(document))
    text = to_turtle(quads, PREFIXES) if media_type == TURTLE else "\n".join(quads) + "\n"
    return ready(request, text.encode(), f"{media_type}; charset=utf-8", public=public)
