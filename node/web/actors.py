"""Actors: GET /actors/{name}, /actor. A node's busiest page: kept in memory until something is written."""

from __future__ import annotations

from dataclasses import dataclass, field

from aiohttp import web

from node.errors import Missing
from node.node import Node
from node.store import actors
from node.store.actors import LocalActor
from node.web import people
from node.web.answers import ready
from node.web.appkeys import NODE
from node.web.negotiation import ACTIVITY, HTML, NQUADS, TURTLE, choose
from node.web.rdf import in_rdf
from vocab.language import Text


@dataclass(slots=True)
class Documents:
    """Actor documents as last served, good until the store is written to."""

    at: int = -1
    found: dict[str, LocalActor] = field(default_factory=dict)

    async def named(self, node: Node, name: str) -> LocalActor:
        """The actor with this name; raises `Missing`."""
        if self.at != node.store.units:
            self.at = node.store.units
            self.found.clear()
        actor = self.found.get(name)
        if actor is None:
            actor = await node.store.reading(actors.named, name)
            if actor is None:
                raise Missing(Text("Personne ici ne porte ce nom.", "Nobody here has this name."))
            self.found[name] = actor
        return actor


DOCUMENTS: web.AppKey[Documents] = web.AppKey("documents", Documents)


async def get_actor(request: web.Request) -> web.Response:
    """An organisation: its document, or its page in a browser."""
    node = request.app[NODE]
    actor = await request.app[DOCUMENTS].named(node, request.match_info["name"])
    if actor.kind == "application":
        raise web.HTTPSeeOther("/actor")
    wanted = choose(request.headers.get("Accept"), (ACTIVITY, HTML, TURTLE, NQUADS))
    if wanted == HTML:
        return await people.organisation_page(request, actor)
    if wanted in (TURTLE, NQUADS):
        return await in_rdf(request, actor.document, str(wanted))
    return ready(request, actor.document, ACTIVITY)


async def get_application(request: web.Request) -> web.Response:
    """The node's own actor, for anyone: its key must be readable without a signature (FEP-2677)."""
    node = request.app[NODE]
    actor = await request.app[DOCUMENTS].named(node, "actor")
    return ready(request, actor.document, ACTIVITY)
