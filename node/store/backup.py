"""Backup: a copy of a database that others go on writing to, and whether a database is sound.

SQLite's own backup reads one snapshot, so the copy is a moment of the node, whole. It works on a connection of its own,
from any process that may read the folder.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

MAX_PROBLEMS: Final = 20
TIMEOUT_S: Final = 30.0


def copy(source: Path, target: Path) -> None:
    """Write a copy of `source` to `target`, which must not exist; the copy needs no other file beside it."""
    with closing(_reader(source)) as reading, closing(sqlite3.connect(target)) as writing:
        reading.backup(writing)
        # A copy in WAL mode would come with two more files.
        writing.execute("PRAGMA journal_mode = DELETE")


def problems(path: Path) -> list[str]:
    """What is wrong with a database's pages and indexes, empty when nothing is; in SQLite's words."""
    try:
        with closing(_reader(path)) as db:
            said = [str(row[0]) for row in db.execute(f"PRAGMA quick_check({MAX_PROBLEMS})")]
            db.execute("SELECT count(*) FROM meta").fetchone()
    except sqlite3.Error as error:
        return [str(error)]
    return [] if said == ["ok"] else said


def schema(path: Path) -> int:
    """The number of the schema a sound database has."""
    with closing(_reader(path)) as db:
        return int(db.execute("PRAGMA user_version").fetchone()[0])


def _reader(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=rw", uri=True, timeout=TIMEOUT_S)
    connection.execute("PRAGMA query_only = ON")
    return connection
