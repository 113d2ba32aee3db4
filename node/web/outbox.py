"""The outbox: GET pages and catch-up; POST, with a token, publishes (ActivityPub section 6)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import orjson
from aiohttp import web

from federation.errors import Gone, NotFound, Refused, WrongType
from node import following, outboxes, publishing
from node.errors import Missing, NodeError, NotAllowed
from node.node import Node
from node.store import actors, follows
from node.store.connection import Db
from node.web.answers import problem, ready
from node.web.appkeys import NODE
from node.web.kept import KEPT
from node.web.negotiation import ACTIVITY
from node.web.reader import bearer_of, signer_of
from vocab.decode import decode
from vocab.draft import draft_of, is_friendly
from vocab.language import Text
from vocab.looseness import id_of

TYPES: Final = ("application/activity+json", "application/ld+json", "application/json")
NOT_YOURS: Final = Text("Ce jeton est celui d'une autre organisation.", "This token is another organisation's.")


async def get_outbox(request: web.Request) -> web.Response:
    """An actor's public activities, or, with `since`, everything this reader may see, oldest first."""
    node = request.app[NODE]
    actor = await request.app[KEPT].named(request.match_info.get("name", "actor"))
    address = f"{actor.id}/outbox"
    since = request.query.get("since")
    if since is not None:
        whole = None if actor.kind == "application" else actor.id
        return await _since(request, node, whole, since, address)
    before = request.query.get("before")
    if before is not None or "page" in request.query:
        position = int(before) if before and before.isdigit() and len(before) < 18 else None
        body = await node.store.reading(outboxes.page, node.home, actor.id, address, position)
    else:
        body = await node.store.reading(outboxes.collection, node.home, actor.id, address)
    return ready(request, body, ACTIVITY)


async def _since(request: web.Request, node: Node, actor: str | None, since: str, address: str) -> web.Response:
    reader = await signer_of(request)
    own = f"{node.home.origin}{request.raw_path}"
    try:
        body = await node.store.reading(outboxes.since, node.home, actor, since, reader, own)
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
    if await bearer_of(request, "write") != actor.id:
        raise NotAllowed(NOT_YOURS)
    posted = decode(await request.read(), max_bytes=node.home.settings.max_body_bytes)
    location, warnings = await act(node, actor.id, posted)
    headers = {"Location": location, "Access-Control-Expose-Headers": "Location"}
    body: dict[str, object] = {"id": location}
    if warnings:
        body["warnings"] = [warning.in_("fr") for warning in warnings]
    return web.Response(status=201, headers={**headers, "Content-Type": ACTIVITY}, body=orjson.dumps(body))


async def act(node: Node, actor: str, posted: dict[str, object]) -> tuple[str, tuple[Text, ...]]:
    """Do what a program asks; return the id of what it made. Raises `NodeError` or FederationError."""
    type = posted.get("type")
    inner = posted.get("object")
    if type in ("Create", "Update") and isinstance(inner, Mapping):
        return await _publish(node, actor, inner, update=type == "Update")
    if type == "Delete":
        made = await node.store.writing("withdraw", publishing.withdraw, node.home, actor, str(id_of(inner)))
        node.wake()
        return made or str(id_of(inner)), ()
    if type == "Follow":
        target = await node.meet(str(id_of(inner)))
        await node.store.writing("follow", following.follow, node.home, actor, target.id)
        node.wake()
        return await node.store.reading(_follow_id, actor, target.id), ()
    if type == "Undo" and isinstance(inner, Mapping) and inner.get("type") == "Follow":
        await node.store.writing("unfollow", following.unfollow, node.home, actor, str(id_of(inner.get("object"))))
        node.wake()
        return str(id_of(inner) or actor), ()
    if type in ("Accept", "Reject", "Announce", "Add", "Remove", "Join", "Leave", "Like", "Block", "Move"):
        raise Refused(
            f"{type} by a program is not spoken here", Text(f"{type} : pas par ce chemin.", f"{type}: not this way.")
        )
    return await _publish(node, actor, posted, update=False)


async def _publish(
    node: Node, actor: str, document: Mapping[str, object], *, update: bool
) -> tuple[str, tuple[Text, ...]]:
    draft = dict(document) if is_friendly(document) else draft_of(document)
    draft |= {"visibility": document["visibility"]} if "visibility" in document else _visibility(document)
    if not update:
        # A client's own id is ignored (ActivityPub section 6.2).
        draft.pop("id", None)
    elif "id" not in draft:
        raise NodeError(Text("Une mise à jour nomme sa fiche (id).", "An update names its record (id)."))
    done = await node.store.writing("publish", publishing.publish, node.home, actor, draft)
    node.wake()
    return done.activity or done.id, done.warnings


def _visibility(document: Mapping[str, object]) -> dict[str, object]:
    """Who a JSON-LD object is for, by its own addresses, when it has any."""
    addressed = [str(item) for key in ("to", "cc") for item in _listed(document.get(key))]
    if not addressed:
        return {}
    if any(item.endswith("#Public") or item in ("as:Public", "Public") for item in addressed):
        return {"visibility": "public"}
    if any(item.endswith("/members") for item in addressed):
        return {"visibility": "network"}
    return (
        {"visibility": "followers"}
        if any(item.endswith("/followers") for item in addressed)
        else {"visibility": "private"}
    )


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else [value] if value else []


def _follow_id(db: Db, actor: str, target: str) -> str:
    found = follows.activity(db, actor, target)
    if found is None:
        raise Missing(Text("Cet abonnement n'existe pas.", "There is no such follow."))
    return found
