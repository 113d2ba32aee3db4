"""actor, follow, unfollow, followers, following, join, leave, members, lookup: whom we deal with."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

from federation import webfinger
from federation.actors import Actor
from federation.webfinger import parse_handle
from node import following, profiles
from node.commands.relays import INBOX, listed
from node.commands.who import acting
from node.control import Report
from node.destination import known, living_here
from node.errors import NodeError
from node.home import Home
from node.node import Node
from node.profiles import KeyPair, NewActor
from node.store import actors, follows, memberships, news
from node.store.connection import Db
from vocab.language import Text

Arguments = dict[str, object]
T = TypeVar("T")


async def actor_add(node: Node, arguments: Arguments, report: Report) -> object:
    """A further organisation on this node."""
    keys = await asyncio.to_thread(KeyPair.generate)
    territory = arguments.get("territory")
    new = NewActor(
        str(arguments["name"]),
        str(arguments.get("title") or arguments["name"]),
        str(arguments.get("kind") or "platform"),
        str(territory) if territory else None,
    )
    id = await node.store.writing("actor", profiles.add_actor, node.home, new, keys)
    return {"id": id}


async def actor_list(node: Node, arguments: Arguments, report: Report) -> object:
    """Our organisations."""
    found = await node.store.reading(actors.every)
    return [
        {
            "name": actor.name,
            "id": actor.id,
            "kind": actor.kind,
            "handle": f"{actor.name}@{node.home.host}",
            "also_known_as": actor.also_known_as,
            "moved_to": actor.moved_to,
        }
        for actor in found
    ]


async def follow(node: Node, arguments: Arguments, report: Report) -> object:
    """Follow somebody, by handle or address."""
    handle = str(arguments["handle"])
    _require_no_inbox(handle)
    target = await _meet(node, handle)
    state = await node.store.writing("follow", _as(following.follow), node.home, arguments.get("as"), target)
    node.wake()
    return {"id": target, "state": state}


async def unfollow(node: Node, arguments: Arguments, report: Report) -> object:
    """Stop following."""
    target = await known(node, str(arguments["handle"]))
    await node.store.writing("unfollow", _as(following.unfollow), node.home, arguments.get("as"), target)
    node.wake()
    return {"id": target}


async def join(node: Node, arguments: Arguments, report: Report) -> object:
    """Follow a network, ask for membership, and fill our directory from it."""
    network = await _meet(node, str(arguments["handle"]), network=True)
    state = await node.store.writing("join", _as(following.join), node.home, arguments.get("as"), network)
    node.wake()
    return {"id": network, "state": state}


async def leave(node: Node, arguments: Arguments, report: Report) -> object:
    """Leave a network."""
    network = await known(node, str(arguments["handle"]))
    await node.store.writing("leave", _as(following.leave), node.home, arguments.get("as"), network)
    node.wake()
    return {"id": network}


async def members(node: Node, arguments: Arguments, report: Report) -> object:
    """Members of a network of ours, and whom it waits to admit; accept, refuse or dismiss one."""
    acts = {"accept": following.admit, "reject": following.refuse, "remove": following.dismiss}
    for verb, act in acts.items():
        handle = arguments.get(verb)
        if handle:
            member = await known(node, str(handle))
            await node.store.writing("members", _as(act), node.home, arguments.get("as"), member)
            node.wake()
    return await node.store.reading(_members, node.home, arguments.get("as"))


async def followers(node: Node, arguments: Arguments, report: Report) -> object:
    """Who follows us."""
    return await node.store.reading(_listed, node.home, arguments.get("as"), "followers")


async def following_list(node: Node, arguments: Arguments, report: Report) -> object:
    """Whom we follow."""
    return await node.store.reading(_listed, node.home, arguments.get("as"), "following")


async def lookup(node: Node, arguments: Arguments, report: Report) -> object:
    """What a handle or an address leads to, as its origin says it now."""
    handle = str(arguments["handle"])
    if handle.startswith(("http://", "https://")):
        return (await node.client.get_document(handle, node.preparer.signer)).document
    url = await webfinger.resolve(node.client, parse_handle(handle))
    return (await node.actors.resolve(url, refresh=True)).document


async def newest_news(node: Node, arguments: Arguments, report: Report) -> object:
    """Notes of those we follow."""
    return await node.store.reading(news.newest)


def _require_no_inbox(handle: str) -> None:
    if not handle.startswith(("http://", "https://")) or not handle.rstrip("/").endswith(INBOX):
        return
    raise NodeError(
        Text(
            f"C'est une boîte, pas une organisation. Si c'est celle d'un relais : bocage follow --relay {handle}",
            f"That is an inbox, not an organisation. If it is that of a relay: bocage follow --relay {handle}",
        )
    )


async def _meet(node: Node, handle: str, *, network: bool = False) -> str:
    local = await living_here(node, handle)
    if local is not None:
        kind, id = local.kind, local.id
    else:
        actor: Actor = await node.meet(handle)
        kind, id = actor.platform_kind or "", actor.id
    if network and kind != "network":
        raise NodeError(Text(f"{handle} n'est pas un réseau.", f"{handle} is not a network."))
    return id


def _as(act: Callable[[Db, Home, str, str], T]) -> Callable[[Db, Home, object, str], T]:
    """An act of `following` as a unit that takes our organisation's name."""

    def unit(db: Db, home: Home, name: object, target: str) -> T:
        return act(db, home, acting(db, home, name).id, target)

    return unit


def _members(db: Db, home: Home, name: object) -> object:
    actor = acting(db, home, name)
    rows = memberships.each(db, actor.id)
    return [{"member": member, "state": state, "since": since} for member, state, since in rows]


def _listed(db: Db, home: Home, name: object, what: str) -> object:
    rows: list[dict[str, object]] = []
    chosen = [acting(db, home, name)] if name else actors.every(db)
    for actor in chosen:
        found = follows.each_follower(db, actor.id) if what == "followers" else follows.each_following(db, actor.id)
        rows += [{"as": actor.name, "id": id, "state": state, "since": since} for id, state, since in found]
    if not name and what == "following":
        rows += listed(db)
    return rows
