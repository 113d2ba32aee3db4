"""Backlog: how long things have been waiting, and behind whom; what `doctor`, `peers` and /metrics tell."""

from __future__ import annotations

from dataclasses import dataclass

from node.clock import seconds_of
from node.store.connection import Db


@dataclass(frozen=True, slots=True)
class Lag:
    """What waits for one server: how many deliveries, and since when the oldest (Unix seconds)."""

    origin: str
    due: int
    oldest: float


def by_origin(db: Db, limit: int) -> list[Lag]:
    """Servers something waits for, those that wait longest first."""
    rows = db.execute(
        "SELECT d.origin, count(*), min(l.published) FROM deliveries AS d JOIN log AS l ON l.position = d.position"
        " WHERE d.state IN ('due', 'apart') GROUP BY d.origin ORDER BY 3, 1 LIMIT ?",
        (limit,),
    )
    return [Lag(str(origin), int(count), seconds_of(oldest) or 0.0) for origin, count, oldest in rows]


def oldest_due(db: Db) -> float | None:
    """When the oldest activity that still has to be delivered was published (Unix seconds)."""
    row = db.execute(
        "SELECT l.published FROM log AS l WHERE l.position ="
        " (SELECT min(position) FROM deliveries WHERE state IN ('due', 'apart'))"
    ).fetchone()
    return seconds_of(row[0]) if row else None


def oldest_received(db: Db) -> str | None:
    """When the oldest activity that was not applied yet came in (ISO 8601)."""
    row = db.execute(
        "SELECT received FROM inbox WHERE num = (SELECT min(num) FROM inbox WHERE state IN ('new', 'later'))"
    ).fetchone()
    return str(row[0]) if row else None


def failing(db: Db, limit: int = 1_000) -> list[tuple[str, float]]:
    """(server, when it last answered or spoke; 0 for never) of those that fail now."""
    rows = db.execute(
        "SELECT origin, max(coalesce(last_ok, 0), coalesce(last_seen, 0)) FROM origins WHERE failures > 0"
        " ORDER BY origin LIMIT ?",
        (limit,),
    )
    return [(str(origin), float(last)) for origin, last in rows]


def key_dates(db: Db) -> list[float]:
    """When each key in use was made (Unix seconds)."""
    rows = db.execute("SELECT created FROM keys WHERE expires IS NULL AND revoked IS NULL")
    return [moment for (created,) in rows if (moment := seconds_of(created)) is not None]


def size(db: Db) -> int:
    """Bytes of the database's pages."""
    pages, page = (int(db.execute(f"PRAGMA {name}").fetchone()[0]) for name in ("page_count", "page_size"))
    return pages * page
