"""What is derived and gets lost or damaged is noticed, and made anew; what was accepted stays as it is."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import orjson
import pytest

from node.app import opened
from node.folder import DATABASE
from node.settings import load
from node.store import soundness
from node.store.migrate import migrate
from tests.node.cli_world import Desk, set_up
from tests.node.store.dump import dumped
from vocab.vocabulary import Vocabulary

NAMES = ("Livraison à vélo", "Jardin partagé", "Atelier de réparation")
# Noticed when a node starts, which then makes it anew; of which part `doctor` says so.
AT_START = {
    "the words": "DROP TABLE entry_words",
    "the words' index": "DELETE FROM entry_words_data",
    "what the words are kept in": "DROP TABLE entry_words_docsize",
    "a document": "DELETE FROM entry_words_docsize WHERE id = 2",
    "the list of words": "DROP TABLE entry_terms",
    "the tree": "DROP TABLE entry_points",
    "the tree's nodes": "DELETE FROM entry_points_node",
    "a point": "DELETE FROM entry_points WHERE num = 2",
    "the counters": "DELETE FROM entry_counts",
    "the table of counters": "DROP TABLE entry_counts",
    "a counter": "UPDATE entry_counts SET n = n + 1 WHERE facet = 'kind'",
    "the entries": "DROP TABLE entries",
    "an index": "DROP INDEX entries_owner",
    "an index of the records": "DROP INDEX records_owner",
    "a trigger": "DROP TRIGGER changes_shelved",
    "the changes": "DROP TABLE changes",
    "a change": "DELETE FROM changes WHERE num = 2",
    "the tags": "DROP TABLE tags; DROP TABLE entry_tags",
    "what organisations are compared by": "DROP TABLE organizations; DROP TABLE organization_keys",
    "entries of nothing": "UPDATE entries SET num = 999 WHERE num = 2",
}
# Seen when every table is read through: `doctor` does, and names what makes it anew.
BY_DOCTOR = {
    "a wrong counter": ("UPDATE entry_counts SET n = n + 1 WHERE facet = 'need'", "bocage reindex --only counts"),
    "a point elsewhere": ("UPDATE entry_points SET south = 1, north = 1 WHERE num = 2", "bocage reindex --only places"),
    "forgotten words": ("UPDATE entry_words_docsize SET sz = x'050505' WHERE id = 2", "bocage reindex --only text"),
    "a missing entry": (
        "DELETE FROM entries WHERE num = 2; DELETE FROM entry_words WHERE rowid = 2; DELETE FROM entry_points"
        " WHERE num = 2; UPDATE entry_counts SET n = n - 1 WHERE facet = 'kind' AND kind = 'offer'",
        "bocage reindex",
    ),
}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a node with a few records, which does not run; not to be written in."""
    desk = set_up(tmp_path_factory.mktemp("whole") / "node")
    for number, name in enumerate(NAMES):
        place = f"location: {{name: Lille, latitude: 50.{number}, longitude: 3.0}}\nterritory: [fr-commune-59350]\n"
        desk.did("publish", "-", input=f"kind: offer\nname: {name}\nneed: [livrer]\n{place}")
    desk.did("reindex")
    return desk.data


@pytest.fixture
def desk(tmp_path: Path, whole: Path) -> Desk:
    """A copy of it to damage."""
    shutil.copytree(whole, tmp_path / "node")
    return Desk(tmp_path / "node")


def damaged(desk: Desk, sql: str) -> tuple[list[str], list[str]]:
    """What there was, accepted and derived; it is damaged since."""
    with closing(sqlite3.connect(desk.data / DATABASE)) as db:
        before = split(db)
        db.executescript(sql)
    return before


def split(db: sqlite3.Connection) -> tuple[list[str], list[str]]:
    """(what was accepted, what is derived), whatever the order of changes and the numbers of tags."""
    lines = [line for line in dumped(db) if not line.startswith(("INSERT INTO changes ", "INSERT INTO meta "))]
    tagged = db.execute("SELECT tags.tag, entry_tags.num FROM entry_tags JOIN tags ON tags.num = entry_tags.tag")
    numbered = ("INSERT INTO tags ", "INSERT INTO entry_tags ")
    told = tuple(f"INSERT INTO {table} " for table in soundness.DERIVED)
    accepted = [line for line in lines if line.startswith("INSERT") and not line.startswith(told)]
    rest = [line for line in lines if line not in accepted and not line.startswith(numbered)]
    changed = db.execute("SELECT num FROM changes WHERE num IN (SELECT num FROM records) ORDER BY num").fetchall()
    return sorted(accepted), sorted([*rest, *map(str, tagged), *map(str, changed)])


def now(desk: Desk) -> tuple[list[str], list[str]]:
    with closing(sqlite3.connect(desk.data / DATABASE)) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return split(db)


def fixes(desk: Desk) -> dict[str, str]:
    """What doctor would have done, by the name of what it looked at."""
    checks = orjson.loads(desk.type("doctor", "--json").stdout)
    return {
        check["name"]: check["fix"]["fr"].replace(f"--data {desk.data} ", "")
        for check in checks
        if check["fix"] is not None and check["name"] in ("index", "database")
    }


@pytest.mark.parametrize("sql", AT_START.values(), ids=AT_START)
async def test_start__makes_anew_what_is_lost_and_touches_no_record(desk: Desk, words: Vocabulary, sql: str) -> None:
    before = damaged(desk, sql)

    async with opened(desk.data, load(desk.data, os.environ), vocabulary=words) as node:
        assert await node.store.reading(soundness.faults, whole=True) == []

    assert now(desk) == before


@pytest.mark.parametrize(("sql", "fix"), BY_DOCTOR.values(), ids=BY_DOCTOR)
def test_doctor__says_what_is_wrong_and_what_makes_it_anew(desk: Desk, sql: str, fix: str) -> None:
    before = damaged(desk, sql)

    assert fixes(desk) == {"index": fix}
    desk.did(*fix.split()[1:])

    assert now(desk) == before
    assert fixes(desk) == {}


@pytest.mark.parametrize("only", ["text", "places", "counts", "recognised", "directory"])
def test_reindex__each_part_gives_what_there_was(desk: Desk, only: str) -> None:
    before = now(desk)

    made = desk.json("reindex", "--only", only)

    assert isinstance(made, dict) and made["records"] >= 1
    assert now(desk) == before


@pytest.mark.parametrize("table", ["records", "entry_words_content"])
def test_doctor__pages_that_the_disk_lost_are_for_a_backup(desk: Desk, table: str) -> None:
    with closing(sqlite3.connect(desk.data / DATABASE)) as db:
        (page,) = db.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).fetchone()
        (size,) = db.execute("PRAGMA page_size").fetchone()
    with (desk.data / DATABASE).open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xa5" * size)

    assert "restore" in fixes(desk)["database"]


def test_schema__known_as_sound__is_compared_again_once_it_differs() -> None:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        migrate(db)
        soundness.remember(db)
        assert soundness.faults(db) == []

        db.execute("DROP INDEX entries_owner")

        assert [(fault.part, fault.said) for fault in soundness.faults(db)] == [
            ("schema", "index entries_owner is missing")
        ]


def test_schema__of_a_release_that_waits_for_a_start__is_not_made_before_it() -> None:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        migrate(db, upto=47)  # 48 has indexes of a table that was there before

        assert soundness.faults(db) == []
        soundness.restore_schema(db)

        assert migrate(db) > 47
