"""`/dumps/`: which there are, and their files, to whom they are for."""

from __future__ import annotations

import gzip
from collections.abc import AsyncIterator
from pathlib import Path

import orjson
import pytest
from aiohttp.test_utils import TestClient, TestServer

from node.app import assemble
from node.dumps.nightly import Nightly
from node.dumps.writing import Dumper
from node.sparql.quadstore import allowed
from node.sparql.slow_reader import SlowReader
from node.sparql.statements import Statements
from node.web.server import application
from tests.node.ground import NOW, ORIGIN, Ground, Peer
from tests.node.web.served import BROWSER, Served
from tests.shipped import STOCK
from vocab.loader import Loader
from vocab.tables import Tables
from vocab.vocabulary import Vocabulary

CLEF = Peer("https://clef.example/actors/clef", seed=2)
RESEAU = Peer("https://reseau.example/actors/reseau", kind="network", seed=4)
STAMP = "2026-11-23T100000Z"
JSON = {"Accept": "application/json"}


@pytest.fixture
async def node(words: Vocabulary, tmp_path: Path) -> AsyncIterator[Served]:
    """A node with a dump of two records, one of them for members."""
    ground = await Ground.lay(words)
    ground.say(name="Ouverte")
    ground.say(name="Réciproque", policy="reciprocal-ess")
    slow = SlowReader()
    statements = Statements(ORIGIN, words, Tables(Loader()), slow, allowed)
    Dumper(ground.db, tmp_path, "Les Pédales", statements, 7).write(NOW, lambda done: None)
    made = await assemble(ground.home, ground.store, ground.preparer.client)
    made.nightly = Nightly(tmp_path, ground.home.settings, ground.clock, None)
    async with TestClient(TestServer(application(made, "1.2.3", stock=STOCK))) as client:
        yield Served(ground, client, made)
    slow.close()
    await ground.store.close()


async def test_list__for_programs_and_for_people(node: Served) -> None:
    listed = (await node.get("/dumps/", JSON)).json["dumps"]
    page = await node.get("/dumps/", BROWSER | {"Accept-Language": "fr"})

    assert [each["dump"] for each in listed] == [STAMP]
    files = {each["name"]: each["url"] for each in listed[0]["files"]}
    assert files["commons-open.nq.gz"] == f"{ORIGIN}/dumps/{STAMP}/commons-open.nq.gz"
    assert {"void.ttl", "CITATION.cff", "commons-share-alike.json"} <= files.keys()
    assert "23 novembre 2026" in page.text and "Ce que chacun peut réutiliser librement" in page.text
    assert f'href="/dumps/{STAMP}/commons-open.jsonld.gz"' in page.text


async def test_file__whole_and_by_the_newest(node: Served) -> None:
    answer = await node.get(f"/dumps/{STAMP}/commons-open.nq.gz", {})
    latest = await node.get("/dumps/latest/void.ttl", {})
    part = await node.get(f"/dumps/{STAMP}/commons-open.nq.gz", {"Range": "bytes=0-9"})

    assert answer.status == 200 and answer.type == "application/gzip"
    assert "Content-Encoding" not in answer.headers
    assert answer.headers["Content-Disposition"] == 'attachment; filename="commons-open.nq.gz"'
    assert b"Ouverte" in gzip.decompress(answer.body)
    assert (latest.status, latest.headers["Location"]) == (302, f"/dumps/{STAMP}/void.ttl")
    assert (part.status, part.body) == (206, answer.body[:10])


async def test_members__have_theirs(node: Served) -> None:
    ground = node.ground
    ground.meet(CLEF)
    ground.belong(RESEAU, CLEF)
    path = f"/dumps/{STAMP}/reciprocal-ess.jsonld.gz"
    token = {"Authorization": f"Bearer {await node.token('read')}"}

    signed = await node.get_as(CLEF, path)
    assert [each["name"] for each in orjson.loads(gzip.decompress(signed.body))] == ["Réciproque"]
    assert signed.headers["Cache-Control"] == "private, no-store"
    assert (await node.get(path, token)).status == 200
    assert "reciprocal" in (await node.get("/dumps/", JSON | token)).text
    assert (await node.get(path, {})).status == 404
    assert "reciprocal" not in (await node.get("/dumps/", JSON)).text
    assert "reciprocal" not in (await node.get("/dumps/", BROWSER)).text


@pytest.mark.parametrize(
    "path",
    [
        f"/dumps/{STAMP}/nothing",
        "/dumps/2026-11-22T100000Z/void.ttl",
        "/dumps/latest/.last",
        f"/dumps/{STAMP}/..%2F.last",
        f"/dumps/..%2Fdumps/{STAMP}",
        "/dumps/.last/x",
    ],
)
async def test_absent__whatever_is_written(node: Served, path: str) -> None:
    answer = await node.get(path, JSON)

    assert (answer.status, answer.type) == (404, "application/problem+json")


async def test_nowhere__where_there_is_no_folder(words: Vocabulary) -> None:
    ground = await Ground.lay(words)
    made = await assemble(ground.home, ground.store, ground.preparer.client)
    async with TestClient(TestServer(application(made, "1", stock=STOCK))) as client:
        assert (await Served(ground, client, made).get("/dumps/", JSON)).status == 404
    await ground.store.close()
