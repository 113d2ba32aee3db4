"""Reconsidering: what waits for a moderator is taken up again when its author turns out to be one of those we hear.

A record may come before the Accept, the Add or the list of members that gives this node a reason to keep it. Whatever
the order, the directory ends the same: the record is judged anew, by the rules it would have met had it come last.
"""

from __future__ import annotations

from federation.errors import Refused
from node import taking
from node.home import Home
from node.store import moderation
from node.store.connection import Db
from node.store.moderation import Waiting
from node.taking import how_it_came


def reconsider(db: Db, home: Home, owner: str) -> int:
    """Judge anew what waits of one author; how many records wait no longer."""
    return sum(_judge(db, home, waiting) for waiting in moderation.waiting_of(db, owner))


def reconsider_network(db: Db, home: Home, network: str) -> int:
    """The same, for every member of a network; how many records wait no longer."""
    return sum(reconsider(db, home, member) for member in moderation.waiting_members(db, network))


def _judge(db: Db, home: Home, waiting: Waiting) -> bool:
    activity, evidence = how_it_came(waiting)
    try:
        outcome = taking.take(db, home, activity, waiting.document, evidence)
    except Refused:
        outcome = "refused"
    if outcome == taking.WAITS:
        return False
    moderation.decided(db, waiting.id, waiting.owner)
    return True
