"""The catalogue of open data: what an answer costs, and what memory it takes over many records and not over few.

Its datasets are files elsewhere, which are streamed (`bench_exports`): here nothing may grow with the records.
"""

from __future__ import annotations

import asyncio
import sqlite3
import time
import tracemalloc
from collections.abc import Callable, Coroutine
from contextlib import closing
from typing import Final

from node.catalog.covering import Coverer
from node.catalog.gathering import Gatherer
from node.catalog.paging import SIZE, slice_of
from node.catalog.statements import Describer
from node.catalog.writing import WRITERS
from node.directory import Directory
from node.map.contours import Contours
from node.store import records
from node.store.migrate import migrate
from tests.bench.bench_exports import fill_into
from tests.bench.bench_feeds import directory_over
from vocab.landscape import Landscape
from vocab.vocabulary import Vocabulary

Row = dict[str, object]

SIZES: Final = (200, 10_000)
PLACES: Final = (("everything", None), ("a town", "fr-commune-59350"), ("a région", "fr-region-32"))


def run() -> list[Row]:
    """Rows of {what, figure, unit, floor, note}."""
    vocabulary = Vocabulary.load()
    rows: list[Row] = []
    peaks: dict[int, dict[str, float]] = {}
    for size in SIZES:
        with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
            migrate(db)
            records.seed(db)
            fill_into(db, size, vocabulary)
            directory = directory_over(db, vocabulary)
            peaks[size] = {}
            for what, place in PLACES:
                answer = _answering(directory, vocabulary, place)
                asyncio.run(answer())  # what is learned once is learned
                began = time.process_time()
                weight = asyncio.run(answer())
                cost = 1e3 * (time.process_time() - began)
                note = f"written now in {len(WRITERS)} forms, {weight / 1e3:.0f} kB, {size:,} records"
                rows.append(_row(f"the catalogue of {what}", cost, "ms", note))
                tracemalloc.start()
                asyncio.run(answer())
                peaks[size][what] = tracemalloc.get_traced_memory()[1] / 1e6
                tracemalloc.stop()
    few, many = SIZES
    for what, _ in PLACES:
        grown = peaks[many][what] - peaks[few][what]
        note = f"peak over {many:,} records, less that over {few:,} ({peaks[few][what]:.1f} MB)"
        rows.append(_row(f"memory grown, {what}", grown, "MB", note))
    return rows


def _answering(
    directory: Directory, vocabulary: Vocabulary, place: str | None
) -> Callable[[], Coroutine[object, object, int]]:
    """What makes the first page in each form; it gives how many bytes that were."""
    territories = vocabulary.territories
    coverer = Coverer(territories, Landscape(territories), Contours(None, territories))
    gatherer = Gatherer(directory, coverer, "etalab-2.0")
    describer = Describer(directory.origin, directory.title, "Bocage", "a@node.example", vocabulary, place)

    async def answer() -> int:
        shown = slice_of(await gatherer.all(place), 1, SIZE)
        assert shown is not None
        return sum(len(write(describer.page(shown, form))) for form, (_, write) in WRITERS.items())

    return answer


def _row(what: str, figure: float, unit: str, note: str) -> Row:
    return {"what": what, "figure": round(figure, 2), "unit": unit, "floor": None, "note": note}
