"""The map: what a picture of the server costs, and the marks of a window, from memory and from the tables."""

from __future__ import annotations

import time
from collections.abc import Callable
from statistics import median
from urllib.parse import parse_qsl

from node.map.clusters import gathered
from node.map.frame import Frame
from node.map.window import grid_of, marks_of
from node.query import Query
from node.reader import Reader
from node.store import spots
from node.store.connection import Db
from node.store.memory.held import Held
from node.store.squares import Grid, squares
from node.web.maps import GRID, HEIGHT, WIDTH
from tests.bench.bench_directory import NOW, Row, _filled, _row
from vocab.vocabulary import Vocabulary

SIZES = (2_000, 50_000)
# Everything there is, as a whole, as a region, as a town.
WINDOWS = (((-5.0, 42.0, 9.0, 51.5), 6), ((2.3, 49.9, 4.1, 51.1), 9), ((3.0, 50.6, 3.1, 50.66), 13))
QUESTIONS = ("facets=none", "q=livraison&facets=none", "territory=fr-epci-200093201&facets=none")


def run() -> list[Row]:
    """Rows of {what, figure, unit, floor, note}, in CPU of one process."""
    vocabulary = Vocabulary.load()
    rows: list[Row] = []
    for size in SIZES:
        db, _ = _filled(size, vocabulary)
        held = Held()
        held.read(db, NOW)
        for asked in QUESTIONS:
            query = Query.from_params(parse_qsl(asked), vocabulary)
            note = f"p50, {size:,} entries, {asked}"
            for how, there in (("memory", held), ("tables", None)):
                cost = _picture(db, query, vocabulary, there)
                rows.append(_row(f"the picture of view=map from {how}", 1e3 * cost, "ms", None, note))
            for window, zoom in WINDOWS:
                for how, there in (("memory", held), ("tables", None)):
                    cost, count, found = _window(db, query, vocabulary, window, zoom, there)
                    what = f"marks of a window from {how}, zoom {zoom}"
                    rows.append(_row(what, 1e3 * cost, "ms", None, f"{note}: {count} marks of {found:,}"))
        db.close()
    return rows


def _picture(db: Db, query: Query, vocabulary: Vocabulary, held: Held | None) -> float:
    def draw() -> object:
        extent = spots.extent(db, query, Reader(), vocabulary, now=NOW, held=held)
        frame = Frame.around(extent.box or WINDOWS[0][0], WIDTH, HEIGHT)
        west, south, east, north = frame.box
        grid = Grid(frame.box, (east - west) / GRID, (north - south) / GRID)
        return gathered(squares(db, query, Reader(), vocabulary, grid, now=NOW, held=held), frame)

    draw()
    return median(_cpu(draw) for _ in range(5))


def _window(
    db: Db,
    query: Query,
    vocabulary: Vocabulary,
    window: tuple[float, float, float, float],
    zoom: int,
    held: Held | None,
) -> tuple[float, int, int]:
    grid = grid_of(window, zoom)

    def mark() -> list[int]:
        found = squares(db, query, Reader(), vocabulary, grid, now=NOW, held=held)
        return [each.count for each in marks_of(found, grid, zoom)]

    counts = mark()
    return median(_cpu(mark) for _ in range(5)), len(counts), sum(counts)


def _cpu(work: Callable[[], object]) -> float:
    """Seconds of this process alone: whatever else the machine does counts for nothing."""
    start = time.process_time()
    work()
    return time.process_time() - start
