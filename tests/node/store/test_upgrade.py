"""A database of each earlier schema opens, becomes today's, and is what it was."""

from __future__ import annotations

import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import orjson
import pytest

from node import shelving
from node.clock import SystemClock
from node.home import Home
from node.settings import Settings
from node.store import backup, log, news, records
from node.store import migrate as migrations
from node.store.connection import Db
from node.store.errors import Unsaved
from node.store.migrate import migrate, newest
from node.store.store import Store
from tests.deep import some
from tests.node.ground import ORIGIN
from tests.node.store.dump import FOLDER, raised
from vocab.vocabulary import Vocabulary

DUMPS = sorted(FOLDER.glob("*.sql"))
MIGRATIONS = Path(migrations.__file__).parent / "migrations"


def schema(db: sqlite3.Connection) -> dict[str, str]:
    """Every table and index by name, spaces apart."""
    rows = db.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
    return {str(name): " ".join(str(sql).split()) for name, sql in rows}


def bodies(db: Db) -> list[tuple[str, dict[str, object]]]:
    return [(record.id, records.document(db, record.num)) for record in records.each(db)]


def freshness(db: Db) -> int:
    return int(db.execute("SELECT sum(n) FROM entry_counts WHERE facet = 'day'").fetchone()[0])


def shelves(db: Db) -> list[tuple[object, ...]]:
    return db.execute("SELECT num, kind, open, places, name, id FROM entries ORDER BY num").fetchall()


def test_dumps__begin_with_the_first_released_schema() -> None:
    assert DUMPS[0].name == "0002.sql"
    assert all(int(dump.stem) <= newest() for dump in DUMPS)


def test_dumps__there_is_one_of_each_earlier_schema() -> None:
    earlier = sorted(int(path.name[:4]) for path in MIGRATIONS.glob("*.sql"))[1:-1]

    missing = [number for number in earlier if not (FOLDER / f"{number:04}.sql").exists()]

    assert missing == [], "python -m tests.node.store.dump, before the new migration is added"


# From the first, one in the middle, and the newest.
@pytest.mark.parametrize("dump", some(DUMPS, DUMPS[0], DUMPS[len(DUMPS) // 2], *DUMPS[-4:]), ids=lambda dump: dump.stem)
async def test_upgrade__of_each_earlier_schema(dump: Path, tmp_path: Path, words: Vocabulary) -> None:
    # Given a node as that release left it
    path = tmp_path / "bocage.db"
    raised(dump, path)
    before = backup.counts(path)
    assert backup.schema(path) == int(dump.stem)

    # When this release opens it
    store = await Store.open(str(path))

    # Then its schema is that of a new database, and nothing is missing
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as fresh:
        migrate(fresh)
        assert await store.reading(schema) == schema(fresh)
    assert backup.counts(path) == before
    found = await store.reading(bodies)
    assert {str(document["name"]) for _, document in found} >= {"Livraison", "Offre a", "Les Pédales"}
    assert all(document["id"] == id for id, document in found)
    assert await store.reading(log.end) == before["log"]
    assert orjson.loads(await store.reading(log.body, 1))["actor"].startswith(ORIGIN)
    assert [note["id"] for note in await store.reading(news.newest)] == ["https://reseau.example/objects/n"]

    # And the directory, written by other rules, is made anew with all that was in it, once
    shelved = await store.reading(shelves)
    home = Home(Settings(origin=ORIGIN), words, SystemClock())
    assert not await store.reading(shelving.current)
    assert await store.writing("index anew", shelving.renew, home)
    assert await store.writing("index anew", shelving.renew, home) is None
    assert await store.reading(shelves) == shelved != []
    assert await store.reading(freshness) == len(shelved)
    await store.close()
    assert backup.problems(path, whole=True) == []


async def test_upgrade__keeps_a_copy_of_what_was(tmp_path: Path) -> None:
    path = tmp_path / "bocage.db"
    raised(DUMPS[0], path)
    if newest() == 2:
        pytest.skip("no migration since")

    await (await Store.open(str(path))).close()
    await (await Store.open(str(path))).close()

    (copy,) = (tmp_path / backup.UPGRADES).iterdir()
    assert copy.name == "schema-0002.db"
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert (backup.schema(copy), backup.problems(copy)) == (2, [])


def test_before_upgrade__keeps_the_newest_copies(tmp_path: Path) -> None:
    path = tmp_path / "bocage.db"
    raised(DUMPS[0], path)

    for number in (2, 3, 5, 8):
        backup.before_upgrade(path, 2, number)

    assert sorted(file.name for file in (tmp_path / backup.UPGRADES).iterdir()) == ["schema-0005.db", "schema-0008.db"]


def test_before_upgrade__of_a_damaged_database__is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bocage.db"
    raised(DUMPS[0], path)
    with path.open("r+b") as file:
        file.seek(3 * 4096)
        file.write(b"\xff" * 20_000)

    with pytest.raises(Unsaved) as refused:
        backup.before_upgrade(path, 2, 2)

    assert "Rien n'a été changé" in refused.value.public.fr
    assert list((tmp_path / backup.UPGRADES).glob("schema-*")) == []
