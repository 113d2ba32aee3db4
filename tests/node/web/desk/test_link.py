"""Signing in by a link: once, within a quarter of an hour, and nobody learns who has access."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from node.accounts import links
from node.mail.letters import Stationery
from node.mail.office import Office
from node.mail.sealing import Sealer
from node.store import accounts, letters
from tests.node.mail.postmaster import Postmaster, listening
from tests.node.web.desk.browser import Browser, person
from tests.node.web.desk.test_claim import deliver
from tests.node.web.served import BROWSER, Served

ADA = "ada@panier.example"


@pytest.fixture
async def postmaster(node: Served) -> AsyncIterator[Postmaster]:
    async with listening(Postmaster()) as server:
        home = node.ground.home
        said = {
            "smtp_host": "127.0.0.1",
            "smtp_port": server.port,
            "smtp_tls": "none",
            "smtp_from": "b@pedales.example",
        }
        home.settings = replace(home.settings, **said)
        home.office = Office(Sealer(bytes(32)), Stationery())
        await person(node, ADA, roles={node.me: "editor"})
        yield server


async def asked(node: Served, email: str, next: str = "") -> Browser:
    browser = Browser(node)
    await browser.open(f"/login?next={next}" if next else "/login")
    await browser.submit("/login/link", email=email)
    return browser


def link_in(postmaster: Postmaster) -> str:
    body = postmaster.letters[-1].get_body(("plain",))
    assert body is not None
    found = re.search(r"https://pedales\.example(/login/link/\S+)", body.get_content())
    assert found
    return found[1]


async def test_link__signs_in_once_by_its_button(node: Served, postmaster: Postmaster, tmp_path: Path):
    await asked(node, ADA, "/desk/of/pedales/around")
    assert await deliver(node, tmp_path) == 1
    link = link_in(postmaster)
    assert "Auto-Submitted" in postmaster.letters[0] and ADA not in link
    for _ in range(2):
        answer = await node.get(link, BROWSER)
        assert answer.status == 200 and "Set-Cookie" not in answer.headers
        assert answer.headers["Referrer-Policy"] == "same-origin"

    ada = Browser(node)
    await ada.open(link)
    assert ADA in ada.text
    await ada.submit()
    assert ada.cookie and ada.address == "/desk/of/pedales/around"
    assert (await Browser(node).open(link)).status == 404
    assert (await Browser(node).send(link, {})).status == 404


async def test_link__the_same_answer_for_an_unknown_address(node: Served, postmaster: Postmaster, tmp_path: Path):
    known = await asked(node, ADA)
    unknown = await asked(node, "nobody@panier.example")
    assert known.page and unknown.page
    assert (known.page.status, known.page.text) == (unknown.page.status, unknown.page.text)
    assert dict(known.page.headers).keys() == dict(unknown.page.headers).keys()

    await deliver(node, tmp_path)
    assert [to for to, _ in postmaster.taken] == [ADA]


async def test_link__holds_a_quarter_of_an_hour(node: Served, postmaster: Postmaster, tmp_path: Path):
    await asked(node, ADA)
    await deliver(node, tmp_path)
    node.ground.clock.at += links.HOLDS_S
    assert (await Browser(node).send(link_in(postmaster), {})).status == 404


async def test_link__so_many_for_one_address(node: Served, postmaster: Postmaster):
    for _ in range(links.MOST + 2):
        assert (await asked(node, ADA)).page
    assert await node.ground.store.reading(letters.count) == links.MOST
    node.ground.clock.at += links.HOLDS_S
    await asked(node, ADA)
    assert await node.ground.store.reading(letters.count) == 1


async def test_link__of_somebody_shut_out_lets_nobody_in(node: Served, postmaster: Postmaster, tmp_path: Path):
    await asked(node, ADA)
    await deliver(node, tmp_path)
    await node.write(accounts.disable, ADA, "2026-11-23T10:00:00.000Z")

    assert (await Browser(node).send(link_in(postmaster), {})).status == 404


async def test_link__one_used_ends_the_others(node: Served, postmaster: Postmaster, tmp_path: Path):
    for _ in range(2):
        await asked(node, ADA)
    await deliver(node, tmp_path)
    first = link_in(postmaster)
    postmaster.taken.pop()
    await Browser(node).send(link_in(postmaster), {})
    assert (await Browser(node).send(first, {})).status == 404


async def test_link__leads_nowhere_else(node: Served, postmaster: Postmaster, tmp_path: Path):
    await asked(node, ADA, "https://evil.example/")
    await deliver(node, tmp_path)
    ada = Browser(node)
    await ada.open(link_in(postmaster))
    await ada.submit()
    assert ada.address.startswith("/desk/of/pedales")
    answer = await Browser(node).send("/login/link", {"email": ADA})
    assert answer.status == 200
    stranger = Browser(node)
    stranger.headers = {"Origin": "https://evil.example"}
    assert (await stranger.send("/login/link", {"email": ADA})).status == 403


async def test_link__without_smtp_is_not_offered(node: Served):
    browser = Browser(node)
    page = await browser.open("/login")
    assert "/login/link" not in page.text and "Ce nœud n'envoie pas de courriel" in browser.text
    assert (await browser.send("/login/link", {"email": ADA})).status == 503
