"""follow --relay, unfollow --relay: the relays this node subscribes to."""

from __future__ import annotations

from federation.errors import Refused
from node import subscribing
from node.control import Report
from node.destination import known
from node.errors import NodeError
from node.node import Node
from node.store import deliveries, log, relays
from node.store.connection import Db
from vocab.language import Text

Arguments = dict[str, object]
INBOX = "/inbox"


async def relay_follow(node: Node, arguments: Arguments, report: Report) -> object:
    """Subscribe to a relay, known by its inbox (Mastodon's way) or by its actor (LitePub's)."""
    inbox, actor = await _met(node, str(arguments["handle"]))
    relay = await node.store.writing("subscribe", subscribing.subscribe, node.home, inbox, actor)
    node.wake()
    return {"id": relay.followed, "state": relay.state, "relay": relay.style}


async def relay_unfollow(node: Node, arguments: Arguments, report: Report) -> object:
    """Take leave of a relay."""
    handle = str(arguments["handle"])
    found = await node.store.reading(_named, handle)
    inbox = found or await node.store.reading(_named, await known(node, handle)) or handle
    await node.store.writing("unsubscribe", subscribing.unsubscribe, node.home, inbox)
    node.wake()
    return {"id": handle}


def listed(db: Db) -> list[dict[str, object]]:
    """Each relay as a row of `following`; `answer`: what went wrong when it was asked."""
    return [
        {
            "as": "actor",
            "id": relay.followed,
            "state": relay.state,
            "since": relay.since,
            "relay": relay.style,
            "answer": _failure(db, relay.activity),
        }
        for relay in relays.every(db)
    ]


async def _met(node: Node, handle: str) -> tuple[str, str | None]:
    """Its inbox, and its actor where the relay is known by it."""
    if handle.startswith(("http://", "https://")) and handle.rstrip("/").endswith(INBOX):
        return str(node.client.guard.check_url(handle)), None
    try:
        actor = await node.meet(handle)
    except Refused as refusal:
        raise NodeError(
            Text(
                f"{handle} : ni la boîte d'un relais (son adresse finit par /inbox), ni son acteur.",
                f"{handle}: neither the inbox of a relay (its address ends in /inbox) nor its actor.",
            ),
            refusal.log,
        ) from refusal
    return actor.inbox, actor.id


def _named(db: Db, name: str) -> str | None:
    """The inbox of a relay that is known by it, or by its actor."""
    relay = relays.at(db, name) or relays.known_as(db, name)
    return relay.inbox if relay else None


def _failure(db: Db, follow: str) -> str | None:
    entry = log.find(db, follow)
    sent = deliveries.of_position(db, entry.position) if entry else []
    return next((row.answer for row in sent if row.state in ("refused", "expired")), None)
