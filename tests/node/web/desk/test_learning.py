"""Learning a practice, at the desk: who may show it and why, asking, and what is not for us."""

from __future__ import annotations

import orjson
import pytest

from node import publishing
from node.store import assessments, learning, messages
from node.store.assessments import Saved
from tests.node.web.desk.browser import Browser, signed_in
from tests.node.web.served import Served

LILLE = "fr-commune-59350"
DESK = "/desk/of/pedales/progress"
SHOWS = {"kind": "profile", "sector": ["AM10"], "workers": 12, "willing_to_show": "Le premier mardi du mois"}
PROOF = [{"kind": "STAT", "url": "https://panier.example/statuts"}]


@pytest.fixture
async def ada(node: Served) -> Browser:
    await node.say(
        kind="profile",
        name="Les Pédales",
        territory=[LILLE],
        location={"city": "Lille", "postcode": "59000"},
        sector=["AM10"],
    )
    saved = Saved("G01", node.ground.home.vocabulary.charter.version, {"level": 1, "reason": "x"}, "a", "2026-11-01")
    await node.write(assessments.keep, node.me, saved)
    return await signed_in(node, "ada@pedales.example", roles={node.me: "editor"})


async def other(node: Served, name: str, *, level: int = 3, **profile: object) -> str:
    """Another organisation of this node, with what it says of G01."""
    id = await node.add(name)
    home = node.ground.home
    await node.write(publishing.publish, home, id, {**SHOWS, "name": name.title(), **profile})
    said = {"kind": "practice", "name": "Une voix", "practice": "charter:G01", "level": level, "evidence": PROOF}
    await node.write(publishing.publish, home, id, said)
    return id


async def test_learning__who_is_like_us_and_shows_with_reasons(node: Served, ada: Browser) -> None:
    await other(node, "panier", location={"city": "Roubaix", "postcode": "59100"})
    await other(node, "loin", location={"city": "Paris", "postcode": "75011"})
    await other(node, "debut", level=2)
    await other(node, "muet", willing_to_show="")
    await other(node, "autre", sector=["AM20"], location={"city": "Paris", "postcode": "75011"})

    await ada.open(DESK)
    assert "Aujourd'hui : " in ada.text and "Statut démocratique" in ada.text
    await ada.open(f"{DESK}/G01")

    assert "Même secteur (" in ada.text and "à environ" in ada.text and "avec une preuve" in ada.text
    assert "Comment venir voir : Le premier mardi du mois" in ada.text
    # The nearest first; who is not as far, shows nothing or is like us in nothing is not there.
    assert ada.text.index("Panier") < ada.text.index("Loin")
    for absent in ("Debut", "Muet", "Autre"):
        assert absent not in ada.text


async def test_learning__asked_by_a_message(node: Served, ada: Browser) -> None:
    panier = await other(node, "panier")
    address = f"{DESK}/G01"

    await ada.open(address)
    await ada.submit(address, do="ask", text="  ")
    assert ada.page is not None and ada.page.status == 422 and "Écrivez quelque chose" in ada.text
    await ada.open(address)
    await ada.submit(address, do="ask", text="Quand venir ?")

    assert ada.address.startswith("/desk/of/pedales/messages") and "Quand venir ?" in ada.text
    (heard,) = await node.inside.store.reading(messages.conversations, panier, 9)
    assert heard.newest.content == "Quand venir ?"


async def test_learning__stories_events_and_help(node: Served, ada: Browser) -> None:
    panier = await other(node, "panier")
    home = node.ground.home
    story = {"kind": "story", "name": "Nos collèges", "content": "Deux ans.", "practice": "charter:G01"}
    event = {"kind": "event", "name": "Atelier statuts", "starts": "2027-03-01T18:00:00+01:00"}
    offer = {"kind": "offer", "name": "Relire vos statuts"}
    for draft in (
        story,
        event | {"practice": "charter:G01"},
        event | {"name": "Bal", "practice": "charter:G02"},
        offer | {"exchange": ["volunteer"]},
        offer | {"name": "Vente de vélos", "exchange": ["sell"]},
        offer | {"name": "Hébergement libre", "exchange": ["give"], "practice": "charter:D03"},
    ):
        await node.write(publishing.publish, home, panier, draft)
    # Whoever names the practice is found, like us or not, whatever the words.
    far = await node.add("far")
    named = {"kind": "offer", "name": "Journée de formation", "exchange": ["sell"], "practice": "charter:G01"}
    await node.write(publishing.publish, home, far, named)

    await ada.open(f"{DESK}/G01")

    for shown in ("Nos collèges", "Atelier statuts", "Relire vos statuts", "Journée de formation"):
        assert shown in ada.text
    for absent in ("Vente de vélos", "Hébergement libre"):
        assert absent not in ada.text
    assert "Bal" not in ada.text.split()


async def test_learning__not_for_us_is_remembered_and_told_to_nobody(node: Served, ada: Browser) -> None:
    panier = await other(node, "panier")
    address = f"{DESK}/G01"

    await ada.open(address)
    await ada.submit(address, do="aside")
    assert "Personne pour l'instant" in ada.text and "Panier" in ada.text
    assert await node.inside.store.reading(learning.aside, node.me, "G01") == (panier,)
    await ada.submit(address, do="back")

    assert "Même secteur" in ada.text
    sent = await node.inside.store.reading(lambda db: db.execute("SELECT count(*) FROM deliveries").fetchone()[0])
    assert sent == 0 and not await node.inside.store.reading(messages.conversations, panier, 9)


async def test_learning__nobody_is_asked_or_put_aside_that_is_not_shown(node: Served, ada: Browser) -> None:
    muet = await other(node, "muet", willing_to_show="")
    await ada.open("/desk/me")
    csrf = dict(ada.form("/logout")["fields"])["csrf"]

    for do in ("ask", "aside"):
        refused = await ada.send(f"{DESK}/G01", {"csrf": csrf, "do": do, "id": muet, "text": "Bonjour"})
        assert refused.status == 403
    assert (await ada.open(f"{DESK}/Z99")).status == 404
    assert not await node.inside.store.reading(messages.conversations, muet, 9)


async def test_willing_to_show__is_public(node: Served) -> None:
    await node.say(**SHOWS, name="Les Pédales")

    assert orjson.loads((await node.get(node.me)).body)["willingToShow"] == "Le premier mardi du mois"
