"""Practice reports: the succession of those of one organisation, and the answers that were sent to be counted.

Answers for statistics alone are kept as they came, signed, and are in nothing that the directory is derived from.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from node.reader import Reader
from node.store import entries, records, search
from node.store.connection import Db
from node.store.records import Record
from node.store.search import Row
from node.store.visible import collections_of
from vocab.looseness import audience_of, first_text
from vocab.reports import Issue, charter_of, superseded

# Of one organisation; one report a month is many.
MOST: Final = 200
_BODY = "CAST(body AS TEXT)"
_ISSUES = (
    "SELECT num, id, published, supersedes, companion, charter FROM (SELECT num, id,"
    f" coalesce(json_extract({_BODY}, '$.published'), version) AS published,"
    f" json_extract({_BODY}, '$.supersedes') AS supersedes, json_extract({_BODY}, '$.companionOf') AS companion,"
    f" json_extract({_BODY}, '$.charterVersion') AS charter"
    " FROM records WHERE owner = ? AND kind = 'PracticeReport' AND deleted = 0)"
    " ORDER BY published DESC, id DESC LIMIT ?"
)


def issues(db: Db, owner: str) -> dict[int, Issue]:
    """The live reports of an organisation that are held here, by number, the newest first."""
    rows = db.execute(_ISSUES, (owner, MOST))
    return {
        int(num): Issue(id, str(at), _text(replaces), _text(companion), charter_of(version))
        for num, id, at, replaces, companion, version in rows
    }


def replaced(db: Db, owner: str) -> frozenset[int]:
    """Those of them that a later one replaced: they are history and count nowhere."""
    held = issues(db, owner)
    gone = superseded(held.values())
    return frozenset(num for num, each in held.items() if each.id in gone)


def newest(db: Db, owner: str, charter: str) -> int | None:
    """The number of the report of this charter that stands: the newest of an organisation, companions aside."""
    return standing(db, owner).get(charter)


def standing(db: Db, owner: str) -> dict[str, int]:
    """The reports that stand, by their charter: of each the newest, companions aside."""
    held = [(num, each) for num, each in issues(db, owner).items() if each.companion_of is None]
    return {each.charter: num for num, each in reversed(held)}


def ends(db: Db, num: int) -> str:
    """The last day on which a report counts, as it says itself; far away for one that says none."""
    said = first_text(records.document(db, num).get("validUntil"))
    return (said or "9999-12-31")[:10]


def history(db: Db, id: str, reader: Reader) -> tuple[Row, str] | None:
    """A report that another took the place of, for those who may read it still, with the one that stands.

    That of an organisation elsewhere only where both are for everybody, and the directory holds the one that stands:
    what bars or hides that one hides its past too.
    """
    record = records.find(db, id)
    if record is None or record.deleted or record.kind != "PracticeReport":
        return None
    if not _could_read(db, record, reader) or record.num not in replaced(db, record.owner):
        return None
    held = issues(db, record.owner)
    # That of another charter may have taken its place too, if it says so.
    after = next((each for each in held.values() if each.supersedes == id), held[record.num])
    last = newest(db, record.owner, after.charter)
    newer = records.numbered(db, last) if last is not None else None
    if newer is None or not (record.local or (_is_open(record) and _is_open(newer) and entries.holds(db, newer.num))):
        return None
    said: dict[str, object] = {"said_by": record.owner, "origin": record.origin, "received": record.received}
    row = Row(id, records.body(db, record.num), {**said, "verified": record.verified})
    return row, newer.id


def standing_and_past(db: Db, owner: str, reader: Reader, *, now: str, limit: int) -> list[Row]:
    """The reports of an organisation that `reader` may read, companions aside: the newest `limit`, oldest first."""
    found: list[Row] = []
    for issue in (each for each in issues(db, owner).values() if each.companion_of is None):
        past = history(db, issue.id, reader)
        row = past[0] if past else search.one(db, issue.id, reader, records.body, now=now)
        if row is not None:
            found.append(row)
        if len(found) == limit:
            break
    return found[::-1]


def sent_to_be_counted(db: Db, network: str, owner: str | None = None) -> Iterator[dict[str, object]]:
    """The documents for statistics alone that organisations, or this one, sent to this network of ours, by owner."""
    sql = (
        "SELECT num FROM records WHERE kind = 'PracticeReport' AND deleted = 0 AND audience = 'private'"
        f" AND json_extract({_BODY}, '$.statisticsOnly') = 1"
        f" AND EXISTS (SELECT 1 FROM json_each(json_extract({_BODY}, '$.to')) WHERE value = ?)"
        " AND owner = coalesce(?, owner) ORDER BY owner, num"
    )
    for (num,) in db.execute(sql, (network, owner)).fetchall():
        yield records.document(db, int(num))


def _is_open(record: Record) -> bool:
    return entries.is_open(record.audience, record.policy)


def _could_read(db: Db, record: Record, reader: Reader) -> bool:
    """Whether it was for `reader` while it stood: the directory holds it no more (`visible.py`)."""
    if record.owner in reader.actors:
        return True
    if record.policy == "private" or record.audience == "private":
        return False
    if record.audience == "public":
        return record.policy not in entries.CLOSED_POLICIES or reader.belongs
    named = audience_of(records.document(db, record.num))
    return reader.level == "admin" or not named.isdisjoint(collections_of(reader))


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
