"""Soundness: what is missing or damaged among the tables that are derived, and the means to begin them again.

What is looked at is only read, so that a running node and `doctor` may look alike. Nothing here says anything of the
records themselves: those are for `backup`.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Final, Literal

from node.store import entries, meta
from node.store.connection import Db
from node.store.migrate import migrate, number

Part = Literal["schema", "text", "places", "counts", "directory"]
Look = Callable[[Db], Iterator[str]]

# How a damaged table makes itself known.
DAMAGE: Final = (sqlite3.DatabaseError,)
# What reindex writes anew, table by table; `changes` is told by them of all that it writes.
DERIVED: Final = (
    "entries", "entry_tags", "tags", "entry_counts", "entry_readers", "statements", "entry_points", "entry_words",
    "entry_terms", "organizations", "organization_keys", "verifications", "unsettled", "changes",
)  # fmt: skip
# Of which part a table is, where it can be made anew by itself.
PARTS: Final[dict[str, Part]] = {
    "entry_words": "text",
    "entry_terms": "text",
    "entry_points": "places",
    "entry_counts": "counts",
}
# The fact under which a schema is kept in which nothing was missing.
_SOUND: Final = "sound schema"
_WORDS: Final = "INSERT INTO entry_words (rowid, name, labels, content) VALUES (?,?,?,?)"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is not as it should be, in SQLite's words or in ours, and the part that has to be made anew for it."""

    part: Part
    said: str


@dataclass(frozen=True, slots=True)
class _Object:
    """A table, an index or a trigger as this release makes it."""

    kind: str
    name: str
    table: str
    sql: str


def faults(db: Db, *, whole: bool = False) -> list[Fault]:
    """What is missing, and what does not agree; `whole` reads every derived table through, which takes longer."""
    known = not whole and meta.get(db, _SOUND) == _schema(db)
    found = [] if known else [Fault("schema", f"{each.kind} {each.name} is missing") for each in _missing(db)]
    gone = {fault.said.split()[1] for fault in found}
    looks: list[tuple[Part, Look]] = [
        ("directory", _agreeing),
        ("text", _text),
        ("places", _places),
        ("counts", _counts),
    ]
    if whole:
        looks += [("text", _whole_text), ("places", _whole_places), ("counts", _whole_counts), ("directory", _indexes)]
    for part, look in looks:
        if gone.intersection(table for table in DERIVED if PARTS.get(table, "directory") in (part, "directory")):
            continue  # found already, and nothing agrees with what is not there
        try:
            found += [Fault(part, said) for said in look(db)]
        except sqlite3.Error as error:
            found.append(Fault(part, str(error)))
    return list(dict.fromkeys(found))


def remember(db: Db) -> None:
    """Nothing of the schema is missing: as long as it is the same, no start need compare it with what it should be."""
    schema = _schema(db)
    if meta.get(db, _SOUND) != schema:
        meta.put(db, _SOUND, schema)


def restore_schema(db: Db) -> set[Part]:
    """Make what is missing; the parts whose tables are empty now."""
    empty: set[Part] = set()
    for each in sorted(_missing(db), key=lambda each: each.kind != "table"):
        if each.kind == "table":
            empty.add(begin(db, each.name))
        elif each in _missing(db):
            db.execute(each.sql)
            # What a trigger did not tell, nobody heard.
            empty |= {"directory"} if each.kind == "trigger" else set()
    return empty


def begin(db: Db, table: str) -> Part:
    """Have a derived table empty, whatever state it is in; the part that it belongs to."""
    (made,) = [each for each in _objects(db) if each.kind == "table" and each.name == table]
    _scrap(db, table)
    db.execute(made.sql)
    for each in _objects(db):
        if each.table == table and each.kind != "table" and each in _missing(db):
            db.execute(each.sql)
    return PARTS.get(table, "directory")


def rewrite_counts(db: Db) -> int:
    """The counters anew, from the entries; how many of these there are."""
    begin(db, "entry_counts")
    db.executemany(
        "INSERT INTO entry_counts (facet, kind, value, n) VALUES (?,?,?,?)",
        [(*what, number) for what, number in _counted(db).items()],
    )
    return _entries(db)


def rewrite_places(db: Db) -> int:
    """The tree of points anew, from the entries; how many have one."""
    begin(db, "entry_points")
    made = db.execute(
        "INSERT INTO entry_points (num, south, north, west, east) SELECT num, latitude, latitude, longitude, longitude"
        " FROM entries WHERE latitude IS NOT NULL AND longitude IS NOT NULL"
    )
    return made.rowcount


def rewrite_text(db: Db, words: Iterable[tuple[int, tuple[str, str, str]]]) -> int:
    """The index of words anew: (number, words) of each entry; how many."""
    begin(db, "entry_words")
    return db.executemany(_WORDS, ((num, *each) for num, each in words)).rowcount


def tell_all(db: Db) -> None:
    """Write that every record may have changed, at positions that none had before: whoever follows looks anew."""
    db.execute("DELETE FROM changes")
    db.execute("DELETE FROM sqlite_sequence WHERE name = 'changes'")
    # The list may have been lost, and with it how far it was: no node changes a thousand records a second for ever.
    db.execute("INSERT INTO sqlite_sequence (name, seq) VALUES ('changes', unixepoch() * 1000)")
    db.execute("INSERT INTO changes (num) SELECT num FROM records")


def nums(db: Db) -> list[int]:
    """The numbers of all entries."""
    return [int(row[0]) for row in db.execute("SELECT num FROM entries ORDER BY num")]


def left_out(db: Db) -> list[int]:
    """Live records that are no entries, and did not give way."""
    rows = db.execute(
        "SELECT num FROM records WHERE deleted = 0 AND num NOT IN (SELECT num FROM entries) AND num NOT IN"
        " (SELECT num FROM organizations WHERE gives_way IS NOT NULL) ORDER BY num"
    )
    return [int(row[0]) for row in rows]


def _objects(db: Db) -> list[_Object]:
    """Whatever a schema of this number has; what a virtual table keeps in tables of its own is left to it.

    A release installed while the node still runs has later migrations on the disk: they are no part of it yet.
    """
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as made:
        migrate(made, upto=number(db))
        return _of(made)


def _of(db: Db) -> list[_Object]:
    rows = db.execute("SELECT type, name, tbl_name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    found = [_Object(*row) for row in rows]
    virtual = {each.name for each in found if each.sql.startswith("CREATE VIRTUAL TABLE")}
    return [each for each in found if not any(each.name.startswith(f"{table}_") for table in virtual)]


def _schema(db: Db) -> str:
    """What this schema is known by."""
    rows = db.execute("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name").fetchall()
    return hashlib.sha256(repr((number(db), rows)).encode()).hexdigest()


def _missing(db: Db) -> list[_Object]:
    """Derived tables, and indexes and triggers of any table that is there."""
    there = {each.name for each in _of(db)}
    return [each for each in _objects(db) if each.name not in there and (each.kind != "table" or each.name in DERIVED)]


def _scrap(db: Db, table: str) -> None:
    """Throw a table away, and what it keeps in others. One that cannot even be opened is struck from the list."""
    try:
        db.execute(f"DROP TABLE IF EXISTS {table}")
        return
    except sqlite3.Error:
        db.execute("PRAGMA writable_schema = ON")
        db.execute("DELETE FROM sqlite_master WHERE name = ?", (table,))
        db.execute("PRAGMA writable_schema = RESET")
    listed = db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    for kept in [name for (name,) in listed if name.startswith(f"{table}_") and name not in DERIVED]:
        db.execute(f"DROP TABLE {kept}")


def _agreeing(db: Db) -> Iterator[str]:
    strays = _one(db, "SELECT count(*) FROM entries WHERE num NOT IN (SELECT num FROM records)")
    if strays:
        yield f"{strays} entries of no record"
    untold = _one(db, "SELECT count(*) FROM entries WHERE num NOT IN (SELECT num FROM changes)")
    if untold:
        yield f"{untold} entries of which no change is known"


def _text(db: Db) -> Iterator[str]:
    yield from _as_many("documents", _one(db, "SELECT count(*) FROM entry_words_docsize"), _entries(db))
    db.execute("SELECT rowid FROM entry_words WHERE entry_words MATCH 'a' LIMIT 1").fetchone()


def _places(db: Db) -> Iterator[str]:
    located = _one(db, "SELECT count(*) FROM entries WHERE latitude IS NOT NULL")
    yield from _as_many("points", _one(db, "SELECT count(*) FROM entry_points_rowid"), located)
    db.execute("SELECT num FROM entry_points WHERE south > 89 LIMIT 1").fetchone()


def _counts(db: Db) -> Iterator[str]:
    open = _one(db, "SELECT count(*) FROM entries WHERE open = 1")
    yield from _as_many("counted", _one(db, "SELECT coalesce(sum(n), 0) FROM entry_counts WHERE facet = 'kind'"), open)


def _whole_text(db: Db) -> Iterator[str]:
    """Every list of the index is read, and they hold as many words as the documents say that they have."""
    said = sum(sum(_varints(row[0])) for row in db.execute("SELECT sz FROM entry_words_docsize"))
    yield from _as_many("words", _one(db, "SELECT coalesce(sum(cnt), 0) FROM entry_terms"), said)
    for column in ("name", "labels", "content"):
        db.execute(f"SELECT sum(length({column})) FROM entry_words").fetchone()


def _whole_places(db: Db) -> Iterator[str]:
    said = db.execute("SELECT rtreecheck('entry_points')").fetchone()[0]
    if said != "ok":
        yield str(said).splitlines()[0]
    apart = _one(
        db,
        "SELECT count(*) FROM entry_points JOIN entries USING (num)"
        " WHERE latitude NOT BETWEEN south AND north OR longitude NOT BETWEEN west AND east",
    )
    if apart:
        yield f"{apart} points are elsewhere than their entries"


def _whole_counts(db: Db) -> Iterator[str]:
    rows = db.execute("SELECT facet, kind, value, n FROM entry_counts")
    if {(facet, kind, value): n for facet, kind, value, n in rows} != dict(_counted(db)):
        yield "counters differ from what they count"


def _indexes(db: Db) -> Iterator[str]:
    """Each index of a derived table beside its table, and its pages."""
    for table in DERIVED:
        if table not in PARTS:
            for (said,) in db.execute(f"PRAGMA integrity_check({table})"):
                if said != "ok":
                    yield str(said)
                    break


def _counted(db: Db) -> Counter[tuple[str, str, str]]:
    rows = db.execute("SELECT kind, facets FROM entries WHERE open = 1")
    return Counter(each for kind, facets in rows for each in entries.counted(kind, facets.split()))


def _as_many(what: str, there: int, expected: int) -> Iterator[str]:
    if there != expected:
        yield f"{there} {what}, {expected} expected"


def _entries(db: Db) -> int:
    return _one(db, "SELECT count(*) FROM entries")


def _one(db: Db, sql: str) -> int:
    return int(db.execute(sql).fetchone()[0])


def _varints(packed: bytes) -> Iterator[int]:
    """Numbers as SQLite writes them: seven bits a byte, the first bit says that another follows."""
    number = 0
    for byte in packed:
        number = number << 7 | byte & 0x7F
        if byte < 0x80:
            yield number
            number = 0
