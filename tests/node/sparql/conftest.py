"""Stores over a node in memory."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterator
from pathlib import Path

import pytest

from node.sparql import index_worker
from node.sparql.keeper import Keeper
from node.sparql.slow_reader import SlowReader
from node.store import mirrored
from node.store.connection import Db
from tests.node.ground import ORIGIN
from vocab.vocabulary import Vocabulary


class Stores:
    """Keepers of one test, each in a folder of its own."""

    def __init__(self, folder: Path, words: Vocabulary) -> None:
        self.folder, self.words = folder, words
        self.slow = SlowReader()
        self.made: list[Keeper] = []

    def keeper(self, db: Db, name: str = "sparql") -> Keeper:
        """A keeper over a database, opened."""
        made = index_worker.keeper_of(db, self.folder / name, ORIGIN, self.words, self.slow)
        self.made.append(made)
        made.open(lambda done: None)
        return made

    def clear(self) -> None:
        """Begin with nothing."""
        for each in self.made:
            each.close()
        self.made.clear()
        for left in self.folder.iterdir():
            shutil.rmtree(left)

    def close(self) -> None:
        self.clear()
        self.slow.close()


@pytest.fixture
def stores(tmp_path: Path, words: Vocabulary) -> Iterator[Stores]:
    """Where stores of this test are."""
    made = Stores(tmp_path, words)
    yield made
    made.close()


def everything(keeper: Keeper, levels: Collection[int]) -> dict[str, object]:
    """All that a keeper keeps for these levels, whatever the way it came to it."""
    state = keeper._state
    assert state is not None
    rows = {(row.id, row.level, row.lines) for row in mirrored.each(state, 2)}
    mentions = {iri: level for level in (2, 1, 0) for iri in mirrored.mentioned(state, level)}
    lines = {level: store.lines() for level, store in keeper.stores.items() if level in levels}
    return {"rows": rows, "mentions": mentions, "lines": lines, "counts": {k: n for k, n in keeper.counts.items() if n}}
