"""Contours over HTTP: what an operator installed, for maps that can be moved and for whoever draws their own."""

from __future__ import annotations

from typing import Final

from aiohttp import web

from node.errors import Missing
from node.web.answers import ready
from node.web.maps import MAPS
from vocab.language import Text

NO_CONTOURS: Final = Text("Aucun contour n'est installé ici.", "No contours are installed here.")


async def get_contours(request: web.Request) -> web.Response:
    """What lies directly in a territory, as TopoJSON, where contours are installed."""
    found = request.app[MAPS].contours.bytes_of(request.match_info["slug"])
    if found is None:
        raise Missing(NO_CONTOURS)
    return ready(request, found, "application/json")
