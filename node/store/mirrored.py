"""Mirrored: which statements of each record stand in the RDF stores; a small database of its own, beside them.

It belongs to one process, the index worker, and is derived: losing it costs a rebuild. Its transactions end where a
snapshot of the stores does, so that what it says and what a snapshot holds are always of one moment.

    state      facts: fingerprint, position, snapshots…
    mirrored   a record: who may take it away, and its N-Quads lines, compressed
    foreign    a statement that a record makes of something that is no part of it, so that others may make it too
    mentions   how many records of a level mention a territory
"""

from __future__ import annotations

import hashlib
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from node.store.connection import Db

# What N-Quads of ours repeat: a record of six kilobytes takes six hundred bytes.
_FAMILIAR: Final = (
    b"http://www.w3.org/2004/02/skos/core#http://www.w3.org/ns/prov#wasAttributedTo> <https://"
    b"^^<http://www.w3.org/2001/XMLSchema#float> <^^<http://www.w3.org/2001/XMLSchema#date> <"
    b'^^<http://www.w3.org/2001/XMLSchema#dateTime> <> <https://www.w3.org/ns/activitystreams#latitude> "'
    b'> <https://www.w3.org/ns/activitystreams#longitude> "> <https://www.w3.org/ns/activitystreams#Place> <'
    b"> <https://w3id.org/plateformcoop/ns#within> <https://w3id.org/plateformcoop/territory/fr/commune/"
    b"> <https://schema.org/areaServed> <https://w3id.org/plateformcoop/territory/fr/epci/"
    b'> <https://www.w3.org/ns/activitystreams#content> "<p><strong>> <https://www.w3.org/ns/activitystreams#name> "'
    b"> <https://www.w3.org/ns/activitystreams#location> <https://> <https://www.w3.org/ns/activitystreams#to> <"
    b'> <https://www.w3.org/ns/activitystreams#attributedTo> <> <https://www.w3.org/ns/activitystreams#published> "'
    b'> <https://www.w3.org/ns/activitystreams#updated> "> <https://www.w3.org/ns/activitystreams#Public> <'
    b"> <http://purl.org/dc/terms/license> <https://spdx.org/licenses/etalab-2.0> <"
    b"> <http://purl.org/essglobal/vocab/economicSector> <http://purl.org/essglobal/standard/activities-modified/AM"
    b"> <http://www.w3.org/ns/odrl/2/hasPolicy> <https://w3id.org/plateformcoop/ns#policy-commons-open> <"
    b"> <https://w3id.org/plateformcoop/ns#need> <https://w3id.org/plateformcoop/ns#need-"
    b"> <https://w3id.org/plateformcoop/ns#verified> <https://w3id.org/plateformcoop/ns#verified-proof> <"
    b'> <https://w3id.org/plateformcoop/ns#received> "> <https://w3id.org/plateformcoop/ns#origin> "'
    b"> <https://w3id.org/plateformcoop/ns#underPolicy> <> <https://w3id.org/plateformcoop/ns#underLicense> <"
    b"> <https:///sparql#provenance> ."
    b"> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <https://www.w3.org/ns/activitystreams#Note> <https://"
)
# A third less work than level 6, for a hundred bytes more a record.
_LEVEL: Final = 3
# How a damaged database makes itself known.
DAMAGE: Final = (sqlite3.DatabaseError, zlib.error, UnicodeDecodeError)

_SCHEMA: Final = """
CREATE TABLE state (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE mirrored (
  num INTEGER PRIMARY KEY,        -- records.num
  id TEXT NOT NULL,
  level INTEGER NOT NULL,         -- for whom it leaves: store/visible.py
  lines BLOB NOT NULL
);
CREATE INDEX mirrored_id ON mirrored (id);
CREATE INDEX mirrored_level ON mirrored (level);
CREATE TABLE foreign_lines (line BLOB, num INTEGER, PRIMARY KEY (line, num)) WITHOUT ROWID;
CREATE INDEX foreign_num ON foreign_lines (num);
CREATE TABLE mentions (iri TEXT, level INTEGER, n INTEGER NOT NULL, PRIMARY KEY (iri, level)) WITHOUT ROWID;
"""
_PRAGMAS: Final = (
    "PRAGMA journal_mode = WAL",
    # What is lost with the power is derived again.
    "PRAGMA synchronous = NORMAL",
    "PRAGMA cache_size = -16000",
)
_PUT: Final = "INSERT OR REPLACE INTO mirrored (num, id, level, lines) VALUES (?, ?, ?, ?)"
_MENTION: Final = (
    "INSERT INTO mentions (iri, level, n) VALUES (?, ?, ?) ON CONFLICT (iri, level) DO UPDATE SET n = n + excluded.n"
)


@dataclass(frozen=True, slots=True)
class Mirrored:
    """A record as it stands in the stores; one whose document has no RDF has no lines."""

    num: int
    id: str
    level: int
    lines: tuple[str, ...]


def open_state(path: Path) -> Db:
    """Open, or begin, the database; sqlite's own error when the file is none."""
    db = sqlite3.connect(path, isolation_level=None)
    try:
        for pragma in _PRAGMAS:
            db.execute(pragma)
        if db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0:
            db.executescript(_SCHEMA)
        db.execute("SELECT count(*) FROM state").fetchone()
    except BaseException:
        db.close()
        raise
    return db


def settle(db: Db) -> None:
    """Let the journal of a long transaction go."""
    db.execute("COMMIT")
    db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    db.execute("BEGIN")


def open_beside(path: Path) -> Db:
    """A node's own database, to be read by another process."""
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA query_only = ON")
    db.execute("PRAGMA busy_timeout = 5000")
    return db


def version_of(db: Db) -> int:
    """A number that changes whenever another connection has committed."""
    return int(db.execute("PRAGMA data_version").fetchone()[0])


def get(db: Db, name: str) -> str | None:
    """A fact."""
    row = db.execute("SELECT value FROM state WHERE name = ?", (name,)).fetchone()
    return str(row[0]) if row else None


def set_(db: Db, name: str, value: str) -> None:
    """Write a fact."""
    db.execute("INSERT OR REPLACE INTO state (name, value) VALUES (?, ?)", (name, value))


def put(db: Db, row: Mirrored, foreign: Iterable[str] = ()) -> None:
    """Keep a record's lines in place of those it had; `foreign` are those of them that speak of no part of it."""
    drop(db, row.num)
    db.execute(_PUT, (row.num, row.id, row.level, _packed(row.lines)))
    db.executemany(
        "INSERT OR IGNORE INTO foreign_lines (line, num) VALUES (?, ?)", [(_digest(line), row.num) for line in foreign]
    )


def put_new(db: Db, rows: Iterable[tuple[Mirrored, Iterable[str]]]) -> None:
    """Keep the lines of records of which nothing is kept yet, each with those that speak of no part of it."""
    made = list(rows)
    db.executemany(_PUT, [(row.num, row.id, row.level, _packed(row.lines)) for row, _ in made])
    pairs = [(_digest(line), row.num) for row, foreign in made for line in foreign]
    db.executemany("INSERT OR IGNORE INTO foreign_lines (line, num) VALUES (?, ?)", pairs)


def drop(db: Db, num: int) -> None:
    """Forget a record."""
    db.execute("DELETE FROM mirrored WHERE num = ?", (num,))
    db.execute("DELETE FROM foreign_lines WHERE num = ?", (num,))


def find(db: Db, num: int) -> Mirrored | None:
    """What is kept of a record."""
    row = db.execute("SELECT num, id, level, lines FROM mirrored WHERE num = ?", (num,)).fetchone()
    return _row(row) if row else None


def stands_elsewhere(db: Db, line: str, subject: str, num: int, level: int) -> bool:
    """Whether another record says this line too, to those of `level`; `subject` without its fragment."""
    sql = (
        "SELECT 1 FROM foreign_lines f JOIN mirrored m ON m.num = f.num"
        " WHERE f.line = ? AND f.num <> ? AND m.level <= ? LIMIT 1"
    )
    if db.execute(sql, (_digest(line), num, level)).fetchone():
        return True
    rows = db.execute(
        "SELECT num, id, level, lines FROM mirrored WHERE id = ? AND num <> ? AND level <= ?", (subject, num, level)
    )
    return any(line in _row(row).lines for row in rows.fetchall())


def each(db: Db, level: int) -> Iterator[Mirrored]:
    """Every record that leaves for those of `level`, by number."""
    sql = "SELECT num, id, level, lines FROM mirrored WHERE num > ? AND level <= ? ORDER BY num LIMIT 500"
    rows = db.execute(sql, (-1, level)).fetchall()
    while rows:
        yield from map(_row, rows)
        rows = db.execute(sql, (rows[-1][0], level)).fetchall()


def counts(db: Db) -> dict[int, int]:
    """How many records there are of each level."""
    return {int(level): int(n) for level, n in db.execute("SELECT level, count(*) FROM mirrored GROUP BY level")}


def mention(db: Db, changes: Mapping[tuple[str, int], int]) -> None:
    """Add to how often territories are mentioned by records of a level; what nobody mentions any more is forgotten."""
    db.executemany(_MENTION, [(iri, level, more) for (iri, level), more in changes.items() if more])
    db.executemany("DELETE FROM mentions WHERE iri = ? AND n = 0", [(iri,) for iri in {iri for iri, _ in changes}])


def mentioned(db: Db, level: int, iri: str | None = None) -> set[str]:
    """The territories mentioned for those of `level`: all, or `iri` if it is one."""
    more, values = ("", (level,)) if iri is None else (" AND iri = ?", (level, iri))
    return {str(row[0]) for row in db.execute(f"SELECT iri FROM mentions WHERE level <= ? AND n > 0{more}", values)}


def _row(row: tuple[int, str, int, bytes]) -> Mirrored:
    return Mirrored(int(row[0]), str(row[1]), int(row[2]), _unpacked(row[3]))


def _packed(lines: tuple[str, ...]) -> bytes:
    press = zlib.compressobj(_LEVEL, zdict=_FAMILIAR)
    return press.compress("\n".join(lines).encode()) + press.flush()


def _unpacked(packed: bytes) -> tuple[str, ...]:
    press = zlib.decompressobj(zdict=_FAMILIAR)
    text = (press.decompress(packed) + press.flush()).decode()
    return tuple(text.split("\n")) if text else ()


def _digest(line: str) -> bytes:
    return hashlib.sha256(line.encode()).digest()[:16]
