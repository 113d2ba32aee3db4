"""The copy that a node holds of a record from elsewhere, as a page."""

from __future__ import annotations

from urllib.parse import quote

from tests.node.ground import Peer
from tests.node.web.served import BROWSER, Served

CLEF = Peer("https://clef.example/actors/clef", seed=7)


def _held(id: str) -> str:
    return f"/record?id={quote(id, safe='')}"


async def test_held__the_directory_leads_to_the_copy_and_the_copy_to_the_original(node: Served) -> None:
    node.ground.follow(CLEF)
    record = CLEF.record("velos", name="Vélos à prêter")
    assert await node.ground.hear(CLEF.says("Create", record)) == "kept"

    rows = (await node.get("/directory?q=velos", BROWSER)).text
    assert f'href="{_held(str(record["id"]))}"' in rows

    page = await node.get(_held(str(record["id"])), BROWSER)
    assert page.status == 200
    assert "Vélos à prêter" in page.text
    assert f'<link rel="canonical" href="{record["id"]}">' in page.text
    assert 'content="noindex"' in page.text
    assert f'href="{record["id"]}"' in page.text and "clef.example" in page.text


async def test_held__ours_is_where_it_lives(node: Served) -> None:
    mine = (await node.say(name="Une offre")).id

    answer = await node.get(_held(mine), BROWSER)

    assert (answer.status, answer.headers["Location"]) == (308, mine)
    assert (await node.get(mine, BROWSER)).text.count("noindex") == 0


async def test_held__not_held_not_for_everybody_or_not_an_address(node: Served) -> None:
    node.ground.follow(CLEF)
    discreet = CLEF.record("discret", to=[f"{CLEF.id}/followers"], cc=[])
    assert await node.ground.hear(CLEF.says("Create", discreet)) == "kept"

    for id in (str(discreet["id"]), "https://ailleurs.example/objects/1", "javascript:alert(1)", "", "x" * 5_000):
        answer = await node.get(_held(id), BROWSER)
        assert answer.status == 404
        assert "javascript:" not in answer.text
