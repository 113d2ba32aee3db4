"""Exports: what a record costs in each form, and how much memory a view of 20,000 takes that one of 200 does not."""

from __future__ import annotations

import random
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path
from typing import Any

import orjson

from node.exporting import FORMS
from node.store import entries, records
from node.store.connection import Db
from node.store.migrate import migrate
from tests.bench import bench_directory
from tests.bench.rig import ROOT
from vocab.entry import read_entry
from vocab.vocabulary import Vocabulary

Row = dict[str, object]

SIZE = 20_000


def run() -> list[Row]:
    """Rows of {what, figure, unit, floor, note}."""
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bench.db"
        fill(path, SIZE)
        for form in FORMS:
            said = _export(path, form)
            count = said["records"]
            note = f"{count:,} records, {said['bytes'] / 1e6:.1f} MB, {said['seconds']:.1f} s"
            rows.append(_row(f"{form}: CPU a record", 1e6 * said["cpu_s"] / count, "us", note))
            rows.append(_row(f"{form}: memory grown", said["grown_mb"], "MB", "peak over a view of 200"))
            if form != "xlsx":
                rows.append(_row(f"{form}: most CPU before others have their turn", said["late_ms"], "ms", ""))
            if said["worker_cpu_s"] > 0.01:
                cost = 1e6 * said["worker_cpu_s"] / count
                rows.append(_row(f"{form}: CPU a record in the worker", cost, "us", f"{said['worker_mb']:.0f} MB"))
        rows.append(_row("list a view: CPU a record", 1e6 * said["listed_cpu_s"] / count, "us", "part of the above"))
    return rows


def fill(path: Path, size: int) -> None:
    """A directory of `size` records, as `bench_directory` makes them."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        migrate(db)
        records.seed(db)
        fill_into(db, size, Vocabulary.load())


def fill_into(db: Db, size: int, vocabulary: Vocabulary) -> None:
    """The same into a database that is there."""
    chance = random.Random(size)
    places = list(vocabulary.territories.children("fr-departement-59", "commune"))
    areas = vocabulary.territories.children("fr-departement-59", "epci")
    rare = [f"{word}{number}" for word in ("jardin", "marché", "atelier") for number in range(2_000)]
    db.execute("BEGIN")
    for number in range(size):
        document = bench_directory._document(number, chance, places, areas, rare, vocabulary)
        record = bench_directory._record(document)
        num = records.keep(db, record, document)
        entry = read_entry(document, vocabulary)
        assert entry is not None
        entries.index(
            db,
            num,
            entry,
            vocabulary,
            audience="public",
            policy="commons-open",
            origin="a.example",
            version=str(document["updated"]),
        )
    db.execute("COMMIT")


def _export(path: Path, form: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.bench.exporting_process", str(path), form]
    made = subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    said: dict[str, Any] = orjson.loads(made.stdout)
    return said


def _row(what: str, figure: float, unit: str, note: str) -> Row:
    return {"what": what, "figure": round(figure, 1), "unit": unit, "floor": None, "note": note}


if __name__ == "__main__":
    for line in run():
        print("{what:40} {figure:>10} {unit} ({note})".format(**line))
