"""Inviting the organisations of our listings, from the animator's desk to the answer; once, and a refusal stays."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from node import publishing
from node.importing.suppression import marks
from node.mail.letters import Stationery
from node.mail.office import Office
from node.mail.sealing import Sealer
from node.store import knocks, letters, listing_invitations, moderation
from node.store.connection import Db
from tests.node.mail.postmaster import Postmaster, listening
from tests.node.web.desk.browser import PASSWORD, Browser, signed_in
from tests.node.web.desk.test_claim import deliver
from tests.node.web.desk.test_knocking import LISTING
from tests.node.web.served import BROWSER, Served

PAGE = "/desk/of/pedales/listings"
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
        yield server


@pytest.fixture
async def listing(node: Served) -> str:
    return (await node.say(**LISTING, contact=f"Accueil <{ADA}>, 03 20 00 00 00")).id


@pytest.fixture
async def animator(node: Served) -> Browser:
    return await signed_in(node, "eve@pedales.example", roles={node.me: "editor"})


async def invite(animator: Browser, *listings: str, text: str = "Bonjour {name}, de {site}.") -> None:
    await animator.open(PAGE)
    await animator.submit(PAGE, do="invite", listing=list(listings), text=text)


def link_in(postmaster: Postmaster) -> str:
    body = postmaster.letters[-1].get_body(("plain",))
    assert body is not None
    found = re.search(r"https://pedales\.example(/invited/\S+)", body.get_content())
    assert found
    return found[1]


async def test_invite__once_and_the_organisation_takes_its_listing(
    node: Served, listing: str, animator: Browser, postmaster: Postmaster, tmp_path: Path
):
    await animator.open(PAGE)
    assert "Le Panier d'Artois" in animator.text and "par courriel" in animator.text
    await animator.submit(PAGE, do="preview", listing=listing, text="Bonjour {name}, de {site}.")
    assert "Bonjour Le Panier d'Artois, de Les Pédales." in animator.text
    assert await node.ground.store.reading(letters.count) == 0

    await animator.submit(PAGE, do="invite")
    assert "Courriels : 1" in animator.text and "Invitées : 1" in animator.text
    await invite(animator, listing)
    assert "laissées de côté : 1" in animator.text
    assert await deliver(node, tmp_path) == 1 and await deliver(node, tmp_path) == 0
    assert [to for to, _ in postmaster.taken] == [ADA]
    assert postmaster.letters[0]["Subject"] == "Le Panier d'Artois dans l'annuaire Les Pédales"

    ada = Browser(node)
    page = await ada.open(link_in(postmaster))
    assert page.headers["Referrer-Policy"] == "same-origin"
    await animator.open(PAGE)
    assert "Page ouverte : 1" in animator.text
    await ada.submit(do="claim")
    await ada.submit(ada.address, name="Ada", email=ADA, password=PASSWORD)
    assert ada.address == "/desk/of/le_panier_d_artois"
    assert (await node.get(listing)).json["isReplacedBy"].endswith("/actors/le_panier_d_artois")
    await animator.open(PAGE)
    assert "Fiche reprise : 1" in animator.text
    await ada.open(link_in(postmaster))
    assert "déjà répondu" in ada.text
    assert (await ada.send(link_in(postmaster), {"do": "refuse"})).status == 422


async def test_refuse__the_listing_goes_and_is_never_asked_again(
    node: Served, listing: str, animator: Browser, postmaster: Postmaster, tmp_path: Path
):
    await invite(animator, listing)
    await deliver(node, tmp_path)
    ada, link = Browser(node), link_in(postmaster)
    await ada.open(link)
    await ada.submit(do="refuse")
    assert "ne reviendra pas" in ada.text
    assert (await node.get(listing)).status == 410
    suppressed = await node.ground.store.reading(moderation.suppressed, sorted(marks(dict(LISTING))))
    assert suppressed

    # Whoever lists them again, by another record, with the same address, does not write to them again.
    again = (await node.say(**LISTING, contact=ADA)).id
    await invite(animator, again)
    assert "laissées de côté : 1" in animator.text and "Refus, fiche retirée : 1" in animator.text
    assert await node.ground.store.reading(letters.count) == 0
    await ada.open(link)
    assert "déjà répondu" in ada.text


async def test_correct__waits_for_the_moderators(
    node: Served, listing: str, animator: Browser, postmaster: Postmaster, tmp_path: Path
):
    await invite(animator, listing)
    await deliver(node, tmp_path)
    ada = Browser(node)
    await ada.open(link_in(postmaster))
    assert (await ada.submit(do="correct", words=" ")).status == 422
    await ada.submit(do="correct", words="Nous sommes à Béthune.")
    (knock,) = await node.ground.store.reading(knocks.every, 10)
    assert (knock.door, knock.words) == ("correct", "Nous sommes à Béthune.")
    await animator.open(PAGE)
    assert "Correction demandée : 1" in animator.text


async def test_invite__without_smtp_gives_links_to_hand_over(node: Served, listing: str, animator: Browser):
    await node.say(**(LISTING | {"name": '=HYPERLINK("x")', "website": "https://autre.example"}))
    await animator.open(PAGE)
    assert "Ce nœud n'envoie pas de courriel" in animator.text
    await animator.submit(PAGE, do="invite", which="all", text="Bonjour")
    assert "Liens à donner vous-même : 2" in animator.text
    table = await animator.open(f"{PAGE}/links")
    assert table.type == "text/csv" and "attachment" in table.headers["Content-Disposition"]
    lines = table.text.removeprefix("\ufeff").splitlines()
    assert lines[0] == "nom;site;lien" and len(lines) == 3
    assert any(line.startswith("\"'=HYPERLINK") for line in lines)
    link = next(line for line in lines if "Panier" in line).rpartition(";")[2].removeprefix("https://pedales.example")
    ada = Browser(node)
    await ada.open(link)
    await ada.submit(do="claim")
    assert ada.address.startswith("/invitation/")
    assert "Panier" not in (await animator.open(f"{PAGE}/links")).text


async def test_invite__an_address_that_two_listings_have_gets_one_letter(
    node: Served, listing: str, animator: Browser, postmaster: Postmaster
):
    other = (await node.say(**(LISTING | {"name": "Panier, le dépôt"}), contact=ADA.upper())).id
    await invite(animator, listing, other)

    assert "Courriels : 1" in animator.text and "laissées de côté : 1" in animator.text
    assert await node.ground.store.reading(letters.count) == 1


async def test_invite__nothing_of_another_organisation(node: Served, listing: str, animator: Browser):
    panier = await node.add("panier")
    mine = await node.write(_listing_of, node, panier)
    await invite(animator, mine)

    assert await node.ground.store.reading(listing_invitations.find, mine) is None
    assert "Courriels : 0" in animator.text


async def test_choose__as_in_the_directory(node: Served, listing: str, animator: Browser):
    await node.say(**(LISTING | {"name": "La Clef", "need": ["reparer"], "website": "https://clef.example"}))
    await animator.open(f"{PAGE}?need=reparer")
    assert "La Clef" in animator.text and "Le Panier" not in animator.text
    await animator.open(f"{PAGE}?q=artois")
    assert "La Clef" not in animator.text and "Le Panier" in animator.text
    answer = await animator.open(f"{PAGE}?territory=Nulle-part-du-tout")
    assert answer.status == 422 and "Territoire" in animator.text


async def test_invite__texts_that_are_none(node: Served, listing: str, animator: Browser):
    await animator.open(PAGE)
    for text in ("  ", "x" * 3_001):
        assert (await animator.submit(PAGE, do="invite", listing=listing, text=text)).status == 422
    assert (await animator.submit(PAGE, do="invite", listing=[], text="Bonjour")).status == 422
    assert await node.ground.store.reading(listing_invitations.find, listing) is None


async def test_link__of_another_listing_or_made_up_leads_nowhere(
    node: Served, listing: str, animator: Browser, postmaster: Postmaster, tmp_path: Path
):
    other = (await node.say(**(LISTING | {"name": "La Clef", "website": "https://clef.example"}))).id
    await invite(animator, listing)
    await deliver(node, tmp_path)
    token = link_in(postmaster).rpartition("/")[2]
    ulid = listing.rpartition("/")[2]
    for path in (f"/invited/{other.rpartition('/')[2]}/{token}", f"/invited/{ulid}/{'0' * 40}"):
        assert (await node.get(path, BROWSER)).status == 404
        assert (await Browser(node).send(path, {"do": "refuse"})).status == 404
    stranger = Browser(node)
    stranger.headers = {"Origin": "https://evil.example"}
    assert (await stranger.send(link_in(postmaster), {"do": "refuse"})).status == 403
    assert (await node.get(listing)).status == 200


def _listing_of(db: Db, node: Served, actor: str) -> str:
    return publishing.publish(db, node.ground.home, actor, dict(LISTING)).id
