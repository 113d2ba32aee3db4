"""Whole views over HTTP: their headers, their limits, and how they end when something goes wrong."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from node.settings import Settings
from node.web import downloads
from node.web.directory import MEDIA_TYPES
from node.web.downloads import Downloads
from node.web.guardrails import guardrails
from node.web.sources import Sources
from tests.node.web.served import Served, served
from vocab.vocabulary import Vocabulary

WHOLE = [form for form in MEDIA_TYPES if form != "json"]


@pytest.mark.parametrize("form", WHOLE)
async def test_whole__headers(node: Served, form: str) -> None:
    await node.say()

    answer = await node.get(f"/directory.{form}?lang=fr", {})

    assert (answer.status, answer.type) == (200, MEDIA_TYPES[form])
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["X-Total-Count"] == "2"
    assert answer.headers["Cache-Control"] == "private, no-cache"
    assert f'filename="annuaire-2026-11-23.{form}"' in answer.headers["Content-Disposition"]
    assert "X-Limit-Reached" not in answer.headers
    assert answer.body


@pytest.mark.parametrize("form", WHOLE)
async def test_whole__who_has_it_is_told_so(node: Served, form: str) -> None:
    await node.say()
    first = await node.get(f"/directory.{form}", {})
    held = {"If-None-Match": first.headers["ETag"]}

    again = await node.get(f"/directory.{form}", held)
    head = await node.get(f"/directory.{form}", {}, method="HEAD")
    other_language = await node.get(f"/directory.{form}?lang=en", held)
    await node.say(name="Une autre")
    changed = await node.get(f"/directory.{form}", held)

    assert (again.status, again.body) == (304, b"")
    assert (head.status, head.body, head.headers["ETag"]) == (200, b"", first.headers["ETag"])
    assert (other_language.status, changed.status) == (200, 200)


async def test_csv__points_to_its_schema(node: Served) -> None:
    links = []
    for asked in ("", "?excel=fr"):
        answer = await node.get(f"/directory.csv{asked}", {})
        address, _, more = answer.headers["Link"].partition(">")
        schema = await node.get(address.removeprefix("<"), {})
        links.append((more, schema.status, schema.json["dialect"]["delimiter"]))

    assert links == [('; rel="describedby"; type="application/json"', 200, delimiter) for delimiter in ",;"]


async def test_accept__gives_the_whole_view_too(node: Served) -> None:
    for number in range(60):
        await node.say(name=f"Offre {number}")

    table = await node.get("/directory", {"Accept": "text/csv"})
    page = await node.get("/directory?limit=50", {"Accept": "text/csv"})
    json = await node.get("/directory", {"Accept": "application/json"})

    assert table.text.count("\r\n") == 62
    assert page.text.count("\r\n") == 51
    assert 'rel="next"' in page.headers["Link"]
    assert len(json.json["items"]) == 50


async def test_limit__is_said_in_headers_and_in_the_name(words: Vocabulary) -> None:
    async with served(words, export_limit=3) as node:
        for number in range(5):
            await node.say(name=f"Offre {number}")
        answer = await node.get("/directory.csv?lang=en", {})

    assert (answer.headers["X-Total-Count"], answer.headers["X-Limit-Reached"]) == ("6", "3")
    assert "directory-first-3-records-2026-11-23.csv" in answer.headers["Content-Disposition"]
    assert answer.text.count("\r\n") == 4


async def test_token__lets_a_member_read_and_a_wrong_one_is_refused(node: Served) -> None:
    await node.say(policy="reciprocal-ess")
    token = await node.token("read")
    networks = ("https://net.example/actors/n", node.me)
    await node.write(lambda db: db.execute("INSERT INTO memberships VALUES (?, ?, 'x', 'accepted', 'x')", networks))

    nobody = await node.get("/directory.csv?kind=offer", {})
    member = await node.get("/directory.csv?kind=offer", {"Authorization": f"Bearer {token}"})
    wrong = await node.get("/directory.csv?kind=offer", {"Authorization": "Bearer wrong"})

    assert (nobody.text.count("\r\n"), member.text.count("\r\n"), wrong.status) == (1, 2, 401)
    assert "Authorization" in member.headers["Vary"]


async def test_token__that_may_only_write__is_refused(node: Served) -> None:
    token = await node.token("write")

    answer = await node.get("/directory.csv", {"Authorization": f"Bearer {token}"})

    assert answer.status == 403


@pytest.mark.parametrize("asked", ["colour=red", "bbox=1,2,3", "limit=0", "cursor=x"])
async def test_bad_question__is_a_problem_and_no_file(node: Served, asked: str) -> None:
    answer = await node.get(f"/directory.xlsx?{asked}", {})

    assert (answer.status, answer.type) == (400, "application/problem+json")


# -- how they end ------------------------------------------------------------------------------------------------------


class Export:
    """Something to send, held back or failing as a test likes."""

    def __init__(self, **settings: int) -> None:
        self.downloads = Downloads(Settings(**settings), Sources())  # type: ignore[arg-type]
        self.go, self.fails, self.large, self.closed = asyncio.Event(), False, False, False

    async def pieces(self) -> AsyncIterator[bytes]:
        try:
            yield b"first"
            await self.go.wait()
            if self.fails:
                raise RuntimeError("a bug")
            for _ in range(2_000 if self.large else 1):
                yield b"x" * 100_000
        finally:
            self.closed = True

    async def handle(self, request: web.Request) -> web.StreamResponse:
        with self.downloads.place(request, request.query.get("form", "csv")):
            return await self.downloads.send(request, self.pieces(), {"Content-Type": "text/csv"})


async def serving(stack: AsyncExitStack, export: Export, node: Served) -> TestClient[web.Request, web.Application]:
    app = web.Application(middlewares=[guardrails])
    for key, value in node.client.server.app.items():  # type: ignore[attr-defined]
        app[key] = value
    app.router.add_get("/x", export.handle)
    return await stack.enter_async_context(TestClient(TestServer(app)))


async def test_failure__breaks_the_file_off(node: Served, caplog: pytest.LogCaptureFixture) -> None:
    export = Export()
    export.fails = True
    export.go.set()
    async with AsyncExitStack() as stack:
        client = await serving(stack, export, node)
        with pytest.raises(aiohttp.ClientError):
            answer = await client.get("/x")
            await answer.read()

    assert export.closed


async def test_reader_who_takes_nothing__is_cut_off(node: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    export = Export(export_stall_s=0)  # the first wait for the reader is too long
    export.large = True
    export.go.set()
    async with AsyncExitStack() as stack:
        client = await serving(stack, export, node)
        with pytest.raises(aiohttp.ClientError):
            answer = await client.get("/x")
            while await answer.content.read(10):
                await asyncio.sleep(0)

    assert export.closed
    assert not export.downloads.under_way


async def test_deadline__before_the_first_piece__is_an_answer(node: Served) -> None:
    class Late(Export):
        async def pieces(self) -> AsyncIterator[bytes]:
            await asyncio.Event().wait()
            yield b""

    async with AsyncExitStack() as stack:
        client = await serving(stack, Late(export_deadline_s=0), node)
        answer = await client.get("/x")

    assert (answer.status, answer.content_type) == (503, "application/problem+json")


async def test_places__are_bounded_and_given_back(node: Served) -> None:
    export = Export(exports_at_once=2)
    async with AsyncExitStack() as stack:
        client = await serving(stack, export, node)
        waiting = [await client.get("/x") for _ in range(2)]
        refused = await client.get("/x")
        export.go.set()
        for answer in waiting:
            assert (await answer.read()).startswith(b"first")
        after = await client.get("/x")

    assert (refused.status, refused.headers["Retry-After"]) == (429, str(downloads.RETRY_AFTER_S))
    assert after.status == 200


async def test_places__few_for_workbooks(node: Served) -> None:
    export = Export(workbooks_at_once=2)
    async with AsyncExitStack() as stack:
        client = await serving(stack, export, node)
        waiting = [await client.get("/x?form=xlsx") for _ in range(2)]
        refused = await client.get("/x?form=xlsx")
        other = await client.get("/x?form=csv")
        export.go.set()
        for answer in (*waiting, other):
            await answer.read()
        after = await client.get("/x?form=xlsx")

    assert (refused.status, other.status, after.status) == (429, 200, 200)


async def test_places__one_address_has_half_of_them(node: Served) -> None:
    export = Export(exports_at_once=2)
    stranger = {"X-Forwarded-For": "198.51.100.7"}
    async with AsyncExitStack() as stack:
        client = await serving(stack, export, node)
        first = await client.get("/x", headers=stranger)
        refused = await client.get("/x", headers=stranger)
        other = await client.get("/x", headers={"X-Forwarded-For": "198.51.100.8"})
        export.go.set()
        await first.read()
        await other.read()

    assert (first.status, refused.status, other.status) == (200, 429, 200)
