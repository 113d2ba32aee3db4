"""A continent's directory: what questions cost at 1,000, 10,000 and 100,000 organisations, beside others.

All costs are milliseconds of CPU, so that a busy machine changes them little. It takes about ten minutes, nearly all
of it to make up and keep the records; `BOCAGE_BENCH_KEEP=FOLDER` keeps them there for the next run.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import cast
from urllib.parse import quote

from node.clock import iso
from node.folder import DATABASE
from node.query import Query
from node.reader import Reader
from node.store import records, search
from node.store.connection import Db, ThreadRunner
from node.store.memory.held import Held
from tests.bench import mix, on_postgres, on_rdflib
from tests.bench.asking import ask as get
from tests.bench.continent import settle
from tests.bench.mix import GOALS, Costs, cost, p95
from tests.bench.rig import PAGE_MB, ROOT, NodeProcess, cpu_ms, free_port
from tests.bench.synthetic import NOW
from vocab.vocabulary import Vocabulary

Row = dict[str, object]

SIZES = (1_000, 10_000, 100_000)
BESIDE_RDFLIB = 10_000
ROUNDS, ROUNDS_OVER_HTTP, ROUNDS_OF_OTHERS = 9, 5, 1
NOW_ISO = iso(NOW.timestamp())
SAFE = "=&,.-"
GOAL_BYTES, GOAL_MB, GOAL_PAGE_MS = 6_000, 400, 5
SERVE = [sys.executable, "-m", "tests.bench.settled_process"]


def run() -> list[Row]:
    """Rows of {what, figure, unit, floor, note}; a floor of None is a comparison, not a promise."""
    vocabulary = Vocabulary.load()
    rows: list[Row] = []
    by_size: dict[int, Costs] = {}
    for size in SIZES:
        last = size == SIZES[-1]
        with _continent(size, vocabulary) as (data, count, each_s):
            note = f"{size:,} organisations, {count:,} records"
            if each_s:
                rows.append(_row("keep and index a record", 1e6 * each_s, "us", None, note))
            of_one = (data / DATABASE).stat().st_size / count
            rows.append(_row("on disk, a record", of_one, "bytes", GOAL_BYTES if last else None, note))
            costs = by_size[size] = asyncio.run(_ours(data, vocabulary, rows, note))
            rows += _figures(costs, note, GOALS if last else {})
            if size == BESIDE_RDFLIB:
                rows += _beside_rdflib(data, vocabulary, costs, note)
            if last:
                rows += _beside_postgres(data, vocabulary, costs, note)
                rows += _served(data, note)
    return rows + _growth(by_size)


async def _ours(data: Path, vocabulary: Vocabulary, rows: list[Row], note: str) -> Costs:
    """The mix, asked of the store as a node's own readers are."""
    runner = await ThreadRunner.open(str(data / DATABASE), writer=False)
    try:
        return await runner.run(lambda db: _asked(db, vocabulary, rows, note))
    finally:
        await runner.close()


def _asked(db: Db, vocabulary: Vocabulary, rows: list[Row], note: str) -> Costs:
    held, before, began = Held(), _rss_mb(), time.thread_time()
    held.read(db, NOW_ISO)
    rows.append(_row("read into memory at a start", time.thread_time() - began, "s", None, note))

    def ask(query: object) -> float:
        began = time.thread_time()
        db.execute("BEGIN")
        search.find(db, cast("Query", query), Reader(), vocabulary, records.body, now=NOW_ISO, held=held)
        db.execute("ROLLBACK")
        return 1e3 * (time.thread_time() - began)

    costs = cost(mix.queries(vocabulary), ask, ROUNDS)
    rows.append(_row("memory for it, words asked included", _rss_mb() - before, "MB", None, note))
    return costs


def _figures(costs: Costs, note: str, goals: dict[str, int]) -> list[Row]:
    rows = []
    for group, again in costs.again.items():
        said = f"asked for the first time {p95(costs.first[group]):.0f} ms, {note}"
        rows.append(_row(f"{group}, p95", p95(again), "ms", goals.get(group), said))
    return rows


def _beside_rdflib(data: Path, vocabulary: Vocabulary, ours: Costs, note: str) -> list[Row]:
    with closing(_reader(data)) as db:
        began = time.process_time()
        graph, count = on_rdflib.graph_of(db)
        each_us = 1e6 * (time.process_time() - began) / count
    rows = [_row("rdflib: put a record in its memory", each_us, "us", None, f"{len(graph):,} statements, {note}")]

    def ask(query: object) -> float:
        began = time.process_time()
        on_rdflib.answer(graph, cast("Query", query), vocabulary)
        return 1e3 * (time.process_time() - began)

    return rows + _ratios("rdflib", cost(mix.queries(vocabulary), ask, 1), ours, note)


def _beside_postgres(data: Path, vocabulary: Vocabulary, ours: Costs, note: str) -> list[Row]:
    why = on_postgres.missing()
    if why is not None:
        return [_row("PostgreSQL 15", 0, "", None, f"not compared: {why}")]
    with closing(_reader(data)) as db, on_postgres.filled(db, NOW_ISO) as postgres:

        def ask(query: object) -> float:
            return postgres.cost_ms(on_postgres.statements(cast("Query", query), vocabulary, NOW_ISO))

        return _ratios("PostgreSQL 15", cost(mix.queries(vocabulary), ask, ROUNDS_OF_OTHERS), ours, note)


def _ratios(other: str, theirs: Costs, ours: Costs, note: str) -> list[Row]:
    return [
        _row(
            f"{group}, p95: {other} over ours",
            p95(again) / p95(ours.again[group]),
            "times",
            1,
            f"{p95(again):.1f} ms, ours {p95(ours.again[group]):.1f} ms, {note}",
        )
        for group, again in theirs.again.items()
    ]


def _served(data: Path, note: str) -> list[Row]:
    """The mix, asked of a running node over HTTP; what it weighs then; one record's page."""
    with _serving(data) as node:

        def ask(path: object) -> float:
            before = cpu_ms(node.process.pid)
            answer = asyncio.run(get(f"{node.origin}{path}", {"Accept": "text/html"}, times=1, at_once=1))
            if list(answer.statuses) != [200]:
                raise RuntimeError(f"{path}: {answer.statuses}")
            return cpu_ms(node.process.pid) - before

        asked: dict[str, list[str]] = {"one record's page": ["/actors/annuaire"]}
        for group, listed in mix.questions().items():
            asked[group] = [f"/directory.json?{quote(each, safe=SAFE)}" for each in listed]
        costs = cost(asked, ask, ROUNDS_OVER_HTTP)
        rows = [
            _row(f"over HTTP, as JSON: {group}, p95" if group in GOALS else group, p95(again), "ms",
                 None if group in GOALS else GOAL_PAGE_MS, note)
            for group, again in costs.again.items()
        ]  # fmt: skip
        return [*rows, _row("the serving process, after all that", node.rss_mb(), "MB", GOAL_MB, note)]


def _growth(by_size: dict[int, Costs]) -> list[Row]:
    rows = []
    for group in GOALS:
        figures = [p95(costs.again[group]) for costs in by_size.values()]
        said = ", ".join(f"{figure:.1f} ms at {size:,}" for size, figure in zip(by_size, figures, strict=True))
        rows.append(_row(f"{group}, p95: 100 times the records", figures[-1] / figures[0], "times", 100, said))
    return rows


@contextmanager
def _continent(size: int, vocabulary: Vocabulary) -> Iterator[tuple[Path, int, float]]:
    """A node's folder with so many organisations, how many records, and the seconds that each took to keep."""
    kept = os.environ.get("BOCAGE_BENCH_KEEP")
    with tempfile.TemporaryDirectory(prefix="bocage-bench-") as folder:
        data = Path(kept or folder) / f"continent-{size}"
        count, each_s = 0, 0.0
        if not (data / DATABASE).exists():
            count, each_s = asyncio.run(settle(data, 8490, size, vocabulary))
        with closing(_reader(data)) as db:
            count = count or int(db.execute("SELECT count(*) FROM records").fetchone()[0])
        yield data, count, each_s


def _reader(data: Path) -> Db:
    return Db(data / DATABASE, isolation_level=None)


@contextmanager
def _serving(data: Path) -> Iterator[NodeProcess]:
    """A node over the folder, once its directory is in memory."""
    command = [*SERVE, str(data), str(free_port())]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None and process.stdin is not None
        line = process.stdout.readline()
        if not line.startswith("ready "):
            raise RuntimeError(f"the node did not start: {line!r}")
        yield NodeProcess(process, line.split()[1], data)
        process.stdin.close()


def _rss_mb() -> float:
    return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE_MB


def _row(what: str, figure: float, unit: str, floor: float | None, note: str) -> Row:
    return {"what": what, "figure": round(figure, 2), "unit": unit, "floor": floor, "note": note}


if __name__ == "__main__":
    for each in run():
        print("{what:52} {figure:>10} {unit} floor {floor} ({note})".format(**each))
