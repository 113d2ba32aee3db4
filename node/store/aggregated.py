"""Aggregated: counts over all that may leave in bulk, for tables that name no organisation."""

from __future__ import annotations

from dataclasses import dataclass

from node.reader import Reader
from node.store.connection import Db
from node.store.stated import TELLING
from node.store.visible import exportable, marks


@dataclass(frozen=True, slots=True)
class Level:
    """How many organisations state a practice at a level."""

    practice: str
    level: int
    organizations: int


@dataclass(frozen=True, slots=True)
class Presence:
    """How many records of a kind stand in a territory (`placed`) or serve it or something in it (`serving`)."""

    slug: str
    relation: str
    kind: str
    count: int


def levels(db: Db, *, now: str) -> tuple[Level, ...]:
    """Each practice by level, after the newest unexpired word of each organisation that may leave in bulk."""
    allowed, params = exportable(Reader(), "se")
    sql = (
        "SELECT practice, level, count(*) FROM (SELECT s.practice, s.level, ROW_NUMBER() OVER (PARTITION BY"
        " s.organization, s.practice ORDER BY s.stated DESC, se.id DESC) AS place FROM statements s"
        " CROSS JOIN entries se ON se.num = s.num"
        f" WHERE s.kind IN {TELLING} AND (s.expires IS NULL OR s.expires >= ?)"
        f" AND {allowed.replace('.open = 1', '.open + 0 = 1')})"
        " WHERE place = 1 AND level IS NOT NULL GROUP BY practice, level ORDER BY practice, level"
    )
    return tuple(Level(*row) for row in db.execute(sql, (now, *params)))


def presences(db: Db) -> tuple[Presence, ...]:
    """What there is in each territory, what contains it included, of that which may leave in bulk."""
    allowed, params = exportable(Reader())
    # What serves exactly a territory, and what serves something in it, are told apart by two tags.
    sql = (
        "SELECT substr(t.tag, instr(t.tag, '=') + 1) AS slug,"
        " CASE WHEN t.tag LIKE 'placed=%' THEN 'placed' ELSE 'serving' END AS relation,"
        " e.kind, count(DISTINCT e.num)"
        " FROM tags t CROSS JOIN entry_tags et ON et.tag = t.num CROSS JOIN entries e ON e.num = et.num"
        " WHERE (t.tag LIKE 'placed=%' OR t.tag LIKE 'serving=%' OR t.tag LIKE 'serves=%')"
        f" AND {allowed.replace('.open = 1', '.open + 0 = 1')}"
        " GROUP BY slug, relation, e.kind ORDER BY slug, relation, e.kind"
    )
    return tuple(Presence(*row) for row in db.execute(sql, params))


def last_change(db: Db, kinds: tuple[str, ...], stored: tuple[str, ...]) -> str:
    """When the newest of these kinds was written that may leave in bulk, or the last public one withdrawn; else empty.

    `stored`: what such records are called once they are withdrawn.
    """
    allowed, params = exportable(Reader())
    newest = f"SELECT max(e.updated) FROM entries e WHERE {allowed} AND e.kind IN ({marks(kinds)})"
    withdrawn = (
        f"SELECT max(version) FROM records WHERE deleted = 1 AND audience = 'public' AND kind IN ({marks(stored)})"
    )
    found = db.execute(f"SELECT coalesce(({newest}), ''), coalesce(({withdrawn}), '')", (*params, *kinds, *stored))
    return max(str(each) for each in found.fetchone())
