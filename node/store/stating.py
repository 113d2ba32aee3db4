"""Stating: which organisation states which practice, at which level, in which record: its newest unexpired word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import orjson

from node.reader import Reader
from node.store.connection import Db
from node.store.stated import TELLING, newest_statements
from node.store.visible import visible


@dataclass(frozen=True, slots=True)
class Said:
    """The same where a practice may not concern the organisation: then it says no level."""

    organization: str
    practice: str
    level: int | None
    on: str
    record: str


@dataclass(frozen=True, slots=True)
class Stated:
    """An organisation's newest word on a practice; `record` is where it says so, `on` when (UTC)."""

    organization: str
    practice: str
    level: int
    on: str
    record: str


def of_practice(db: Db, practice: str, reader: Reader, *, now: str, limit: int) -> tuple[tuple[Stated, ...], int]:
    """Who states a practice, by name and never by level (law 9), at most `limit`; and how many do."""
    newest, values = _newest("s.practice = ?", (practice,), reader, now)
    sql = (
        f"SELECT n.organization, n.practice, n.level, n.stated, n.id, count(*) OVER () FROM ({newest}) n"
        " LEFT JOIN records r ON r.id = n.organization LEFT JOIN entries e ON e.num = r.num"
        " ORDER BY coalesce(e.name, n.organization), n.organization LIMIT ?"
    )
    found = db.execute(sql, (*values, limit)).fetchall()
    return tuple(Stated(*row[:5]) for row in found), int(found[0][5]) if found else 0


def of_organization(db: Db, organization: str, reader: Reader, *, now: str, limit: int) -> tuple[Stated, ...]:
    """The practices of an organisation, by notation."""
    newest, values = _newest("s.organization = ?", (organization,), reader, now)
    sql = f"SELECT organization, practice, level, stated, id FROM ({newest}) ORDER BY practice LIMIT ?"
    return tuple(Stated(*row) for row in db.execute(sql, (*values, limit)))


def of_organizations(
    db: Db, organizations: Sequence[str], practices: Sequence[str], reader: Reader, *, now: str
) -> dict[tuple[str, str], Said]:
    """What each of these says of each of these practices, by organisation and practice."""
    asked = "s.organization IN (SELECT value FROM json_each(?)) AND s.practice IN (SELECT value FROM json_each(?))"
    both = (orjson.dumps(list(organizations)).decode(), orjson.dumps(list(practices)).decode())
    newest, values = _newest(asked, both, reader, now, applying=False)
    found = (Said(*row) for row in db.execute(newest, values))
    return {(each.organization, each.practice): each for each in found}


def levels_of(db: Db, organization: str, reader: Reader, *, now: str) -> dict[str, int | None]:
    """The level of each practice that an organisation answers, None where it says that it does not apply."""
    newest, values = newest_statements(reader, now, (), None, of=("SELECT ?", (organization,)))
    return {str(practice): level for _, practice, level in db.execute(newest, values)}


def _newest(
    condition: str, about: tuple[str, ...], reader: Reader, now: str, *, applying: bool = True
) -> tuple[str, tuple[object, ...]]:
    """As `stated.newest_statements`, with the record that says it; `applying`: what does not apply is left out."""
    allowed, params = visible(reader, "se")
    sql = (
        "SELECT organization, practice, level, stated, id FROM (SELECT s.organization, s.practice, s.level, s.stated,"
        " se.id, ROW_NUMBER() OVER (PARTITION BY s.organization, s.practice ORDER BY s.stated DESC, se.id DESC)"
        " AS place FROM statements s CROSS JOIN entries se ON se.num = s.num"
        f" WHERE s.kind IN {TELLING} AND (s.expires IS NULL OR s.expires >= ?) AND {condition}"
        f" AND {allowed.replace('.open = 1', '.open + 0 = 1')})"
        f" WHERE place = 1{' AND level IS NOT NULL' if applying else ''}"
    )
    return sql, (now, *about, *params)
