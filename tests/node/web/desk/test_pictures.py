"""Pictures at the desk: sent with what they show, served as pictures and nothing else, seen on pages, taken away."""

from __future__ import annotations

from pathlib import Path

import pytest
from aiohttp import FormData

from tests.node.ground import ORIGIN
from tests.node.test_pictures import file
from tests.node.web.desk.browser import Browser, signed_in
from tests.node.web.served import Answer, Served


@pytest.fixture
async def ada(node: Served, tmp_path: Path) -> Browser:
    node.inside.imports.folder = tmp_path / "sent"
    return await signed_in(node, "ada@pedales.example", roles={node.me: "editor"})


def address(node: Served, id: str) -> str:
    ulid = "profile" if id == node.me else id.rpartition("/")[2]
    return f"/desk/of/{node.me.rpartition('/')[2]}/record/{ulid}/pictures"


async def send(browser: Browser, page: str, body: bytes, alt: str, csrf: str | None = None) -> Answer:
    await browser.open("/desk/me")
    token = dict(browser.form("/logout")["fields"])["csrf"] if csrf is None else csrf
    form = FormData()
    form.add_field("csrf", token)
    form.add_field("alt", alt)
    form.add_field("do", "add")
    form.add_field("file", body, filename="../velo.jpg", content_type="image/jpeg")
    browser.node.client.session.cookie_jar.clear()
    headers = {"Origin": ORIGIN, "Sec-Fetch-Site": "same-origin", "Cookie": f"__Host-desk={browser.cookie}"}
    answer = await browser.node.client.post(page, data=form, headers=headers, allow_redirects=False)
    return Answer(answer.status, answer.headers, await answer.read())


async def test_picture__is_sent_shown_served_and_taken_away(node: Served, ada: Browser):
    made = await node.say(name="Remorque")
    page = address(node, made.id)
    assert (await send(ada, page, file(), "Une remorque")).status == 303
    (attached,) = [(await node.get(made.id)).json["attachment"]][0]
    assert attached["name"] == "Une remorque"
    seen = await ada.open(made.id)
    assert f'src="{attached["url"]}"' in seen.text and 'alt="Une remorque"' in seen.text
    picture = await node.get(attached["url"], {})
    assert (picture.status, picture.type) == (200, "image/jpeg")
    assert "immutable" in picture.headers["Cache-Control"]
    assert picture.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in picture.headers["Content-Security-Policy"]
    again = await node.get(attached["url"], {"If-None-Match": picture.headers["ETag"]})
    assert again.status == 304
    await ada.open(page)
    await ada.submit(do="remove")
    assert (await node.get(attached["url"], {})).status == 404
    assert "attachment" not in (await node.get(made.id)).json


@pytest.mark.parametrize(
    ("body", "alt", "said"),
    [
        (file(), "", "Décrivez l"),
        (b"<svg/>", "Un dessin", "JPEG, PNG, WebP ou GIF"),
    ],
)
async def test_picture__that_will_not_do_is_told(node: Served, ada: Browser, body: bytes, alt: str, said: str):
    made = await node.say(name="Remorque")
    answer = await send(ada, address(node, made.id), body, alt)
    assert answer.status == 422 and said in answer.text
    assert "attachment" not in (await node.get(made.id)).json


async def test_picture__no_more_than_so_many(node: Served, ada: Browser):
    made = await node.say(name="Remorque")
    page = address(node, made.id)
    for side in range(4):
        assert (await send(ada, page, file(size=(60 + side, 40)), "Une image")).status == 303
    assert (await send(ada, page, file(size=(99, 40)), "Une image")).status == 422


async def test_picture__of_another_organisation_or_without_our_form(node: Served, ada: Browser):
    panier = await node.add("panier")
    made = await node.say(name="Remorque")
    eve = await signed_in(node, "eve@panier.example", roles={panier: "editor"})
    assert (await send(eve, address(node, made.id), file(), "x")).status == 404
    assert (await send(eve, address(node, made.id).replace("pedales", "panier"), file(), "x")).status == 404
    assert (await send(ada, address(node, made.id), file(), "x", csrf="no")).status == 403
    assert "attachment" not in (await node.get(made.id)).json


async def test_picture__of_a_private_record_is_for_its_own_people(node: Served, ada: Browser):
    made = await node.say(name="Entre nous", visibility="private")
    await send(ada, address(node, made.id), file(), "Secret")
    page = await ada.open(address(node, made.id))
    url = page.text.partition('<img src="')[2].partition('"')[0]
    assert (await node.get(url, {})).status == 404
    assert (await ada.open(url)).status == 200


async def test_pictures__of_elsewhere_are_not_loaded(node: Served):
    made = await node.say(images=[{"url": "https://rafle.example/pixel.gif", "alt": "x"}])
    assert "rafle.example/pixel.gif" not in (await node.get(made.id, {"Accept": "text/html"})).text
