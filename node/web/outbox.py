"""The outbox: GET pages and catch-up; POST, with a token, publishes (ActivityPub section 6)."""

from __future__ import annotations

from typing import Final

import orjson
from aiohttp import web

from federation.errors import Gone, NotFound, WrongType
from node import outboxes
from node.acting import act, require_same_origin
from node.errors import NotAllowed
from node.node import Node
from node.parameters import BadQuery
from node.store import actors
from node.web.answers import language_of, problem, ready
from node.web.appkeys import NODE
from node.web.kept import KEPT
from node.web.negotiation import ACTIVITY
from node.web.position import before
from node.web.reader import bearer_of, signer_of
from vocab.decode import decode
from vocab.language import Text

TYPES: Final = ("application/activity+json", "application/ld+json", "application/json")
BOTH: Final = Text(
    "ne va pas avec before : since seul, pour ce qui est nouveau ; before seul, pour remonter",
    "does not go with before: since alone for what is new, before alone to go back",
)
NOT_YOURS: Final = Text("Ce jeton est celui d'une autre organisation.", "This token is another organisation's.")


async def get_outbox(request: web.Request) -> web.Response:
    """An actor's public activities, or, with `since`, everything this reader may see, oldest first."""
    node = request.app[NODE]
    actor = await request.app[KEPT].named(request.match_info.get("name", "actor"))
    address = f"{actor.id}/outbox"
    since = request.query.get("since")
    if since is not None:
        if "before" in request.query:
            raise BadQuery("since", BOTH)
        whole = None if actor.kind == "application" else actor.id
        return await _since(request, node, whole, since, address, town=actor.kind in actors.GROUPS)
    if "before" in request.query or "page" in request.query:
        body = await node.store.reading(outboxes.page, node.home, actor.id, address, before(request))
    else:
        body = await node.store.reading(outboxes.collection, node.home, actor.id, address)
    return ready(request, body, ACTIVITY)


async def _since(
    request: web.Request, node: Node, actor: str | None, since: str, address: str, *, town: bool
) -> web.Response:
    reader = await signer_of(request)
    more = bool(town and actor) and await node.towns.fill(str(actor), reader)
    own = f"{node.home.origin}{request.raw_path}"
    try:
        body = await node.store.reading(outboxes.since, node.home, actor, since, reader, own, more)
    except Gone as gone:
        return problem(request, 410, gone.public, extra={"restart": f"{address}?since=0"})
    return ready(request, body, ACTIVITY, public=False)


async def post_outbox(request: web.Request) -> web.Response:
    """Publish, update, withdraw, follow or unfollow: 201 with the activity's address."""
    node = request.app[NODE]
    if request.content_type not in TYPES:
        raise WrongType(f"outbox got {request.content_type!r}")
    actor = await node.store.reading(actors.named, request.match_info["name"])
    if actor is None:
        raise NotFound("no such actor", Text("Personne ici ne porte ce nom.", "Nobody here has this name."))
    bearer = await bearer_of(request, "write", "write:sameorigin")
    if bearer.actor != actor.id:
        raise NotAllowed(NOT_YOURS)
    posted = decode(await request.read(), max_bytes=node.home.settings.max_body_bytes)
    if "write" not in bearer.scopes:
        require_same_origin(str(bearer.program), posted)
    done = await act(node, actor.id, posted)
    headers = {"Location": done.id, "Access-Control-Expose-Headers": "Location"}
    body: dict[str, object] = {"id": done.id}
    if done.warnings:
        body["warnings"] = [warning.in_(language_of(request)) for warning in done.warnings]
    return web.Response(status=201, headers={**headers, "Content-Type": ACTIVITY}, body=orjson.dumps(body))
