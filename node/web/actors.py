"""Actors: GET /actors/{name}, /actor. A node's busiest page: answered from memory until the actor is written to."""

from __future__ import annotations

from aiohttp import web

from node.announcers.subject import subject_of_actor
from node.errors import Missing
from node.store.actors import GROUPS
from node.web import people
from node.web.appkeys import NODE
from node.web.kept import KEPT, NOBODY, ActorPage
from node.web.negotiation import HTML, NQUADS, TURTLE
from node.web.rdf import in_rdf


async def get_actor(request: web.Request) -> web.Response:
    """An organisation: its document, or its page in a browser."""
    kept, name = request.app[KEPT], request.match_info["name"]
    wanted = kept.preferences.choose(request.headers.get("Accept"))
    try:
        page = await kept.page(name)
    except Missing:
        page = await _group(request, name, wanted)
    actor = page.actor
    if actor.kind in GROUPS and wanted != HTML and await request.app[NODE].towns.waker.refresh(actor):
        page = await kept.page(name)
        actor = page.actor
    if actor.kind == "application":
        raise web.HTTPSeeOther("/actor")
    if actor.kind in GROUPS and wanted == HTML:
        subject = subject_of_actor(actor, request.app[NODE].home.vocabulary)
        raise web.HTTPSeeOther(subject.page if subject is not None else "/")
    if wanted == HTML:
        return await people.organisation_page(request, actor)
    if wanted in (TURTLE, NQUADS):
        return await in_rdf(request, actor.document, str(wanted))
    return kept.send(request, page.answer, request.app[NODE].home.now())


async def _group(request: web.Request, name: str, wanted: str | None) -> ActorPage:
    """Of a territory or a theme that nobody asked for yet: made now, unless its page is wanted. Raises `Missing`."""
    waker = request.app[NODE].towns.waker
    if wanted == HTML:
        subject = await waker.served(name)
        if subject is not None:
            raise web.HTTPSeeOther(subject.page)
    elif await waker.wake(name):
        return await request.app[KEPT].page(name)
    raise Missing(NOBODY)


async def get_application(request: web.Request) -> web.Response:
    """The node's own actor, for anyone: its key must be readable without a signature (FEP-2677)."""
    kept = request.app[KEPT]
    page = await kept.page("actor")
    return kept.send(request, page.answer, request.app[NODE].home.now())
