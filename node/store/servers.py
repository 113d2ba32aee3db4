"""Servers: all that is known of each server in one row: how it answers, what waits for it, what it runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from node.store.connection import Db
from node.store.deliveries import HEADS

MAX_LISTED: Final = 1_000


@dataclass(frozen=True, slots=True)
class Server:
    """A server, by host[:port]; moments in Unix seconds but `oldest`, which is dated as the log is."""

    origin: str
    failures: int
    not_before: float
    last_ok: float | None
    last_seen: float | None
    last_error: str | None
    waiting: int
    oldest: str | None
    next_attempt: float | None
    software: str | None
    version: str | None


_WAITS = (
    "SELECT d.origin AS host, count(*) AS waiting, min(l.published) AS oldest"
    " FROM deliveries AS d JOIN log AS l ON l.position = d.position WHERE d.state IN ('due', 'apart') GROUP BY d.origin"
)
_TRIES = f"SELECT origin AS host, min(next_attempt) AS next_attempt FROM ({HEADS}) GROUP BY origin"


def every(db: Db, limit: int = MAX_LISTED) -> list[Server]:
    """Those something waits for, the longest waiting first; then those that fail; then the others by name."""
    rows = db.execute(
        f"WITH waits AS ({_WAITS}), tries AS ({_TRIES}),"
        " named AS (SELECT origin FROM origins UNION SELECT host FROM waits)"
        " SELECT n.origin, coalesce(o.failures, 0), coalesce(o.not_before, 0), o.last_ok, o.last_seen, o.last_error,"
        " coalesce(w.waiting, 0), w.oldest, t.next_attempt, s.name, s.version"
        " FROM named AS n LEFT JOIN origins AS o ON o.origin = n.origin LEFT JOIN waits AS w ON w.host = n.origin"
        " LEFT JOIN tries AS t ON t.host = n.origin LEFT JOIN software AS s ON s.origin = n.origin"
        " ORDER BY w.oldest IS NULL, w.oldest, coalesce(o.failures, 0) = 0, n.origin LIMIT ?",
        (limit,),
    )
    return [Server(*row) for row in rows]


def releases(db: Db, name: str) -> list[str]:
    """The versions of the servers that say they run a software of this name."""
    return [str(row[0]) for row in db.execute("SELECT version FROM software WHERE name = ?", (name,))]


def unasked(db: Db, before: float, limit: int) -> list[str]:
    """Servers that take what we send and were not asked since a moment what they run, the longest ago first."""
    rows = db.execute(
        "SELECT o.origin FROM origins AS o LEFT JOIN software AS s ON s.origin = o.origin"
        " WHERE o.last_ok IS NOT NULL AND o.failures = 0 AND coalesce(s.asked, 0) < ?"
        " ORDER BY coalesce(s.asked, 0), o.origin LIMIT ?",
        (before, limit),
    )
    return [str(row[0]) for row in rows]


def says(db: Db, found: list[tuple[str, str, str]], now: float) -> None:
    """Note what servers say that they run: (origin, name, version); a silence leaves what was said before."""
    db.executemany(
        "INSERT INTO software (origin, name, version, asked) VALUES (?, ?, ?, ?) ON CONFLICT (origin) DO UPDATE SET"
        " name = CASE WHEN excluded.name = '' THEN name ELSE excluded.name END,"
        " version = CASE WHEN excluded.name = '' THEN version ELSE excluded.version END, asked = excluded.asked",
        [(origin, name, version, now) for origin, name, version in found],
    )
