"""What became of the lines of an import, and what it changed, so that it can be taken back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import orjson

from node.store.connection import Db

Said = tuple[tuple[str, str, str], ...]  # (field, in French, in English)
_LINE: Final = "line, fate, key, name, record, said"
_CHANGE: Final = "line, what, record, version, before, undone"


@dataclass(frozen=True, slots=True)
class Told:
    """One line of a report. `record`: what the line became; of a known one, the entry that it looks like."""

    line: int
    fate: str
    key: str
    name: str
    record: str | None
    said: Said


@dataclass(frozen=True, slots=True)
class Change:
    """Something that an import did. `before`: the draft, the version and the line's digest of what it changed."""

    line: str
    what: str
    record: str
    version: str
    before: dict[str, object] | None = None
    undone: str | None = None


def tell(db: Db, run: int, phase: str, lines: Iterable[Told]) -> None:
    """Write what becomes of lines; what was said of a line before stands: an import that goes on does not unsay it."""
    db.executemany(
        f"INSERT OR IGNORE INTO import_lines (run, phase, {_LINE}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (run, phase, each.line, each.fate, each.key, each.name, each.record, orjson.dumps(each.said))
            for each in lines
        ],
    )


def unsay(db: Db, run: int, phase: str) -> None:
    """Forget what was said of the lines."""
    db.execute("DELETE FROM import_lines WHERE run = ? AND phase = ?", (run, phase))


def counts(db: Db, run: int, phase: str) -> dict[str, int]:
    """How many lines met each fate."""
    sql = "SELECT fate, count(*) FROM import_lines WHERE run = ? AND phase = ? GROUP BY fate"
    return {str(fate): int(count) for fate, count in db.execute(sql, (run, phase))}


def page(db: Db, run: int, phase: str, fate: str | None, after: int, limit: int) -> list[Told]:
    """Some lines of a report, those that met one fate or all, in the order of the file."""
    where, values = ("AND fate = ?", (fate,)) if fate else ("", ())
    rows = db.execute(
        f"SELECT {_LINE} FROM import_lines WHERE run = ? AND phase = ? {where} AND line > ? ORDER BY line LIMIT ?",
        (run, phase, *values, after, limit),
    )
    return [
        Told(line, fate_, key, name, record, tuple((f, fr, en) for f, fr, en in orjson.loads(said)))
        for line, fate_, key, name, record, said in rows
    ]


def known(db: Db, run: int) -> dict[str, str]:
    """The lines that the trial would leave out, each with the entry it looks like."""
    sql = "SELECT key, record FROM import_lines WHERE run = ? AND phase = 'try' AND fate = 'known'"
    return {str(key): str(record) for key, record in db.execute(sql, (run,))}


def note(db: Db, run: int, changes: Iterable[Change]) -> None:
    """Write what an import did, in the unit of work that does it; the first word of a line stands."""
    db.executemany(
        f"INSERT OR IGNORE INTO import_changes (run, {_CHANGE}) VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            (
                run, each.line, each.what, each.record, each.version,
                None if each.before is None else orjson.dumps(each.before), each.undone,
            )
            for each in changes
        ],
    )  # fmt: skip


def vouched(db: Db, run: int, change: Change) -> None:
    """A line that waited became a record after all."""
    sql = "UPDATE import_changes SET what = ?, record = ?, version = ? WHERE run = ? AND line = ?"
    if not db.execute(sql, (change.what, change.record, change.version, run, change.line)).rowcount:
        note(db, run, [change])
    sql = "UPDATE import_lines SET fate = 'accepted', record = ? WHERE run = ? AND phase = 'done' AND key = ?"
    db.execute(sql, (change.record, run, change.line))


def holding(db: Db, actor: str, source: str, line: str) -> int | None:
    """The import that put a line aside, the newest if several did."""
    sql = (
        "SELECT run FROM imports CROSS JOIN import_changes ON run = num AND line = ? AND what = 'held'"
        " WHERE actor = ? AND json_extract(CAST(outcome AS TEXT), '$.source') = ? ORDER BY num DESC LIMIT 1"
    )
    row = db.execute(sql, (line, actor, source)).fetchone()
    return int(row[0]) if row else None


def turned_away(db: Db, run: int, line: str) -> None:
    """A line that waited becomes nothing."""
    db.execute("UPDATE import_lines SET fate = 'refused' WHERE run = ? AND phase = 'done' AND key = ?", (run, line))
    db.execute("DELETE FROM import_changes WHERE run = ? AND line = ? AND what = 'held'", (run, line))


def to_undo(db: Db, run: int, limit: int) -> list[Change]:
    """Some of what is still to be taken back."""
    sql = f"SELECT {_CHANGE} FROM import_changes WHERE run = ? AND undone IS NULL ORDER BY line LIMIT ?"
    return [_change(row) for row in db.execute(sql, (run, limit))]


def count_changes(db: Db, run: int) -> int:
    """How much an import did."""
    return int(db.execute("SELECT count(*) FROM import_changes WHERE run = ?", (run,)).fetchone()[0])


def settle(db: Db, run: int, line: str, undone: str) -> None:
    """What became of one when the import was taken back."""
    db.execute("UPDATE import_changes SET undone = ? WHERE run = ? AND line = ?", (undone, run, line))


def settled(db: Db, run: int) -> dict[str, int]:
    """How many were taken back, and how many not."""
    sql = "SELECT what || ' ' || undone, count(*) FROM import_changes WHERE run = ? AND undone IS NOT NULL GROUP BY 1"
    return {str(what): int(count) for what, count in db.execute(sql, (run,))}


def kept(db: Db, run: int, limit: int) -> list[Change]:
    """What was left as it is, because somebody edited it since."""
    sql = f"SELECT {_CHANGE} FROM import_changes WHERE run = ? AND undone = 'edited' ORDER BY line LIMIT ?"
    return [_change(row) for row in db.execute(sql, (run, limit))]


def restored(db: Db, record: str, left: str, version: str) -> None:
    """A record is again what an earlier import left, under a new version."""
    sql = "UPDATE import_changes SET version = ? WHERE record = ? AND version = ? AND undone IS NULL"
    db.execute(sql, (version, record, left))


def _change(row: tuple[object, ...]) -> Change:
    line, what, record, version, before, undone = row
    held = orjson.loads(before) if isinstance(before, bytes) else None
    return Change(str(line), str(what), str(record), str(version), held, None if undone is None else str(undone))
