"""peers: the other servers, how they answer, what waits for them and what they run."""

from __future__ import annotations

from federation.hosts import host_of
from node.clock import iso, seconds_of
from node.control import Report
from node.node import Node
from node.store import relays, servers
from node.store.servers import Server

Arguments = dict[str, object]


async def known_peers(node: Node, arguments: Arguments, report: Report) -> object:
    """The other servers, those that something waits for first. What they run is asked of them meanwhile, not now."""
    subscribed = {host_of(relay.inbox): relay.state for relay in await node.store.reading(relays.every)}
    found = await node.store.reading(servers.every)
    node.software.awake.set()
    refuses, own, now = node.home.domains.refuses, node.home.host, node.home.now()
    return [
        _row(each, now) | {"refused": refuses(each.origin), "relay": subscribed.get(each.origin)}
        for each in found
        if each.origin != own
    ]


def _row(server: Server, now: float) -> dict[str, object]:
    oldest = seconds_of(server.oldest)
    contacts = [moment for moment in (server.last_ok, server.last_seen) if moment is not None]
    return {
        "origin": server.origin,
        "software": server.software or None,
        "version": server.version or None,
        "waiting": server.waiting,
        "oldest": server.oldest,
        "delay_s": None if oldest is None else round(max(0.0, now - oldest)),
        "last_contact": iso(max(contacts)) if contacts else None,
        "last_ok": _moment(server.last_ok),
        "last_seen": _moment(server.last_seen),
        "failures": server.failures,
        "last_error": server.last_error,
        "next_try": _moment(server.next_attempt),
        "not_before": _moment(server.not_before or None),
    }


def _moment(seconds: float | None) -> str | None:
    return None if seconds is None else iso(seconds)
