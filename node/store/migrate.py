"""Bring a database to the schema of this release: numbered SQL files, all that are missing in one transaction.

A database that already holds something is copied first, beside itself, so that the release before can be put back.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import files

from node.store.connection import Db
from node.store.errors import NewerDatabase
from vocab.language import Text

Before = Callable[[int], None]


def migrate(db: Db, before: Before | None = None, *, upto: int | None = None) -> int:
    """Apply what is missing, `upto` a number if one is given, and return the schema's number.

    `before` is called with the number found when a database that is not new is about to change. Raises
    `NewerDatabase` when the file carries a number this release does not know; whatever fails leaves nothing behind.
    """
    applied = number(db)
    steps = {step: script for step, script in _steps().items() if upto is None or step <= upto}
    newest = max(steps, default=0)
    if applied > newest:
        raise NewerDatabase(
            f"schema {applied} is newer than {newest}",
            Text(
                f"Cette base vient d'une version plus récente (schéma {applied}) : installez la dernière version.",
                f"This database comes from a later release (schema {applied}): install the latest version.",
            ),
        )
    missing = {step: script for step, script in sorted(steps.items()) if step > applied}
    if not missing:
        return applied
    if applied and before is not None:
        before(applied)
    _apply(db, missing)
    return newest


def number(db: Db) -> int:
    """The number of the schema a database has; 0 for an empty one."""
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def newest() -> int:
    """The number of this release's schema."""
    return max(_steps(), default=0)


def _steps() -> dict[int, str]:
    """Each migration by its number; a number may be missing, none is ever used twice."""
    folder = files("node.store").joinpath("migrations")
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".sql"))
    found = {int(name.partition("_")[0]): folder.joinpath(name).read_text(encoding="utf-8") for name in names}
    if len(found) != len(names):
        raise RuntimeError(f"two migrations have one number: {names}")
    return found


def _apply(db: Db, missing: dict[int, str]) -> None:
    # executescript commits what is open first, so the transaction is written into the script itself.
    scripts = "\n;\n".join(missing.values())
    try:
        db.executescript(f"BEGIN IMMEDIATE;\n{scripts}\n;PRAGMA user_version = {max(missing)};\nCOMMIT;")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise
