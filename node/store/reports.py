"""Practice reports: the succession of those of one organisation, and the answers that were sent to be counted.

Answers for statistics alone are kept as they came, signed, and are in nothing that the directory is derived from.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from node.store import records
from node.store.connection import Db
from vocab.reports import Issue, superseded

# Of one organisation; one report a month is many.
MOST: Final = 200
_BODY = "CAST(body AS TEXT)"
_ISSUES = (
    "SELECT num, id, published, supersedes, companion FROM (SELECT num, id,"
    f" coalesce(json_extract({_BODY}, '$.published'), version) AS published,"
    f" json_extract({_BODY}, '$.supersedes') AS supersedes, json_extract({_BODY}, '$.companionOf') AS companion"
    " FROM records WHERE owner = ? AND kind = 'PracticeReport' AND deleted = 0)"
    " ORDER BY published DESC, id DESC LIMIT ?"
)


def issues(db: Db, owner: str) -> dict[int, Issue]:
    """The live reports of an organisation that are held here, by number, the newest first."""
    rows = db.execute(_ISSUES, (owner, MOST))
    return {
        int(num): Issue(id, str(at), _text(replaces), _text(companion)) for num, id, at, replaces, companion in rows
    }


def replaced(db: Db, owner: str) -> frozenset[int]:
    """Those of them that a later one replaced: they are history and count nowhere."""
    held = issues(db, owner)
    gone = superseded(held.values())
    return frozenset(num for num, each in held.items() if each.id in gone)


def newest(db: Db, owner: str) -> int | None:
    """The number of the report that stands: the newest of an organisation, companions aside."""
    return next((num for num, each in issues(db, owner).items() if each.companion_of is None), None)


def sent_to_be_counted(db: Db, network: str) -> Iterator[dict[str, object]]:
    """The documents for statistics alone that organisations sent to this network of ours, by owner."""
    sql = (
        "SELECT num FROM records WHERE kind = 'PracticeReport' AND deleted = 0 AND audience = 'private'"
        f" AND json_extract({_BODY}, '$.statisticsOnly') = 1"
        f" AND EXISTS (SELECT 1 FROM json_each(json_extract({_BODY}, '$.to')) WHERE value = ?) ORDER BY owner, num"
    )
    for (num,) in db.execute(sql, (network,)).fetchall():
        yield records.document(db, int(num))


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None
