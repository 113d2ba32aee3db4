"""Migrations: each is applied with its record or not at all, and a later release's database is refused."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from node.store import migrate as migrating
from node.store.errors import NewerDatabase, Unsaved
from node.store.migrate import migrate
from node.store.store import Store
from vocab.language import Text


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


def test_migrate__a_step_that_fails__leaves_nothing_of_any(monkeypatch: pytest.MonkeyPatch) -> None:
    db = database()
    steps = {1: "CREATE TABLE one (a);"}
    monkeypatch.setattr(migrating, "_steps", lambda: steps)
    assert migrate(db) == 1
    steps[2] = "CREATE TABLE two (a);"
    steps[4] = "CREATE TABLE four (a);\nINSERT INTO absent VALUES (1);"

    with pytest.raises(sqlite3.OperationalError):
        migrate(db)

    assert (number(db), tables(db)) == (1, {"one"})
    assert not db.in_transaction
    steps[4] = "CREATE TABLE four (a);"
    assert migrate(db) == 4
    assert tables(db) == {"one", "two", "four"}


def test_migrate__only_what_was_there_before_is_copied_first(monkeypatch: pytest.MonkeyPatch) -> None:
    db, copied = database(), []
    steps = {1: "CREATE TABLE one (a);"}
    monkeypatch.setattr(migrating, "_steps", lambda: steps)

    migrate(db, copied.append)
    migrate(db, copied.append)
    assert copied == []
    steps[2] = "CREATE TABLE two (a);"
    migrate(db, copied.append)

    assert copied == [1]


def test_migrate__a_copy_that_cannot_be_made__nothing_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    db = database()
    monkeypatch.setattr(migrating, "_steps", lambda: {1: "CREATE TABLE one (a);"})
    migrate(db)
    monkeypatch.setattr(migrating, "_steps", lambda: {1: "", 2: "CREATE TABLE two (a);"})

    def refuse(schema: int) -> None:
        raise Unsaved("no room", Text("plus de place", "no room"))

    with pytest.raises(Unsaved):
        migrate(db, refuse)

    assert (number(db), tables(db)) == (1, {"one"})
