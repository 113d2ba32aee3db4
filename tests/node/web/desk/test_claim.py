"""A claim that proves itself: from the listing's page to a desk of one's own, and nobody else gets there."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from node import claim_proving
from node.mail.letters import Stationery
from node.mail.office import Office
from node.mail.sealing import Sealer
from node.mail.smtp import Smtp
from node.mail.worker import MailWorker
from node.retention import forget
from node.store import claim_proofs, letters
from tests.node.mail.postmaster import Postmaster, listening
from tests.node.web.desk.browser import PASSWORD, Browser, person, signed_in
from tests.node.web.desk.test_knocking import LISTING
from tests.node.web.served import BROWSER, Served, served
from vocab.vocabulary import Vocabulary

SITE = "https://panier.example"
ADA = "ada@panier.example"


@pytest.fixture
async def postmaster(node: Served, tmp_path: Path) -> AsyncIterator[Postmaster]:
    """The node sends through a real server; `deliver` makes it."""
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
        yield server


async def deliver(node: Served, tmp_path: Path) -> int:
    """Send what waits; how many were tried."""
    home = node.ground.home
    assert home.office is not None
    return await MailWorker(home, node.ground.store, Smtp(home.settings, tmp_path), home.office).send_round()


@pytest.fixture
async def listing(node: Served) -> str:
    return (await node.say(**LISTING)).id


def link_in(postmaster: Postmaster) -> str:
    body = postmaster.letters[-1].get_body(("plain",))
    assert body is not None
    found = re.search(r"https://pedales\.example(/claim/\S+)", body.get_content())
    assert found
    return found[1]


async def test_letter__to_the_domain_hands_the_listing_over(
    node: Served, listing: str, postmaster: Postmaster, tmp_path: Path
):
    visitor = Browser(node)
    await visitor.open(f"{listing}/claim")
    await visitor.submit(do="letter", address=ADA)
    assert "un lien y arrive" in visitor.text
    assert await deliver(node, tmp_path) == 1
    assert postmaster.taken[0][0] == ADA
    assert postmaster.letters[0]["Subject"] == "Le Panier d'Artois : cette fiche est-elle la vôtre ?"

    # Whoever opens the link, a mail program or a scanner, changes nothing.
    link = link_in(postmaster)
    for _ in range(2):
        assert (await node.get(link, BROWSER)).status == 200
        assert (await node.get(link, BROWSER, method="HEAD")).status == 200
    assert "isReplacedBy" not in (await node.get(listing)).json

    ada = Browser(node)
    page = await ada.open(link)
    assert page.headers["Referrer-Policy"] == "same-origin" and page.headers["Cache-Control"] == "no-store"
    await ada.submit(link)
    assert ada.address.startswith("/invitation/")
    await ada.submit(ada.address, name="Ada", email=ADA, password=PASSWORD)
    assert ada.address == "/desk/of/le_panier_d_artois"
    profile = (await node.get("/actors/le_panier_d_artois")).json
    assert profile["name"] == "Le Panier d'Artois" and profile["areaServed"] == ["territory:fr/commune/62041"]
    assert (await node.get(listing)).json["isReplacedBy"] == profile["id"]
    found = (await node.get("/directory.json?kind=organization&q=panier")).json["items"]
    assert [item["id"] for item in found] == [profile["id"]]
    # The link has served; the listing has given way.
    assert (await ada.open(link)).status == 404
    await visitor.open(f"{listing}/claim")
    assert "laissé la place" in visitor.text
    await visitor.send(f"{listing}/claim", {"do": "letter", "address": "eve@panier.example"})
    assert "laissé la place" in visitor.text
    assert await node.ground.store.reading(letters.count) == 0


@pytest.mark.parametrize("address", ["eve@evil.example", "eve@panier.example.evil.example", "eve@xpanier.example", "x"])
async def test_letter__to_another_domain_is_not_written(
    address: str, node: Served, listing: str, postmaster: Postmaster
):
    visitor = Browser(node)
    answer = await visitor.send(f"{listing}/claim", {"do": "letter", "address": address})

    assert answer.status == 422 and "@panier.example" in visitor.text and address in answer.text
    assert await node.ground.store.reading(letters.count) == 0


async def test_letter__the_same_answer_whether_the_address_is_known(node: Served, listing: str, postmaster: Postmaster):
    await person(node, ADA, roles={})
    visitor = Browser(node)
    known = await visitor.send(f"{listing}/claim", {"do": "letter", "address": ADA})
    again = await visitor.send(f"{listing}/claim", {"do": "letter", "address": ADA})
    unknown = await visitor.send(f"{listing}/claim", {"do": "letter", "address": "nobody@panier.example"})

    assert known.text == again.text == unknown.text
    # An address gets one letter a day about a listing, however often somebody asks.
    assert await node.ground.store.reading(letters.count) == 2


async def test_letter__so_many_for_a_listing(node: Served, listing: str, postmaster: Postmaster):
    visitor = Browser(node)
    for number in range(claim_proving.MOST):
        answer = await visitor.send(f"{listing}/claim", {"do": "letter", "address": f"a{number}@panier.example"})
        assert answer.status == 200
    assert (await visitor.send(f"{listing}/claim", {"do": "letter", "address": ADA})).status == 503
    assert await node.ground.store.reading(letters.count) == claim_proving.MOST


async def test_letter__holds_two_days(node: Served, listing: str, postmaster: Postmaster, tmp_path: Path):
    visitor = Browser(node)
    await visitor.send(f"{listing}/claim", {"do": "letter", "address": ADA})
    await deliver(node, tmp_path)
    link = link_in(postmaster)
    node.ground.clock.at += claim_proving.LETTER_S - 1
    assert (await visitor.open(link)).status == 200
    node.ground.clock.at += 1
    assert (await visitor.open(link)).status == 404
    assert (await visitor.send(link, {})).status == 404
    await node.write(forget, node.ground.home)
    assert node.ground.db.execute("SELECT count(*) FROM claim_proofs").fetchone()[0] == 0


async def test_letter__without_smtp_the_page_says_so(node: Served, listing: str):
    visitor = Browser(node)
    await visitor.open(f"{listing}/claim")
    assert "Ce nœud n'envoie pas de courriel" in visitor.text
    answer = await visitor.send(f"{listing}/claim", {"do": "letter", "address": ADA})
    assert answer.status == 503
    assert await node.ground.store.reading(claim_proofs.of_listing, listing, 0.0) == []


@pytest.mark.parametrize(
    ("address", "page"),
    [
        (f"{SITE}/.well-known/bocage-code.txt", "{code}\n"),
        (SITE, '<html><head><meta name="bocage-code" content="{code}"></head>'),
        (SITE, "<p>Bienvenue {code}</p>"),
    ],
)
async def test_code__on_the_website_hands_the_listing_over(address: str, page: str, node: Served, listing: str):
    visitor = Browser(node)
    await visitor.open(f"{listing}/claim")
    await visitor.submit(do="code")
    link = visitor.address
    code = re.search(r"bocage-[0-9a-f]{32}", visitor.text)
    assert code and link.startswith("/claim/") and link.rpartition("/")[2] not in visitor.text
    assert (await visitor.submit(link)).status == 422
    assert "n'est pas encore sur le site" in visitor.text and code[0] in visitor.text

    node.ground.web.pages[address if address != SITE else f"{SITE}/"] = page.format(code=code[0])
    await visitor.submit(link)
    assert visitor.address.startswith("/invitation/")
    assert (await node.get(listing)).json["isReplacedBy"].endswith("/actors/le_panier_d_artois")


async def test_code__of_one_page_opens_no_other(node: Served, listing: str):
    """The code on a website is for all to read; whoever reads it has a page with another code."""
    ada, eve = Browser(node), Browser(node)
    for each in (ada, eve):
        await each.open(f"{listing}/claim")
        await each.submit(do="code")
    code = re.search(r"bocage-[0-9a-f]{32}", ada.text)
    assert code and code[0] not in eve.text
    node.ground.web.pages[f"{SITE}/"] = code[0]

    assert (await eve.submit(eve.address)).status == 422
    assert "isReplacedBy" not in (await node.get(listing)).json


async def test_code__the_website_is_read_so_often(node: Served, listing: str):
    visitor = Browser(node)
    await visitor.open(f"{listing}/claim")
    await visitor.submit(do="code")
    for _ in range(claim_proving.MOST_TRIES):
        node.ground.clock.at += 60
        await visitor.submit(visitor.address)
    asked = len(node.ground.web.asked)
    node.ground.clock.at += 60
    assert (await visitor.submit(visitor.address)).status == 422
    assert "Trop de demandes" in visitor.text and len(node.ground.web.asked) == asked


@pytest.mark.parametrize(
    ("website", "doors"),
    [
        ("https://panier.wordpress.com/", (False, False)),
        ("https://ville.example/associations/panier", (False, True)),
        ("https://www.panier.example/index.html", (True, True)),
        (None, (False, False)),
    ],
)
async def test_doors__what_a_website_can_prove(website: str | None, doors: tuple[bool, bool], words: Vocabulary):
    async with served(words) as node:
        said = {name: value for name, value in (LISTING | {"website": website}).items() if value}
        listing = (await node.say(**said)).id
        found = await node.ground.store.reading(claim_proving.provable, node.ground.home, listing)
        page = await Browser(node).open(f"{listing}/claim")

    assert (bool(found and found.domain), found is not None) == doors
    assert ('value="code"' in page.text) is doors[1]


async def test_claim__a_form_of_another_site_does_nothing(
    node: Served, listing: str, postmaster: Postmaster, tmp_path: Path
):
    visitor = Browser(node)
    await visitor.send(f"{listing}/claim", {"do": "letter", "address": ADA})
    await deliver(node, tmp_path)
    visitor.headers = {"Origin": "https://evil.example"}
    assert (await visitor.send(link_in(postmaster), {})).status == 403
    assert "isReplacedBy" not in (await node.get(listing)).json


async def test_claim__a_moderators_answer_ends_the_pages(node: Served, listing: str):
    visitor = Browser(node)
    await visitor.open(f"{listing}/claim")
    await visitor.submit(do="code")
    link = visitor.address
    await visitor.open(f"{listing}/claim")
    await visitor.submit(do="ask", contact=ADA)
    mod = await signed_in(node, "mod@pedales.example", role="moderator", roles={})
    await mod.open("/desk/moderation")
    await mod.submit("/desk/moderation", do="hand-over")
    assert (await visitor.open(link)).status == 403


async def test_claim__a_moderators_answer_goes_to_who_asked(
    node: Served, listing: str, postmaster: Postmaster, tmp_path: Path
):
    visitor = Browser(node)
    await visitor.open(f"{listing}/claim")
    await visitor.submit(do="ask", contact="ada@ailleurs.example")
    mod = await signed_in(node, "mod@pedales.example", role="moderator", roles={})
    await mod.open("/desk/moderation")
    await mod.submit("/desk/moderation", do="hand-over")
    await deliver(node, tmp_path)
    assert [to for to, _ in postmaster.taken] == ["ada@ailleurs.example"]
    body = postmaster.letters[0].get_body(("plain",))
    found = re.search(r"https://pedales\.example(/invitation/\S+)", body.get_content() if body else "")
    assert found and found[1] in mod.text
    assert (await node.get(found[1], BROWSER)).status == 200


async def test_claim__in_english(node: Served, listing: str, postmaster: Postmaster, tmp_path: Path):
    visitor = Browser(node)
    page = await visitor.open(f"{listing}/claim?lang=en", "en")
    assert "By a code on your website" in page.text
    await node.client.post(
        f"/objects/{listing.rpartition('/')[2]}/claim?lang=en", data={"do": "letter", "address": ADA}
    )
    await deliver(node, tmp_path)
    assert postmaster.letters[0]["Subject"] == "Le Panier d'Artois: is this listing yours?"
