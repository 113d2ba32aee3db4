"""The index worker as a process: it follows the database, survives what happens to it, and ends with its parent."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from pathlib import Path

import pytest

from node import charters, publishing
from node.clock import SystemClock
from node.founding import found
from node.home import Home
from node.profiles import NewActor
from node.settings import Settings
from node.sparql.indexer import Indexer
from node.sparql.names import folder_of
from node.sparql.query_worker import Reading
from node.sparql.refusals import NotNow
from node.store.store import Store
from tests.node.ground import PAIR
from tests.node.sparql.test_query_worker import ask, asked
from tests.vocab.charter_files import charter_file
from vocab.vocabulary import Vocabulary

ORIGIN = "https://pedales.example"
NAMES = "SELECT ?name { ?offer a vf:Proposal ; as:name ?name FILTER(LANG(?name) = '') } ORDER BY ?name"


class Place:
    """A node's folder with a store open on it, and an indexer beside."""

    def __init__(self, data: Path, store: Store, home: Home, indexer: Indexer) -> None:
        self.data, self.store, self.home, self.indexer = data, store, home, indexer
        self.reading = Reading(folder_of(data))

    async def say(self, **draft: object) -> str:
        actor = self.home.actor_id("pedales")
        made = await self.store.writing("say", publishing.publish, self.home, actor, {"kind": "offer"} | draft)
        return made.id

    def names(self) -> list[str]:
        ((said, body),) = ask(self.reading, asked(NAMES, base=ORIGIN))
        assert said["ok"], said
        return [
            line.split('"value":"')[1].split('"')[0]
            for line in body.decode().splitlines()
            if '"name"' in line and "value" in line
        ]


@pytest.fixture
async def place(tmp_path: Path, words: Vocabulary) -> AsyncIterator[Place]:
    data = tmp_path / "node"
    settings = Settings(origin=ORIGIN, title="Les Pédales")
    await found(data, settings, NewActor("pedales", "Les Pédales", "platform"), (PAIR, PAIR), words)
    store = await Store.open(str(data / "bocage.db"))
    home = Home(settings, words, SystemClock())
    loop = asyncio.get_running_loop()
    indexer = Indexer(data, ORIGIN, home.clock, loop.create_task)
    task = loop.create_task(indexer.run())
    yield Place(data, store, home, indexer)
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    await store.close()


async def until(what: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(60):
        while not await what():
            await asyncio.sleep(0.05)


async def test_indexer__follows_without_being_asked(place: Place) -> None:
    await place.indexer.ask("sync")
    await place.say(name="Toute seule")

    async def there() -> bool:
        return place.names() == ["Toute seule"]

    async def told() -> bool:
        # It is there before the worker says so.
        return (place.indexer.status.records, place.indexer.status.behind) == (2, 0)

    await until(there)
    await until(told)


async def test_indexer__killed_at_any_moment_it_goes_on(place: Place) -> None:
    await place.indexer.ask("sync")
    for number in range(3):
        await place.say(name=f"Offre {number}")
        process = place.indexer._process
        assert process is not None
        asking = asyncio.get_running_loop().create_task(place.indexer.ask("sync"))
        await asyncio.sleep(0)
        process.send_signal(signal.SIGKILL)
        with suppress(NotNow):
            await asking
        await process.wait()

        async def another(former: object = process) -> bool:
            return place.indexer._process not in (None, former)

        await until(another)
    await place.indexer.ask("sync")

    assert place.names() == ["Offre 0", "Offre 1", "Offre 2"]
    assert place.indexer.restarts == 3


async def test_indexer__rebuilds_and_tidies_when_asked(place: Place) -> None:
    await place.say(name="Une")
    heard: list[dict[str, object]] = []
    place.indexer.told = heard.append

    # A network's charter that was installed while the worker ran.
    fork = charters.read(charter_file(), place.home.vocabulary)
    await place.store.writing("charter", charters.keep, fork, charter_file(), place.home.vocabulary, "2026-11-27")
    done = await place.indexer.ask("rebuild")
    await place.indexer.ask("tidy")

    assert done["records"] == 2
    assert place.names() == ["Une"]
    ((said, body),) = ask(place.reading, asked('SELECT ?own { ?own skos:notation "G50-reseau-nord" }', base=ORIGIN))
    assert said["ok"] and b"reseau-nord#G50" in body


async def test_indexer__ends_when_its_input_does(place: Place) -> None:
    await place.indexer.ask("sync")
    process = place.indexer._process
    assert process is not None and process.stdin is not None

    process.stdin.close()

    assert await asyncio.wait_for(process.wait(), 30) == 0
