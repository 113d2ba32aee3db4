"""What concerns an organisation, at its desk."""

from __future__ import annotations

import pytest

from node import publishing
from tests.node.web.desk.browser import Browser, signed_in
from tests.node.web.served import Served

LILLE, MEL = "fr-commune-59350", "fr-epci-200093201"
PREMISES = {"kind": "offer", "name": "Locaux à partager", "territory": [MEL], "exchange": ["premises"]}


@pytest.fixture
async def ada(node: Served) -> Browser:
    return await signed_in(node, "ada@pedales.example", roles={node.me: "editor"})


def desk(node: Served) -> str:
    return f"/desk/of/{node.me.rpartition('/')[2]}"


async def of_city(node: Served, **draft: object) -> str:
    """Something that an authority on this node says; its id."""
    city = node.ground.home.actor_id("mel")
    if not await node.ground.store.reading(
        lambda db: db.execute("SELECT 1 FROM actors WHERE id = ?", (city,)).fetchone()
    ):
        await node.add("mel", kind="authority")
    return (await node.write(publishing.publish, node.ground.home, city, draft)).id


async def test_calls__with_their_reasons_in_one_sentence(node: Served, ada: Browser) -> None:
    await node.say(kind="request", name="Cherche un local", territory=[LILLE], exchange=["premises"])
    await of_city(node, **PREMISES, valid_until="2027-03-31")

    text = (await ada.open(f"{desk(node)}/calls")).text
    home = (await ada.open(desk(node))).text

    assert "Locaux à partager" in text
    assert (
        "Répond à votre demande « Cherche un local » au même endroit (Lille), en commun : Local ;"
        " ouvert jusqu&#39;au 31 mars 2027." in text
    )
    assert "1 appel ou annonce vous concerne" in home


async def test_calls__by_what_the_organisation_is(node: Served, ada: Browser) -> None:
    await node.say(kind="profile", name="Les Pédales", territory=[LILLE], need=["livrer"])
    call = {"kind": "request", "exchange": ["contract"], "territory": [MEL], "audience": ["platform"]}
    await of_city(node, **call, name="Marché de livraison", need=["livrer"])
    await of_city(node, **call, name="Marché de repas", need=["manger"])
    await of_city(node, **call, name="Marché fini", need=["livrer"], deadline="2020-01-01")

    text = (await ada.open(f"{desk(node)}/calls")).text

    assert "Marché de livraison" in text and "Vous intervenez dans ce territoire (Lille)" in text
    assert "Livrer et faire livrer ; ouvert sans date de fin" in text
    assert "Marché de repas" not in text and "Marché fini" not in text


async def test_calls__not_for_us_is_remembered_and_taken_back(node: Served, ada: Browser) -> None:
    await node.say(kind="request", name="Cherche un local", territory=[LILLE], exchange=["premises"])
    await of_city(node, **PREMISES)
    address = f"{desk(node)}/calls"

    await ada.open(address)
    await ada.submit(address, do="aside")
    aside = ada.text
    home = (await ada.open(desk(node))).text
    await ada.open(address)
    await ada.submit(address, do="back")

    assert "C'est noté" in aside and "Rien pour l'instant" in aside and "Locaux à partager" in aside
    assert "vous concerne" not in home
    assert "Répond à votre demande" in ada.text


async def test_calls__what_is_for_others_is_neither_shown_nor_put_aside(node: Served, ada: Browser) -> None:
    await node.say(kind="request", name="Cherche un local", territory=[LILLE], exchange=["premises"])
    hidden = await of_city(node, **PREMISES, visibility="private")

    page = (await ada.open(f"{desk(node)}/calls")).text
    await ada.open("/desk/me")
    csrf = dict(ada.form("/logout")["fields"])["csrf"]
    refused = await ada.send(f"{desk(node)}/calls", {"csrf": csrf, "do": "aside", "id": hidden})

    assert "Locaux à partager" not in page
    assert refused.status == 403
    count = await node.ground.store.reading(lambda db: db.execute("SELECT count(*) FROM put_aside").fetchone()[0])
    assert count == 0


async def test_calls__a_reader_sees_them_and_decides_nothing(node: Served) -> None:
    await node.say(kind="request", name="Cherche un local", territory=[LILLE], exchange=["premises"])
    await of_city(node, **PREMISES)
    eve = await signed_in(node, "eve@pedales.example", roles={node.me: "reader"})

    page = (await eve.open(f"{desk(node)}/calls")).text

    assert "Locaux à partager" in page and "Pas pour nous" not in page
