"""Pictures: /pictures/{hash}.{ext}: never changed under one address, never anything but a picture."""

from __future__ import annotations

from typing import Final

from aiohttp import web

from node.errors import Missing
from node.pictures import ENDINGS
from node.store import pictures
from node.web.appkeys import NODE
from node.web.directory import visitor_of
from vocab.language import Text

POLICY: Final = "default-src 'none'; sandbox"
ABSENT: Final = Text("Rien à cette adresse.", "There is nothing at this address.")


async def get_picture(request: web.Request) -> web.Response:
    """One picture; one that only private records show, for its own people alone. Raises `Missing`."""
    node, hash = request.app[NODE], request.match_info["hash"]
    found = await node.store.reading(pictures.find, hash)
    if found is None or ENDINGS[found[0].media_type] != request.match_info["ext"]:
        raise Missing(ABSENT)
    picture, open_to_others = found
    if not open_to_others and picture.actor not in (await visitor_of(request)).actors:
        raise Missing(ABSENT)
    etag = f'"{hash[:32]}"'
    lasting = "public, max-age=31536000, immutable" if open_to_others else "private, no-store"
    headers = {
        "ETag": etag,
        "Cache-Control": lasting,
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": POLICY,
        "Cross-Origin-Resource-Policy": "cross-origin",
    }
    if etag in request.headers.get("If-None-Match", ""):
        return web.Response(status=304, headers=headers)
    return web.Response(body=picture.body, headers={**headers, "Content-Type": picture.media_type})
