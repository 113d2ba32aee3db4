"""The directory: what an entry costs to index and a question to answer, at two sizes (floors: LIMITS, at 100,000)."""

from __future__ import annotations

import random
import sqlite3
import statistics
import time
from collections.abc import Callable
from urllib.parse import parse_qsl

from node.query import Query
from node.reader import Reader
from node.store import entries, records, search
from node.store.connection import Db
from node.store.migrate import migrate
from vocab.context import PUBLIC, RECORD
from vocab.entry import read_entry
from vocab.vocabulary import Vocabulary

Row = dict[str, object]

SIZES = (2_000, 50_000)
NOW = "2026-11-23T10:00:00.000Z"
# What is asked, with the milliseconds that LIMITS measured for SQLite at 100,000 where it did.
QUESTIONS: tuple[tuple[str, str, float | None], ...] = (
    ("first page, no filter, all facets", "", 42),
    ("kind, all facets", "kind=organization", None),
    ("one rare word", "q=compost&facets=none", 22),
    ("one common word", "q=livraison&facets=none", 45),
    ("one rare word, all facets", "q=compost", None),
    ("EPCI + sector", "territory=fr-epci-200093201&sector=AM160&facets=none", None),
    ("département + sector + need", "territory=fr-departement-59&sector=AM160&need=livrer&facets=none", 0.46),
    ("EPCI + sector, all facets", "territory=fr-epci-200093201&sector=AM160", None),
    ("region, all facets", "territory=fr-region-32", None),
    ("box of a town", "bbox=3.0,50.6,3.1,50.7&facets=none", 0.09),
    ("ten kilometres by distance", "near=50.63,3.06&radius_km=10&sort=distance&facets=none", None),
    ("by name", "sort=name&facets=none", None),
    ("practice of organisations", "practice=D03&min_level=3&kind=organization&facets=none", None),
)
COMMON = (
    "livraison vélo local producteurs légumes panier coopérative habitants quartier réparation atelier outils".split()
)


def run() -> list[Row]:
    """Rows of {what, figure, unit, floor, note}; a floor of None is a comparison, not a promise."""
    vocabulary = Vocabulary.load()
    rows: list[Row] = []
    for size in SIZES:
        db, costs = _filled(size, vocabulary)
        note = f"{size:,} entries"
        rows += [_row(what, 1e6 * cost / size, "us", floor, note) for what, cost, floor in costs]
        for what, asked, floor in QUESTIONS:
            query = Query.from_params(parse_qsl(asked, keep_blank_values=True), vocabulary)
            total, seconds = _ask(db, query, vocabulary)
            rows.append(_row(what, 1e3 * seconds, "ms", floor, f"p50, {note}, {total:,} found"))
        db.close()
    return rows


def _ask(db: Db, query: Query, vocabulary: Vocabulary) -> tuple[int, float]:
    def ask() -> int:
        return search.find(db, query, Reader(), vocabulary, records.body, now=NOW).total

    return ask(), statistics.median(_timed(ask) for _ in range(9))


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _filled(size: int, vocabulary: Vocabulary) -> tuple[Db, list[tuple[str, float, float | None]]]:
    chance = random.Random(size)
    places = [slug for slug in vocabulary.territories.children("fr-departement-59", "commune")]
    areas = vocabulary.territories.children("fr-departement-59", "epci")
    rare = [f"{word}{number}" for word in ("jardin", "marché", "atelier") for number in range(2_000)] + ["compost"] * 8
    db = sqlite3.connect(":memory:", isolation_level=None)
    migrate(db)
    records.seed(db)
    documents = [_document(number, chance, places, areas, rare, vocabulary) for number in range(size)]
    keep = read = index = 0.0
    db.execute("BEGIN")
    for number, document in enumerate(documents):
        start = time.perf_counter()
        num = records.keep(db, _record(document), document)
        kept = time.perf_counter()
        entry = read_entry(document, vocabulary)
        understood = time.perf_counter()
        assert entry is not None
        entries.index(
            db,
            num,
            entry,
            vocabulary,
            audience="public",
            policy="commons-open",
            origin=f"n{number % 200}.example",
            version=str(document["updated"]),
        )
        done = time.perf_counter()
        keep, read, index = keep + kept - start, read + understood - kept, index + done - understood
        if number % 128 == 127:  # as the store commits under load
            start = time.perf_counter()
            db.execute("COMMIT")
            db.execute("BEGIN")
            index += time.perf_counter() - start
    db.execute("COMMIT")
    return db, [
        ("keep a record", keep, None),
        ("read a record as an entry", read, None),
        ("index an entry", index, 120),
    ]


def _document(
    number: int,
    chance: random.Random,
    places: tuple[str, ...] | list[str],
    areas: tuple[str, ...],
    rare: list[str],
    vocabulary: Vocabulary,
) -> dict[str, object]:
    owner = f"https://n{number % 200}.example/actors/a"
    name = " ".join([*chance.choices(COMMON, k=2), chance.choice(rare), str(number)])
    text = " ".join([*chance.choices(COMMON, k=12), *chance.choices(rare, k=30)])
    commune, area = (chance.choice(each).replace("fr-", "fr/", 1) for each in (places, areas))
    content = f"<p><strong>{name}</strong></p><p>{text}</p>"
    document: dict[str, object] = {
        "@context": RECORD,
        "id": f"https://n{number % 200}.example/objects/{number:026d}",
        "type": "Note",
        "attributedTo": owner,
        "name": name,
        "nameMap": {"fr": name},
        "content": content,
        "contentMap": {"fr": content},
        "areaServed": ["territory:" + "/".join(area.rsplit("-", 1))],
        "location": {
            "type": "Place",
            "latitude": 50.0 + chance.random(),
            "longitude": 2.4 + 1.6 * chance.random(),
            "within": ["territory:" + "/".join(commune.rsplit("-", 1))],
        },
        "sector": [chance.choice(vocabulary.schemes.sector.concepts).iri],
        "need": [chance.choice(vocabulary.schemes.need.concepts).iri],
        "to": [PUBLIC],
        "published": "2026-01-01T10:00:00.000Z",
        "updated": f"2026-{1 + number % 10:02d}-{1 + number % 28:02d}T10:{number % 60:02d}:00.000Z",
        "license": "https://spdx.org/licenses/etalab-2.0",
        "usagePolicy": "coop:policy-commons-open",
    }
    kind = chance.random()
    if kind < 0.6:
        return document | {"kind": "Listing", "organization": {"type": "Organization", "name": name}}
    if kind < 0.9:
        return document | {"kind": "Proposal", "purpose": "offer", "deadline": "2027-06-30"}
    return document | {"kind": "Practice", "practice": "charter:D03", "level": chance.randrange(5)}


def _record(document: dict[str, object]) -> records.Record:
    return records.Record(
        num=0,
        id=str(document["id"]),
        owner=str(document["attributedTo"]),
        kind="Listing",
        version=str(document["updated"]),
        audience="public",
        policy="commons-open",
        local=False,
        deleted=False,
        origin="a.example",
        received=NOW,
        verified="proof",
        proof=None,
        via=None,
    )


def _row(what: str, figure: float, unit: str, floor: float | None, note: str) -> Row:
    return {"what": what, "figure": round(figure, 2), "unit": unit, "floor": floor, "note": note}


if __name__ == "__main__":
    for line in run():
        print("{what:40} {figure:>10} {unit} floor {floor} ({note})".format(**line))
