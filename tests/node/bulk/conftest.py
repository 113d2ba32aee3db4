"""Files to import, and a node on disk to import them into."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from node.folder import DATABASE
from tests.node.cli_world import Desk, set_up

LINES = 60


@pytest.fixture
def table(tmp_path: Path) -> Path:
    """A table of some organisations, the last of them twice, and a person."""
    path = tmp_path / "annuaire.csv"
    lines = [f"{n},Coop {n},Lille,59000,https://coop{n}.example,zut" for n in range(LINES)]
    lines += [lines[-1], f"{LINES},Marie Dupont,Lille,59000,,"]
    path.write_text("\n".join(["id,name,city,postcode,website,tags", *lines]), "utf-8")
    return path


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A node that prepares its imports in two processes, and commits ten lines at a time."""
    desk = set_up(tmp_path / "node")
    with (desk.data / "config.toml").open("a") as config:
        config.write("\nimport_workers = 2\nimport_pause_records = 10\n")
    return desk


def counts(desk: Desk) -> dict[str, int]:
    """How much of an import is there, by table; the whole database is sound."""
    asked = {
        "listings": "SELECT count(*) FROM records WHERE kind = 'Listing' AND deleted = 0",
        "names": "SELECT count(DISTINCT name) FROM entries WHERE claimed = 0",
        "said": "SELECT count(*) FROM log JOIN records r ON r.id = subject WHERE type = 'Create' AND kind = 'Listing'",
        "entries": "SELECT count(*) FROM entries WHERE claimed = 0",
        "imported": "SELECT count(*) FROM imported JOIN records ON records.id = imported.record",
    }
    with closing(sqlite3.connect(desk.data / DATABASE)) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return {name: int(db.execute(sql).fetchone()[0]) for name, sql in asked.items()}
