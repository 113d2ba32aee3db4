"""A person lets a program in: the whole way, with a program that describes itself on loopback, and every way astray."""

from __future__ import annotations

import base64
import hashlib
import html
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from aiohttp import ClientSession, web
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.hotp import HOTP

from node.accounts import second_factor
from node.commands.table import perform
from node.passwords import hashed
from node.store import accounts
from node.store.connection import Db
from tests.network.village import House, house
from vocab.vocabulary import Vocabulary

EMAIL, PASSWORD = "camille@pedales.example", "un mot de passe assez long"
VERIFIER = "v" * 64
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).rstrip(b"=").decode()
JSON = {"Accept": "application/json"}


@dataclass
class Browser:
    """A person's browser and a program, which both talk to one node."""

    house: House
    program: str
    http: ClientSession
    parameters: dict[str, str] = field(default_factory=dict)

    @property
    def redirect(self) -> str:
        return f"{self.program}/callback"

    def asks(self, **changes: str | None) -> dict[str, str]:
        """An authorization request, changed as told."""
        asked: dict[str, str | None] = {
            "response_type": "code",
            "client_id": f"{self.program}/client",
            "redirect_uri": self.redirect,
            "scope": "read write",
            "state": "l'état <b>",
            "code_challenge": CHALLENGE,
            "code_challenge_method": "S256",
        } | changes
        asked["state"] = changes.get("state", "etat-1")
        return {name: value for name, value in asked.items() if value is not None}

    async def look(self, **changes: str | None) -> tuple[int, str, str]:
        """The page where one agrees: status, body, where it leads."""
        async with self.http.get(
            f"{self.house.origin}/oauth/authorize", params=self.asks(**changes), allow_redirects=False
        ) as answer:
            return answer.status, await answer.text(), answer.headers.get("Location", "")

    async def agree(self, decision: str = "allow", **changes: str) -> tuple[int, str, str]:
        """Open the page, fill the form in and send it."""
        await self.look()
        form = self.asks() | {"actor": "pedales", "email": EMAIL, "password": PASSWORD, "decision": decision} | changes
        async with self.http.post(f"{self.house.origin}/oauth/authorize", data=form, allow_redirects=False) as answer:
            return answer.status, await answer.text(), answer.headers.get("Location", "")

    async def code(self, **changes: str) -> str:
        """The code of an agreement."""
        status, _, location = await self.agree(**changes)
        assert status == 303, location
        return parse_qs(urlsplit(location).query)["code"][0]

    async def exchange(self, given: str, **changes: str) -> tuple[int, dict[str, object]]:
        """A token for a code."""
        form = {
            "grant_type": "authorization_code",
            "code": given,
            "client_id": f"{self.program}/client",
            "redirect_uri": self.redirect,
            "code_verifier": VERIFIER,
        } | changes
        return await self.token(form)

    async def token(self, form: dict[str, str]) -> tuple[int, dict[str, object]]:
        """Ask the token endpoint."""
        async with self.http.post(f"{self.house.origin}/oauth/token", data=form) as answer:
            assert answer.headers["Cache-Control"] == "no-store"
            return answer.status, await answer.json()

    async def post(self, token: object, activity: dict[str, object]) -> int:
        """Post to the outbox with a token."""
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/activity+json"}
        async with self.http.post(f"{self.house.actor}/outbox", json=activity, headers=headers) as answer:
            return answer.status


NOTE = {"kind": "offer", "name": "Prêt d'un vélo cargo", "territory": ["fr-commune-59350"], "action": "deliverService"}


@pytest.fixture
async def browser(tmp_path: Path, words: Vocabulary) -> AsyncIterator[Browser]:
    """A node with one person, and a program."""
    app = web.Application()
    runner = web.AppRunner(app)
    described: dict[str, object] = {}

    async def describe(request: web.Request) -> web.Response:
        return web.json_response(described, content_type="application/activity+json")

    app.router.add_get("/client", describe)
    app.router.add_get("/moved", _moved)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    address = f"http://127.0.0.1:{runner.addresses[0][1]}"
    described |= {
        "@context": ["https://www.w3.org/ns/activitystreams", "https://purl.archive.org/socialweb/oauth"],
        "id": f"{address}/client",
        "type": "Application",
        "name": "Potager <script>",
        "redirectURI": f"{address}/callback",
    }
    try:
        async with house(tmp_path / "pedales", "pedales", words) as home, ClientSession() as http:
            await home.node.store.writing("user", _person, home)
            yield Browser(home, address, http)
    finally:
        await runner.cleanup()


async def _moved(request: web.Request) -> web.Response:
    raise web.HTTPFound("/client")


def _person(db: Db, home: House) -> None:
    accounts.keep(db, EMAIL, hashed(PASSWORD), home.node.home.now_iso())


async def test_the_whole_way__from_metadata_to_a_published_record(browser: Browser) -> None:
    async with browser.http.get(f"{browser.house.origin}/.well-known/oauth-authorization-server") as answer:
        metadata = await answer.json()
    async with browser.http.get(browser.house.actor, headers={"Accept": "application/activity+json"}) as answer:
        endpoints = (await answer.json())["endpoints"]
    assert metadata["issuer"] == browser.house.origin
    assert endpoints["oauthAuthorizationEndpoint"] == metadata["authorization_endpoint"]
    assert endpoints["oauthTokenEndpoint"] == metadata["token_endpoint"]
    assert metadata["code_challenge_methods_supported"] == ["S256"]

    status, page, _ = await browser.look()
    assert status == 200
    assert "Potager &lt;script&gt;" in page and "<script>" not in page
    assert urlsplit(browser.program).netloc in page
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))
    assert {name: html.unescape(value) for name, value in hidden.items()} == browser.asks()

    status, _, location = await browser.agree()
    assert status == 303 and location.startswith(browser.redirect + "?")
    answered = parse_qs(urlsplit(location).query)
    assert answered["state"] == ["etat-1"] and answered["iss"] == [browser.house.origin]
    status, token = await browser.exchange(answered["code"][0])
    assert (status, token["token_type"], token["scope"]) == (200, "Bearer", "read write")
    assert await browser.post(token["access_token"], NOTE) == 201

    # What is kept is no use to a thief.
    kept = await browser.house.node.store.reading(_everything)
    assert str(token["access_token"]) not in kept and answered["code"][0] not in kept


def _everything(db: Db) -> str:
    tables = ("tokens", "oauth_codes", "oauth_programs")
    return repr([tuple(row) for table in tables for row in db.execute(f"SELECT * FROM {table}")])


async def test_agree__the_page_may_lead_to_the_program_and_nowhere_else(browser: Browser) -> None:
    async with browser.http.get(f"{browser.house.origin}/oauth/authorize", params=browser.asks()) as answer:
        policy = answer.headers["Content-Security-Policy"]
    assert f"form-action 'self' {browser.program};" in policy and "frame-ancestors 'none'" in policy


@pytest.mark.parametrize(
    "changes",
    [
        {"client_id": None},
        {"client_id": "potager"},
        {"redirect_uri": "https://evil.example/cb"},
        {"redirect_uri": "{redirect}/"},
        {"redirect_uri": "{redirect}?x=1"},
        {"client_id": "{program}/moved"},
        {"client_id": "{program}/nowhere"},
        {"state": 'a"b'},
        {"scope": "é"},
    ],
)
async def test_look__nothing_leads_to_an_address_that_is_not_proved(
    browser: Browser, changes: dict[str, str | None]
) -> None:
    # R18: no way to send a browser elsewhere.
    filled = {
        name: value and value.format(program=browser.program, redirect=browser.redirect)
        for name, value in changes.items()
    }
    status, page, location = await browser.look(**filled)
    assert status == 400 and location == ""
    assert 'type="password"' not in page


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"code_challenge": None}, "invalid_request"),
        ({"code_challenge_method": None}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge": "court"}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"scope": "administer"}, "invalid_scope"),
    ],
)
async def test_look__the_program_is_told_what_is_wrong(
    browser: Browser, changes: dict[str, str | None], error: str
) -> None:
    status, _, location = await browser.look(**changes)
    said = parse_qs(urlsplit(location).query)
    assert status == 303 and location.startswith(browser.redirect + "?")
    assert said["error"] == [error] and said["iss"] == [browser.house.origin]


async def test_look__unknown_scopes_are_passed_over(browser: Browser) -> None:
    status, page, _ = await browser.look(scope="write:sameorigin sing")
    assert status == 200 and page.partition("<main")[2].partition("</main>")[0].count("<li>") == 1


async def test_agree__or_not(browser: Browser) -> None:
    status, _, location = await browser.agree("deny", email="", password="")
    assert status == 303 and parse_qs(urlsplit(location).query)["error"] == ["access_denied"]
    for wrong in ({"password": "autre"}, {"email": "nobody@pedales.example"}, {"actor": "inconnu"}):
        status, page, location = await browser.agree(**wrong)
        assert status == 403 and location == "" and 'role="alert"' in page
    await browser.house.node.store.writing("limit", accounts.limit, EMAIL, {})
    status, page, location = await browser.agree()
    assert status == 403 and location == ""
    await browser.house.node.store.writing("limit", accounts.limit, EMAIL, {browser.house.actor: "editor"})
    assert (await browser.agree())[0] == 303


async def test_exchange__a_code_is_bound_to_its_program_address_and_verifier(browser: Browser) -> None:
    # R19: PKCE, exact address, same program.
    code = await browser.code()
    for wrong in (
        {"code_verifier": "w" * 64},
        {"code_verifier": ""},
        {"redirect_uri": browser.redirect + "2"},
        {"client_id": "https://other.example/client"},
        {"grant_type": "password"},
        {"code": "autre"},
    ):
        status, answer = await browser.exchange(code, **wrong)
        assert status in (400, 401) and "access_token" not in answer, wrong
    assert (await browser.exchange(code, client_secret="looked at by nobody"))[0] == 200


async def test_exchange__a_code_that_comes_back_ends_what_it_gave(browser: Browser) -> None:
    # R19: once.
    code = await browser.code()
    _, token = await browser.exchange(code)
    status, answer = await browser.exchange(code)
    assert status == 400 and answer["error"] == "invalid_grant"
    assert await browser.post(token["access_token"], NOTE) == 401


async def test_refresh__each_serves_once_and_a_stolen_one_ends_all(browser: Browser) -> None:
    _, first = await browser.exchange(await browser.code())
    form = {"grant_type": "refresh_token", "client_id": f"{browser.program}/client"}
    status, second = await browser.token(form | {"refresh_token": str(first["refresh_token"])})
    assert status == 200 and await browser.post(second["access_token"], NOTE) == 201
    status, _ = await browser.token(form | {"refresh_token": str(first["refresh_token"])})
    assert status == 400
    assert await browser.post(second["access_token"], NOTE) == 401
    # A refresh token opens nothing by itself.
    assert await browser.post(second["refresh_token"], NOTE) == 401


async def test_revoke__ends_the_agreement(browser: Browser) -> None:
    _, token = await browser.exchange(await browser.code())
    form = {"token": str(token["refresh_token"]), "client_id": f"{browser.program}/client"}
    async with browser.http.post(f"{browser.house.origin}/oauth/revoke", data=form) as answer:
        assert answer.status == 200
    assert await browser.post(token["access_token"], NOTE) == 401
    async with browser.http.post(f"{browser.house.origin}/oauth/revoke", data=form | {"token": "x"}) as answer:
        assert answer.status == 200


async def test_person__who_leaves_takes_the_programs_along(browser: Browser) -> None:
    _, token = await browser.exchange(await browser.code())
    await perform(browser.house.node, "user_disable", {"email": EMAIL}, lambda _: None)
    assert await browser.post(token["access_token"], NOTE) == 401
    assert (await browser.agree())[0] == 403


async def test_person__with_a_second_factor_is_asked_for_the_code(browser: Browser) -> None:
    node = browser.house.node
    await node.store.writing("factor", second_factor.begin, node.home, EMAIL)
    found = await node.store.reading(second_factor.standing, node.home, EMAIL)
    assert found.secret is not None
    step = int(node.home.now()) // 30
    codes = await node.store.writing("factor", second_factor.confirm, node.home, EMAIL, _code(found.secret, step))
    assert codes

    status, page, _ = await browser.agree()
    assert status == 403 and "second facteur" in page
    assert (await browser.agree(code=_code(found.secret, step)))[0] == 403, "used"
    assert await browser.code(code=codes[0])


def _code(secret: bytes, step: int) -> str:
    return HOTP(secret, 6, SHA1()).generate(step).decode()


async def test_program__what_it_was_let_do_is_listed_and_ended(browser: Browser) -> None:
    _, token = await browser.exchange(await browser.code())
    (row,) = await perform(browser.house.node, "token_list", {}, lambda _: None)
    assert (row["program"], row["person"], row["scope"]) == (f"{browser.program}/client", EMAIL, "read write")
    assert str(token["access_token"]) not in repr(row)
    await perform(browser.house.node, "token_revoke", {"program": f"{browser.program}/client"}, lambda _: None)
    assert await browser.post(token["access_token"], NOTE) == 401
    assert await perform(browser.house.node, "token_list", {}, lambda _: None) == []


async def test_scope__reading_does_not_write(browser: Browser) -> None:
    _, token = await browser.exchange(await browser.code(scope="read"))
    assert await browser.post(token["access_token"], NOTE) == 403


async def test_scope__only_what_the_program_itself_publishes(browser: Browser) -> None:
    _, token = await browser.exchange(await browser.code(scope="write:sameorigin"))
    assert await browser.post(token["access_token"], NOTE) == 403
    follow = {"type": "Follow", "object": "https://elsewhere.example/actor"}
    assert await browser.post(token["access_token"], follow) == 403
    # Its own it may name: the answer is then the other side's.
    follow = {"type": "Follow", "object": f"{browser.program}/nowhere"}
    assert await browser.post(token["access_token"], follow) not in (401, 403, 500)


async def test_token__of_another_type_or_too_much(browser: Browser) -> None:
    address = f"{browser.house.origin}/oauth/token"
    async with browser.http.post(address, json={}, headers=JSON) as answer:
        assert answer.status == 415
    async with browser.http.post(address, data={f"p{n}": "x" for n in range(60)}, headers=JSON) as answer:
        assert answer.status == 400
    async with browser.http.post(address, data={"grant_type": '"\\é'}, headers=JSON) as answer:
        assert answer.status == 400
