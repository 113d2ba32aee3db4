"""Who may do what at the desk: every route for every kind of person, and nobody's organisation for another's editor."""

from __future__ import annotations

import re

import pytest

from node.accounts.permits import may
from node.store.accounts import Account
from node.web.desk.routes import DESK
from tests.node.web.desk.browser import Browser, signed_in
from tests.node.web.served import BROWSER, Served

# What each person may, of the organisation `pedales`; the matrix asked for is written here, not computed.
MATRIX = {
    "administrator": {"self", "read", "publish", "people", "moderate", "administer"},
    "editor": {"self", "read", "publish", "people"},
    "reader": {"self", "read"},
    "moderator": {"self", "moderate"},
    "stranger": {"self"},
}
ULID = "0" * 26


def account(who: str) -> Account:
    role = who if who in ("administrator", "moderator") else "member"
    roles = {"pedales": who} if who in ("editor", "reader") else {}
    return Account("a@b.example", "", role, False, "", None, roles)  # type: ignore[arg-type]


@pytest.mark.parametrize("who", MATRIX)
@pytest.mark.parametrize("permit", ["self", "read", "publish", "people", "moderate", "administer"])
def test_may__matrix(who: str, permit: str):
    assert may(account(who), permit, "pedales") is (permit in MATRIX[who])  # type: ignore[arg-type]


def test_may__somebody_shut_out_nothing():
    shut = Account("a@b.example", "", "administrator", True, "", "2026-11-23T10:00:00.000Z", {})

    assert not any(may(shut, permit, "pedales") for permit in MATRIX["administrator"])  # type: ignore[arg-type]


def test_may__an_editor_of_one_is_nobody_to_another():
    editor = account("editor")

    assert not any(may(editor, permit, "panier") for permit in ("read", "publish", "people"))


async def browser_of(node: Served, who: str) -> Browser:
    roles = {node.me: who} if who in ("editor", "reader") else {}
    role = who if who in ("administrator", "moderator") else "member"
    return await signed_in(node, f"{who}@b.example", role=role, roles=roles)


@pytest.mark.parametrize("who", MATRIX)
async def test_routes__each_for_each_person(node: Served, who: str):
    """Every page opens for whom it should; every other is refused, and refused before anything is done."""
    me = node.me.rpartition("/")[2]
    browser = await browser_of(node, who)
    csrf = dict((await _me(browser))["fields"])["csrf"]
    for method, pattern, permit, _ in DESK:
        path = _address(pattern, me)
        if (method, path) == ("POST", "/logout"):
            continue
        if method == "GET":
            headers = {**BROWSER, "Cookie": f"__Host-desk={browser.cookie}"}
            browser.node.client.session.cookie_jar.clear()
            answer = await node.get(path, headers)
        else:
            answer = await browser.send(path, {"csrf": csrf, "do": "nothing of the kind"})
        allowed = permit in MATRIX[who]
        refused = "ne permet pas cela" in answer.text or "ici ne porte ce nom" in answer.text
        assert answer.status != 500 and (answer.status in (403, 404) or not refused)
        assert refused is not allowed, (who, method, path, answer.status)


async def test_routes__signed_out_nobody(node: Served):
    me = node.me.rpartition("/")[2]
    browser = Browser(node)
    for method, pattern, _, _ in DESK:
        path = _address(pattern, me)
        if method == "GET":
            answer = await node.get(path, BROWSER)
            assert answer.status == 303 and answer.headers["Location"].startswith("/login"), path
        else:
            assert (await browser.send(path, {"do": "publish", "csrf": "x"})).status == 401, path


async def test_people__of_another_organisation_are_out_of_reach(node: Served):
    """An editor of one organisation tries each address of another with an id of hers (IDOR)."""
    panier = await node.add("panier")
    said = await node.say(name="Une offre de Pédales")
    ulid = said.id.rpartition("/")[2]
    other = await signed_in(node, "eve@panier.example", roles={panier: "editor"})
    await other.open("/desk/of/panier")
    assert other.page is not None and other.page.status == 200
    for path in ("record/{}/edit", "record/{}/withdraw", "record/{}"):
        await other.open(f"/desk/of/panier/{path.format(ulid)}")
        assert other.page.status == 404
    csrf = dict((await _me(other))["fields"])["csrf"]
    for path in ("record/{}/withdraw", "record/{}/confirm", "record/{}/edit"):
        answer = await other.send(
            f"/desk/of/panier/{path.format(ulid)}", {"csrf": csrf, "do": "publish", "name": "Vol"}
        )
        assert answer.status == 404
    assert (await node.get(said.id)).json["name"] == "Une offre de Pédales"


def _address(pattern: str, name: str) -> str:
    """An address that a route of the desk answers to."""
    path = pattern.replace("{name:[a-z0-9_]{1,64}}", name).replace("{kind}", "offer").replace("{run:[0-9]{1,15}}", "1")
    path = path.replace("{notation:[A-Z][0-9]{2,3}(?:-[a-z0-9-]{1,40})?}", "G01")
    path = f"{path}?uri=panier@panier.example" if path == "/interact" else path
    return re.sub(r"\{ulid:.*?profile\}", "profile", path)


async def _me(browser: Browser) -> dict[str, list[tuple[str, str]]]:
    await browser.open("/desk/me")
    return browser.form("/logout")
