"""Standing: how an actor elsewhere stands with this node, and one record of theirs, asked in a single question."""

from __future__ import annotations

from dataclasses import dataclass

from node.store.connection import Db

_STANDING = (
    "SELECT EXISTS (SELECT 1 FROM blocks WHERE target = :actor)"
    " OR EXISTS (SELECT 1 FROM blocks WHERE target = :origin),"
    " EXISTS (SELECT 1 FROM follows CROSS JOIN actors ON actors.id = follows.follower"
    "  WHERE followed = :actor AND state = 'accepted'),"
    " EXISTS (SELECT 1 FROM memberships CROSS JOIN actors ON actors.id = memberships.network"
    "  WHERE member = :actor AND state = 'accepted'),"
    " EXISTS (SELECT 1 FROM waiting WHERE id = :record),"
    " EXISTS (SELECT 1 FROM records WHERE id = :actor AND owner = :actor AND deleted = 1)"
)


@dataclass(frozen=True, slots=True)
class Standing:
    """`followed` by one of ours; `member` of a network that lives here; `waits`: the record waits for a moderator;
    `gone`: the actor deleted itself.
    """

    blocked: bool
    followed: bool
    member: bool
    waits: bool
    gone: bool


def standing_of(db: Db, actor: str, origin: str, record: str) -> Standing:
    """How `actor` of `origin` (host[:port]) and their `record` stand here."""
    row = db.execute(_STANDING, {"actor": actor, "origin": origin, "record": record}).fetchone()
    return Standing(bool(row[0]), bool(row[1]), bool(row[2]), bool(row[3]), bool(row[4]))
