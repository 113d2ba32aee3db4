"""SPARQL: what a record costs to load and to keep, a question to answer, beside rdflib in memory (floors: LIMITS).

`BOCAGE_BENCH_ORGANISATIONS` says how large: each organisation has three records besides (100,000 by the design, 1,000
here unless told otherwise). Two sizes, so that one sees how cost grows. RocksDB compresses what is loaded at once, some
10,000 records, and the lower levels of an index of half a gigabyte: in between a record takes half as much room again.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import orjson
import rdflib

from node.folder import DATABASE
from node.sparql.names import FOLDER, folder_of
from node.sparql.prefixes import PREFIXES
from node.sparql.query_worker import Reading, answer
from node.store import changes, mirrored
from node.store.visible import OPEN
from tests.bench.continent import settle
from tests.bench.rig import ROOT, TICKS
from vocab.context import TERRITORY
from vocab.graph import graph_of
from vocab.vocabulary import Vocabulary

Row = dict[str, object]


@dataclass(frozen=True, slots=True)
class Cost:
    """What an index worker took until it answers, and until its files are put together; its memory at the peak."""

    seconds: float
    cpu_s: float
    all_s: float
    all_cpu_s: float
    peak_mb: float


# Seconds on the clock, and of CPU.
Took = tuple[float, float]

ORIGIN = "https://bench.example"
ORGANISATIONS = int(os.environ.get("BOCAGE_BENCH_ORGANISATIONS", "1000"))
# An organisation with its practices and offers, on average.
RECORDS_EACH = 4
# What is compared with rdflib, which keeps everything in memory.
COMPARED = 10_000
RUNS = 100
REGION = TERRITORY + "fr/region/32"
# What is asked, with the milliseconds that the design promises at 400,000 records.
QUESTIONS: tuple[tuple[str, str, float | None], ...] = (
    ("one subject", "SELECT ?p ?o {{ <{id}> ?p ?o }}", 10),
    (
        "offers for a need in an EPCI, newest 20",
        "SELECT ?o ?name ?when {{ ?o sdo:areaServed <{area}> ; coop:need coop:need-livrer ; vf:purpose 'offer' ;"
        " as:name ?name ; as:updated ?when FILTER(LANG(?name) = '') }}"
        " ORDER BY DESC(?when) LIMIT 20",
        150,
    ),
    (
        "the same, what many answer to in a SELECT of its own",
        "SELECT ?o ?name ?when {{ ?o sdo:areaServed <{area}> . {{ SELECT ?o {{ ?o coop:need coop:need-livrer }} }}"
        " ?o vf:purpose 'offer' ; as:name ?name ; as:updated ?when FILTER(LANG(?name) = '') }}"
        " ORDER BY DESC(?when) LIMIT 20",
        150,
    ),
    (
        "who does a practice well in an EPCI, by name",
        "SELECT ?who ?claim {{ ?claim sdo:areaServed <{area}> ; coop:practice charter:D03 ; coop:level ?level ;"
        " as:attributedTo ?by . FILTER(?level >= 3) ?by as:name ?who }}"
        " ORDER BY ?who LIMIT 50",
        150,
    ),
    (
        "the same, the practice in a SELECT of its own",
        "SELECT ?who ?claim {{ ?claim sdo:areaServed <{area}> ."
        " {{ SELECT ?claim {{ ?claim coop:practice charter:D03 }} }}"
        " ?claim coop:level ?level ; as:attributedTo ?by . FILTER(?level >= 3) ?by as:name ?who }}"
        " ORDER BY ?who LIMIT 50",
        150,
    ),
    (
        "offers for a need in a region where one in twenty acts",
        "SELECT ?o ?name ?when {{ ?o sdo:areaServed <{region}> ; coop:need coop:need-livrer ; vf:purpose 'offer' ;"
        " as:name ?name ; as:updated ?when FILTER(LANG(?name) = '') }}"
        " ORDER BY DESC(?when) LIMIT 20",
        None,
    ),
    (
        "all offers for a need, newest 20",
        "SELECT ?o ?name ?when {{ ?o a coop:Proposal ; coop:need coop:need-livrer ; as:name ?name ; as:updated ?when"
        " FILTER(LANG(?name) = '') }} ORDER BY DESC(?when) LIMIT 20",
        None,
    ),
    ("all records by sector", "SELECT ?s (COUNT(?o) AS ?n) {{ ?o ess:economicSector ?s }} GROUP BY ?s", None),
)


def run() -> list[Row]:
    """Rows of {what, figure, unit, floor, note}; a floor of None is a comparison, not a promise."""
    vocabulary = Vocabulary.load()
    rows: list[Row] = []
    for size in sorted({min(ORGANISATIONS, 250), ORGANISATIONS}):
        with _settled(size, vocabulary) as (data, count):
            rows += at_size(data, count)
    with _settled(COMPARED // RECORDS_EACH, vocabulary) as (data, count):
        return rows + beside_rdflib(data, count)


def at_size(data: Path, count: int) -> list[Row]:
    """What a node's folder with so many records costs."""
    note, samples = f"{count:,} records", _samples(data, count)
    with _indexed(data) as cost:
        used = f"until it answers; {count / cost.cpu_s:,.0f} a second of CPU; {note}"
        all_of_it = f"{count / cost.all_cpu_s:,.0f} a second of CPU; {note}"
        rows = [
            _row("load a record into the store", count / cost.seconds, "records/s", 1_000, used),
            _row("the same, and the files put together", count / cost.all_s, "records/s", None, all_of_it),
            _row("memory of the index worker at its peak", cost.peak_mb, "MB", 700, note),
            _row("disk of a record, store and state", _disk(data) / count / 1_000, "kB", 10, note),
        ]
        reading = Reading(folder_of(data))
        for what, question, floor in QUESTIONS:
            asked = [_ask(reading, _filled(question, samples, number)) for number in range(RUNS)]
            took, used = (sorted(1e3 * each for each in times) for times in zip(*asked, strict=True))
            told = f"p95, p50 {statistics.median(took):.2f}, of CPU {used[int(0.95 * RUNS)]:.2f}, {note}"
            rows.append(_row(what, took[int(0.95 * RUNS)], "ms", floor, told))
        return rows


def beside_rdflib(data: Path, count: int) -> list[Row]:
    """The same questions, asked of the same statements in rdflib's memory."""
    rows: list[Row] = []
    samples = _samples(data, count)
    with _indexed(data) as cost:
        reading = Reading(folder_of(data))
        state = mirrored.open_beside(folder_of(data) / "state.db")
        lines = [line for row in mirrored.each(state, OPEN) for line in row.lines]
        state.close()
        graph: list[rdflib.Graph] = []
        took_s, _ = _timed(lambda: graph.append(graph_of(lines)))
        note = f"{count:,} records, ours {count / cost.seconds:,.0f} a second with all that is made of them"
        rows.append(_row("rdflib: load a record", count / took_s, "records/s", None, note))
        for what, question, _ in QUESTIONS:
            ours = statistics.median(_ask(reading, _filled(question, samples, number))[0] for number in range(10))
            theirs = statistics.median(
                _ask_rdflib(graph[0], _filled(question, samples, number))[0] for number in range(3)
            )
            note = f"{count:,} records, ours {1e3 * ours:.2f} ms, rdflib {1e3 * theirs:.2f} ms"
            rows.append(_row(f"{what}: rdflib's time over ours", theirs / ours, "times", 1, note))
    return rows


@contextmanager
def _settled(organisations: int, vocabulary: Vocabulary) -> Iterator[tuple[Path, int]]:
    """A node's folder with made-up organisations, and how many records are in it."""
    with tempfile.TemporaryDirectory(prefix="bocage-bench-") as folder:
        data = Path(folder) / "node"
        count, _ = asyncio.run(settle(data, 8490, organisations, vocabulary))
        yield data, count


def _samples(data: Path, count: int) -> list[tuple[str, str]]:
    """Records from all over, each with the EPCI that it serves."""
    with closing(mirrored.open_beside(data / DATABASE)) as db:
        found = [
            each
            for start in range(0, count, max(1, count // RUNS))
            for each in changes.shelved(db, after=start, limit=1)
        ]
    return [
        (each.record.id, TERRITORY + _area(each.document))
        for each in found
        if each.level == OPEN and _area(each.document).startswith("fr/epci/")
    ]


def _area(document: dict[str, object]) -> str:
    served = document.get("areaServed")
    return str(served[0]).removeprefix("territory:") if isinstance(served, list) and served else ""


def _ask(reading: Reading, question: str) -> Took:
    asked = {
        "query": question,
        "level": "open",
        "format": "json",
        "dataset": False,
        "graphs": [],
        "default_graphs": [],
        "named_graphs": [],
        "rows": 10_000,
        "bytes": 20_000_000,
        "base": ORIGIN,
    }
    return _timed(lambda: answer(reading, asked))


def _ask_rdflib(graph: rdflib.Graph, question: str) -> Took:
    prefixes = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())
    return _timed(lambda: graph.query(prefixes + question).serialize(format="json"))


def _timed(work: Callable[[], object]) -> Took:
    start, used = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - start, time.process_time() - used


def _filled(question: str, samples: list[tuple[str, str]], number: int) -> str:
    id, area = samples[number % len(samples)]
    return question.format(id=id, area=area, region=REGION)


@contextmanager
def _indexed(data: Path) -> Iterator[Cost]:
    """An index worker over the folder, which has made all there is to make."""
    command = [sys.executable, "-m", "node.sparql.index_worker", str(data), ORIGIN]
    start = time.perf_counter()
    worker = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        assert worker.stdin is not None and worker.stdout is not None
        while "position" not in orjson.loads(worker.stdout.readline()):
            pass
        seconds, cpu_s = time.perf_counter() - start, _cpu_s(worker.pid)
        # Answered once the files are put together.
        worker.stdin.write(b'{"id": 1, "do": "sync"}\n')
        worker.stdin.flush()
        while "done" not in orjson.loads(worker.stdout.readline()):
            pass
        status = Path(f"/proc/{worker.pid}/status").read_text()
        peak_mb = int(status.partition("VmHWM:")[2].split()[0]) / 1_000
        yield Cost(seconds, cpu_s, time.perf_counter() - start, _cpu_s(worker.pid), peak_mb)
    finally:
        worker.communicate(timeout=120)


def _cpu_s(pid: int) -> float:
    used = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(used[11]) + int(used[12])) / TICKS


def _disk(data: Path) -> int:
    """Bytes below `sparql/`; a file with two names counts once."""
    files = {
        (s.st_dev, s.st_ino): s.st_blocks * 512 for f in (data / FOLDER).rglob("*") if f.is_file() for s in [f.stat()]
    }
    return sum(files.values())


def _row(what: str, figure: float, unit: str, floor: float | None, note: str) -> Row:
    return {"what": what, "figure": round(figure, 2), "unit": unit, "floor": floor, "note": note}
