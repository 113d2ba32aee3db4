"""Actors: GET /actors/{name}, /actor. A node's busiest page: answered from memory until the actor is written to."""

from __future__ import annotations

from aiohttp import web

from node.web import people
from node.web.appkeys import NODE
from node.web.kept import KEPT
from node.web.negotiation import HTML, NQUADS, TURTLE
from node.web.rdf import in_rdf


async def get_actor(request: web.Request) -> web.Response:
    """An organisation: its document, or its page in a browser."""
    kept = request.app[KEPT]
    page = await kept.page(request.match_info["name"])
    actor = page.actor
    if actor.kind == "application":
        raise web.HTTPSeeOther("/actor")
    wanted = kept.preferences.choose(request.headers.get("Accept"))
    if wanted == HTML:
        return await people.organisation_page(request, actor)
    if wanted in (TURTLE, NQUADS):
        return await in_rdf(request, actor.document, str(wanted))
    return kept.send(request, page.answer, request.app[NODE].home.now())


async def get_application(request: web.Request) -> web.Response:
    """The node's own actor, for anyone: its key must be readable without a signature (FEP-2677)."""
    kept = request.app[KEPT]
    page = await kept.page("actor")
    return kept.send(request, page.answer, request.app[NODE].home.now())
