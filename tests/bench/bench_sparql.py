"""SPARQL: what a record costs to load and to keep, a question to answer, beside rdflib in memory (floors: LIMITS).

`BOCAGE_BENCH_ORGANISATIONS` says how large: each organisation has three records besides (100,000 by the design, 1,000
here unless told otherwise). Two sizes, so that one sees how cost grows.
"""

from __future__ import annotations

import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson
import rdflib

from node.sparql.names import FOLDER, folder_of
from node.sparql.prefixes import PREFIXES
from node.sparql.query_worker import Reading, answer
from node.store import entries, meta, mirrored, records
from node.store.connection import Db
from node.store.migrate import migrate
from tests.bench.rig import ROOT
from vocab.context import ACTOR, PUBLIC, RECORD
from vocab.entry import read_entry
from vocab.graph import graph_of
from vocab.territory_table import Territory
from vocab.vocabulary import Vocabulary

Row = dict[str, object]

ORIGIN = "https://bench.example"
NOW = "2026-11-23T10:00:00.000Z"
ORGANISATIONS = int(os.environ.get("BOCAGE_BENCH_ORGANISATIONS", "1000"))
RECORDS_EACH = 3
# What is compared with rdflib, which keeps everything in memory.
COMPARED = 10_000
RUNS = 40
FIRST = "Atelier Fabrique Jardin Coopérative Maison Ferme Épicerie Garage Recyclerie Filature Conserverie Radio".split()
SECOND = "du Canal des Terrils de la Lys du Beffroi des Moulins de l'Avesnois du Marais de la Gare des Quais".split(
    " d"
)
WORDS = (
    "livraison vélo local producteurs légumes panier habitants quartier réparation outils partage récolte saison atelier"
    " formation salariés bénévoles assemblée commune marché énergie toit rénovation prêt matériel cuisine repas"
).split()
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
        "who does a practice well in an EPCI, by name",
        "SELECT ?who ?claim {{ ?claim sdo:areaServed <{area}> ; coop:practice charter:D03 ; coop:level ?level ;"
        " as:attributedTo ?by . FILTER(?level >= 3) ?by as:name ?who }}"
        " ORDER BY ?who LIMIT 50",
        150,
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
        with tempfile.TemporaryDirectory(prefix="bocage-bench-") as folder:
            rows += _at_size(Path(folder), size, vocabulary)
    with tempfile.TemporaryDirectory(prefix="bocage-bench-") as folder:
        rows += _beside_rdflib(Path(folder), vocabulary)
    return rows


def _at_size(data: Path, size: int, vocabulary: Vocabulary) -> list[Row]:
    documents = _fill(data, size, vocabulary)
    count = size * (1 + RECORDS_EACH)
    note = f"{count:,} records"
    with _indexed(data) as (seconds, peak_mb):
        rows = [
            _row("load a record into the store", count / seconds, "records/s", 1_000, note),
            _row("memory of the index worker at its peak", peak_mb, "MB", 700, note),
            _row("disk of a record, store and state", _disk(data) / count / 1_000, "kB", 10, note),
        ]
        reading = Reading(folder_of(data))
        for what, question, floor in QUESTIONS:
            times = [_ask(reading, _filled(question, documents, number)) for number in range(RUNS)]
            p95 = sorted(times)[int(0.95 * len(times))]
            rows.append(_row(what, 1e3 * p95, "ms", floor, f"p95, p50 {1e3 * statistics.median(times):.2f}, {note}"))
    mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1_000
    return [*rows, _row("memory of whoever asks at its peak, this bench in it", mb, "MB", None, note)]


def _beside_rdflib(data: Path, vocabulary: Vocabulary) -> list[Row]:
    documents = _fill(data, COMPARED // (1 + RECORDS_EACH), vocabulary)
    rows: list[Row] = []
    with _indexed(data):
        reading = Reading(folder_of(data))
        state = mirrored.open_beside(folder_of(data) / "state.db")
        lines = [line for row in mirrored.each(state, 0) for line in row.lines]
        state.close()
        start = time.perf_counter()
        graph = graph_of(lines)
        rows.append(
            _row("rdflib: load a record", COMPARED / (time.perf_counter() - start), "records/s", None, "10,000")
        )
        for what, question, _ in QUESTIONS:
            ours = statistics.median(_ask(reading, _filled(question, documents, number)) for number in range(10))
            theirs = statistics.median(_ask_rdflib(graph, _filled(question, documents, number)) for number in range(3))
            note = f"10,000 records, ours {1e3 * ours:.2f} ms, rdflib {1e3 * theirs:.2f} ms"
            rows.append(_row(f"{what}: rdflib's time over ours", theirs / ours, "times", 1, note))
    return rows


def _ask(reading: Reading, question: str) -> float:
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


def _ask_rdflib(graph: rdflib.Graph, question: str) -> float:
    prefixes = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())
    return _timed(lambda: graph.query(prefixes + question).serialize(format="json"))


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _filled(question: str, documents: list[tuple[str, str]], number: int) -> str:
    id, area = documents[(number * 7_919) % len(documents)]
    return question.format(id=id, area=area)


@contextmanager
def _indexed(data: Path) -> Iterator[tuple[float, float]]:
    """An index worker over the folder: the seconds until all could be asked about, and its memory at the peak in MB."""
    command = [sys.executable, "-m", "node.sparql.index_worker", str(data), ORIGIN]
    start = time.perf_counter()
    worker = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        assert worker.stdout is not None
        while "position" not in orjson.loads(worker.stdout.readline()):
            pass
        seconds = time.perf_counter() - start
        status = Path(f"/proc/{worker.pid}/status").read_text()
        yield seconds, int(status.partition("VmHWM:")[2].split()[0]) / 1_000
    finally:
        worker.communicate(timeout=60)


def _disk(data: Path) -> int:
    """Bytes below `sparql/`; a file with two names counts once."""
    files = {
        (s.st_dev, s.st_ino): s.st_blocks * 512 for f in (data / FOLDER).rglob("*") if f.is_file() for s in [f.stat()]
    }
    return sum(files.values())


def _fill(data: Path, size: int, vocabulary: Vocabulary) -> list[tuple[str, str]]:
    """A node's database with so many organisations; (id, area served) of each record."""
    chance = random.Random(size)
    communes, weights = _communes(vocabulary)
    db = mirrored.sqlite3.connect(data / "bocage.db", isolation_level=None)
    migrate(db)
    records.seed(db)
    meta.put(db, "epoch", "bench")
    made: list[tuple[str, str]] = []
    db.execute("BEGIN")
    for number, commune in enumerate(chance.choices(communes, weights, k=size)):
        area = vocabulary.territories.get(commune.parents[0])
        assert area is not None
        for document in _documents(number, chance, commune.compact, area.compact, vocabulary):
            _keep(db, document, vocabulary)
            made.append((str(document["id"]), area.iri))
    db.execute("COMMIT")
    db.close()
    return made


def _communes(vocabulary: Vocabulary) -> tuple[list[Territory], list[int]]:
    """All communes of the mainland that are part of something, each as often as it has inhabitants."""
    territories = vocabulary.territories
    departements = [f"fr-departement-{number:02d}" for number in range(1, 96)]
    found = [territories.get(slug) for each in departements for slug in territories.children(each, "commune")]
    communes = [each for each in found if each is not None and each.parents[0].startswith("fr-epci-")]
    return communes, [each.population or 100 for each in communes]


def _zipf(chance: random.Random, count: int) -> int:
    """Few of them often, most of them seldom."""
    return min(count - 1, int(count ** chance.random()) - 1)


def _documents(
    number: int, chance: random.Random, commune: str, area: str, vocabulary: Vocabulary
) -> Iterator[dict[str, object]]:
    host = f"https://n{number % 200}.example"
    owner = f"{host}/actors/a{number}"
    sectors, needs = vocabulary.schemes.sector.concepts, vocabulary.schemes.need.concepts
    name = f"{chance.choice(FIRST)} d{chance.choice(SECOND)} {number}".replace("ddu", "du")
    shared: dict[str, Any] = {
        "areaServed": [area],
        "sector": [sectors[_zipf(chance, len(sectors))].iri],
        "need": [needs[_zipf(chance, len(needs))].iri],
        "license": "https://spdx.org/licenses/etalab-2.0",
        "usagePolicy": "coop:policy-commons-open",
        "published": "2026-01-01T10:00:00.000Z",
        "updated": f"2026-{1 + number % 10:02d}-{1 + number % 28:02d}T10:{number % 60:02d}:00.000Z",
    }
    yield shared | {
        "@context": ACTOR,
        "id": owner,
        "type": "Organization",
        "preferredUsername": f"a{number}",
        "name": name,
        "nameMap": {"fr": name},
        "summary": f"<p>{' '.join(chance.choices(WORDS, k=40))}</p>",
        "inbox": f"{owner}/inbox",
        "outbox": f"{owner}/outbox",
        "platformKind": "platform",
        "coopStatus": "coop:coop-status-SCIC",
        "stage": "coop:stage-running",
        "website": f"https://a{number}.example/",
        "location": {
            "type": "Place",
            "name": "Ici",
            "latitude": 50.0 + chance.random(),
            "longitude": 2.0 + 2 * chance.random(),
            "within": [commune],
        },
    }
    for place, kind in enumerate(("offer", "request", "practice")[:RECORDS_EACH]):
        title, text = f"{chance.choice(WORDS)} {number}".capitalize(), " ".join(chance.choices(WORDS, k=30))
        content = f"<p><strong>{title}</strong></p><p>{text}</p>"
        record = shared | {
            "@context": RECORD,
            "id": f"{host}/objects/{number * 10 + place:026d}",
            "type": "Note",
            "attributedTo": owner,
            "name": title,
            "nameMap": {"fr": title},
            "content": content,
            "contentMap": {"fr": content},
            "to": [PUBLIC],
            "cc": [f"{owner}/followers"],
        }
        if kind == "practice":
            practice = vocabulary.charter.practices[_zipf(chance, len(vocabulary.charter.practices))]
            yield record | {"kind": "Practice", "practice": practice.iri, "level": chance.randrange(5)}
        else:
            yield record | {"kind": "Proposal", "purpose": kind, "validUntil": "2027-06-30"}


def _keep(db: Db, document: dict[str, object], vocabulary: Vocabulary) -> None:
    entry = read_entry(document, vocabulary)
    assert entry is not None
    id, owner, version = str(document["id"]), entry.owner, str(document["updated"])
    host = id.split("/")[2]
    record = records.Record(
        0, id, owner, "Proposal", version, "public", "commons-open", False, False, host, NOW, "proof", None, None
    )
    num = records.keep(db, record, document)
    entries.index(
        db, num, entry, vocabulary, audience="public", policy="commons-open", origin=host, version=version, fresh=True
    )


def _row(what: str, figure: float, unit: str, floor: float | None, note: str) -> Row:
    return {"what": what, "figure": round(figure, 2), "unit": unit, "floor": floor, "note": note}
