"""The shelf keeper reads what is missing; until then, and where it fails, the tables answer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from node import shelf_keeper
from node.directory import Directory
from node.query import Query
from node.reader import Reader
from node.shelf_keeper import ShelfKeeper
from node.store.connection import Db
from node.store.memory import shelf
from node.store.memory.held import Held
from node.store.store import Store
from tests.node.directory_world import Clock, World
from vocab.vocabulary import Vocabulary


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    store = await Store.open(str(tmp_path / "bocage.db"))
    yield store
    await store.close()


async def total(directory: Directory) -> int:
    return (await directory.ask(Query(), Reader())).found.total


async def put(store: Store, vocabulary: Vocabulary, *names: str) -> None:
    await store.writing("put", lambda db: [World(vocabulary, store, db).put(name) for name in names])


def over(store: Store, vocabulary: Vocabulary) -> Directory:
    keeper = ShelfKeeper(store, Clock())
    return Directory(store, vocabulary, keeper.clock, "Test", "https://here.example", "fr", b"secret", keeper)


async def until_there(keeper: ShelfKeeper) -> None:
    while keeper.held.missing:
        await asyncio.sleep(0.001)


async def test_run__reads_once_and_again_when_it_goes_missing(
    store: Store, words: Vocabulary, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shelf_keeper, "PAUSE_S", 0.0)
    monkeypatch.setattr(shelf, "MAX_CHANGES", 2)
    directory = over(store, words)
    assert directory.keeper is not None
    keeper = directory.keeper
    assert await total(directory) == 0  # from the tables

    running = asyncio.create_task(keeper.run())
    await until_there(keeper)
    await put(store, words, "a", "b")
    assert await total(directory) == 2
    assert not keeper.held.missing

    await put(store, words, "c", "d", "e")  # more than it follows
    assert await total(directory) == 5  # from the tables
    await until_there(keeper)
    assert await total(directory) == 5
    assert not keeper.held.missing
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)


async def test_read__what_fails__leaves_the_tables(
    store: Store, words: Vocabulary, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(self: Held, db: Db, now: str) -> None:
        raise MemoryError

    await put(store, words, "a")
    directory = over(store, words)
    assert directory.keeper is not None
    monkeypatch.setattr(Held, "read", fail)

    await directory.keeper.read()

    assert directory.keeper.held.missing
    assert await total(directory) == 1
    assert directory.keeper.awake.is_set()  # it is tried again


async def test_read__what_is_made_ready_with_it__only_where_there_is_a_record(store: Store, words: Vocabulary) -> None:
    made: list[str] = []
    keeper = ShelfKeeper(store, Clock(), lambda: made.append("names"))
    await keeper.read()
    assert made == []

    await put(store, words, "vélo")
    keeper.held = Held()
    await keeper.read()
    assert made == ["names"]
