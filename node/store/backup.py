"""Backup: a copy of a database that others go on writing to, and whether a database is sound.

SQLite's own backup reads one snapshot, so the copy is a moment of the node, whole. It works on a connection of its own,
from any process that may read the folder.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Final

from node.store.actors import PrivateKey, application
from node.store.errors import Unsaved
from node.store.migrate import number
from vocab.language import Text

UPGRADES: Final = "backups"
COUNTED: Final = ("actors", "keys", "records", "log", "deliveries", "inbox", "follows", "memberships", "reasons")
MAX_PROBLEMS: Final = 20
TIMEOUT_S: Final = 30.0


def copy(source: Path, target: Path) -> None:
    """Write a copy of `source` to `target`, which must not exist; the copy needs no other file beside it."""
    with closing(_reader(source)) as reading, closing(sqlite3.connect(target)) as writing:
        reading.backup(writing)
        # A copy in WAL mode would come with two more files.
        writing.execute("PRAGMA journal_mode = DELETE")


def before_upgrade(path: Path, keep: int, schema: int) -> None:
    """Copy a database to `backups/schema-NUMBER.db` beside it, and keep the newest `keep` of these copies.

    Raises `Unsaved` when the copy cannot be made or would be a copy of a damaged database.
    """
    folder = path.parent / UPGRADES
    target = folder / f"schema-{schema:04d}.db"
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        draft = folder / ".draft"
        draft.unlink(missing_ok=True)
        os.close(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        copy(path, draft)
        found = problems(draft)
        if found:
            draft.unlink()
            raise sqlite3.DatabaseError(found[0])
        os.replace(draft, target)
        for old in sorted(folder.glob("schema-*.db"))[: -max(keep, 1)]:
            old.unlink()
    except (OSError, sqlite3.Error) as error:
        raise Unsaved(
            f"no copy before the upgrade: {error}",
            Text(
                f"La base doit changer de schéma et n'a pas pu être copiée avant : {error}. Rien n'a été changé.",
                f"The database must change its schema and could not be copied before: {error}. Nothing was changed.",
            ),
        ) from error


def problems(path: Path, *, whole: bool = False) -> list[str]:
    """What is wrong with a database, empty when nothing is; in SQLite's words.

    `whole` also compares every index with its table and every reference with its row, which takes longer.
    """
    check = "integrity_check" if whole else "quick_check"
    try:
        with closing(_reader(path)) as db:
            said = [str(row[0]) for row in db.execute(f"PRAGMA {check}({MAX_PROBLEMS})")]
            if whole:
                said += [f"{row[0]} {row[1]} refers to nothing" for row in db.execute("PRAGMA foreign_key_check")]
            db.execute("SELECT count(*) FROM meta").fetchone()
    except sqlite3.Error as error:
        return [str(error)]
    return [] if said == ["ok"] else [each for each in said if each != "ok"][:MAX_PROBLEMS]


def schema(path: Path) -> int:
    """The number of the schema a sound database has."""
    with closing(_reader(path)) as db:
        return number(db)


def origin(path: Path) -> str | None:
    """The public address that a sound database was founded with: its own actor stands there."""
    with closing(_reader(path)) as db:
        own = application(db)
    return own.removesuffix("/actor") if own else None


def counts(path: Path) -> dict[str, int]:
    """How many rows each table of a sound database has that no other table can give back."""
    with closing(_reader(path)) as db:
        known = {str(row[0]) for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        return {
            name: int(db.execute(f"SELECT count(*) FROM {name}").fetchone()[0]) for name in COUNTED if name in known
        }


def private_keys(path: Path) -> list[PrivateKey]:
    """Every private key of a sound database, the node's own included."""
    sql = "SELECT id, actor, algorithm, private, created, expires, revoked FROM keys ORDER BY id"
    with closing(_reader(path)) as db:
        return [PrivateKey(*row) for row in db.execute(sql)]


def _reader(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=rw", uri=True, timeout=TIMEOUT_S)
    connection.execute("PRAGMA query_only = ON")
    return connection
