"""Is this yours? From a listing's page, without an account, to a desk of one's own, a correction, or its end."""

from __future__ import annotations

import re

import pytest

from node.accounts import inviting
from node.knocking import MOST_OF_ONE
from node.store import knocks
from tests.node.web.desk.browser import PASSWORD, Browser, signed_in
from tests.node.web.served import Served

LISTING = {
    "kind": "listing",
    "name": "Le Panier d'Artois",
    "content": "Des paniers de légumes.",
    "territory": ["fr-commune-62041"],
    "need": ["manger"],
    "website": "https://panier.example",
    "source": "annuaire",
    "legal_basis": "intérêt légitime",
    "objections": "annuaire@pedales.example",
}


@pytest.fixture
async def listing(node: Served) -> str:
    return (await node.say(**LISTING)).id


@pytest.fixture
async def mod(node: Served) -> Browser:
    return await signed_in(node, "mod@pedales.example", role="moderator", roles={})


async def test_page__of_a_listing_has_three_doors_and_another_record_none(node: Served, listing: str):
    visitor = Browser(node)
    page = await visitor.open(listing)
    for door in ("claim", "correct", "remove"):
        assert f"{listing}/{door}" in page.text
    offer = await node.say()
    assert "/claim" not in (await visitor.open(offer.id)).text
    assert (await visitor.open(f"{offer.id}/claim")).status == 404


async def test_claim__becomes_an_organisation_with_what_the_listing_said(node: Served, listing: str, mod: Browser):
    visitor = Browser(node)
    await visitor.open(f"{listing}/claim")
    assert (await visitor.submit(do="ask", words="Je suis salariée", contact="")).status == 422
    assert "Je suis salariée" in visitor.text
    await visitor.submit(do="ask", contact="ada@panier.example")
    assert "vous écrira" in visitor.text
    assert visitor.cookie is None

    await mod.open("/desk/moderation")
    assert "Le Panier d'Artois" in mod.text and "Je suis salariée" in mod.text and "ada@panier.example" in mod.text
    answer = await mod.submit("/desk/moderation", do="hand-over")
    link = re.search(r'href="[^"]*(/invitation/[^"]+)"', answer.text)
    assert link
    assert "ada@panier.example" not in (await mod.open("/desk/moderation")).text

    ada = Browser(node)
    await ada.open(link[1])
    await ada.submit(link[1], name="Ada", email="ada@panier.example", password=PASSWORD)
    assert ada.address == "/desk/of/le_panier_d_artois"
    profile = (await node.get("/actors/le_panier_d_artois")).json
    assert profile["name"] == "Le Panier d'Artois" and "paniers de légumes" in profile["summary"]
    assert profile["areaServed"] == ["territory:fr/commune/62041"]
    found = (await node.get("/directory.json?kind=organization&q=panier")).json["items"]
    assert [item["id"] for item in found] == [profile["id"]]


async def test_correct__is_read_and_mended_at_the_desk(node: Served, listing: str):
    visitor = Browser(node)
    await visitor.open(f"{listing}/correct")
    assert (await visitor.submit(words="")).status == 422
    await visitor.submit(words="Nous sommes à Béthune.")
    admin = await signed_in(node, "admin@pedales.example", role="administrator")
    await admin.open("/desk/moderation")
    assert "Nous sommes à Béthune." in admin.text
    edit = f"/desk/of/pedales/record/{listing.rpartition('/')[2]}/edit"
    await admin.open(edit)
    await admin.submit(edit, do="publish", territory="Béthune")
    assert "C'est modifié" in admin.text
    after = (await node.get(listing)).json
    assert after["areaServed"] == ["territory:fr/commune/62119"]
    assert after["statedSource"] == "annuaire"
    await admin.open("/desk/moderation")
    await admin.submit("/desk/moderation", do="settle-knock")
    assert await node.ground.store.reading(knocks.count) == 0


async def test_remove__goes_and_leaves_nothing_of_who_asked(node: Served, listing: str, mod: Browser):
    visitor = Browser(node)
    await visitor.open(f"{listing}/remove")
    await visitor.submit(words="Merci", contact="ada@panier.example")
    assert "va la retirer" in visitor.text
    await mod.open("/desk/moderation")
    await mod.submit("/desk/moderation", do="remove")
    assert (await node.get(listing)).status == 410
    assert await node.ground.store.reading(knocks.count) == 0
    assert (await visitor.open(f"{listing}/claim")).status == 404


async def test_doors__hold_only_so_many(node: Served, listing: str):
    for number in range(MOST_OF_ONE):
        visitor = Browser(node)
        await visitor.open(f"{listing}/correct")
        assert (await visitor.submit(words=f"Faux {number}")).status == 200
    answer = await visitor.open(f"{listing}/correct")
    answer = await visitor.submit(words="Encore")
    assert answer.status == 503 and "Encore" in visitor.text
    assert await node.ground.store.reading(knocks.count) == MOST_OF_ONE


async def test_doors__a_form_of_another_site_does_nothing(node: Served, listing: str):
    visitor = Browser(node)
    visitor.headers = {"Origin": "https://evil.example"}
    assert (await visitor.send(f"{listing}/remove", {"words": "x"})).status == 403
    assert await node.ground.store.reading(knocks.count) == 0


async def test_claim__what_is_typed_never_becomes_markup(node: Served, listing: str, mod: Browser):
    visitor = Browser(node)
    await visitor.open(f"{listing}/correct")
    await visitor.submit(words="<script>alert(1)</script>", contact='"><img src=x>@x.example')
    answer = await mod.open("/desk/moderation")
    assert "<script>alert" not in answer.text and "<img src=x" not in answer.text


async def test_invitation__made_for_a_claim_names_its_editor(node: Served, listing: str, mod: Browser):
    visitor = Browser(node)
    await visitor.open(f"{listing}/claim")
    await visitor.submit(do="ask", words="", contact="ada@panier.example")
    answer = await mod.open("/desk/moderation")
    answer = await mod.submit("/desk/moderation", do="hand-over")
    secret = re.search(r"/invitation/([A-Za-z0-9_-]+)", answer.text)
    assert secret
    found = await node.ground.store.reading(inviting.find, node.ground.home, secret[1])
    assert (found.role, found.actor) == ("editor", node.ground.home.actor_id("le_panier_d_artois"))
