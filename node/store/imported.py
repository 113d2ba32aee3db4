"""Imports: which record each line became, so that importing twice changes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import orjson

from node.store.connection import Db, Row
from vocab.language import Text

_HELD: Final = "actor, source, line, draft, why, since"


@dataclass(frozen=True, slots=True)
class Held:
    """A line of an import that waits for a moderator: whose records it belongs to, its draft, and why it waits."""

    actor: str
    source: str
    line: str
    draft: dict[str, object]
    why: Text
    since: str


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


def hold(db: Db, held: Held) -> None:
    """Put a line aside until a moderator decides."""
    db.execute(
        "INSERT INTO held (actor, source, line, draft, why, since) VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (actor, source, line) DO UPDATE SET draft = excluded.draft, why = excluded.why",
        (held.actor, held.source, held.line, orjson.dumps(held.draft), _words(held.why), held.since),
    )


def is_held(db: Db, actor: str, source: str, line: str) -> bool:
    """Whether a line waits for a moderator."""
    sql = "SELECT 1 FROM held WHERE actor = ? AND source = ? AND line = ?"
    return db.execute(sql, (actor, source, line)).fetchone() is not None


def find_held(db: Db, actor: str, source: str, line: str) -> Held | None:
    """A line that waits."""
    row = db.execute(f"SELECT {_HELD} FROM held WHERE actor = ? AND source = ? AND line = ?", (actor, source, line))
    found = row.fetchone()
    return _held(found) if found else None


def release(db: Db, actor: str, source: str, line: str) -> None:
    """A line waits no longer."""
    db.execute("DELETE FROM held WHERE actor = ? AND source = ? AND line = ?", (actor, source, line))


def held(db: Db, limit: int = 200) -> list[Held]:
    """Lines that wait for a moderator, the oldest first."""
    return [_held(row) for row in db.execute(f"SELECT {_HELD} FROM held ORDER BY since, line LIMIT ?", (limit,))]


def count_held(db: Db) -> int:
    """How many lines wait."""
    return int(db.execute("SELECT count(*) FROM held").fetchone()[0])


def _held(row: Row) -> Held:
    actor, source, line, draft, why, since = row
    # A line put aside before both languages were kept has its reason in one.
    words = orjson.loads(why) if why.startswith("{") else {"fr": why, "en": why}
    return Held(actor, source, line, orjson.loads(draft), Text(words["fr"], words["en"]), since)


def _words(why: Text) -> str:
    return orjson.dumps({"fr": why.fr, "en": why.en}).decode()
