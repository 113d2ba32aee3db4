"""Imports: which record each line became, so that importing twice changes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import orjson

from node.store.connection import Db


def find(db: Db, actor: str, source: str, line: str) -> tuple[str, str] | None:
    """(record, digest) of what one line became, if it was imported before."""
    sql = "SELECT record, digest FROM imported WHERE actor = ? AND source = ? AND line = ?"
    row = db.execute(sql, (actor, source, line)).fetchone()
    return (str(row[0]), str(row[1])) if row else None


def keep(db: Db, actor: str, source: str, line: str, record: str, digest: str) -> None:
    """Write which record a line became."""
    db.execute(
        "INSERT INTO imported (actor, source, line, record, digest) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (actor, source, line) DO UPDATE SET record = excluded.record, digest = excluded.digest",
        (actor, source, line, record, digest),
    )


def among(db: Db, actor: str, source: str, lines: Iterable[str]) -> dict[str, tuple[str, str]]:
    """(record, digest) of those of these lines that were imported before."""
    # CROSS: each line is looked up, rather than the whole source read through.
    sql = (
        "SELECT line, record, digest FROM json_each(?) CROSS JOIN imported"
        " ON imported.actor = ? AND imported.source = ? AND imported.line = json_each.value"
    )
    rows = db.execute(sql, (orjson.dumps(list(lines)).decode(), actor, source))
    return {str(line): (str(record), str(digest)) for line, record, digest in rows}


def records_among(db: Db, actor: str, source: str, records: Iterable[str]) -> set[str]:
    """Those of these records that lines of a source became."""
    sql = (
        "SELECT record FROM json_each(?) CROSS JOIN imported ON imported.record = json_each.value"
        " WHERE imported.actor = ? AND imported.source = ?"
    )
    return {str(row[0]) for row in db.execute(sql, (orjson.dumps(list(records)).decode(), actor, source))}


def each_of(db: Db, actor: str, source: str) -> Iterator[tuple[str, str]]:
    """(line, record) of whatever a source became and was not withdrawn since."""
    sql = (
        "SELECT line, record FROM imported JOIN records ON records.id = imported.record"
        " WHERE actor = ? AND source = ? AND records.deleted = 0 ORDER BY line"
    )
    for line, record in db.execute(sql, (actor, source)):
        yield str(line), str(record)


def forget(db: Db, actor: str, source: str, line: str) -> None:
    """A line became nothing: it is new when it comes again."""
    db.execute("DELETE FROM imported WHERE actor = ? AND source = ? AND line = ?", (actor, source, line))


def add(db: Db, actor: str, source: str, made: Iterable[tuple[str, str, str]]) -> None:
    """Write which records new lines became: (line, record, digest) of each."""
    sql = "INSERT INTO imported (actor, source, line, record, digest) VALUES (?, ?, ?, ?, ?)"
    db.executemany(sql, [(actor, source, *each) for each in made])


def renamed(db: Db, former: str, id: str) -> None:
    """A record goes on under another id, and so does the line it came from."""
    db.execute("UPDATE imported SET record = ? WHERE record = ?", (id, former))


def hold(db: Db, actor: str, source: str, line: str, draft: dict[str, object], why: str, since: str) -> None:
    """Put a line aside until a moderator decides."""
    db.execute(
        "INSERT INTO held (actor, source, line, draft, why, since) VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (actor, source, line) DO UPDATE SET draft = excluded.draft, why = excluded.why",
        (actor, source, line, orjson.dumps(draft), why, since),
    )


def is_held(db: Db, actor: str, source: str, line: str) -> bool:
    """Whether a line waits for a moderator."""
    sql = "SELECT 1 FROM held WHERE actor = ? AND source = ? AND line = ?"
    return db.execute(sql, (actor, source, line)).fetchone() is not None


def held_draft(db: Db, actor: str, source: str, line: str) -> dict[str, object] | None:
    """The draft of a line that waits."""
    sql = "SELECT draft FROM held WHERE actor = ? AND source = ? AND line = ?"
    row = db.execute(sql, (actor, source, line)).fetchone()
    found: dict[str, object] | None = orjson.loads(row[0]) if row else None
    return found


def release(db: Db, actor: str, source: str, line: str) -> None:
    """A line waits no longer."""
    db.execute("DELETE FROM held WHERE actor = ? AND source = ? AND line = ?", (actor, source, line))


def held(db: Db, limit: int = 200) -> list[dict[str, object]]:
    """Lines that wait for a moderator, the oldest first."""
    rows = db.execute("SELECT actor, source, line, why, since FROM held ORDER BY since, line LIMIT ?", (limit,))
    return [dict(zip(("actor", "source", "line", "why", "since"), row, strict=True)) for row in rows]
