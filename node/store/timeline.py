"""The timeline of one of our organisations: what those it follows changed and withdrew, read off the records."""

from __future__ import annotations

from dataclasses import dataclass

from node.store.connection import Db

# Who is followed, and what a followed network announces of others; listings are imports, not what somebody does.
_THEIRS = (
    "(r.owner IN (SELECT followed FROM follows WHERE follower = ?1 AND state = 'accepted')"
    " OR EXISTS (SELECT 1 FROM reasons x JOIN follows f ON f.followed = x.by WHERE x.record = r.num"
    " AND x.reason = 'announced' AND f.follower = ?1 AND f.state = 'accepted'))"
)
_SELECT = "SELECT r.num, r.id, r.owner, r.kind, r.version, r.audience, r.deleted FROM records r"
# `+` keeps an index on owners from being taken where the one by date stops early.
_ELSEWHERE = (
    f"{_SELECT} WHERE r.local = 0 AND r.kind <> 'Listing' AND (r.version, r.num) < (?2, ?3) AND r.version >= ?4"
    f" AND {_THEIRS.replace('r.owner', '+r.owner')} ORDER BY r.version DESC, r.num DESC LIMIT ?5"
)
_HERE = (
    f"{_SELECT} JOIN follows f ON f.followed = r.owner AND f.follower = ?1 AND f.state = 'accepted'"
    " WHERE r.local = 1 AND r.kind <> 'Listing' AND (r.version, r.num) < (?2, ?3) AND r.version >= ?4"
    " ORDER BY r.version DESC, r.num DESC LIMIT ?5"
)


@dataclass(frozen=True, slots=True)
class Change:
    """What became of a record, and when: a version of it, or its withdrawal."""

    num: int
    id: str
    owner: str
    kind: str
    at: str
    audience: str
    withdrawn: int


def page(db: Db, actor: str, *, before: tuple[str, int], since: str, limit: int) -> list[Change]:
    """The newest changes before a moment (and a number, of one moment), not older than `since`."""
    values = (actor, *before, since, limit)
    rows = [*db.execute(_ELSEWHERE, values), *db.execute(_HERE, values)]
    found = [Change(*row) for row in rows]
    return sorted(found, key=lambda each: (each.at, each.num), reverse=True)[:limit]
