"""A village: real nodes on loopback, for the stories. In this process, or in one of their own to be killed."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import orjson

from node import following, publishing
from node.control import ask
from node.founding import found
from node.node import Node
from node.profiles import KeyPair, NewActor
from node.serve import running
from node.settings import Settings, load
from node.store import records
from node.store.connection import Db
from tests.shipped import STOCK
from vocab.vocabulary import Vocabulary

ROOT = Path(__file__).parents[2]
PATIENCE_S = 30.0


def _pairs() -> Iterator[KeyPair]:
    """Real keys, of which making is what takes long: a dozen are made and serve in turn, two for each house."""
    made = []
    while len(made) < 12:
        made.append(KeyPair.generate())
        yield made[-1]
    yield from itertools.cycle(made)


PAIRS = _pairs()


@dataclass(frozen=True, slots=True, repr=False)
class House:
    """A node of the village."""

    node: Node
    name: str
    data: Path

    @property
    def actor(self) -> str:
        """Its organisation."""
        return self.node.home.actor_id(self.name)

    @property
    def origin(self) -> str:
        """Its address."""
        return self.node.home.origin

    async def publish(self, **draft: object) -> str:
        """Publish a record; its id."""
        made = await self.node.store.writing("publish", publishing.publish, self.node.home, self.actor, draft)
        self.node.wake()
        return made.id

    async def withdraw(self, id: str) -> None:
        """Withdraw a record."""
        await self.node.store.writing("withdraw", publishing.withdraw, self.node.home, self.actor, id)
        self.node.wake()

    async def follow(self, other: House | str) -> None:
        """Follow another house, or an actor by its id."""
        target = await self.node.meet(other if isinstance(other, str) else other.actor)
        await self.node.store.writing("follow", following.follow, self.node.home, self.actor, target.id)
        self.node.wake()

    async def join(self, network: str) -> None:
        """Join a network, by its actor's id."""
        target = await self.node.meet(network)
        await self.node.store.writing("join", following.join, self.node.home, self.actor, target.id)
        self.node.wake()

    async def leave(self, network: str) -> None:
        """Leave a network."""
        await self.node.store.writing("leave", following.leave, self.node.home, self.actor, network)
        self.node.wake()

    async def holds(self, id: str) -> bool:
        """Whether this node's directory has the record."""
        return await self.node.store.reading(_shelved, id)

    async def record(self, id: str) -> records.Record | None:
        """What this node keeps under an id."""
        return await self.node.store.reading(records.find, id)

    async def document(self, id: str) -> dict[str, object]:
        """The document this node keeps under an id."""
        return await self.node.store.reading(_document, id)


def _shelved(db: Db, id: str) -> bool:
    return db.execute("SELECT 1 FROM entries WHERE id = ?", (id,)).fetchone() is not None


def _document(db: Db, id: str) -> dict[str, object]:
    record = records.find(db, id)
    return records.document(db, record.num) if record else {}


@asynccontextmanager
async def house(
    data: Path,
    name: str,
    vocabulary: Vocabulary,
    *,
    kind: str = "platform",
    membership: str = "open",
    sparql: bool = False,
    host: str = "127.0.0.1",
) -> AsyncIterator[House]:
    """A node of this process, founded if it is new; with `sparql`, its index worker is a process of its own."""
    found = await settled(data, name, vocabulary, kind=kind, membership=membership, host=host)
    settings = replace(found, sparql=sparql)
    async with running(data, settings, vocabulary=vocabulary, stock=STOCK) as (node, _):
        yield House(node, name, data)


async def settled(
    data: Path,
    name: str,
    vocabulary: Vocabulary,
    *,
    kind: str = "platform",
    membership: str = "open",
    host: str = "127.0.0.1",
) -> Settings:
    """The settings of a node's folder, which is founded if it is new."""
    if not (data / "bocage.db").exists():
        port = free_port()
        settings = Settings(
            origin=f"http://{host}:{port}",
            listen=f"127.0.0.1:{port}",
            title=name.title(),
            membership=membership,
            allow_private_networks=True,
        )
        new = NewActor(name, name.title(), kind, "fr-commune-59350")
        await found(data, settings, new, (next(PAIRS), next(PAIRS)), vocabulary)
    return load(data, {"BOCAGE_SPARQL": "false"})


@contextmanager
def process(data: Path, *, asleep: bool = False) -> Iterator[subprocess.Popen[str]]:
    """A founded node in its own process; `asleep`: it accepts and publishes, but no worker runs."""
    command = [sys.executable, "-m", "tests.network.sleeper", str(data), "asleep" if asleep else "awake"]
    child = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert child.stdout is not None
        line = child.stdout.readline()
        assert line.startswith("ready"), f"the node did not start: {line!r}"
        yield child
    finally:
        child.kill()
        child.wait()
        if child.stdout:
            child.stdout.close()


async def command(data: Path, name: str, **arguments: object) -> object:
    """Ask a node in another process, over its socket."""
    answer = await ask(data, name, arguments, lambda progress: None)
    assert answer is not None, "the node does not listen"
    assert "error" not in answer, orjson.dumps(answer).decode()
    return answer["result"]


async def until(what: Callable[[], Awaitable[bool]], saying: str) -> None:
    """Wait for something to become true, with a bound."""
    deadline = time.monotonic() + PATIENCE_S
    while not await what():
        assert time.monotonic() < deadline, f"not within {PATIENCE_S} s: {saying}"
        await asyncio.sleep(0.05)


def free_port() -> int:
    """A port of loopback that nobody listens on."""
    with contextlib.closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
