"""QR codes: the address of a page as a picture, for a poster or a card: nothing that the asker does not know."""

from __future__ import annotations

from io import BytesIO
from typing import Final

from aiohttp import web

from node.web.appkeys import NODE
from vocab.later import later

segno = later("segno")

SUFFIX: Final = "/qr.svg"
# A day: the picture of an address never changes, the program that draws it may.
KEPT_S: Final = 86_400


async def get_qr(request: web.Request) -> web.Response:
    """The picture of the address before `/qr.svg`, dark on light in every theme so that cameras read it."""
    return web.Response(
        body=drawn(request.app[NODE].home.origin + request.path.removesuffix(SUFFIX)),
        headers={
            "Content-Type": "image/svg+xml",
            "Cache-Control": f"public, max-age={KEPT_S}",
            "Content-Security-Policy": "default-src 'none'",
            "X-Content-Type-Options": "nosniff",
        },
    )


def drawn(address: str) -> bytes:
    """An address as SVG; a corner of it may be torn off."""
    picture = BytesIO()
    segno.make(address, error="m", micro=False).save(
        picture, kind="svg", scale=4, border=4, dark="#000000", light="#ffffff", xmldecl=False
    )
    return picture.getvalue()
