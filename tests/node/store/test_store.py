"""The store: what was answered is on disk, and a unit that fails undoes itself alone."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from node.store import deliveries, errands, log, meta
from node.store.connection import Db
from node.store.store import MAX_UNITS_PER_COMMIT, Store


@pytest.fixture(params=["threads", "inline"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    path = str(tmp_path / "node.db")
    opened = await (Store.open(path) if request.param == "threads" else Store.open_inline(path))
    try:
        yield opened
    finally:
        await opened.close()


def put(db: Db, name: str) -> str:
    meta.put(db, name, "x")
    return name


def fail(db: Db, name: str) -> str:
    meta.put(db, name, "x")
    raise ValueError(name)


def fail_to_read(db: Db, name: str) -> None:
    raise ValueError(name)


def names(db: Db) -> set[str]:
    return {str(row[0]) for row in db.execute("SELECT name FROM meta")}


async def test_writing__gives_the_units_value_and_others_see_it(store: Store) -> None:
    assert await store.writing("put", put, "a") == "a"
    assert await store.reading(names) == {"a"}


async def test_apart__sees_what_was_written_and_is_closed(store: Store) -> None:
    await store.writing("put", put, "a")
    assert await store.apart(names) == {"a"}
    with pytest.raises(ValueError, match="b"):
        await store.apart(fail_to_read, "b")
    assert await store.apart(names) == {"a"}


async def test_writing__a_unit_that_fails__undoes_itself_alone(store: Store) -> None:
    answers = await asyncio.gather(
        store.writing("put", put, "a"),
        store.writing("fail", fail, "b"),
        store.writing("put", put, "c"),
        store.writing("fail", fail, "d"),
        return_exceptions=True,
    )

    assert [str(answer) for answer in answers] == ["a", "b", "c", "d"]
    assert [isinstance(answer, ValueError) for answer in answers] == [False, True, False, True]
    assert await store.reading(names) == {"a", "c"}


async def test_writing__units_that_arrive_together__share_a_commit(store: Store) -> None:
    before = store.commits

    await asyncio.gather(*(store.writing("put", put, f"n{number}") for number in range(100)))

    assert store.commits - before == 1
    assert store.units >= 100


async def test_writing__more_than_a_commit_holds__is_all_written(store: Store) -> None:
    count = 2 * MAX_UNITS_PER_COMMIT + 1

    await asyncio.gather(*(store.writing("put", put, f"n{number}") for number in range(count)))

    assert len(await store.reading(names)) == count


async def test_writing__in_the_order_asked(store: Store) -> None:
    def append(db: Db, letter: str) -> None:
        meta.put(db, "word", (meta.get(db, "word") or "") + letter)

    await asyncio.gather(*(store.writing("append", append, letter) for letter in "bocage"))

    assert await store.reading(meta.get, "word") == "bocage"


async def test_writing__a_caller_that_gave_up__does_not_undo_the_work(store: Store) -> None:
    waiting = asyncio.ensure_future(store.writing("put", put, "a"))
    await asyncio.sleep(0)
    waiting.cancel()

    await store.writing("put", put, "b")

    assert await store.reading(names) == {"a", "b"}


async def test_writing__a_broken_statement__is_the_units_alone(store: Store) -> None:
    def broken(db: Db) -> None:
        put(db, "half")
        db.execute("INSERT INTO nowhere VALUES (1)")

    answers = await asyncio.gather(
        store.writing("broken", broken), store.writing("put", put, "a"), return_exceptions=True
    )

    assert isinstance(answers[0], sqlite3.OperationalError)
    assert await store.reading(names) == {"a"}


async def test_reading__sees_one_moment_and_writes_nothing(tmp_path: Path) -> None:
    store = await Store.open(str(tmp_path / "node.db"))
    try:
        with pytest.raises(sqlite3.OperationalError):
            await store.reading(put, "a")
        assert await store.reading(names) == set()
        assert await store.writing("put", put, "b") == "b"
    finally:
        await store.close()


async def test_close__finishes_what_waits(tmp_path: Path) -> None:
    path = str(tmp_path / "node.db")
    store = await Store.open(path)
    waiting = asyncio.ensure_future(store.writing("put", put, "a"))
    await asyncio.sleep(0)

    await store.close()

    assert await waiting == "a"
    again = await Store.open(path)
    assert await again.reading(names) == {"a"}
    await again.close()


async def test_open__the_disks_word_is_asked_for_every_commit(tmp_path: Path) -> None:
    store = await Store.open(str(tmp_path / "node.db"))
    try:
        found = await store.writing(
            "look", lambda db: [db.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous")]
        )
        assert found == ["wal", 2]
    finally:
        await store.close()


@pytest.mark.parametrize("round", range(8))
async def test_close__leaves_one_file(tmp_path: Path, round: int) -> None:
    # Given a database that several connections read while it is written to
    store = await Store.open(str(tmp_path / "bocage.db"), readers=4)
    try:
        await asyncio.gather(*(store.reading(names) for _ in range(8)), store.writing("put", put, "a"))
    finally:
        await store.close()

    assert [path.name for path in tmp_path.iterdir()] == ["bocage.db"]


async def test_queues_version__grows_with_each_commit_that_left_something_to_send_or_to_read(store: Store) -> None:
    version = store.queues_version

    await store.writing("other", put, "a")
    assert store.queues_version == version
    await store.writing("read", errands.add, "backfill", "https://b.example/b", "https://a.example/a", 0.0)
    assert store.queues_version == version + 1
    await store.writing("send", queue_one)
    assert store.queues_version == version + 2


def queue_one(db: Db) -> None:
    us, id = "https://b.example/b", "https://b.example/1"
    said = log.Entry(0, id, us, "Create", f"{id}/note", "live", "2026-11-23T10:00:00.000Z", "public", ())
    deliveries.enqueue(db, log.append(db, said, {}), [("https://a.example/inbox", "a.example")], 0.0)
