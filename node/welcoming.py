"""Welcoming: somebody new in a network of ours is told what our members say to it (DESIGN 5, audience).

What is said to a network goes to the members known when it is said. Whoever turns out to be one later, because the
Add came before our Accept, because the list of members was still to be read, or because they have just been admitted,
is sent what stands. A member whose server was never met is met first, by an errand.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from federation.hosts import host_of
from node import outgoing
from node.home import Home
from node.store import actors, deliveries, errands, log, memberships, moderation, peers
from node.store.connection import Db

# The errand that meets a member: what it is called in the store.
MEETING: Final = "meet"
# Of what one of ours says to a network, the newest so many are told to somebody new.
MAX_TOLD: Final = 1_000


def welcome(db: Db, home: Home, network: str, members: Iterable[str]) -> None:
    """Queue for these members of a network what those of ours that belong to it tell it, and they were not sent."""
    ours = memberships.members_here(db, network)
    said = {actor: log.live_for_network(db, actor, f"{network}/members", MAX_TOLD) for actor in ours}
    for member in members:
        if not ours or actors.is_local(db, member):
            continue
        peer = peers.find_actor(db, member)
        if peer is None:
            errands.add(db, MEETING, ours[0], member, home.now())
            continue
        inbox = peer.shared_inbox or peer.inbox
        for actor, positions in said.items():
            if positions and outgoing.foreign(home, [inbox]) and not moderation.is_blocked_by(db, member, actor):
                deliveries.enqueue_all(db, positions, [(inbox, host_of(inbox))], home.now())


def welcome_met(db: Db, home: Home, member: str) -> None:
    """The same, in every network of ours, for a member that was met just now."""
    for network in memberships.networks_of(db, member):
        welcome(db, home, network, [member])
