"""Dumped: the tables of a dump in SQLite, for whoever asks with SQL rather than SPARQL.

Written once, by the process that makes the dump, and never read by this node again.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from node.store.connection import Db
from node.store.records import Record
from vocab.entry import Entry

_SCHEMA: Final = """
-- What this file is: made when, by whom, under which conditions.
CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

-- A record: who says it, what it is about, where it comes from. `document` is the whole, as its owner signed it.
CREATE TABLE records (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,             -- organization practice offer request event report story
  owner TEXT NOT NULL,            -- who said it
  name TEXT NOT NULL,
  text TEXT NOT NULL,             -- without markup
  language TEXT NOT NULL,
  claimed INTEGER,                -- organisations: 1 they say it themselves, 0 somebody lists them
  latitude REAL,
  longitude REAL,
  approximate INTEGER NOT NULL,   -- 1: the point is that of the territory
  website TEXT,
  legal_form TEXT,
  coop_status TEXT,
  stage TEXT,
  starts TEXT,
  expires TEXT,
  published TEXT,
  updated TEXT NOT NULL,
  license TEXT,
  policy TEXT NOT NULL,
  origin TEXT NOT NULL,           -- the server it comes from
  received TEXT NOT NULL,
  verified TEXT NOT NULL,         -- own proof origin transport unconfirmed none
  via TEXT,
  document TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX records_kind ON records (kind, updated);
CREATE INDEX records_owner ON records (owner);

-- A value of a record: relation is placed, serves, sector, need, exchange or audience.
CREATE TABLE record_values (record TEXT NOT NULL, relation TEXT NOT NULL, value TEXT NOT NULL,
  PRIMARY KEY (relation, value, record)) WITHOUT ROWID;

-- A register number that an organisation gives.
CREATE TABLE identifiers (record TEXT NOT NULL, scheme TEXT NOT NULL, identifier TEXT NOT NULL,
  PRIMARY KEY (scheme, identifier, record)) WITHOUT ROWID;

-- What a record says of a practice of the catalogue.
CREATE TABLE statements (record TEXT NOT NULL, organization TEXT NOT NULL, practice TEXT NOT NULL, level INTEGER,
  expires TEXT, PRIMARY KEY (practice, record)) WITHOUT ROWID;

-- What a code means, in both languages.
CREATE TABLE labels (scheme TEXT NOT NULL, code TEXT NOT NULL, fr TEXT NOT NULL, en TEXT NOT NULL,
  PRIMARY KEY (scheme, code)) WITHOUT ROWID;
"""
_RECORD: Final = f"INSERT OR REPLACE INTO records VALUES ({','.join('?' * 25)})"
_VALUE: Final = "INSERT OR IGNORE INTO record_values VALUES (?,?,?)"
_IDENTIFIER: Final = "INSERT OR IGNORE INTO identifiers VALUES (?,?,?)"
_STATEMENT: Final = "INSERT OR IGNORE INTO statements VALUES (?,?,?,?,?)"
_LABEL: Final = "INSERT OR IGNORE INTO labels VALUES (?,?,?,?)"


def begin(path: Path, about: Mapping[str, str], labels: Iterable[tuple[str, str, str, str]]) -> Db:
    """A new file with its tables, open in a transaction; `labels` are (scheme, code, French, English)."""
    db = sqlite3.connect(path, isolation_level=None)
    # Nobody reads it before it is whole, and one that is not is thrown away.
    for pragma in ("journal_mode = OFF", "synchronous = OFF", "locking_mode = EXCLUSIVE"):
        db.execute(f"PRAGMA {pragma}")
    db.executescript(_SCHEMA)
    db.execute("BEGIN")
    db.executemany("INSERT INTO about VALUES (?,?)", about.items())
    db.executemany(_LABEL, labels)
    return db


def put(db: Db, record: Record, entry: Entry, document: str) -> None:
    """A record with its values."""
    claimed = None if entry.claimed is None else int(entry.claimed)
    fields = (
        *(record.id, entry.kind, record.owner, entry.name, entry.text, entry.language, claimed),
        *(entry.latitude, entry.longitude, int(entry.approximate), entry.website),
        *(entry.legal_form, entry.coop_status, entry.stage, entry.starts, entry.expires, entry.published),
        *(record.version, entry.license, record.policy, record.origin, record.received, record.verified, record.via),
        document,
    )
    db.execute(_RECORD, fields)
    values = {
        "placed": entry.placed,
        "serves": entry.served,
        "sector": entry.sectors,
        "need": entry.needs,
        "exchange": entry.exchange,
        "audience": entry.audience_kinds,
    }
    db.executemany(_VALUE, [(record.id, name, value) for name, found in values.items() for value in found])
    db.executemany(_IDENTIFIER, [(record.id, *each) for each in entry.identifiers])
    said = [(record.id, record.owner, each.practice, each.level, each.expires) for each in entry.statements]
    db.executemany(_STATEMENT, said)


def label(db: Db, scheme: str, code: str, fr: str, en: str) -> None:
    """What a code means."""
    db.execute(_LABEL, (scheme, code, fr, en))


def finish(db: Db) -> None:
    """The file is whole."""
    db.execute("COMMIT")
    db.close()
