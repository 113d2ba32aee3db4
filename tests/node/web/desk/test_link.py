"""Signing in by a link: once, within a quarter of an hour, and nobody learns who has access."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.hotp import HOTP

from node.accounts import links, second_factor
from node.mail.letters import Stationery
from node.mail.office import Office
from node.mail.sealing import Sealer
from node.store import accounts, journal, letters
from tests.node.mail.postmaster import Postmaster, listening
from tests.node.web.desk.browser import PASSWORD, Browser, person, signed_in
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
    first, second = (re.sub(r'data-challenge="[^"]*"', "", page.text) for page in (known.page, unknown.page))
    assert (known.page.status, first) == (unknown.page.status, second)
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


async def come_in(node: Served, postmaster: Postmaster, folder: Path) -> Browser:
    await asked(node, ADA, "/desk/me")
    await deliver(node, folder)
    ada = Browser(node)
    await ada.open(link_in(postmaster))
    await ada.submit()
    return ada


async def test_forgotten__by_a_link_within_a_quarter_of_an_hour(
    node: Served, postmaster: Postmaster, tmp_path: Path
) -> None:
    other = await signed_in(node, ADA, roles={node.me: "editor"})
    ada = await come_in(node, postmaster, tmp_path)
    assert "l'ancien mot de passe n'est pas demandé" in ada.text
    await ada.submit("/desk/me", do="password", new="court")
    assert "10 caractères" in ada.text
    await ada.submit("/desk/me", do="password", new="encore une phrase")
    assert ada.address == "/desk/me?said=changed"
    await other.open("/desk/me")
    assert other.address.startswith("/login"), "signed out"
    await deliver(node, tmp_path)
    told, body = postmaster.letters[-1], postmaster.letters[-1].get_body(("plain",))
    assert body is not None and told["To"] == ADA
    assert "mot de passe vient d'être changé" in body.get_content() and "encore une" not in body.get_content()
    again = Browser(node)
    for password, status in ((PASSWORD, 403), ("encore une phrase", 200)):
        await again.open("/login")
        assert (await again.submit("/login", email=ADA, password=password)).status == status

    # And no longer than that, nor for whoever came in by the password
    node.ground.clock.at += 900
    late = await ada.submit("/desk/me", do="password", new="une phrase encore autre")
    assert late.status == 422 and "n'est pas le bon" in ada.text
    late = await again.send("/desk/me", {**dict(ada.form("/desk/me")["fields"]), "do": "password", "new": "y" * 12})
    assert late.status == 403, "another session's form"
    await again.open("/desk/me")
    assert (await again.submit("/desk/me", do="password", old="", new="y" * 12)).status == 422


async def test_forgotten__asks_for_the_second_factor(node: Served, postmaster: Postmaster, tmp_path: Path) -> None:
    home = node.ground.home
    await node.write(second_factor.begin, home, ADA)
    waiting = await node.ground.store.reading(second_factor.standing, home, ADA)
    assert waiting.secret is not None
    code = HOTP(waiting.secret, 6, SHA1()).generate(int(home.now()) // 30).decode()
    codes = await node.write(second_factor.confirm, home, ADA, code)
    assert codes
    await deliver(node, tmp_path)
    ada = await come_in(node, postmaster, tmp_path)
    assert ada.cookie is None
    await ada.open("/desk/me")
    assert ada.address.startswith("/login")
    ada = await come_in(node, postmaster, tmp_path)
    await ada.submit("/login/code", code=codes[0])
    assert ada.cookie and "l'ancien mot de passe n'est pas demandé" in ada.text


async def test_handed__by_an_administrator_alone_and_once(node: Served) -> None:
    await person(node, ADA, roles={node.me: "editor"})
    root = await signed_in(node, "root@panier.example", role="administrator")
    await root.open("/desk/people")
    await root.submit("/desk/people", do="link", email=ADA)
    (link,) = [each for each in root.links() if "/login/link/" in each]
    assert ADA in root.text
    lines = await node.ground.store.reading(journal.page, None, None, 10)
    assert ("root@panier.example", "handed_link", ADA) in [(each.email, each.act, each.object) for each in lines]
    node.ground.clock.at += links.HANDED_S - 1
    ada = Browser(node)
    await ada.open(link)
    await ada.submit()
    await ada.open("/desk/me")
    await ada.submit("/desk/me", do="password", new="encore une phrase")
    assert ada.address == "/desk/me?said=changed"
    assert (await Browser(node).open(link)).status == 404

    # Nobody else's to make, and for nobody unknown
    await ada.open("/desk/me")
    fields = {"csrf": dict(ada.form("/logout")["fields"])["csrf"], "do": "link", "email": "root@panier.example"}
    assert (await ada.send("/desk/people", fields)).status == 403
    await root.open("/desk/people")
    fields = {"csrf": dict(root.form("/desk/people")["fields"])["csrf"], "do": "link", "email": "x@panier.example"}
    assert (await root.send("/desk/people", fields)).status == 404
