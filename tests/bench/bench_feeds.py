"""Feeds: what one costs in each form, written now and kept, over 10,000 records (floors: 60 ms and 15 ms an answer)."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Callable
from typing import Any, Final, cast

from node.clock import iso
from node.directory import Directory
from node.feeds.feeds import FORMS, Asked, Feeds
from node.query import Query
from node.shelf_keeper import ShelfKeeper
from node.store.connection import Db
from node.store.store import Store
from tests.bench.bench_directory import Row, _filled, _row
from vocab.vocabulary import Vocabulary

SIZE: Final = 10_000
COLD_MS: Final = 60
KEPT_MS: Final = 15
AT: Final = 1_795_600_800.0
QUESTIONS: Final = (
    ("a town", [("territory", "fr-commune-59350")]),
    ("a région", [("territory", "fr-region-32")]),
    ("a word", [("q", "livraison")]),
    ("everything", []),
)


class Clock:
    """A clock that stands still."""

    def now(self) -> float:
        return AT


class InlineStore:
    """The database, read at once: what a thread hop costs is not counted (about 0.1 ms)."""

    def __init__(self, db: Db) -> None:
        self.db = db

    async def reading(self, unit: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        return unit(self.db, *args, **kwargs)


def run() -> list[Row]:
    """Rows of {what, figure, unit, floor, note}: the slowest question of each form, and a kept answer."""
    vocabulary = Vocabulary.load()
    db, _ = _filled(SIZE, vocabulary)
    directory = directory_over(db, vocabulary)
    rows: list[Row] = []
    for form in FORMS:
        costs = {
            what: statistics.median(asyncio.run(_ask(directory, _asked(pairs, form, vocabulary), kept=False)))
            for what, pairs in QUESTIONS
        }
        what, cost = max(costs.items(), key=lambda each: each[1])
        rows.append(
            _row(
                f"{form}, written now", 1e3 * cost, "ms", COLD_MS, f"p50 of CPU time, slowest: {what}, {SIZE:,} records"
            )
        )
    kept = statistics.median(asyncio.run(_ask(directory, _asked([], "atom", vocabulary), kept=True)))
    rows.append(_row("atom, kept", 1e3 * kept, "ms", KEPT_MS, "p50 of CPU time"))
    db.close()
    return rows


def directory_over(db: Db, vocabulary: Vocabulary) -> Directory:
    """The directory of a node as it usually runs: what is found is kept in memory."""
    store, clock = cast("Store", InlineStore(db)), Clock()
    keeper = ShelfKeeper(store, clock)
    keeper.held.read(db, iso(AT))
    return Directory(store, vocabulary, clock, "Bocage", "https://node.example", "fr", b"secret" * 6, keeper)


def _asked(pairs: list[tuple[str, str]], form: str, vocabulary: Vocabulary) -> Asked:
    return Asked(Query.from_params(pairs, vocabulary), tuple(pairs), form, "fr")


async def _ask(directory: Directory, asked: Asked, *, kept: bool) -> list[float]:
    feeds = Feeds(directory, lambda: 1, 4_000_000, 30)
    found = []
    for _ in range(9):
        if not kept:
            feeds = Feeds(directory, lambda: 1, 4_000_000, 30)
        start = time.process_time()
        await feeds.of(asked)
        found.append(time.process_time() - start)
    return found[1:]


if __name__ == "__main__":
    for line in run():
        print("{what:40} {figure:>10} {unit} floor {floor} ({note})".format(**line))
