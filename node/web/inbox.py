"""The inbox: authenticate, look at the envelope, have it accepted, answer 202."""

from __future__ import annotations

from dataclasses import dataclass

import orjson
from aiohttp import web

from federation.errors import NotFound, RateLimited, Refused, SignerGone, WrongType
from federation.hosts import host_of
from federation.inbox import Limits, Signed, authenticate
from federation.incoming import Incoming
from federation.owner import same_origin
from federation.synchronization import read as read_synchronization
from federation.window import Window
from node.accepting import Arriving, accept
from node.node import Node
from node.store import actors, peers
from node.web.appkeys import NODE
from vocab.decode import decode
from vocab.language import Text
from vocab.looseness import id_of

TYPES = ("application/activity+json", "application/ld+json")
BUSY_S = 5.0


@dataclass(frozen=True, slots=True)
class Envelope:
    """What the outside of an activity says."""

    id: str
    actor: str
    activity: dict[str, object]


async def post_inbox(request: web.Request) -> web.Response:
    """POST /inbox and /actors/{name}/inbox."""
    node = request.app[NODE]
    if request.content_type not in TYPES:
        raise WrongType(
            f"inbox got {request.content_type!r}",
            Text("Type attendu : application/activity+json.", "Expected type: application/activity+json."),
        )
    name = request.match_info.get("name")
    if name is not None and await node.store.reading(actors.named, name) is None:
        raise NotFound(f"no actor {name}", Text("Personne ici ne porte ce nom.", "Nobody here has this name."))
    incoming = await incoming_of(request)
    try:
        signed = await authenticate(
            incoming,
            keys=node.keys,
            now=node.home.now(),
            origin=node.home.origin,
            limits=limits_of(node),
            nonces=node.nonces,
        )
    except SignerGone as gone:
        return await _farewell(node, incoming, gone)
    envelope = open_envelope(incoming.body, node.home.settings.max_body_bytes)
    _require_place(node, signed)
    said = read_synchronization(incoming, signed.covered)
    arriving = Arriving(envelope.id, signed.actor_id, envelope.actor, envelope.activity, incoming.body, said)
    await accept(node, arriving)
    return web.Response(status=202)


async def incoming_of(request: web.Request) -> Incoming:
    """The request as the federation reads it."""
    body = await request.read() if request.can_read_body else b""
    headers = tuple((name.lower(), value) for name, value in request.headers.items())
    return Incoming(request.method, request.raw_path, headers, body)


def limits_of(node: Node) -> Limits:
    """What this node accepts to look at."""
    settings = node.home.settings
    window = Window(future_s=settings.signature_window_future_s, past_s=settings.signature_window_past_s)
    return Limits(settings.max_body_bytes, window, node.home.domains.refuses)


def open_envelope(body: bytes, max_bytes: int) -> Envelope:
    """The activity's id and actor. Raises `Refused` naming the field that is missing or wrong."""
    activity = decode(body, max_bytes=max_bytes)
    id, actor = activity.get("id"), id_of(activity.get("actor"))
    if not isinstance(id, str) or not id or len(id) > 2000:
        raise Refused("activity without an id", Text("Il manque le champ id.", "Field id is missing."))
    if actor is None:
        raise Refused("activity without an actor", Text("Il manque le champ actor.", "Field actor is missing."))
    if not isinstance(activity.get("type"), str):
        raise Refused("activity without a single type", Text("Champ type : un seul mot.", "Field type: one word."))
    if not same_origin(id, actor):
        raise Refused(
            f"{id} is not at the origin of {actor}",
            Text("Le champ id est sur un autre serveur que l'acteur.", "Field id is on another server than the actor."),
        )
    return Envelope(id, actor, activity)


def _require_place(node: Node, signed: Signed) -> None:
    if node.inbox.backlog(host_of(signed.actor_id)) >= node.home.settings.max_backlog:
        raise RateLimited(
            f"backlog of {host_of(signed.actor_id)}",
            Text(
                "Trop d'activités en attente : revenez plus tard.", "Too many activities are waiting: come back later."
            ),
            retry_after_s=BUSY_S,
        )


async def _farewell(node: Node, incoming: Incoming, gone: SignerGone) -> web.Response:
    """An actor that is gone cannot be asked for its key. Servers tell everybody; most of us never met it.

    Its own origin says 410, of the key and of the actor: then its Delete of itself needs no signature (PROTOCOL G10).
    """
    try:
        envelope = open_envelope(incoming.body, node.home.settings.max_body_bytes)
    except Refused:
        raise gone from None
    if envelope.activity.get("type") != "Delete" or id_of(envelope.activity.get("object")) != envelope.actor:
        raise gone
    known = await node.store.reading(peers.find_actor, envelope.actor) is not None
    if known and same_origin(gone.key_id, envelope.actor) and await node.actors.is_gone(envelope.actor):
        body = orjson.dumps(envelope.activity)
        await accept(node, Arriving(envelope.id, envelope.actor, envelope.actor, envelope.activity, body))
    return web.Response(status=202)
