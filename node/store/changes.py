"""Changes: which records changed in what the directory shows, in order, for whatever is derived from them elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from node.store import records
from node.store.connection import Db, Row
from node.store.records import Record
from node.store.visible import bulk_level

_COLUMNS = ", ".join(f"r.{name}" for name in records.COLUMNS)
_SHELVED = f"SELECT {_COLUMNS}, r.body, e.open, e.policy FROM entries e JOIN records r ON r.num = e.num"


@dataclass(frozen=True, slots=True)
class Shelved:
    """A record that the directory holds, and who may take it away (`store/visible.py`).

    `stored` is for `body`; in `document`, contexts of ours are the constants themselves: not to be changed.
    """

    record: Record
    stored: bytes
    document: dict[str, object]
    level: int


@dataclass(frozen=True, slots=True)
class Change:
    """At `position` something changed for record `num`; `now` is how it stands, None when it is out."""

    position: int
    num: int
    now: Shelved | None


def after(db: Db, position: int, limit: int) -> list[Change]:
    """The changes after a position, oldest first."""
    sql = "SELECT position, num FROM changes WHERE position > ? ORDER BY position LIMIT ?"
    return [Change(int(at), int(num), find(db, int(num))) for at, num in db.execute(sql, (position, limit)).fetchall()]


def nums_after(db: Db, position: int) -> list[int]:
    """The records that changed after a position."""
    return [int(num) for (num,) in db.execute("SELECT num FROM changes WHERE position > ?", (position,))]


def find(db: Db, num: int) -> Shelved | None:
    """The record with this number, if the directory holds it."""
    row = db.execute(f"{_SHELVED} WHERE e.num = ?", (num,)).fetchone()
    return _shelved(db, row) if row else None


def shelved(db: Db, *, after: int = 0, limit: int = 500) -> list[Shelved]:
    """Records that the directory holds, by number, after number `after`."""
    rows = db.execute(f"{_SHELVED} WHERE e.num > ? ORDER BY e.num LIMIT ?", (after, limit)).fetchall()
    return [_shelved(db, row) for row in rows]


def each(db: Db) -> Iterator[Shelved]:
    """All of them; inside one transaction they are of one moment."""
    found = shelved(db)
    while found:
        yield from found
        found = shelved(db, after=found[-1].record.num)


def body(db: Db, shelved: Shelved) -> bytes:
    """A record's document as it came."""
    return records.extern(db, shelved.stored)


def count_shelved(db: Db) -> int:
    """How many records the directory holds."""
    return int(db.execute("SELECT count(*) FROM entries").fetchone()[0])


def newest(db: Db) -> int:
    """The last position given; it never goes back, even when its row is gone."""
    row = db.execute("SELECT seq FROM sqlite_sequence WHERE name = 'changes'").fetchone()
    return int(row[0]) if row else 0


def behind(db: Db, position: int) -> int:
    """How many records changed after a position."""
    return int(db.execute("SELECT count(*) FROM changes WHERE position > ?", (position,)).fetchone()[0])


def _shelved(db: Db, row: Row) -> Shelved:
    *columns, stored, open, policy = row
    # Of what two had to agree to, the stricter policy is that of its entry.
    record, level = replace(records.of_row(columns), policy=str(policy)), bulk_level(bool(open), str(policy))
    return Shelved(record, stored, records.decoded(db, stored), level)
