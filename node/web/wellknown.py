"""Discovery: WebFinger (RFC 7033), host-meta, NodeInfo."""

from __future__ import annotations

from typing import cast

import orjson
from aiohttp import web

from federation import nodeinfo, webfinger
from federation.hosts import host_of
from node.node import Node
from node.store import actors, records
from node.store.connection import Db
from node.web.answers import problem, ready
from node.web.appkeys import NODE
from node.web.kept import KEPT, NOBODY
from node.web.prepared import Prepared
from vocab.language import Text

JRD = "application/jrd+json"
MAX_QUERY = 300
MAX_CLAIMED = 500


async def get_webfinger(request: web.Request) -> web.Response:
    """Who is acct:name@host, or whose is this address."""
    node, kept = request.app[NODE], request.app[KEPT]
    query, version = request.rel_url.raw_query_string, node.store.actors_version
    known = kept.handles.get(query, version)
    if known is not None:
        return kept.send(request, known, node.home.now())
    resource = request.query.get("resource", "")
    if ":" not in resource:
        return problem(request, 400, Text("Il manque resource=acct:nom@hôte.", "resource=acct:name@host is missing."))
    if resource.rstrip("/") == node.home.origin:
        found: dict[str, object] | None = webfinger.node_jrd(origin=node.home.origin, application=node.home.application)
    else:
        found = await _organisation(node, resource)
    if found is None:
        return problem(request, 404, NOBODY)
    answer = Prepared.of(orjson.dumps(webfinger.only_rels(found, request.query.getall("rel", []))), JRD)
    if len(query) <= MAX_QUERY:
        kept.handles.put(query, answer, version)
    return kept.send(request, answer, node.home.now())


async def _organisation(node: Node, resource: str) -> dict[str, object] | None:
    name = _name_in(node, resource)
    actor = await node.store.reading(actors.named, name) if name else None
    if name and (actor is None or actor.kind in actors.GROUPS):
        return await _group(node, name)
    if actor is None:
        return None
    return webfinger.jrd(
        user=actor.name,
        host=node.home.host,
        actor=actor.id,
        # The node's own actor is asked for as any other: a server that verifies our fetches goes from it to its handle.
        profile=f"{node.home.origin}/" if actor.kind == "application" else actor.id,
        interact=f"{node.home.origin}/interact",
    )


async def _group(node: Node, name: str) -> dict[str, object] | None:
    """The actor of a territory or a theme, by its code or by its name; nobody needs its keys for this."""
    subject = await node.towns.waker.served(name)
    if subject is None:
        return None
    user = subject.name
    return webfinger.jrd(
        user=user,
        host=node.home.host,
        actor=node.home.actor_id(user),
        profile=f"{node.home.origin}{subject.page}",
        interact=f"{node.home.origin}/interact",
    )


def _name_in(node: Node, resource: str) -> str | None:
    if resource.startswith("acct:"):
        name, _, host = resource.removeprefix("acct:").removeprefix("@").rpartition("@")
        return name.lower() if host.lower() == node.home.host else None
    if resource == node.home.application:
        return "actor"
    prefix = f"{node.home.origin}/actors/"
    return (
        resource.removeprefix(prefix) if resource.startswith(prefix) and host_of(resource) == node.home.host else None
    )


async def get_host_meta(request: web.Request) -> web.Response:
    """Where WebFinger is (RFC 6415)."""
    origin = request.app[NODE].home.origin
    return ready(request, webfinger.host_meta(origin).encode(), "application/xrd+xml")


async def get_nodeinfo_links(request: web.Request) -> web.Response:
    """Where NodeInfo is."""
    return ready(request, orjson.dumps(nodeinfo.well_known(request.app[NODE].home.origin)), "application/json")


async def get_nodeinfo(request: web.Request) -> web.Response:
    """What this node is, in NodeInfo's words."""
    node = request.app[NODE]
    asked = request.match_info["version"]
    if asked not in ("2.0", "2.1"):
        return problem(request, 404, Text("Versions servies : 2.0 et 2.1.", "Versions served: 2.0 and 2.1."))
    number = cast("nodeinfo.Version", asked)
    organisations, held = await node.store.reading(_counts)
    document = nodeinfo.nodeinfo(
        number,
        software_version=request.app[RELEASE],
        title=node.home.settings.title,
        organisations=organisations,
        records=held,
    )
    return ready(request, orjson.dumps(document), nodeinfo.content_type(number))


async def get_claim(request: web.Request) -> web.Response:
    """The actors that this host, as a website, calls its own (DESIGN 5, claims): those that live here."""
    found = await request.app[NODE].store.reading(actors.every)
    ids = [actor.id for actor in found if actor.moved_to is None][:MAX_CLAIMED]
    return ready(request, orjson.dumps({"actors": ids}), "application/json")


RELEASE: web.AppKey[str] = web.AppKey("release", str)


def _counts(db: Db) -> tuple[int, int]:
    return len(actors.every(db)), records.count_local(db)
