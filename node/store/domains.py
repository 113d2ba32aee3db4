"""Verdicts on domains, and what they touch in the tables."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from federation.hosts import host_of
from node.store import entries
from node.store.connection import Db


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was decided about a domain: allowed or refused, why, since when."""

    domain: str
    verdict: str
    why: str
    since: str


def every(db: Db) -> list[Verdict]:
    """All verdicts, by name."""
    return [Verdict(*row) for row in db.execute("SELECT domain, verdict, why, since FROM domains ORDER BY domain")]


def put(db: Db, verdict: Verdict) -> None:
    """Decide, or decide anew."""
    db.execute(
        "INSERT INTO domains (domain, verdict, why, since) VALUES (?, ?, ?, ?) ON CONFLICT (domain)"
        " DO UPDATE SET verdict = excluded.verdict, why = excluded.why, since = excluded.since",
        (verdict.domain, verdict.verdict, verdict.why, verdict.since),
    )


def drop(db: Db, domain: str) -> bool:
    """Forget a verdict; False when there was none."""
    return db.execute("DELETE FROM domains WHERE domain = ?", (domain,)).rowcount > 0


def records_touched(db: Db, touched: Callable[[str], bool]) -> list[int]:
    """The records elsewhere that come from a touched host[:port], are here because of an actor of one, or show what
    one states.
    """
    origins = [origin for (origin,) in db.execute("SELECT DISTINCT origin FROM records") if touched(str(origin))]
    actors = [by for (by,) in db.execute("SELECT DISTINCT by FROM reasons") if touched(host_of(str(by)))]
    found: set[int] = set()
    for origin in origins:
        found |= {int(num) for (num,) in db.execute("SELECT num FROM records WHERE origin = ?", (origin,))}
    for actor in actors:
        found |= {int(num) for (num,) in db.execute("SELECT record FROM reasons WHERE by = ?", (actor,))}
    issuers = [issuer for (issuer,) in db.execute("SELECT DISTINCT issuer FROM endorsements")]
    for issuer in issuers:
        if touched(host_of(str(issuer))):
            found |= {int(num) for (num,) in db.execute("SELECT num FROM endorsements WHERE issuer = ?", (issuer,))}
    return sorted(found)


def in_directory(db: Db, records: list[int]) -> int:
    """How many of these records the directory holds."""
    return sum(entries.holds(db, num) for num in records)


def could_return(db: Db, records: list[int]) -> int:
    """How many of these records are not withdrawn and still have a reason to be in the directory."""
    sql = "SELECT 1 FROM records JOIN reasons ON record = num WHERE num = ? AND deleted = 0 LIMIT 1"
    return sum(db.execute(sql, (num,)).fetchone() is not None for num in records)


def ties(db: Db, touched: Callable[[str], bool]) -> int:
    """How many follows and memberships join somebody of a touched host[:port] to somebody else."""
    rows = db.execute(
        "SELECT follower, followed FROM follows"
        " UNION ALL SELECT member, network FROM memberships WHERE state = 'accepted'"
    )
    return sum(touched(host_of(str(one))) or touched(host_of(str(other))) for one, other in rows)


def waiting_for(db: Db, touched: Callable[[str], bool]) -> int:
    """How many deliveries wait for touched hosts."""
    rows = db.execute("SELECT origin, count(*) FROM deliveries WHERE state IN ('due', 'apart') GROUP BY origin")
    return sum(int(count) for origin, count in rows if touched(str(origin)))


def clear_refused(db: Db, refused: Callable[[str], bool], now: float) -> None:
    """What was about to leave for refused hosts stays, what waited of theirs for somebody to decide goes."""
    due = db.execute("SELECT DISTINCT origin FROM deliveries WHERE state IN ('due', 'apart')").fetchall()
    db.executemany(
        "UPDATE deliveries SET state = 'refused', answer = 'this server is refused here', finished = ?"
        " WHERE origin = ? AND state IN ('due', 'apart')",
        [(now, origin) for (origin,) in due if refused(str(origin))],
    )
    for table, column in (("waiting", "owner"), ("errands", "subject"), ("news", "owner")):
        found = db.execute(f"SELECT DISTINCT {column} FROM {table}").fetchall()
        gone = [(value,) for (value,) in found if refused(host_of(str(value)))]
        db.executemany(f"DELETE FROM {table} WHERE {column} = ?", gone)
