"""Killed at a named point, again and again: what was acknowledged is not lost, and nothing has effect twice.

Hundreds of activities pass each point, and the process dies at two places of it. The sender repeats what was not
acknowledged, as servers do; what was acknowledged it never sends again.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import orjson
import pytest
from aiohttp import ClientError, ClientSession, ClientTimeout, TCPConnector

from node import publishing
from node.app import opened
from node.settings import Settings, load
from node.store.records import extern
from tests.deep import some
from tests.hostile.crowd import Crowd, Request
from tests.hostile.failing_node import DELIVERY, INBOX, POINTS
from tests.network.village import ROOT, free_port, settled
from vocab.vocabulary import Vocabulary

# `BOCAGE_KILLED_AMONG=1000` tries more.
COUNT = int(os.environ.get("BOCAGE_KILLED_AMONG", "300"))
FOLLOWS = 30
Left = dict[str, tuple[bytes, dict[str, str]]]  # what is not acknowledged: body and headers by the activity's id
DEATHS = (0.12, 0.3)  # of the way, each counted from the last start
AT_ONCE = 32
# One point of each way through; the others are for a thorough run.
ORDINARY = (
    "the row and its effect are on disk, nobody knows",
    "an effect is written, not committed",
    "the other side answered, nothing is written",
)
PATIENCE_S = 90.0


@dataclass(frozen=True, slots=True)
class Scene:
    """A founded node and a crowd, to be copied for each point."""

    data: Path
    settings: Settings
    crowd: Crowd
    target: str
    work: list[Request]


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    """One node, one crowd, and the crowd's signed requests: made once, as signing is what takes long."""
    data = tmp_path_factory.mktemp("kill") / "node"
    settings = asyncio.run(settled(data, "cible", Vocabulary.load()))
    crowd = Crowd.of(free_port(), 4)
    crowd.is_followed(data)
    target = f"{settings.origin}/actors/cible"
    return Scene(data, settings, crowd, target, crowd.work(settings.origin, target, COUNT, FOLLOWS))


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A node with hundreds of activities to deliver, and their ids in order."""

    data: Path
    published: list[str]


@pytest.fixture(scope="module")
def outgoing(scene: Scene, tmp_path_factory: pytest.TempPathFactory) -> Outgoing:
    """Published once, with no worker running: each point delivers a copy."""
    data = tmp_path_factory.mktemp("outgoing") / "node"
    shutil.copytree(scene.data, data)

    async def publish() -> list[str]:
        async with scene.crowd.living():
            return await _publish(data, scene.crowd)

    return Outgoing(data, asyncio.run(publish()))


@pytest.fixture
async def crowd(scene: Scene) -> AsyncIterator[Crowd]:
    """The crowd at home."""
    scene.crowd.delivered.clear()
    async with scene.crowd.living():
        yield scene.crowd


@contextmanager
def alive(data: Path, point: str, count: int) -> Iterator[subprocess.Popen[str]]:
    """The node, up to its death."""
    command = [sys.executable, "-m", "tests.hostile.failing_node", str(data), point, str(count)]
    child = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert child.stdout is not None
        assert child.stdout.readline().startswith("ready")
        yield child
    finally:
        child.kill()
        child.wait()
        if child.stdout:
            child.stdout.close()


def deaths(point: str) -> list[int]:
    """At which passages to die, one a start; 0 is a life."""
    return [max(1, int(share * POINTS[point].every * COUNT / 1_000)) for share in DEATHS] + [0]


@pytest.mark.parametrize("point", some(INBOX, *ORDINARY))
@pytest.mark.timeout(240)
async def test_inbox__what_was_acknowledged_has_its_effect_once(
    point: str, scene: Scene, crowd: Crowd, tmp_path: Path
) -> None:
    data = tmp_path / "node"
    shutil.copytree(scene.data, data)
    left = {id: (body, headers) for id, body, headers in scene.work}
    died = 0
    for count in deaths(point):
        with alive(data, point, count) as child:
            if not POINTS[point].long:
                await _get_acquainted(child, scene.settings.origin, left, data)
            if count:
                await _post_until_death(child, scene.settings.origin, left)
                died += await _ended(child)
            else:
                await _post_until_death(child, scene.settings.origin, left)
                assert not left
                await _until(lambda: _open_rows(data) == 0, "every row is applied")
    assert died == len(DEATHS)
    _assert_once(data)


def _assert_once(data: Path) -> None:
    with contextlib.closing(sqlite3.connect(data / "bocage.db")) as db:
        offers, entries, reasons = (
            db.execute(f"SELECT count(*) FROM {table} {where}").fetchone()[0]
            for table, where in (
                ("records", "WHERE kind = 'Proposal' AND deleted = 0"),
                ("entries", "WHERE kind = 'offer'"),
                ("reasons", "WHERE reason = 'followed'"),
            )
        )
        states = Counter(state for (state,) in db.execute("SELECT state FROM inbox"))
        accepts = [
            orjson.loads(extern(db, body))["object"]["id"]
            for (body,) in db.execute("SELECT body FROM log WHERE type = 'Accept'")
        ]
    assert (offers, entries, reasons) == (COUNT - FOLLOWS,) * 3
    assert states == {"done": COUNT}
    assert len(accepts) == FOLLOWS and len(set(accepts)) == FOLLOWS


@pytest.mark.parametrize("point", some(DELIVERY, *ORDINARY))
@pytest.mark.timeout(240)
async def test_delivery__what_was_published_arrives_in_order(
    point: str, outgoing: Outgoing, crowd: Crowd, tmp_path: Path
) -> None:
    data, published = tmp_path / "node", outgoing.published
    shutil.copytree(outgoing.data, data)
    died = 0
    for count in deaths(point):
        with alive(data, point, count) as child:
            if count:
                died += await _ended(child)
            else:
                await _until(lambda: _due(data) == 0, "everything is delivered")
    assert died == len(DEATHS)
    first_seen = list(dict.fromkeys(crowd.delivered))
    assert first_seen == published
    # At least once: what is repeated is what was on its way at a death, and it keeps its id.
    assert len(crowd.delivered) - len(published) <= len(DEATHS) * 64


async def _publish(data: Path, crowd: Crowd) -> list[str]:
    """Hundreds of records for a follower of the crowd, with no worker running; the ids of their activities."""
    async with opened(data, load(data, {})) as node:
        actor = node.home.actor_id("cible")
        face = crowd.faces[0]
        await node.actors.resolve(face.id)
        await node.store.writing(
            "follower",
            lambda db: db.execute(
                "INSERT INTO follows VALUES (?, ?, ?, 'accepted', '')", (face.id, actor, f"{face.id}#f")
            ),
        )
        made = []
        for number in range(COUNT):
            draft = {"kind": "offer", "name": f"Numéro {number}", "territory": ["fr-commune-59350"], "need": ["livrer"]}
            draft |= {"action": "deliverService"}
            done = await node.store.writing("publish", publishing.publish, node.home, actor, draft)
            made.append(str(done.activity))
    return made


async def _get_acquainted(child: subprocess.Popen[str], origin: str, left: Left, data: Path) -> None:
    """An offer by each face, applied: whatever the pace of this machine, the node then knows the keys of all that
    follows, and none of it goes the long way.
    """
    offers = {_face_of(id): id for id in reversed(left) if "/follows/" not in id}
    first = {id: left[id] for id in offers.values()}
    await _post_until_death(child, origin, first)
    for id in set(offers.values()) - first.keys():
        del left[id]
    await _until(lambda: child.poll() is not None or _open_rows(data) == 0, "the keys of all are known")


def _face_of(id: str) -> str:
    """The name of the face whose activity it is: `…/objects/s3-17/create` is of `s3`."""
    return id.rpartition("/objects/")[2].partition("-")[0]


async def _post_until_death(child: subprocess.Popen[str], origin: str, left: Left) -> None:
    """Post what is left, forgetting what is acknowledged, until all is or the node died."""
    queue = iter(list(left.items()))
    timeout = ClientTimeout(total=20)

    async def post(session: ClientSession) -> None:
        for id, (body, headers) in queue:
            try:
                async with session.post(f"{origin}/inbox", data=body, headers=headers) as answer:
                    assert answer.status == 202, await answer.text()
                    left.pop(id)
            except (ClientError, TimeoutError, ConnectionError):
                if child.poll() is not None:
                    return

    async with ClientSession(connector=TCPConnector(limit=AT_ONCE), timeout=timeout) as session:
        await asyncio.gather(*(post(session) for _ in range(AT_ONCE)))


async def _ended(child: subprocess.Popen[str]) -> bool:
    await _until(lambda: child.poll() is not None, "the node dies at its point")
    return child.returncode == -9


async def _until(what: Callable[[], bool], saying: str) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not what():
        assert time.monotonic() < deadline, saying
        await asyncio.sleep(0.05)


def _open_rows(data: Path) -> int:
    with contextlib.closing(sqlite3.connect(data / "bocage.db", timeout=10)) as db:
        found: int = db.execute("SELECT count(*) FROM inbox WHERE state IN ('new', 'later')").fetchone()[0]
    return found


def _due(data: Path) -> int:
    with contextlib.closing(sqlite3.connect(data / "bocage.db", timeout=10)) as db:
        found: int = db.execute("SELECT count(*) FROM deliveries WHERE state = 'due'").fetchone()[0]
    return found
