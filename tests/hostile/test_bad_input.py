"""Bad input is answered by what is wrong and what to do; whoever asks something sensible meanwhile is answered too."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, Final
from unittest import mock
from urllib.parse import quote

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import make_mocked_request
from structlog.testing import capture_logs

from node.serve import running
from node.web.guardrails import guardrails
from tests.network.village import House, settled, until
from tests.node.web.served import Served, served
from tests.shipped import STOCK
from tests.vocabulary import VOCABULARY
from vocab.vocabulary import Vocabulary

ENGLISH: Final = {"Accept": "application/json", "Accept-Language": "en"}
MEGABYTES: Final = 50
PART: Final = b" " * 65_536
# Each with the parameter in question, and a word of the fix.
QUESTIONS: Final = {
    "limt=3": ("limt", "nearest: limit"),
    "couleur=rouge": ("couleur", "there are: bbox, charter"),
    "bbox=2,51,3": ("bbox", "four numbers"),
    "bbox=2,51,3,50": ("bbox", "write west,south,east,north"),
    "bbox=200,10,210,20": ("bbox", "from -180 to 180"),
    "bbox=2,10,3,91": ("bbox", "from -90 to 90"),
    "bbox=nan,10,21,20": ("bbox", "four numbers"),
    "bbox=inf,10,21,20": ("bbox", "four numbers"),
    "near=91,3": ("near", "50.63,3.06"),
    "near=50.6,3&radius_km=0": ("radius_km", "up to 1000"),
    "radius_km=5": ("radius_km", "near=50.63,3.06"),
    "sort=distance": ("sort", "near=50.63,3.06"),
    "relation=placed": ("relation", "territory=fr-epci-200093201"),
    "kind=offer&kind=-offer": ("kind", "keep one of the two"),
    "q=vélo+-Velo": ("q", "keep one of the two"),
    "kind=offer&claimed=true": ("claimed", "kind=organization"),
    "kind=offer&min_level=2": ("min_level", "add kind="),
    "limit=3&limit=4": ("limit", "only once"),
    "limit=0": ("limit", "from 1 to 500"),
    "limit=501": ("limit", "from 1 to 500"),
    "facets=all,none": ("facets", "stand alone"),
    "need=livre": ("need", "livrer ("),
    "updated_since=hier": ("updated_since", "2026-01-31"),
    "cursor=abc": ("cursor", "leave it out for the first page"),
    "lang=de": ("lang", "fr, en"),
    "q=" + "a+" * 33: ("q", "at most 32 words"),
    "q=" + "a" * 3000: ("q", "too long"),
}


@pytest.mark.parametrize("asked", QUESTIONS)
async def test_directory__says_what_is_wrong_and_what_would_be_right(node: Served, asked: str) -> None:
    parameter, fix = QUESTIONS[asked]
    answer = await node.get(f"/directory.json?{quote(asked, safe='=&,+-')}", ENGLISH)

    assert (answer.status, answer.type) == (400, "application/problem+json"), answer.text
    assert answer.json["parameter"] == parameter
    assert fix in answer.json["title"]


@pytest.mark.parametrize(
    ("asked", "fix"),
    [
        ("bbox=2,51,3,50", "west,south,east,north"),
        ("datetime=2027-01-01/2026-01-01", "the end comes before the beginning"),
        ("cursor=abc", "leave it out for the first page"),
        ("limt=2", "nearest: limit"),
    ],
)
async def test_ogc__says_it_too(node: Served, asked: str, fix: str) -> None:
    answer = await node.get(f"/ogc/collections/offers/items?{asked}", ENGLISH)

    assert answer.status == 400
    assert fix in answer.json["title"]


async def test_cursor__of_another_question(node: Served) -> None:
    for name in ("Un", "Deux"):
        await node.say(name=name)
    cursor = (await node.get("/directory.json?kind=offer&limit=1", ENGLISH)).json["next"]
    asked = {
        "the same": f"kind=offer&limit=1&cursor={cursor}",
        "another length": f"kind=offer&limit=2&cursor={cursor}",
        "another question": f"kind=request&limit=1&cursor={cursor}",
        "another order": f"kind=offer&limit=1&sort=name&cursor={cursor}",
        "changed": f"kind=offer&limit=1&cursor={cursor[:-1]}{'A' if cursor[-1] != 'A' else 'B'}",
    }
    answers = {what: await node.get(f"/directory.json?{each}", ENGLISH) for what, each in asked.items()}

    assert {what: each.status for what, each in answers.items()} == {
        "the same": 200,
        "another length": 200,
        "another question": 400,
        "another order": 400,
        "changed": 400,
    }
    assert "change nothing in it" in answers["another order"].json["title"]


async def test_outbox__two_ways_of_reading_at_once(node: Served) -> None:
    answer = await node.get(f"{node.me}/outbox?since=0&before=3&lang=en")

    assert (answer.status, answer.json["parameter"]) == (400, "since")
    assert "since alone" in answer.json["title"]


async def test_refusal__in_the_language_preferred_when_another_is_asked_for(node: Served) -> None:
    assert (await node.get("/directory.json?lang=de", ENGLISH)).json["title"].startswith("lang: “de” is not known")


async def test_method__that_an_address_does_not_take(node: Served) -> None:
    answer = await node.post("/directory", b"", ENGLISH)

    assert (answer.status, answer.headers["Allow"]) == (405, "GET,HEAD")
    assert answer.json["title"] == "This address does not take POST, but: GET,HEAD."


async def test_body__too_large_is_told_how_large_it_may_be(node: Served) -> None:
    answer = await node.post("/inbox", b" " * 1_000_001, ENGLISH | {"Content-Type": "application/activity+json"})

    assert answer.status == 413
    assert answer.json["limit_bytes"] == node.ground.home.settings.max_body_bytes
    assert str(answer.json["limit_bytes"]) in answer.json["title"]


@pytest.mark.parametrize(("gone", "status", "events"), [(True, 400, []), (False, 500, ["bug"])])
async def test_sender__who_leaves_on_the_way_is_no_failure_of_ours(
    node: Served, gone: bool, status: int, events: list[str]
) -> None:
    transport = mock.Mock(is_closing=lambda: gone, get_extra_info=lambda name, default=None: default)
    request = make_mocked_request("POST", "/inbox", app=node.client.app, transport=transport)

    async def reading(_: web.Request) -> web.StreamResponse:
        raise ConnectionResetError("Connection lost")

    with capture_logs() as logs:
        answer = await guardrails(request, reading)

    assert answer.status == status
    assert [line["event"] for line in logs] == events


async def test_others__are_answered_while_bad_requests_run(words: Vocabulary, tmp_path: Path) -> None:
    """Bodies of 50 MB are half sent and stay so, bad questions come without a pause: a good one is still answered."""
    half_sent, go_on = asyncio.Barrier(len(LARGE) * len(SIZES) + 1), asyncio.Event()
    data = tmp_path / "node"
    # As long as a slow machine needs.
    settings = replace(await settled(data, "pedales", words), sparql=True, body_deadline_s=600)
    async with running(data, settings, vocabulary=words, stock=STOCK) as (node, _), ClientSession() as session:
        made = House(node, "pedales", data)
        await made.publish(kind="offer", name="Livraison")
        await until(lambda: _asks(made), "the SPARQL stores are there")
        async with asyncio.TaskGroup() as group:
            large = [
                group.create_task(_send(made, path, type, size, half_sent, go_on))
                for path, type in LARGE
                for size in SIZES
            ]
            await half_sent.wait()
            bad = [group.create_task(_ask(session, made, path)) for path in BAD * 5]
            good = [await _ask(session, made, "/directory.json?q=livraison") for _ in range(20)]
            asked = await asyncio.gather(*bad)
            go_on.set()
        answers = [await each for each in large]

    assert [(status, answer["total"]) for status, answer in good] == [(200, 1)] * 20
    assert {(status, answer["status"]) for status, answer in asked} <= {(400, 400), (404, 404)}
    assert [status for status, _ in answers] == [413] * len(LARGE) * len(SIZES)
    assert all(b'"limit_bytes"' in said for _, said in answers)


LARGE: Final = (
    ("/inbox", "application/activity+json"),
    ("/actors/pedales/inbox", "application/activity+json"),
    ("/sparql", "application/x-www-form-urlencoded"),
    ("/oauth/token", "application/x-www-form-urlencoded"),
)
SIZES: Final = (f"Content-Length: {MEGABYTES * 1_000_000}", "Transfer-Encoding: chunked")
# Parts of a body, less than the largest that is read.
HALF: Final = 8
BAD: Final = (
    "/directory.json?bbox=2,51,3,50",
    "/directory.json?cursor=abc",
    "/directory.json?" + "&".join(f"q={number}" for number in range(300)),
    "/ogc/collections/offers/items?bbox=1",
    "/sparql?query=SELECT%20*%20WHERE%20%7B",
    "/sparql?query=" + quote("SELECT * { SERVICE <http://x.example/> { ?s ?p ?o } }"),
    "/directory." + "x" * 300,
)


async def _ask(session: ClientSession, made: House, path: str) -> tuple[int, dict[str, Any]]:
    async with session.get(f"{made.origin}{path}", headers=ENGLISH) as answer:
        return answer.status, await answer.json(content_type=None)


async def _send(
    made: House, path: str, type: str, size: str, half_sent: asyncio.Barrier, go_on: asyncio.Event
) -> tuple[int, bytes]:
    """POST so many megabytes, waiting on the way: a part is sent before the others ask, the rest after."""
    host, _, port = made.origin.partition("//")[2].partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(f"POST {path} HTTP/1.1\r\nHost: {host}:{port}\r\nContent-Type: {type}\r\n{size}\r\n\r\n".encode())
    answered = asyncio.ensure_future(reader.readuntil(b"}"))
    part = PART if "Length" in size else b"%x\r\n%s\r\n" % (len(PART), PART)
    # Whoever has said the size is answered at once, and the connection is closed soon.
    with suppress(ConnectionError):
        await _write(writer, [part] * HALF)
    await half_sent.wait()
    await go_on.wait()
    with suppress(ConnectionError):
        for _ in range(MEGABYTES * 1_000_000 // len(PART) - HALF):
            if answered.done():
                break
            await _write(writer, [part])
    said = await answered
    writer.close()
    return int(said.split(b" ", 2)[1]), said


async def _write(writer: asyncio.StreamWriter, parts: list[bytes]) -> None:
    for part in parts:
        writer.write(part)
        await writer.drain()


async def _asks(made: House) -> bool:
    service = made.node.sparql
    return service is not None and service.indexer.status.ready and not service.indexer.status.behind


@pytest.fixture(scope="module")
def words() -> Vocabulary:
    """Every list of words, read once."""
    return VOCABULARY


@pytest.fixture
async def node(words: Vocabulary) -> AsyncIterator[Served]:
    """A node with one organisation, answering."""
    async with served(words) as node:
        yield node
