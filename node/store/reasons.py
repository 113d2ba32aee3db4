"""Reasons: why a record is in our directory. It stays while one remains."""

from __future__ import annotations

from collections.abc import Iterable

from node.store.connection import Db


def add(db: Db, record: int, reason: str, by: str, activity: str | None) -> None:
    """Give a record a reason: own, followed, announced, member or accepted."""
    db.execute(
        "INSERT INTO reasons (record, reason, by, activity) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (record, reason, by) DO UPDATE SET activity = excluded.activity",
        (record, reason, by, activity),
    )


def add_own(db: Db, records: Iterable[int], by: str) -> None:
    """Give new records of ours the reason that they are."""
    sql = "INSERT INTO reasons (record, reason, by, activity) VALUES (?, 'own', ?, NULL)"
    db.executemany(sql, [(record, by) for record in records])


def remaining(db: Db, record: int) -> list[tuple[str, str]]:
    """(reason, by) that a record still has."""
    rows = db.execute("SELECT reason, by FROM reasons WHERE record = ? ORDER BY reason, by", (record,))
    return [(str(reason), str(by)) for reason, by in rows]


def withdraw(db: Db, record: int, reason: str, by: str) -> bool:
    """Take one reason back; False when it was not given."""
    sql = "DELETE FROM reasons WHERE record = ? AND reason = ? AND by = ?"
    return db.execute(sql, (record, reason, by)).rowcount > 0


def let_in_by(db: Db, id: str) -> str | None:
    """The organisation here that let in the record of this id, by its word and not the whole node's."""
    sql = (
        "SELECT by FROM reasons JOIN records ON records.num = record JOIN actors ON actors.id = by"
        " WHERE records.id = ? AND reason = 'accepted' AND actors.kind <> 'application' ORDER BY by LIMIT 1"
    )
    row = db.execute(sql, (id,)).fetchone()
    return str(row[0]) if row else None


def records_given_by(db: Db, by: str, activity: str) -> list[str]:
    """Ids of the records to which this activity of an actor gave a reason that still holds."""
    rows = db.execute(
        "SELECT records.id FROM reasons JOIN records ON records.num = reasons.record"
        " WHERE by = ? AND activity = ? ORDER BY records.id",
        (by, activity),
    )
    return [str(row[0]) for row in rows]


def withdraw_announced(db: Db, by: str, record: str) -> list[int]:
    """Take back the reason an announce gave to the record of this id, and return the record's number if it had one."""
    rows = db.execute(
        "DELETE FROM reasons WHERE by = ? AND reason = 'announced'"
        " AND record = (SELECT num FROM records WHERE id = ?) RETURNING record",
        (by, record),
    ).fetchall()
    return [int(row[0]) for row in rows]


def withdraw_of_owner(db: Db, by: str, owner: str) -> list[int]:
    """Take back the reasons an actor gave to one owner's records, and return the records concerned."""
    rows = db.execute(
        "DELETE FROM reasons WHERE by = ? AND record IN (SELECT num FROM records WHERE owner = ?) RETURNING record",
        (by, owner),
    ).fetchall()
    return sorted({int(row[0]) for row in rows})


def withdraw_all(db: Db, by: str, reason: str | None = None) -> list[int]:
    """Take back every reason an actor gave (of one sort, or all), and return the records concerned."""
    where, values = ("AND reason = ?", (reason,)) if reason else ("", ())
    rows = db.execute(f"DELETE FROM reasons WHERE by = ? {where} RETURNING record", (by, *values)).fetchall()
    return sorted({int(row[0]) for row in rows})


def of_owner(db: Db, owner: str) -> list[int]:
    """Live records of an owner that we hold, by number."""
    return [int(row[0]) for row in db.execute("SELECT num FROM records WHERE owner = ? AND deleted = 0", (owner,))]
