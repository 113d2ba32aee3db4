"""Bring a database to the schema of this release: numbered SQL files, each applied with its record or not at all."""

from __future__ import annotations

from importlib.resources import files

from node.store.connection import Db
from node.store.errors import NewerDatabase
from vocab.language import Text


def migrate(db: Db) -> int:
    """Apply what is missing and return the schema's number.

    Raises `NewerDatabase` when the file carries a number this release does not know.
    """
    applied = int(db.execute("PRAGMA user_version").fetchone()[0])
    steps = _steps()
    if applied > len(steps):
        raise NewerDatabase(
            f"schema {applied} is newer than {len(steps)}",
            Text(
                f"Cette base vient d'une version plus récente (schéma {applied}) : installez la dernière version.",
                f"This database comes from a later release (schema {applied}): install the latest version.",
            ),
        )
    for number, script in enumerate(steps[applied:], start=applied + 1):
        _apply(db, number, script)
    return len(steps)


def _steps() -> list[str]:
    folder = files("node.store").joinpath("migrations")
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".sql"))
    return [folder.joinpath(name).read_text(encoding="utf-8") for name in names]


def _apply(db: Db, number: int, script: str) -> None:
    # executescript commits what is open first, so the transaction is written into the script itself.
    try:
        db.executescript(f"BEGIN IMMEDIATE;\n{script}\n;PRAGMA user_version = {number};\nCOMMIT;")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise
