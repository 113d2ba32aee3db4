"""Migrations: each is applied with its record or not at all, and a later release's database is refused."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from node.store import migrate as migrating
from node.store.errors import NewerDatabase
from node.store.migrate import migrate
from node.store.store import Store


def database() -> sqlite3.Connection:
    return sqlite3.connect(":memory:", isolation_level=None)


def tables(db: sqlite3.Connection) -> set[str]:
    return {str(row[0]) for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}


def number(db: sqlite3.Connection) -> int:
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def test_migrate__a_new_database__has_every_table_once() -> None:
    db = database()

    count = migrate(db)

    assert number(db) == count
    assert tables(db) >= {"records", "log", "deliveries", "inbox", "entries", "follows", "memberships"}
    assert migrate(db) == count


def test_migrate__a_later_releases_database__is_refused_untouched() -> None:
    db = database()
    count = migrate(db)
    db.execute(f"PRAGMA user_version = {count + 1}")

    with pytest.raises(NewerDatabase) as refused:
        migrate(db)

    assert number(db) == count + 1
    assert str(count + 1) in refused.value.public.fr
    assert "installez" in refused.value.public.fr


async def test_open__a_later_releases_database__is_refused_and_closed(tmp_path: Path) -> None:
    path = tmp_path / "node.db"
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA user_version = 999")
    db.close()

    with pytest.raises(NewerDatabase):
        await Store.open(str(path))


def test_migrate__a_step_that_fails__leaves_nothing_of_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    db = database()
    steps = [
        "CREATE TABLE one (a);",
        "CREATE TABLE two (a);\nINSERT INTO two VALUES (1);\nINSERT INTO absent VALUES (1);",
    ]
    monkeypatch.setattr(migrating, "_steps", lambda: steps)

    with pytest.raises(sqlite3.OperationalError):
        migrate(db)

    assert (number(db), tables(db)) == (1, {"one"})
    assert not db.in_transaction
    monkeypatch.setattr(migrating, "_steps", lambda: [steps[0], "CREATE TABLE two (a);"])
    assert migrate(db) == 2
    assert tables(db) == {"one", "two"}
