"""Destination: whom a handle or an address names: as its origin describes it now, or as it stands here."""

from __future__ import annotations

from federation import webfinger
from federation.hosts import host_of
from federation.webfinger import parse_handle
from node.acquaintances import speaks_ours
from node.moving import Destination
from node.node import Node
from node.store import actors, peers
from node.store.actors import LocalActor
from vocab.looseness import id_of, ids_of


async def destination(node: Node, handle: str) -> Destination:
    """The actor behind a handle or an address, asked of its origin now. Raises FederationError."""
    local = await living_here(node, handle)
    if local is not None:
        return Destination(local.id, local.name, local.also_known_as, local.moved_to, True)
    url = await webfinger.resolve(node.client, parse_handle(handle))
    actor = await node.actors.resolve(url, refresh=True)
    document = actor.document
    known_as = tuple(ids_of(document.get("alsoKnownAs")))
    moved_to = id_of(document.get("movedTo"))
    return Destination(actor.id, actor.preferred_username, known_as, moved_to, speaks_ours(document))


async def living_here(node: Node, handle: str) -> LocalActor | None:
    """The actor of this node behind a handle, a name or an address."""
    if handle.startswith(("http://", "https://")):
        return await node.store.reading(actors.find, handle) if host_of(handle) == node.home.host else None
    name, _, host = handle.removeprefix("acct:").removeprefix("@").partition("@")
    return await node.store.reading(actors.named, name) if host in ("", node.home.host) else None


async def known(node: Node, handle: str) -> str:
    """The id behind a handle, without asking anybody when we have met."""
    local = await living_here(node, handle)
    if local is not None:
        return local.id
    if handle.startswith(("http://", "https://")):
        return handle
    parsed = parse_handle(handle)
    found = await node.store.reading(peers.named, parsed.user, parsed.host)
    return found or (await node.meet(handle)).id
