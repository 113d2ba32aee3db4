"""Following one of ours from anywhere: a person says who they are elsewhere, and goes on at their own server."""

from __future__ import annotations

from typing import Final

import structlog
from aiohttp import web

from federation import webfinger
from federation.errors import FederationError, NotFound, Refused, WrongType
from node.errors import NotAllowed
from node.web import people
from node.web.appkeys import NODE
from node.web.kept import KEPT
from node.web.reaching import Attempt
from vocab.language import Text

MAX_HANDLE: Final = 320
FORM: Final = "application/x-www-form-urlencoded"
ELSEWHERE: Final = Text("Ce formulaire se remplit sur ce site.", "This form is filled in on this site.")


async def post_follow(request: web.Request) -> web.StreamResponse:
    """To the page of the person's own server that follows this organisation; else the form again, with the reason."""
    node = request.app[NODE]
    actor = await request.app[KEPT].named(request.match_info["name"])
    if request.headers.get("Origin", node.home.origin) not in (node.home.origin, "null") or request.headers.get(
        "Sec-Fetch-Site", "same-origin"
    ) not in ("same-origin", "none"):
        raise NotAllowed(ELSEWHERE)
    if request.content_type != FORM:
        raise WrongType(f"follow got {request.content_type!r}", Text(f"Type attendu : {FORM}.", f"Expected: {FORM}."))
    written = (await request.post()).get("handle", "")
    typed = written.strip()[:MAX_HANDLE] if isinstance(written, str) else ""
    try:
        handle = webfinger.parse_handle(typed)
        if not handle.user:
            raise Refused(f"a page and no handle: {typed[:100]!r}")
    except FederationError:
        return await people.organisation_page(request, actor, Attempt(typed, "follow.malformed"))
    try:
        async with node.discovery.meeting(f"https://{handle.host}/"):
            page = await webfinger.interaction(node.client, handle, actor.id)
    except NotFound:
        return await people.organisation_page(request, actor, Attempt(typed, "follow.nowhere"))
    except FederationError as error:
        structlog.get_logger("web").info("follow", host=handle.host, why=str(error))
        return await people.organisation_page(request, actor, Attempt(typed, "follow.unreachable"))
    return web.Response(status=303, headers={"Location": page, "Cache-Control": "no-store"})
