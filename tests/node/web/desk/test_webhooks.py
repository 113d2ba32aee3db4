"""A program of an organisation is told what is new: after a challenge, signed, as it stands, and through the guard."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import orjson
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from federation.client import Client, Limits
from federation.guard import Guard
from node.ending_worker import EndingWorker
from node.store import accounts, webhooks
from node.store.webhooks import Webhook
from tests.node.ground import ORIGIN
from tests.node.web.desk.browser import Browser, person, signed_in
from tests.node.web.served import Answer, Served

LILLE = ["fr-commune-59350"]
QUESTION = "/directory?territory=fr-commune-59350&view=map"
HOOKS = "/desk/of/pedales/webhooks"
ADA = "ada@pedales.example"
JOURNAL = "SELECT count(*) FROM journal WHERE act = 'webhook_off'"


@dataclass(repr=False)
class Program:
    """A program that is told: what it got, and how it answers."""

    url: str = ""
    status: int = 200
    gives_back: bool = True
    elsewhere: str = ""
    # It begins to answer, and never ends.
    drips: bool = False
    meanwhile: Callable[[], Awaitable[object]] | None = None
    got: list[tuple[dict[str, Any], str, bytes]] = field(default_factory=list)

    async def hear(self, request: web.Request) -> web.Response:
        body = await request.read()
        said = orjson.loads(body)
        self.got.append((said, request.headers["Bocage-Signature"], body))
        if self.meanwhile is not None:
            await self.meanwhile()
        if self.drips:
            return await _dripping(request)
        if self.elsewhere:
            raise web.HTTPTemporaryRedirect(self.elsewhere)
        given = said.get("challenge") if self.gives_back else "autre chose"
        return web.json_response({"challenge": given}, status=self.status)

    @property
    def news(self) -> list[dict[str, Any]]:
        return [said for said, _, _ in self.got if said["type"] == "news"]


async def _dripping(request: web.Request) -> web.Response:
    response = web.StreamResponse()
    await response.prepare(request)
    while True:
        await response.write(b".")
        await asyncio.sleep(0.01)


@pytest.fixture
async def program() -> AsyncIterator[Program]:
    made = Program()
    app = web.Application()
    app.router.add_post("/told", made.hear)
    async with TestServer(app) as server:
        made.url = str(server.make_url("/told"))
        yield made


@pytest.fixture
async def ada(node: Served) -> AsyncIterator[Browser]:
    """An editor; this node really asks outside, on this machine alone."""
    home = node.ground.home
    guard = Guard(allow_private=True)
    async with Client(guard, home.clock, origin=ORIGIN, version="1") as client:
        node.inside.client = node.inside.webhooks.client = client
        yield await signed_in(node, ADA, roles={node.me: "editor"})


async def add(ada: Browser, url: str, question: str = QUESTION) -> Answer:
    """Fill in the form for another address."""
    await ada.open(HOOKS)
    return await ada.submit(HOOKS, "add", url=url, question=question)


async def hook(node: Served, ada: Browser, program: Program, question: str = QUESTION) -> str:
    """Set it up; the secret."""
    page = await add(ada, program.url, question)
    found = re.search(r'class="secret">([^<]+)<', page.text)
    assert page.status == 200 and found, page.text
    assert found[1] not in (await ada.open(HOOKS)).text  # once
    return found[1]


async def told(node: Served) -> None:
    node.ground.clock.at += 30
    while await node.inside.webhooks.round():
        pass


async def kept(node: Served) -> list[Webhook]:
    return await node.ground.store.reading(webhooks.of_actor, node.me)


async def test_program__is_told_what_is_new_changed_and_ended(node: Served, ada: Browser, program: Program) -> None:
    await node.say(name="Avant", territory=LILLE)
    secret = await hook(node, ada, program)
    await told(node)
    assert program.news == []

    said = await node.say(name="Réparer", territory=LILLE)
    await node.say(name="À Arras", territory=["fr-commune-62041"])
    await node.say(name="Entre nous", territory=LILLE, visibility="private")
    await node.say(name="Entre membres", territory=LILLE, policy="network-only")
    await told(node)
    await node.say(id=said.id, name="Réparer soi-même", territory=LILLE)
    await told(node)
    await told(node)
    await node.withdraw(said.id)
    await told(node)

    new, changed, ended = program.news
    assert [each["id"] for each in new["new"]] == [said.id] and (new["changed"], new["ended"]) == ([], [])
    assert new["new"][0]["name"] == "Réparer" and "proof" in new["new"][0]
    assert [each["name"] for each in changed["changed"]] == ["Réparer soi-même"] and changed["new"] == []
    assert ended["ended"] == [said.id] and (ended["new"], ended["changed"]) == ([], [])
    assert new["question"] == f"{ORIGIN}/directory?territory=fr-commune-59350"
    assert len({each["id"] for each in program.news}) == 3
    for _, signature, body in program.got:
        at, _, digest = signature.removeprefix("t=").partition(",v1=")
        assert digest == hmac.new(secret.encode(), at.encode() + b"." + body, hashlib.sha256).hexdigest()


async def test_what_ends_by_its_date__is_told_as_ended(node: Served, ada: Browser, program: Program) -> None:
    endings = EndingWorker(node.ground.home, node.ground.store, asyncio.Event())
    await endings.look()
    call = await node.say(kind="request", name="Un local", territory=LILLE, deadline="2026-11-24")
    await hook(node, ada, program)
    await told(node)
    node.ground.clock.at += 2 * 86_400
    await endings.look()
    await told(node)

    (ended,) = program.news
    assert (ended["ended"], ended["new"], ended["changed"]) == ([call.id], [], [])


async def test_many_records__come_fifty_at_a_time(node: Served, ada: Browser, program: Program) -> None:
    await hook(node, ada, program)
    for number in range(60):
        await node.say(name=f"Fiche {number}", territory=LILLE)
    await told(node)

    assert [len(each["new"]) for each in program.news] == [50, 10]
    assert len({each["id"] for news in program.news for each in news["new"]}) == 60


async def test_program_that_fails__is_told_later_as_it_stands_then(
    node: Served, ada: Browser, program: Program
) -> None:
    await hook(node, ada, program)
    program.status = 500
    first = await node.say(name="Un", territory=LILLE)
    await told(node)
    await told(node)
    assert len(program.news) == 1  # it waits a minute
    await node.withdraw(first.id)
    await node.say(name="Deux", territory=LILLE)
    program.status = 200
    node.ground.clock.at += 120
    await told(node)

    assert [each["name"] for each in program.news[-1]["new"]] == ["Deux"] and program.news[-1]["ended"] == []
    (one,) = await kept(node)
    assert (one.failures, one.stopped) == (0, "")
    page = (await ada.open(HOOKS)).text
    assert "1 fiche dite" in page and "Pas reçu : en panne (500)." in page
    assert "Not received: out of order (500)." in (await ada.open(f"{HOOKS}?lang=en")).text


async def test_program_that_drips_its_answer__has_a_deadline(node: Served, ada: Browser, program: Program) -> None:
    await hook(node, ada, program)
    await node.say(name="Un", territory=LILLE)
    program.drips = True
    soon = Limits(read_s=60.0, total_s=0.3)
    async with Client(Guard(allow_private=True), node.ground.clock, origin=ORIGIN, version="1", limits=soon) as client:
        node.inside.webhooks.client = node.inside.client = client
        await told(node)
        page = await add(ada, program.url)

    assert (await kept(node))[0].failures == 1
    assert "Pas reçu : pas de réponse à temps." in (await ada.open(HOOKS)).text
    assert page.status == 422 and len(await kept(node)) == 1


async def test_removed_while_it_is_told__nothing_is_left_and_its_number_is_anothers(
    node: Served, ada: Browser, program: Program
) -> None:
    await hook(node, ada, program)
    (first,) = await kept(node)
    await node.say(name="Un", territory=LILLE)

    async def replaced() -> None:
        program.meanwhile = None
        await ada.open(HOOKS)
        await ada.submit(HOOKS, "remove")
        node.ground.clock.at += 60
        await hook(node, ada, program)

    program.meanwhile = replaced
    await told(node)

    (second,) = await kept(node)
    assert (second.num, second.made > first.made) == (first.num, True)
    assert await node.ground.store.reading(webhooks.tellings, second.num, 5) == []


async def test_two_editors_remove_one_at_once__it_is_removed_once(node: Served, ada: Browser, program: Program) -> None:
    await hook(node, ada, program)
    bob = await signed_in(node, "bob@pedales.example", roles={node.me: "editor"})
    await ada.open(HOOKS)
    await bob.open(HOOKS)

    answers = await asyncio.gather(ada.submit(HOOKS, "remove"), bob.submit(HOOKS, "remove"))

    assert sorted(each.status for each in answers) == [200, 404]
    assert any("n&#39;est plus prévenue" in each.text for each in answers)
    assert await kept(node) == []
    gone = await node.ground.store.reading(lambda db: db.execute(JOURNAL).fetchone()[0])
    assert gone == 1


async def test_program_that_is_gone__is_told_no_more_until_it_is_tried_again(
    node: Served, ada: Browser, program: Program
) -> None:
    await hook(node, ada, program)
    program.status = 410
    await node.say(name="Un", territory=LILLE)
    await told(node)
    node.ground.clock.at += 1e6
    await told(node)
    assert len(program.news) == 1
    program.status = 200
    (one,) = await kept(node)
    assert one.stopped == "gone" and "n&#39;existe plus" in (await ada.open(HOOKS)).text

    await ada.submit(HOOKS, "resume")
    await told(node)
    assert len(program.news) == 2


async def test_given_up__after_too_many_failures(node: Served, ada: Browser, program: Program) -> None:
    await hook(node, ada, program)
    program.status = 503
    await node.say(name="Un", territory=LILLE)
    for _ in range(30):
        await told(node)
        node.ground.clock.at += 86_400

    assert len(program.news) == 25
    assert (await kept(node))[0].stopped == "failures"


@pytest.mark.parametrize(
    ("how", "why"),
    [
        ({"gives_back": False}, "le défi n&#39;est pas dans sa réponse"),
        ({"elsewhere": "http://127.0.0.1:9/"}, "renvoie ailleurs"),
        ({"status": 404}, "n&#39;a pas répondu au défi"),
        ({"status": 500}, "n&#39;a pas répondu au défi"),
    ],
)
async def test_challenge__that_is_not_answered_keeps_nothing(
    node: Served, ada: Browser, program: Program, how: dict[str, Any], why: str
) -> None:
    for name, value in how.items():
        setattr(program, name, value)
    page = await add(ada, program.url)

    assert page.status == 422 and why in page.text
    assert await kept(node) == []
    assert len(program.got) == 1  # no redirect was followed


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:1/", "https://10.0.0.1/", "https://[::1]/", "file:///etc/passwd", "x", ""]
)
async def test_guard__stands_before_the_address(node: Served, ada: Browser, url: str) -> None:
    async with Client(Guard(allow_private=False), node.ground.clock, origin=ORIGIN, version="1") as client:
        node.inside.client = client
        page = await add(ada, url)

    assert page.status == 422 and 'role="alert"' in page.text
    assert await kept(node) == []


async def test_guard__stands_before_each_telling(node: Served, ada: Browser, program: Program) -> None:
    await hook(node, ada, program)
    await node.say(name="Un", territory=LILLE)
    async with Client(Guard(allow_private=False), node.ground.clock, origin=ORIGIN, version="1") as client:
        node.inside.webhooks.client = client
        await told(node)

    assert program.news == []
    assert (await kept(node))[0].failures == 1


@pytest.mark.parametrize("question", ["/directory?q=mots", "/directory?near=50,3", "?territory=nulle-part"])
async def test_question__of_our_own_lists_alone(node: Served, ada: Browser, program: Program, question: str) -> None:
    page = await add(ada, program.url, question)

    assert page.status == 422
    assert program.got == []


async def test_ten_a_person(node: Served, ada: Browser, program: Program) -> None:
    for _ in range(10):
        await hook(node, ada, program)
        node.ground.clock.at += 60
    page = await add(ada, program.url)

    assert page.status == 422 and "10 adresses au plus" in page.text
    assert len(await kept(node)) == 10 == len(program.got)


async def test_whoever_may_no_longer_speak__is_told_no_more(node: Served, ada: Browser, program: Program) -> None:
    await hook(node, ada, program)
    await node.write(accounts.disable, ADA, "2026-11-27T00:00:00.000Z")
    await node.say(name="Un", territory=LILLE)
    await told(node)

    assert program.news == [] and await kept(node) == []


async def test_another_organisations__cannot_be_touched(node: Served, ada: Browser, program: Program) -> None:
    await hook(node, ada, program)
    (one,) = await kept(node)
    other = await node.add("panier")
    await person(node, "bob@panier.example", roles={other: "editor"})
    bob = await signed_in(node, "bob@panier.example", roles={other: "editor"})

    await bob.open("/desk/of/panier/webhooks")
    csrf = dict(bob.form("/desk/of/panier/webhooks", "add")["fields"])["csrf"]
    for do in ("remove", "resume"):
        fields = {"csrf": csrf, "do": do, "num": str(one.num)}
        assert (await bob.send("/desk/of/panier/webhooks", fields)).status == 404
    assert (await bob.open(HOOKS)).status == 404
    assert len(await kept(node)) == 1
    await ada.open(HOOKS)
    await ada.submit(HOOKS, "remove")
    assert await kept(node) == []


async def test_question_our_lists_no_longer_know__stops_it_alone(node: Served, ada: Browser, program: Program) -> None:
    for _ in range(6):
        await hook(node, ada, program)
    await node.write(lambda db: db.execute("UPDATE webhooks SET question = 'need=rever' WHERE num <= 5"))
    await node.say(name="Un", territory=LILLE)
    await told(node)

    assert [each.stopped for each in await kept(node)] == ["question"] * 5 + [""]
    assert len(program.news) == 1
    assert "nos listes n&#39;ont plus" in (await ada.open(HOOKS)).text
