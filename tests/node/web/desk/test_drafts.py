"""Drafts at the desk: kept by hand or by a script, taken up, published or thrown away; they never leave."""

from __future__ import annotations

import orjson
import pytest

from node.store import unfinished
from tests.node.web.desk.browser import Browser, signed_in
from tests.node.web.served import Answer, Served


@pytest.fixture
async def ada(node: Served) -> Browser:
    return await signed_in(node, "ada@pedales.example", roles={node.me: "editor"})


def home(node: Served) -> str:
    return f"/desk/of/{node.me.rpartition('/')[2]}"


async def autosave(browser: Browser, page: str, **typed: str) -> Answer:
    """What the script of the page sends while one writes."""
    fields = {name: value for name, value in browser.form(page)["fields"] if name not in ("price.unit",)}
    return await browser.send(page, {**fields, **typed, "do": "autosave"})


async def test_draft__is_kept_listed_taken_up_and_published(node: Served, ada: Browser):
    await ada.open(f"{home(node)}/new/offer")
    await ada.submit(do="save", name="Livraison", content="Six jours", territory="nulle part")
    assert "Le brouillon est gardé." in ada.text and "Livraison" in ada.text
    await ada.open("/directory")
    assert "Livraison" not in ada.text
    await ada.open(home(node))
    (link,) = [each for each in ada.links() if "draft=" in each]
    await ada.open(link)
    assert 'value="Livraison"' in ada.page.text and "nulle part" in ada.page.text  # type: ignore[union-attr]
    await ada.submit(do="save", name="Livraison à vélo")
    assert len(await node.ground.store.reading(unfinished.each, node.me)) == 1
    await ada.open(link)
    await ada.submit(do="publish", territory="")
    assert "C'est publié" in ada.text
    assert await node.ground.store.reading(unfinished.each, node.me) == []


async def test_draft__of_a_change_leaves_the_record_as_it_is_and_goes_with_it(node: Served, ada: Browser):
    made = await node.say(name="Avant")
    await ada.open(f"{home(node)}/record/{made.id.rpartition('/')[2]}/edit")
    await ada.submit(do="save", name="Après")
    assert (await node.get(made.id)).json["name"] == "Avant"
    (left,) = await node.ground.store.reading(unfinished.each, node.me)
    assert (left.record, left.draft["name"]) == (made.id, "Après")
    await node.withdraw(made.id)
    assert await node.ground.store.reading(unfinished.each, node.me) == []


async def test_autosave__tells_its_number_and_goes_on_under_it(node: Served, ada: Browser):
    page = f"{home(node)}/new/offer"
    await ada.open(page)
    answer = await autosave(ada, page, name="Liv")
    kept = orjson.loads(answer.body)
    assert kept["draft"] and kept["said"].startswith("Brouillon gardé")
    await ada.open(page)
    await autosave(ada, page, name="Livraison", draft=str(kept["draft"]))
    (left,) = await node.ground.store.reading(unfinished.each, node.me)
    assert left.draft["name"] == "Livraison"


async def test_draft__thrown_away(node: Served, ada: Browser):
    await ada.open(f"{home(node)}/new/offer")
    await ada.submit(do="save", name="Livraison")
    await ada.submit(f"{home(node)}/drafts", do="drop")
    assert "Le brouillon est jeté." in ada.text
    assert await node.ground.store.reading(unfinished.each, node.me) == []


async def test_draft__of_another_organisation_is_out_of_reach(node: Served, ada: Browser):
    panier = await node.add("panier")
    await ada.open(f"{home(node)}/new/offer")
    await ada.submit(do="save", name="Secret")
    (left,) = await node.ground.store.reading(unfinished.each, node.me)
    eve = await signed_in(node, "eve@panier.example", roles={panier: "editor"})
    assert (await eve.open(f"/desk/of/panier/new/offer?draft={left.num}")).status == 404
    await eve.open("/desk/of/panier/new/offer")
    await eve.submit(do="save", name="Vol", draft=str(left.num))
    await eve.open("/desk/me")
    csrf = dict(eve.form("/logout")["fields"])["csrf"]
    assert (await eve.send("/desk/of/panier/drafts", {"csrf": csrf, "num": str(left.num)})).status == 404
    assert (await node.ground.store.reading(unfinished.each, node.me)) == [left]
    reader = await signed_in(node, "lea@pedales.example", roles={node.me: "reader"})
    assert "Secret" not in (await reader.open(home(node))).text


@pytest.mark.parametrize("num", ["x", "0", "-1", "99999999999999999999"])
async def test_draft__that_is_none(node: Served, ada: Browser, num: str):
    assert (await ada.open(f"{home(node)}/new/offer?draft={num}")).status == 404


async def test_drafts__have_an_end(node: Served, ada: Browser):
    for number in range(node.ground.home.settings.drafts_kept + 2):
        node.ground.clock.at += 1
        await ada.open(f"{home(node)}/new/offer")
        await autosave(ada, f"{home(node)}/new/offer", name=f"n{number}")
    left = await node.ground.store.reading(unfinished.each, node.me)
    assert len(left) == node.ground.home.settings.drafts_kept
    assert left[0].draft["name"] == "n101"


async def test_draft__two_who_write_at_once__the_second_is_told_and_nothing_is_lost(node: Served, ada: Browser):
    page = f"{home(node)}/new/offer"
    bea = await signed_in(node, "bea@pedales.example", roles={node.me: "editor"})
    await ada.open(page)
    await ada.submit(do="save", name="Livraison")
    (link,) = [each for each in (await _home(ada, node)).links() if "draft=" in each]

    # Both take it up; by hand and by the script it is the same.
    for each in (ada, bea):
        await each.open(link)
    await ada.submit(do="save", name="Livraison par Ada")
    await bea.submit(do="save", name="Livraison par Béa")
    assert "gardé à part" in bea.text and "gardé à part" not in ada.text
    assert await _names(node) == ["Livraison par Ada", "Livraison par Béa"]

    for each in (ada, bea):
        await each.open(link)
    kept = orjson.loads((await autosave(bea, link, name="Livraison, le soir")).body)
    told = orjson.loads((await autosave(ada, link, name="Livraison, le matin")).body)
    assert "bea@" not in kept["said"] and told["said"].startswith("bea@pedales.example a modifié ce brouillon")
    assert kept["draft"] != told["draft"]
    assert await _names(node) == ["Livraison par Béa", "Livraison, le matin", "Livraison, le soir"]

    # Whoever goes on from what they were told goes on in their own.
    await ada.open(page)
    await autosave(ada, page, name="Livraison, tôt", draft=str(told["draft"]), draft_at=told["at"])
    assert await _names(node) == ["Livraison par Béa", "Livraison, le soir", "Livraison, tôt"]


async def test_draft__published_by_one_while_another_wrote__stays(node: Served, ada: Browser):
    bea = await signed_in(node, "bea@pedales.example", roles={node.me: "editor"})
    await ada.open(f"{home(node)}/new/offer")
    await ada.submit(do="save", name="Livraison", content="Six jours")
    (link,) = [each for each in (await _home(ada, node)).links() if "draft=" in each]
    for each in (ada, bea):
        await each.open(link)
    await bea.submit(do="save", name="Livraison par Béa")

    await ada.submit(do="publish")

    assert "C'est publié" in ada.text
    assert await _names(node) == ["Livraison par Béa"]


async def _home(browser: Browser, node: Served) -> Browser:
    await browser.open(home(node))
    return browser


async def _names(node: Served) -> list[object]:
    return sorted(each.draft["name"] for each in await node.ground.store.reading(unfinished.each, node.me))  # type: ignore[type-var]
