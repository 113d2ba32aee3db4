"""Endorsing at the desk and on pages: what waits, what is shown with who says it, what was given."""

from __future__ import annotations

from dataclasses import replace

import pytest

from node.endorsements import giving, hearing
from node.endorsements.giving import Said
from node.prepared import Prepared
from node.store import actors, credentials
from node.store.connection import Db
from tests.node.credentials import offer, shown_by, stated
from tests.node.ground import Peer
from tests.node.web.desk.browser import Browser, signed_in
from tests.node.web.served import BROWSER, Served
from vocab.context import PUBLIC

CLEF = Peer("https://clef.example/actors/clef", seed=2)


@pytest.fixture
async def ada(node: Served) -> Browser:
    return await signed_in(node, "ada@pedales.example", roles={node.me: "editor"})


def desk(node: Served) -> str:
    return f"/desk/of/{node.me.rpartition('/')[2]}/endorsements"


async def offered(node: Served) -> str:
    """La Clef offers what it saw here; the credential's id."""
    node.ground.meet(CLEF)
    said = stated(CLEF, node.me)
    prepared = Prepared(0, offer(CLEF, said, node.me), CLEF.id, True, "proof", None, said)
    assert await node.write(hearing.take_offer, node.ground.home, prepared) == "waits for an answer"
    return str(said["id"])


async def test_received__is_shown_on_both_pages_once_accepted__and_no_more_once_refused(
    node: Served, ada: Browser
) -> None:
    await node.say(kind="profile", name="Les Pédales")
    await offered(node)
    home = (await ada.open(desk(node).removesuffix("/endorsements"))).text
    assert "1 témoignage attend votre réponse" in home
    text = (await ada.open(desk(node))).text
    assert "Attendent votre réponse" in text and "Clef" in text and "visite" in text

    await ada.submit(desk(node), do="accept")

    assert "montré à tous" in (await ada.open(desk(node))).text
    page = (await node.get(node.me, BROWSER)).text
    assert "Ce que d&#39;autres organisations ont constaté" in page
    assert "Clef" in page and "visite" in page and "clef.example/visite" in page
    practice = (await node.get("/practices/D03", BROWSER)).text
    assert "Qui l&#39;a vu, et où" in practice and "Les Pédales" in practice
    (found,) = (await node.get("/practices/D03.json")).json["endorsements"]
    assert (found["organization"], found["by"], found["level"], found["mutual"]) == (node.me, CLEF.id, 3, False)
    (record,) = (await node.get(f"{node.me}/endorsements")).json["orderedItems"]
    answer = await node.get(record, BROWSER)
    assert (answer.status, answer.headers["Location"]) == (303, f"{node.me}#endorsed")

    await ada.submit(desk(node), do="refuse")

    assert "Ce que d&#39;autres organisations ont constaté" not in (await node.get(node.me, BROWSER)).text


async def test_received__of_a_practice_that_this_release_does_not_know(node: Served, ada: Browser) -> None:
    id = await offered(node)

    def of_another_catalogue(db: Db) -> None:
        held = credentials.find(db, id)
        assert held is not None
        subject = {"id": node.me, "practice": "https://w3id.org/plateformcoop/ns/charter#Z99", "level": 3}
        credentials.keep(db, replace(held, document={**held.document, "credentialSubject": subject}))

    await node.write(of_another_catalogue)

    shown = await ada.open(desk(node))
    assert shown.status == 200 and "Clef" in shown.text and "Z99" not in shown.text

    await ada.submit(desk(node), do="refuse")
    assert (await ada.open(desk(node))).status == 200


async def test_given__is_signed_offered_and_revoked(node: Served, ada: Browser) -> None:
    panier = await node.add("panier")
    await ada.open(f"{desk(node)}?of={panier}")

    await ada.submit(desk(node), do="give", what="D03", level="3", how="visit", evidence="https://pedales.example/a")

    (held,) = await node.ground.store.reading(credentials.given, node.me)
    assert (held.subject, held.state) == (panier, "asked")
    eve = await signed_in(node, "eve@panier.example", roles={panier: "editor"})
    await eve.open("/desk/of/panier/endorsements")
    await eve.submit("/desk/of/panier/endorsements", do="accept")
    assert len((await node.get(f"{panier}/endorsements")).json["orderedItems"]) == 1
    await ada.open(desk(node))
    await ada.submit(desk(node), do="revoke")
    assert (await node.get(f"{panier}/endorsements")).json["totalItems"] == 0
    assert "révoqué" in (await ada.open(desk(node))).text


async def test_given__what_will_not_do__names_the_field_and_keeps_what_was_typed(node: Served, ada: Browser) -> None:
    panier = await node.add("panier")
    await ada.open(f"{desk(node)}?of={panier}")

    await ada.submit(desk(node), do="give", what="D03", level="3", how="visit", evidence="https://192.168.1.1/a")

    assert ada.page is not None and ada.page.status == 422
    assert "ce n'est pas une adresse publique" in ada.text and "https://192.168.1.1/a" in ada.text
    assert await node.ground.store.reading(credentials.given, node.me) == []


async def test_received__by_one_organisation_is_not_anothers_to_answer(node: Served) -> None:
    id = await offered(node)
    panier = await node.add("panier")
    eve = await signed_in(node, "eve@panier.example", roles={panier: "editor"})
    await eve.open("/desk/me")
    csrf = dict(eve.form("/logout")["fields"])["csrf"]

    for do in ("accept", "refuse", "revoke"):
        answer = await eve.send("/desk/of/panier/endorsements", {"csrf": csrf, "do": do, "id": id})
        assert answer.status == 404

    (held,) = await node.ground.store.reading(credentials.received, node.me)
    assert held.state == "asked"


async def test_circle__is_told_by_name_on_pages_in_both_languages__and_to_programs(node: Served, ada: Browser) -> None:
    panier = Peer("https://panier.example/actors/panier", seed=3)
    await node.say(kind="profile", name="Les Pédales")
    await offered(node)
    await ada.open(desk(node))
    await ada.submit(desk(node), do="accept")
    node.ground.follow(CLEF, panier)
    me = actors.find(node.ground.db, node.me)
    assert me is not None
    seen = Said("visit", ("https://a.example/",), "", "D03", "2")
    ours = await node.write(giving.give, node.ground.home, me, panier.id, seen)
    for subject, said in ((panier, ours.document), (CLEF, stated(panier, CLEF.id, "third"))):
        await node.ground.hear(subject.says("Create", shown_by(subject, said, "ring"), "ring", to=[PUBLIC]))

    french = (await node.get(f"{node.me}?lang=fr", BROWSER)).text
    english = (await node.get(f"{node.me}?lang=en", BROWSER)).text

    assert "cercle : Clef → Les Pédales → Panier → Clef, chacune le dit de la suivante" in french
    assert "circle: Clef → Les Pédales → Panier → Clef, each says it of the next" in english
    found = (await node.get("/practices/D03.json")).json["endorsements"]
    assert {each["organization"]: each["circle"] for each in found}[node.me] == [CLEF.id, node.me, panier.id]
    assert {each["mutual"] for each in found} == {False} and {each["alike"] for each in found} == {None}
