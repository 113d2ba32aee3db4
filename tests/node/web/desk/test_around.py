"""Those around an organisation: followed, joined, admitted and let go from the desk."""

from __future__ import annotations

from urllib.parse import quote

import pytest

from node import following
from node.store import follows
from tests.node.web.desk.browser import Browser, signed_in
from tests.node.web.served import Served, served
from vocab.vocabulary import Vocabulary


@pytest.fixture
async def ada(node: Served) -> Browser:
    return await signed_in(node, "ada@pedales.example", role="administrator")


async def test_follow__somebody_of_this_node_and_no_more(node: Served, ada: Browser):
    panier = await node.add("panier")
    desk = f"/desk/of/{node.me.rpartition('/')[2]}/around"
    await ada.open(desk)
    await ada.submit(desk, do="follow", handle="panier")
    assert "C'est fait" in ada.text and "Panier" in ada.text
    assert await node.ground.store.reading(follows.state, node.me, panier) == "accepted"
    await ada.submit(desk, do="unfollow")
    assert await node.ground.store.reading(follows.state, node.me, panier) is None


async def test_follow__nobody_of_that_name_is_told_and_what_was_typed_stays(node: Served, ada: Browser):
    desk = f"/desk/of/{node.me.rpartition('/')[2]}/around"
    await ada.open(desk)
    answer = await ada.submit(desk, do="follow", handle="pas une adresse")
    assert answer.status == 422
    assert 'value="pas une adresse"' in answer.text and 'aria-invalid="true"' in answer.text


async def test_join__what_is_no_network_is_refused(node: Served, ada: Browser):
    await node.add("panier")
    desk = f"/desk/of/{node.me.rpartition('/')[2]}/around"
    await ada.open(desk)
    assert (await ada.submit(desk, do="join", handle="panier")).status == 422
    assert "suivez-le plutôt" in ada.text


async def test_members__who_asked_is_admitted_and_let_go(words: Vocabulary):
    async with served(words, membership="approve") as node:
        await _members(node, await signed_in(node, "ada@pedales.example", role="administrator"))


async def _members(node: Served, ada: Browser) -> None:
    network = await node.add("reseau", "network")
    await node.write(following.join, node.ground.home, node.me, network)
    await ada.open("/desk/of/reseau/around")
    await ada.submit("/desk/of/reseau/around", do="admit")
    assert "C'est fait" in ada.text
    await ada.open(f"/desk/of/{node.me.rpartition('/')[2]}/around")
    assert "Nos réseaux" in ada.text and "Reseau" in ada.text
    await ada.open("/desk/of/reseau/around")
    await ada.submit("/desk/of/reseau/around", do="dismiss")
    await ada.open(f"/desk/of/{node.me.rpartition('/')[2]}")
    assert "réseaux : 0" in ada.text
    await ada.open("/desk/journal")
    assert "a admis" in ada.text and "a écarté" in ada.text


async def test_followers__let_in_by_hand__wait_and_are_answered(node: Served, ada: Browser):
    panier = await node.add("panier")
    ours = f"/desk/of/{node.me.rpartition('/')[2]}/around"
    await ada.open(ours)
    await ada.submit(ours, do="by-hand")
    assert (await node.get(node.me)).json["manuallyApprovesFollowers"] is True
    await ada.open("/desk/of/panier/around")
    await ada.submit("/desk/of/panier/around", do="follow", handle=node.me)
    assert await node.ground.store.reading(follows.state, panier, node.me) == "asked"
    await ada.open(ours)
    assert "Qui demande à nous suivre" in ada.text
    await ada.submit(ours, do="let-in")
    assert await node.ground.store.reading(follows.state, panier, node.me) == "accepted"
    assert "Qui demande à nous suivre" not in ada.text
    await ada.submit(ours, do="turn-away")
    assert await node.ground.store.reading(follows.state, panier, node.me) == "rejected"
    await ada.open("/desk/journal")
    assert "a accepté l'abonnement de" in ada.text


async def test_follow__from_the_directory_and_from_a_page(node: Served, ada: Browser):
    panier = await node.add("panier")
    seen = await ada.open("/directory?q=panier")
    link = f'href="/interact?uri={quote(panier, safe="")}"'
    assert link in seen.text
    assert link in (await ada.open(panier)).text
    await ada.open(f"/interact?uri={quote(panier)}")
    await ada.submit(f"/desk/of/{node.me.rpartition('/')[2]}/around", do="follow")
    assert await node.ground.store.reading(follows.state, node.me, panier) == "accepted"
    visitor = Browser(node)
    assert "/interact" not in (await visitor.open("/directory?q=panier")).text


async def test_interact__comes_from_elsewhere_signs_in_and_follows(node: Served):
    panier = await node.add("panier")
    await signed_in(node, "ada@pedales.example", roles={node.me: "editor"})
    browser = Browser(node)
    await browser.open(f"/interact?uri={panier}")
    assert browser.address.startswith("/login")
    await browser.submit("/login", email="ada@pedales.example", password="une longue phrase")
    assert panier in browser.text
    await browser.submit(do="follow")
    assert await node.ground.store.reading(follows.state, node.me, panier) == "accepted"


async def test_interact__with_nobody_to_follow(node: Served, ada: Browser):
    assert (await ada.open("/interact")).status == 404
    assert (await ada.open("/interact?uri=%20")).status == 404
