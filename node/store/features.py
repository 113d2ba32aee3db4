"""Features: what the items of a collection must be besides answering a question, and how far a collection reaches."""

from __future__ import annotations

from dataclasses import dataclass

from node.reader import Reader
from node.store.clauses import Clause
from node.store.connection import Db
from node.store.exports import Asker
from node.store.visible import exportable

_STARTS = "(SELECT json_extract(CAST(r.body AS TEXT), '$.startTime') FROM records r WHERE r.num = e.num)"


@dataclass(frozen=True, slots=True)
class Extent:
    """How far a collection reaches: a box in degrees, and an interval."""

    box: tuple[float, float, float, float] | None
    start: str | None
    end: str | None


def within(box: tuple[float, float, float, float]) -> Clause:
    """In a box, or nowhere: the standard wants what has no geometry to match every box (fc-bbox-response)."""
    west, south, east, north = box
    across = "AND" if west <= east else "OR"  # else the box lies across the 180th meridian
    test = f"(e.latitude IS NULL OR (e.latitude BETWEEN ? AND ? AND (e.longitude >= ? {across} e.longitude <= ?)))"
    return Clause(test, (south, north, west, east))


def during(kind: str, start: str | None, end: str | None) -> Clause:
    """At some time from `start` to `end`: an event from its beginning to its end, anything else when it was updated.

    An event that says neither matches always (fc-time-response).
    """
    tests: list[str] = []
    params: list[str] = []
    first = f"coalesce(julianday({_STARTS}) <= julianday(?), 1)" if kind == "event" else "e.updated <= ?"
    last = "coalesce(e.expires >= ?, 1)" if kind == "event" else "e.updated >= ?"
    for test, value in ((last, start), (first, end)):
        if value is not None:
            tests.append(test)
            params.append(value)
    return Clause(" AND ".join(tests), tuple(params))


def called(id: str) -> Clause:
    """One record by its id."""
    return Clause("e.num = (SELECT num FROM records WHERE id = ?)", (id,))


def extents(db: Db, asker: Asker, kinds: tuple[str, ...]) -> dict[str, Extent]:
    """How far what `asker` may take away of each kind reaches: nobody learns where the rest is."""
    return {kind: _extent(db, asker(db), kind) for kind in kinds}


def _extent(db: Db, reader: Reader, kind: str) -> Extent:
    allowed, params = exportable(reader)
    first, last = "e.updated", "e.updated"
    if kind == "event":
        first, last = f"strftime('%Y-%m-%dT%H:%M:%SZ', {_STARTS})", "e.expires"
    sql = (
        f"SELECT min(e.longitude), min(e.latitude), max(e.longitude), max(e.latitude), min({first}), max({last})"
        f" FROM entries e WHERE e.kind = ? AND {allowed.replace('.open = 1', '.open + 0 = 1')}"
    )
    west, south, east, north, start, end = db.execute(sql, (kind, *params)).fetchone()
    return Extent(None if west is None else (west, south, east, north), start, end)
