"""Requests of authorities about the accounts of their territories, until whoever runs the node decided."""

from __future__ import annotations

from dataclasses import dataclass

from node.store.connection import Db
from node.store.entries import PLACED, SERVING, tag


@dataclass(frozen=True, slots=True)
class TownRequest:
    """What an authority asks. `target`: where the account should go on; None: it should stop."""

    slug: str
    actor: str
    target: str | None
    content: str
    received: str


_COLUMNS = "slug, actor, target, content, received"


def put(db: Db, request: TownRequest) -> None:
    """Keep a request, in place of the last one about that territory."""
    db.execute(
        f"INSERT INTO town_requests ({_COLUMNS}) VALUES (?, ?, ?, ?, ?) ON CONFLICT (slug) DO UPDATE SET"
        " actor = excluded.actor, target = excluded.target, content = excluded.content, received = excluded.received",
        (request.slug, request.actor, request.target, request.content, request.received),
    )


def find(db: Db, slug: str) -> TownRequest | None:
    """What was asked about this territory."""
    row = db.execute(f"SELECT {_COLUMNS} FROM town_requests WHERE slug = ?", (slug,)).fetchone()
    return TownRequest(*row) if row else None


def every(db: Db, limit: int) -> list[TownRequest]:
    """What waits for a decision, the oldest first."""
    rows = db.execute(f"SELECT {_COLUMNS} FROM town_requests ORDER BY received, slug LIMIT ?", (limit,))
    return [TownRequest(*row) for row in rows]


def drop(db: Db, slug: str) -> bool:
    """It was decided."""
    return db.execute("DELETE FROM town_requests WHERE slug = ?", (slug,)).rowcount > 0


def authorities(db: Db, slug: str, limit: int) -> list[int]:
    """The profiles of authorities that say that they are there or serve it, and are borne out, by number."""
    sql = (
        "SELECT DISTINCT e.num FROM tags JOIN entry_tags t ON t.tag = tags.num JOIN entries e ON e.num = t.num"
        " JOIN verifications v ON v.num = e.num AND v.way IN ('register-matched', 'attested')"
        " WHERE tags.tag IN (?, ?) AND e.open = 1 AND e.claimed = 1 AND e.kind = 'organization'"
        " AND instr(e.facets, ' platform_kind=authority ') > 0 ORDER BY e.num LIMIT ?"
    )
    return [int(num) for (num,) in db.execute(sql, (tag(PLACED, slug), tag(SERVING, slug), limit))]
