"""The door of the desk: who comes in, who does not, and that nothing a person wrote is lost there."""

from __future__ import annotations

import pytest

from node.accounts import sessions
from node.store import sessions as stored
from tests.node.web.desk.browser import PASSWORD, Browser, invited, person, signed_in
from tests.node.web.served import BROWSER, Served

ADA = "ada@pedales.example"


async def test_desk__signed_out_leads_to_the_door_and_back(node: Served):
    await person(node, ADA)
    browser = Browser(node)

    asked = await node.get("/desk/of/pedales/people?x=1", BROWSER)
    assert (asked.status, asked.headers["Location"]) == (303, "/login?next=%2Fdesk%2Fof%2Fpedales%2Fpeople%3Fx%3D1")

    await browser.open("/desk/me")
    assert "Se connecter" in browser.text
    await browser.submit("/login", email=ADA, password=PASSWORD)
    assert browser.address == "/desk/me", browser.text
    assert browser.page is not None and browser.page.headers["Cache-Control"] == "no-store"


async def test_login__wrong_password_and_unknown_address_say_the_same(node: Served):
    await person(node, ADA)
    said = []
    for email, password in ((ADA, "autre chose"), ("bob@pedales.example", PASSWORD)):
        browser = Browser(node)
        await browser.open("/login")
        answer = await browser.submit("/login", email=email, password=password)
        said.append((answer.status, browser.text.replace(email, "")))
        assert browser.cookie is None

    assert said[0] == said[1]
    assert said[0][0] == 403


async def test_login__cookie_is_out_of_reach_of_scripts_and_only_its_hash_is_kept(node: Served):
    await person(node, ADA)
    fields = {"email": ADA, "password": PASSWORD}
    response = await node.client.post("/login", data=fields, allow_redirects=False)
    said = response.headers["Set-Cookie"]
    browser = Browser(node)
    await browser.send("/login", fields)

    assert "HttpOnly" in said and "SameSite=Lax" in said and "Path=/" in said
    assert browser.cookie
    (row, _) = await node.ground.store.reading(stored.of, ADA, node.ground.clock.at)
    assert browser.cookie not in repr(row)
    assert await node.ground.store.reading(sessions.find, node.ground.home, browser.cookie)


@pytest.mark.parametrize(
    "next", ["https://evil.example/", "//evil.example/desk", "/desk\\@evil.example", "javascript:x"]
)
async def test_login__leads_nowhere_else(node: Served, next: str):
    await person(node, ADA)
    fields = {"email": ADA, "password": PASSWORD, "next": next}
    response = await node.client.post("/login", data=fields, allow_redirects=False)

    assert (response.status, response.headers["Location"]) == (303, "/desk")


async def test_logout__the_cookie_opens_nothing_any_more(node: Served):
    browser = await signed_in(node, ADA)
    stolen = browser.cookie
    await browser.open("/desk/me")
    await browser.submit("/logout")
    assert browser.cookie is None

    browser.cookie = stolen
    await browser.open("/desk/me")
    assert browser.address.startswith("/login")


async def test_session__ends_by_itself_after_days_without_a_visit(node: Served):
    browser = await signed_in(node, ADA)
    days = node.ground.home.settings.session_days
    node.ground.clock.at += (days - 1) * 86_400
    await browser.open("/desk/me")
    assert browser.address == "/desk/me"
    node.ground.clock.at += (days - 1) * 86_400
    await browser.open("/desk/me")
    assert browser.address == "/desk/me"
    node.ground.clock.at += (days + 1) * 86_400
    await browser.open("/desk/me")
    assert browser.address.startswith("/login")


async def test_me__other_browsers_are_listed_and_ended(node: Served):
    browser = await signed_in(node, ADA)
    other = await signed_in(node, ADA)
    await browser.open("/desk/me")
    assert browser.text.count("Déconnecter") >= 2
    await browser.submit("/desk/me", do="end")

    await other.open("/desk/me")
    assert other.address.startswith("/login")
    await browser.open("/desk/me")
    assert browser.address == "/desk/me"


async def test_me__a_new_password_signs_out_everywhere_else(node: Served):
    browser, other = await signed_in(node, ADA), await signed_in(node, ADA)
    await browser.open("/desk/me")
    await browser.submit("/desk/me", do="password", old="faux", new="encore une phrase")
    assert "n'est pas le bon" in browser.text
    await browser.submit("/desk/me", do="password", old=PASSWORD, new="court")
    assert "10 caractères" in browser.text
    await browser.submit("/desk/me", do="password", old=PASSWORD, new="encore une phrase")
    assert browser.address.startswith("/desk/me")

    await other.open("/desk/me")
    assert other.address.startswith("/login")
    again = Browser(node)
    await again.open("/login")
    await again.submit("/login", email=ADA, password="encore une phrase")
    assert again.cookie


async def test_invitation__somebody_new_comes_in_once(node: Served):
    address = await invited(node, node.me, "reader")
    browser = Browser(node)
    await browser.open(address)
    assert "Lit" in browser.text
    await browser.submit(address, name="Ada", email="pas une adresse", password=PASSWORD)
    assert "adresse e-mail" in browser.text
    await browser.submit(address, name="Ada", email=ADA, password="court")
    assert "10 caractères" in browser.text
    await browser.submit(address, name="Ada", email=ADA, password=PASSWORD)
    assert browser.address == f"/desk/of/{node.me.rpartition('/')[2]}"

    other = Browser(node)
    assert (await other.open(address)).status == 404
    assert "demandez-en une autre" in other.text


async def test_invitation__an_address_known_here_needs_its_own_password(node: Served):
    await person(node, ADA, roles={})
    address = await invited(node, node.me, "editor")
    browser = Browser(node)
    await browser.open(address)
    await browser.submit(address, email=ADA, password="le mot de passe d'une autre")
    assert "autre mot de passe" in browser.text and browser.cookie is None
    await browser.submit(address, email=ADA, password=PASSWORD)
    assert browser.address == f"/desk/of/{node.me.rpartition('/')[2]}"


async def test_invitation__past_its_date_lets_nobody_in(node: Served):
    address = await invited(node, node.me, "editor")
    node.ground.clock.at += (node.ground.home.settings.invitation_days + 1) * 86_400

    assert (await Browser(node).open(address)).status == 404


async def test_form__of_another_site_does_nothing(node: Served):
    browser = await signed_in(node, ADA)
    await browser.open("/desk/me")
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        browser.headers = headers
        await browser.open("/desk/me")
        answer = await browser.submit("/logout")
        assert answer.status == 403
        assert "rien n'a été fait" in browser.text
    browser.headers = {}
    await browser.open("/desk/me")
    assert browser.address == "/desk/me"


async def test_form__of_an_older_session_is_given_back_whole(node: Served):
    browser = await signed_in(node, ADA, role="administrator")
    me = node.me.rpartition("/")[2]
    await browser.open(f"/desk/of/{me}/new/offer")
    form = browser.form(f"/desk/of/{me}/new/offer")
    fields = [(name, value) for name, value in form["fields"] if name not in ("name", "content")]
    typed = [*fields, ("name", "Une offre"), ("content", "Deux\nlignes"), ("do", "publish")]

    browser.cookie = None
    answer = await browser.send(f"/desk/of/{me}/new/offer", typed)
    assert answer.status == 401
    assert "Deux\nlignes" in answer.text.replace("&#10;", "\n")

    again = await signed_in(node, "eve@pedales.example", role="administrator")
    answer = await again.send(f"/desk/of/{me}/new/offer", typed)
    assert answer.status == 403
    await again.submit(f"/desk/of/{me}/new/offer")
    assert "C'est publié" in again.text


@pytest.mark.parametrize(
    "type", ["multipart/form-data; boundary=x", "multipart/form-data", "application/json", "text/plain"]
)
async def test_form__of_another_type_is_refused_in_a_sentence(node: Served, type: str):
    answer = await node.post("/login", b"--x\r\nrubbish", {"Content-Type": type})
    assert answer.status == 415
    assert "application/x-www-form-urlencoded" in answer.text


async def test_desk__answers_head_as_get(node: Served):
    assert (await node.get("/desk", BROWSER, method="HEAD")).status == 303
    assert (await node.get("/login", BROWSER, method="HEAD")).status == 200


@pytest.mark.parametrize(
    ("type", "body", "status"),
    [
        ("application/x-www-form-urlencoded", b"email=\xd0\xff&password=x", 400),
        ("application/x-www-form-urlencoded; charset=rubbish", b"email=a&password=x", 400),
        ("application/json", b"{}", 415),
        ("multipart/form-data; boundary=x", b"--x--", 415),
    ],
)
async def test_form__that_is_none_is_refused(type: str, body: bytes, status: int, node: Served):
    assert (await node.post("/login", body, {"Content-Type": type})).status == status
