"""The inbox of a real node on loopback, fed with what is bad: each gets a clear refusal and leaves nothing behind."""

from __future__ import annotations

import asyncio
import gzip
import io
import sqlite3
import time
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import orjson
import pytest

from federation import cavage
from node.clock import iso
from node.founding import found
from node.node import Node
from node.profiles import NewActor
from node.serve import running
from node.settings import Settings
from tests.bench.rig import free_port
from tests.hostile.crowd import ACTIVITY, Crowd, Face
from tests.node.ground import PAIR
from tests.shipped import STOCK
from tests.vocabulary import VOCABULARY
from vocab.vocabulary import Vocabulary

DAY = 86_400.0
SHELF = ("records", "entries", "follows", "log", "reasons", "memberships")
# Rows that change by themselves while a test looks.
BUSY = ("errands", "sqlite_sequence", "sqlite_stat1")
Headers = dict[str, str]


@dataclass(repr=False)
class Scene:
    """A node, and a crowd of two that it may ask for their documents."""

    node: Node
    origin: str
    data: Path
    crowd: Crowd
    http: aiohttp.ClientSession

    @property
    def inbox(self) -> str:
        return f"{self.origin}/inbox"

    @property
    def face(self) -> Face:
        return self.crowd.faces[0]

    def offer(self, number: int = 1) -> dict[str, Any]:
        """The Create of an offer, as the first of the crowd would send it."""
        made: dict[str, Any] = orjson.loads(self.face.offer(self.inbox, number, time.time())[1])
        return made

    def signed(self, body: bytes, *, now: float | None = None, url: str | None = None) -> Headers:
        return cavage.sign(self.face.rsa, "POST", url or self.inbox, body, now or time.time(), ACTIVITY)

    async def post(self, body: bytes, headers: Headers) -> tuple[int, str, bytes]:
        async with self.http.post(self.inbox, data=io.BytesIO(body), headers=headers) as answer:
            return answer.status, answer.content_type, await answer.read()

    async def settled(self) -> None:
        await self._until(lambda: not self.node.inbox.waiting)

    async def at_rest(self) -> None:
        """A node that starts asks everybody it follows what it missed, their actors anew too: that is over."""
        await self.settled()
        await self._until(lambda: not self.node.errands.running and self._asked())

    def _asked(self) -> bool:
        with closing(sqlite3.connect(self.data / "bocage.db")) as db:
            attempts = [tried for (tried,) in db.execute("SELECT attempts FROM errands")]
        return len(attempts) == len(self.crowd.faces) and all(attempts)

    async def _until(self, done: Callable[[], bool]) -> None:
        for _ in range(1_500):
            if done():
                return
            await asyncio.sleep(0.02)
        raise AssertionError("the node does not come to rest")

    def everything(self, tables: tuple[str, ...] = ()) -> dict[str, list[Any]]:
        """All rows, or those of some tables."""
        with sqlite3.connect(self.data / "bocage.db") as db:
            names = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            chosen = [name for name in names if name in tables or (not tables and name not in BUSY)]
            rows = {name: sorted(map(repr, db.execute(f"SELECT * FROM {name}"))) for name in chosen}
        db.close()
        return rows


@pytest.fixture(scope="module")
def words() -> Vocabulary:
    return VOCABULARY


@pytest.fixture
async def scene(tmp_path: Path, words: Vocabulary) -> AsyncIterator[Scene]:
    """The node follows the crowd and has one record of it."""
    port, crowd = free_port(), Crowd.of(free_port(), 2)
    here = f"127.0.0.1:{port}"
    settings = Settings(
        origin=f"http://{here}", listen=here, allow_private_networks=True, log_level="error", sparql=False
    )
    new = NewActor("cible", "Cible", "platform", "fr-commune-59350")
    await found(tmp_path, settings, new, (PAIR, PAIR), words)
    crowd.is_followed(tmp_path)
    async with (
        crowd.living(),
        running(tmp_path, settings, vocabulary=words, stock=STOCK) as (node, origin),
        aiohttp.ClientSession() as http,
    ):
        scene = Scene(node, origin, tmp_path, crowd, http)
        body = orjson.dumps(scene.offer(0))
        assert (await scene.post(body, scene.signed(body)))[0] == 202
        await scene.at_rest()
        yield scene


Bad = Callable[[Scene], tuple[bytes, Headers]]


def _body(make: Callable[[Scene], bytes]) -> Bad:
    def bad(scene: Scene) -> tuple[bytes, Headers]:
        body = make(scene)
        return body, scene.signed(body)

    return bad


def _changed(**changes: object) -> Bad:
    def make(scene: Scene) -> bytes:
        changed = scene.offer() | changes
        return orjson.dumps({key: value for key, value in changed.items() if value is not None})

    return _body(make)


def _headers(change: Callable[[Scene, bytes], Headers]) -> Bad:
    def bad(scene: Scene) -> tuple[bytes, Headers]:
        body = orjson.dumps(scene.offer())
        return body, change(scene, body)

    return bad


def _with(scene: Scene, body: bytes, **headers: str) -> Headers:
    return scene.signed(body) | {name.replace("_", "-"): value for name, value in headers.items()}


def _spoilt(headers: Headers) -> Headers:
    return headers | {"Signature": headers["Signature"].replace('signature="', 'signature="AAAA')}


def _of_key(scene: Scene, body: bytes, key_id: str) -> Headers:
    headers = scene.signed(body)
    return headers | {"Signature": headers["Signature"].replace(scene.face.rsa.key_id, key_id)}


# what is sent -> (the statuses it may get, how it is made)
REFUSED: dict[str, tuple[set[int], Bad]] = {
    "empty": ({400}, _body(lambda s: b"")),
    "garbage": ({400}, _body(lambda s: b"\x00\xff not json")),
    "cut JSON": ({400}, _body(lambda s: orjson.dumps(s.offer())[:-7])),
    "a list": ({400}, _body(lambda s: b"[1, 2]")),
    "a text": ({400}, _body(lambda s: b'"Create"')),
    "NaN": ({400}, _body(lambda s: b'{"id": NaN}')),
    "repeated key": ({400}, _body(lambda s: b'{"id": "x", "id": "y"}')),
    "lone surrogate": ({400}, _body(lambda s: b'{"id": "\\ud800"}')),
    "nested 10,000 deep": ({400, 413}, _body(lambda s: b'{"a":' * 10_000 + b"1" + b"}" * 10_000)),
    "@graph": ({400}, _changed(**{"@graph": []})),
    "@included deep inside": ({400}, _changed(object={"id": "x", "a": [{"@included": {}}]})),
    "@reverse": ({400}, _changed(**{"@reverse": {"actor": "x"}})),
    "2 MB": ({413}, _body(lambda s: orjson.dumps(s.offer() | {"summary": "x" * 2_000_000}))),
    "no id": ({400}, _changed(id=None)),
    "id is a number": ({400}, _changed(id=7)),
    "id is a list": ({400}, _changed(id=["https://a.example/1"])),
    "id on another host": ({400}, _changed(id="https://ailleurs.example/activities/1")),
    "id is endless": ({400, 413}, _changed(id="http://127.0.0.1/" + "x" * 5_000)),
    "no actor": ({400}, _changed(actor=None)),
    "actor is a number": ({400}, _changed(actor=7)),
    "no type": ({400}, _changed(type=None)),
    "type is an object": ({400}, _changed(type={})),
    "unsigned": ({401}, _headers(lambda s, b: {"Content-Type": ACTIVITY})),
    "signature of nothing": ({401}, _headers(lambda s, b: {"Content-Type": ACTIVITY, "Signature": ""})),
    "signature of garbage": ({401}, _headers(lambda s, b: _with(s, b, Signature="%%%,,,"))),
    "signature spoilt": ({401}, _headers(lambda s, b: _spoilt(s.signed(b)))),
    "signature of another body": ({401}, _headers(lambda s, b: s.signed(b + b" "))),
    "signature for another path": ({401}, _headers(lambda s, b: s.signed(b, url=f"{s.origin}/elsewhere"))),
    "signed yesterday": ({401}, _headers(lambda s, b: s.signed(b, now=time.time() - DAY))),
    "signed tomorrow": ({401}, _headers(lambda s, b: s.signed(b, now=time.time() + DAY))),
    "key of another": ({401}, _headers(lambda s, b: _of_key(s, b, s.crowd.faces[1].rsa.key_id))),
    "key that is not there": ({401}, _headers(lambda s, b: _of_key(s, b, f"{s.crowd.origin}/none#key"))),
    "key on a private address": ({401}, _headers(lambda s, b: _of_key(s, b, "http://10.0.0.1/a#key"))),
    "key in a file": ({401}, _headers(lambda s, b: _of_key(s, b, "file:///etc/passwd"))),
    "key of a server that is down": ({401, 503}, _headers(lambda s, b: _of_key(s, b, "http://127.0.0.1:9/a#key"))),
    "text/html": ({415}, _headers(lambda s, b: _with(s, b, Content_Type="text/html"))),
    "gzip that is none": ({415}, _headers(lambda s, b: _with(s, b, Content_Encoding="gzip"))),
}


@pytest.mark.parametrize("name", REFUSED)
async def test_refused__in_a_sentence__and_nothing_is_kept(scene: Scene, name: str) -> None:
    statuses, make = REFUSED[name]
    before = scene.everything()

    status, kind, said = await scene.post(*make(scene))
    await scene.settled()

    assert status in statuses, said
    assert scene.everything() == before
    assert kind == "application/problem+json"
    assert orjson.loads(said)["title"]


def _record(**changes: object) -> Bad:
    def make(scene: Scene) -> bytes:
        made = scene.offer()
        made["object"] = made["object"] | changes
        return orjson.dumps(made)

    return _body(make)


# Accepted from somebody who may speak, and then without effect: what is inside cannot be believed.
WITHOUT_EFFECT: dict[str, Bad] = {
    "record dated tomorrow": _record(updated=iso(time.time() + DAY), published=iso(time.time() + DAY)),
    "record of another author": _record(attributedTo="https://ailleurs.example/actors/a"),
    "record on another host": _record(id="https://ailleurs.example/objects/1"),
    "record of a private address": _record(id="http://10.0.0.1/objects/1"),
    "object is a number": _changed(object=7),
    "object is empty": _changed(object={}),
    "no object": _changed(object=None),
    "object on a private address": _changed(object="http://169.254.169.254/latest/meta-data"),
    "object in a file": _changed(object="file:///etc/passwd"),
    "type nobody knows": _changed(type="Devour"),
    "delete of another's": _changed(type="Delete", object="https://ailleurs.example/objects/1"),
    "undo of another's": _changed(type="Undo", object={"id": "https://ailleurs.example/f/1", "type": "Follow"}),
    "accept of what was not asked": _changed(type="Accept", object="https://ailleurs.example/f/1"),
    "actor of another host": _changed(
        actor="https://ailleurs.example/actors/a", id="https://ailleurs.example/activities/1"
    ),
}


@pytest.mark.parametrize("name", WITHOUT_EFFECT)
async def test_without_effect__the_shelf_is_as_before(scene: Scene, name: str) -> None:
    before = scene.everything(SHELF)
    assert before["records"]

    status, _, said = await scene.post(*WITHOUT_EFFECT[name](scene))
    await scene.settled()

    assert status == 202 or 400 <= status < 500, said
    assert scene.everything(SHELF) == before


async def test_gzip_bomb__is_refused_within_the_limit(scene: Scene) -> None:
    before = scene.everything()
    bomb = gzip.compress(b"{" + b" " * 50_000_000)

    status, _, _ = await scene.post(bomb, _with(scene, bomb, Content_Encoding="gzip"))

    assert status == 415
    assert scene.everything() == before


async def test_record__changed_after_its_proof__is_not_said_to_be_proved(scene: Scene) -> None:
    # Given a record whose owner brings it, with a proof that does not hold
    body, headers = _record(name="Autre chose")(scene)
    assert (await scene.post(body, headers))[0] == 202
    await scene.settled()

    # Then it stands on its owner's signature, and says so
    with sqlite3.connect(scene.data / "bocage.db") as db:
        verified = db.execute("SELECT verified FROM records WHERE id LIKE '%-1'").fetchall()
    db.close()
    assert verified == [("transport",)]


async def test_same_request_twice__one_effect(scene: Scene) -> None:
    # R22: what was signed an hour ago may come again; its id is remembered longer than that.
    body = orjson.dumps(scene.offer())
    headers = scene.signed(body)
    assert (await scene.post(body, headers))[0] == 202
    await scene.settled()
    once = scene.everything()

    assert (await scene.post(body, headers))[0] == 202
    await scene.settled()
    assert scene.everything() == once
