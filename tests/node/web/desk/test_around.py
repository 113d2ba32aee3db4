"""Those around an organisation: followed, joined, admitted and let go from the desk."""

from __future__ import annotations

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
