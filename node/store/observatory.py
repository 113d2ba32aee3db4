"""The observatory: what organisations answer on practices, which groups they are in, and the months that were counted.

Everybody's answers are those that everybody may see; those for statistics alone are added where one of our networks was
sent them (`reports.sent_to_be_counted`). Nothing here is read by a page but the documents of months.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import orjson

from node.observatory.counting import DOES_NOT_APPLY, Member, Row
from node.reader import Reader
from node.store import actors, records, reports
from node.store.connection import Db
from node.store.stated import newest_statements
from vocab.entry import read_entry
from vocab.learning import size_of
from vocab.looseness import id_of
from vocab.vocabulary import Vocabulary

DEPARTMENT: Final = "placed=fr-departement-"
_LISTED: Final = (
    "SELECT id, num, facets, places FROM entries WHERE kind = 'organization' AND claimed = 1 AND open = 1 ORDER BY id"
)


@dataclass(frozen=True, slots=True)
class Month:
    """A month of the observatory: its document, as it was written, and its hash."""

    month: str
    document: bytes
    sha256: str


def members(db: Db) -> list[Member]:
    """Every organisation with a profile that everybody may see, and its groups."""
    return [
        Member(str(id), _groups(records.document(db, int(num)), str(facets), str(places)))
        for id, num, facets, places in db.execute(_LISTED).fetchall()
    ]


def answers(db: Db, now: str, vocabulary: Vocabulary, only: str | None = None) -> dict[tuple[str, str], int]:
    """Each organisation's newest word on each practice, with those that our networks were sent to be counted.

    `only`: of this organisation.
    """
    sql, values = newest_statements(Reader(), now, (), None, ("SELECT ?", (only,)) if only else ("", ()))
    found = {
        (str(organization), str(practice)): DOES_NOT_APPLY if level is None else int(level)
        for organization, practice, level in db.execute(sql, values)
    }
    for network in (actor.id for actor in actors.every(db) if actor.kind == "network"):
        for document in reports.sent_to_be_counted(db, network, only):
            for key, level in _sent(document, now, vocabulary):
                found.setdefault(key, level)
    return found


def asking(db: Db, now: str) -> dict[str, set[str]]:
    """Who looks for help with each practice: whose open request, which everybody may see, names it."""
    sql = (
        "SELECT s.practice, s.organization FROM statements s JOIN entries e ON e.num = s.num"
        " WHERE s.kind = 'request' AND e.open = 1 AND (e.expires IS NULL OR e.expires >= ?)"
    )
    found: dict[str, set[str]] = defaultdict(set)
    for practice, organization in db.execute(sql, (now,)):
        found[str(practice)].add(str(organization))
    return found


def rows(db: Db) -> list[Row]:
    """What was counted last."""
    said: dict[tuple[str, str, str], dict[str, int]] = defaultdict(dict)
    sql = "SELECT scope, grp, practice, organization, level FROM observatory_answers"
    for scope, group, practice, organization, level in db.execute(sql):
        said[scope, group, practice][organization] = level
    found = db.execute("SELECT scope, grp, practice, month, gone FROM observatory_rows")
    return [
        Row(scope, group, practice, month, said.get((scope, group, practice), {}), gone)
        for scope, group, practice, month, gone in found
    ]


def keep(db: Db, month: Month, counted: Iterable[Row]) -> None:
    """A month, once and for all; and what is behind it, in place of what was behind the last."""
    db.execute("INSERT INTO observatory_months VALUES (?, ?, ?)", (month.month, month.document, month.sha256))
    put(db, counted)


def put(db: Db, counted: Iterable[Row]) -> None:
    """What was counted last, in place of all that was."""
    db.execute("DELETE FROM observatory_rows")
    db.execute("DELETE FROM observatory_answers")
    sql = "INSERT INTO observatory_rows (scope, grp, practice, month, gone) VALUES (?, ?, ?, ?, ?)"
    for row in counted:
        db.execute(sql, (*row.key, row.month, row.gone))
        lines = ((each, row.practice, row.scope, row.group, level) for each, level in row.answers.items())
        db.executemany("INSERT INTO observatory_answers VALUES (?, ?, ?, ?, ?)", lines)


def forget(db: Db, organization: str, now: str, vocabulary: Vocabulary) -> int:
    """Strike what this organisation no longer says from what was counted; how many of its answers went."""
    counted = "SELECT DISTINCT practice FROM observatory_answers WHERE organization = ?"
    practices = [str(row[0]) for row in db.execute(counted, (organization,))]
    if not practices:
        return 0
    said = answers(db, now, vocabulary, organization)
    gone = orjson.dumps([each for each in practices if (organization, each) not in said]).decode()
    whose = "organization = ? AND practice IN (SELECT value FROM json_each(?))"
    lost = f"SELECT scope, grp, practice FROM observatory_answers WHERE {whose}"
    db.execute(
        f"UPDATE observatory_rows SET gone = gone + 1 WHERE (scope, grp, practice) IN ({lost})", (organization, gone)
    )
    return db.execute(f"DELETE FROM observatory_answers WHERE {whose}", (organization, gone)).rowcount


def find(db: Db, month: str | None = None) -> Month | None:
    """A month, or the newest."""
    where = "WHERE month = ?" if month else "ORDER BY month DESC LIMIT 1"
    found = db.execute(f"SELECT month, document, sha256 FROM observatory_months {where}", (month,) if month else ())
    row = found.fetchone()
    return Month(*row) if row else None


def all(db: Db, most: int) -> list[Month]:
    """The months counted, oldest first, the newest `most` of them."""
    sql = "SELECT month, document, sha256 FROM observatory_months ORDER BY month DESC LIMIT ?"
    return [Month(*row) for row in db.execute(sql, (most,))][::-1]


def _groups(document: Mapping[str, object], facets: str, places: str) -> dict[str, tuple[str, ...]]:
    """Sectors as it says them, the département of its first place, and how many people work there."""
    sectors = tuple(each.removeprefix("sector=") for each in facets.split() if each.startswith("sector="))
    departments = sorted(each.removeprefix("placed=") for each in places.split() if each.startswith(DEPARTMENT))
    groups = {"sector": sectors, "department": tuple(departments[:1]), "size": _size(document.get("workerCount"))}
    return {scope: found for scope, found in groups.items() if found}


def _size(said: object) -> tuple[str, ...]:
    workers = said.get("value") if isinstance(said, dict) else said
    size = size_of(workers)
    return (size,) if size else ()


def _sent(document: Mapping[str, object], now: str, vocabulary: Vocabulary) -> Iterator[tuple[tuple[str, str], int]]:
    owner = id_of(document.get("attributedTo"))
    # Read as any report is: what sets it apart is who may see it.
    entry = read_entry({**document, "statisticsOnly": False}, vocabulary)
    for said in entry.statements if entry and owner else ():
        if said.expires is None or said.expires >= now:
            yield (str(owner), said.practice), DOES_NOT_APPLY if said.level is None else said.level
