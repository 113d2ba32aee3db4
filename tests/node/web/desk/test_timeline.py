"""The timeline at the desk: what those we follow published and withdrew, as far as this organisation may see."""

from __future__ import annotations

import pytest

from node import following, publishing
from node.store import follows
from node.web.desk import timeline
from tests.node.ground import Peer
from tests.node.web.desk.browser import Browser, signed_in
from tests.node.web.served import Served

CLEF = Peer("https://clef.example/actors/clef", seed=2)
RESEAU = Peer("https://reseau.example/actors/reseau", kind="network", seed=4)
LOIN = Peer("https://loin.example/actors/loin", seed=5)


@pytest.fixture
async def ada(node: Served) -> Browser:
    return await signed_in(node, "ada@pedales.example", roles={node.me: "editor"})


def address(node: Served) -> str:
    return f"/desk/of/{node.me.rpartition('/')[2]}/timeline"


async def test_timeline__new_changed_and_withdrawn_the_newest_first(node: Served, ada: Browser):
    ground = node.ground
    ground.follow(CLEF)
    first = {"published": "2026-11-23T08:00:00.000Z"}
    await ground.hear(CLEF.says("Create", CLEF.record("a", updated=first["published"], **first), "a"))
    await ground.hear(CLEF.says("Create", CLEF.record("b", **first), "b"))
    await ground.hear(CLEF.says("Create", CLEF.record("c", **first), "c"))
    await ground.hear(CLEF.says("Delete", f"{CLEF.origin}/objects/c", "gone", published="2026-11-23T10:00:00.500Z"))

    text = (await ada.open(address(node))).text

    assert text.index(">retiré<") < text.index(">modifié<") < text.index(">nouveau<")
    assert "Offre a" in text and "Offre b" in text and "Offre c" not in text
    assert "clef.example" in text


async def test_timeline__of_what_a_network_announces(node: Served, ada: Browser):
    node.ground.follow(RESEAU)
    node.ground.meet(LOIN)
    create = LOIN.says("Create", LOIN.record("z"), "z")
    await node.ground.hear(RESEAU.says("Announce", create, "announce"))

    assert "Offre z" in (await ada.open(address(node))).text


async def test_timeline__nothing_that_is_for_others(node: Served, ada: Browser):
    """Kept because a neighbour on this node follows or belongs: none of this organisation's business."""
    panier = await node.add("panier")
    node.ground.meet(CLEF)
    follows.put(node.ground.db, panier, CLEF.id, "x", "accepted", "2026-11-23T10:00:00.000Z")
    record = CLEF.record("a", to=[f"{CLEF.id}/followers"], cc=None)
    await node.ground.hear(CLEF.says("Create", record, "a"))

    assert "Offre a" not in (await ada.open(address(node))).text
    eve = await signed_in(node, "eve@panier.example", roles={panier: "editor"})
    assert "Offre a" in (await eve.open("/desk/of/panier/timeline")).text
    assert (await eve.open(address(node))).status == 404


async def test_timeline__neighbours_on_this_node_and_pages(node: Served, ada: Browser):
    panier = await node.add("panier")
    await node.write(following.follow, node.ground.home, node.me, panier)
    for number in range(timeline.PAGE + 3):
        node.ground.clock.at += 1
        draft = {"kind": "offer", "name": f"Panier numéro {number}."}
        await node.write(publishing.publish, node.ground.home, panier, draft)

    await ada.open(address(node))
    assert "numéro 52." in ada.text and "numéro 2." not in ada.text
    (older,) = [each for each in ada.links() if "before=" in each]
    await ada.open(older)
    assert "numéro 2." in ada.text and "numéro 52." not in ada.text


@pytest.mark.parametrize("before", ["x", "2026~", "~1", "2026-11-23T10:00:00.000Z~'"])
async def test_timeline__a_page_that_is_none(node: Served, ada: Browser, before: str):
    assert (await ada.open(f"{address(node)}?before={before}")).status == 404
