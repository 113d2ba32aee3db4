"""Records as Turtle and N-Quads."""

from __future__ import annotations

from typing import Final

import orjson
from aiohttp import web

from node.rdf import Mirror
from node.web.answers import ready
from node.web.negotiation import TURTLE
from vocab.context import CHARTER, COOP, TERRITORY
from vocab.quads import to_turtle

MIRROR: web.AppKey[Mirror] = web.AppKey("mirror", Mirror)
PREFIXES: Final = {
    "as": "https://www.w3.org/ns/activitystreams#",
    "coop": COOP,
    "territory": TERRITORY,
    "charter": CHARTER,
    "dct": "http://purl.org/dc/terms/",
    "ess": "http://purl.org/essglobal/vocab/",
    "sdo": "https://schema.org/",
    "sec": "https://w3id.org/security#",
    "vf": "https://w3id.org/valueflows/ont/vf#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


async def in_rdf(request: web.Request, document: bytes, media_type: str, *, public: bool = True) -> web.Response:
    """The document as Turtle or N-Quads."""
    quads = await request.app[MIRROR].quads(orjson.loads(document))
    text = to_turtle(quads, PREFIXES) if media_type == TURTLE else "\n".join(quads) + "\n"
    return ready(request, text.encode(), f"{media_type}; charset=utf-8", public=public)
