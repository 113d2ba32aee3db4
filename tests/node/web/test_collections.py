"""Collections of an actor: who follows, who belongs, what is on its shelves."""

from __future__ import annotations

import pytest

from node.store import follows, memberships
from tests.node.ground import NOW, Peer
from tests.node.web.served import Served, served
from vocab.vocabulary import Vocabulary

CLEF = Peer("https://clef.example/actors/clef", seed=2)
STRANGER = Peer("https://autre.example/actors/autre", seed=6)
MANY = 450


async def walked(node: Served, address: str) -> list[str]:
    """Every item, page after page."""
    found: list[str] = []
    whole = (await node.get(address)).json
    assert (whole["type"], whole["id"]) == ("OrderedCollection", address)
    next_page: str | None = whole["first"]
    while next_page:
        page = (await node.get(next_page)).json
        assert (page["type"], page["partOf"]) == ("OrderedCollectionPage", address)
        found += page["orderedItems"]
        next_page = page.get("next")
    assert whole["totalItems"] == len(found)
    return found


@pytest.mark.parametrize("name", ["followers", "following"])
async def test_people__page_after_page_each_once(node: Served, name: str) -> None:
    others = [f"https://n{number:03}.example/actors/a" for number in range(MANY)]
    for other in others:
        pair = (other, node.me) if name == "followers" else (node.me, other)
        follows.put(node.ground.db, *pair, f"{other}#f", "accepted", str(NOW))
    waiting = "https://zz.example/actors/a"
    pair = (waiting, node.me) if name == "followers" else (node.me, waiting)
    follows.put(node.ground.db, *pair, "f", "asked", str(NOW))

    assert await walked(node, f"{node.me}/{name}") == others


@pytest.mark.parametrize("after", ["zzz", "%00", "https://n.example/" + "x" * 5000])
async def test_people__after_rubbish__is_a_page_or_a_refusal(node: Served, after: str) -> None:
    assert (await node.get(f"{node.me}/followers?after={after}")).status in (200, 400)


async def test_members__the_count_to_all_the_list_to_members(words: Vocabulary) -> None:
    async with served(words, kind="network") as node:
        node.ground.meet(CLEF, STRANGER)
        memberships.put(node.ground.db, node.me, CLEF.id, "join", "accepted", str(NOW))
        memberships.put(node.ground.db, node.me, STRANGER.id, "join", "asked", str(NOW))

        for answer in (await node.get(f"{node.me}/members"), await node.get_as(STRANGER, f"{node.me}/members")):
            assert answer.json["totalItems"] == 1
            assert CLEF.id not in answer.text and "first" not in answer.json
        assert CLEF.id not in (await node.get(f"{node.me}/members?after=")).text

        first = (await node.get_as(CLEF, f"{node.me}/members")).json["first"]
        page = await node.get_as(CLEF, first)
        assert page.json["orderedItems"] == [CLEF.id]
        assert "public" not in page.headers.get("Cache-Control", "")


async def test_shelves__each_kind_on_its_own_and_only_what_is_for_all(node: Served) -> None:
    offer = await node.say(name="Offre")
    request = await node.say(kind="request", name="Demande")
    practice = await node.say(kind="practice", name="Pratique", practice="D03")
    story = await node.say(kind="story", name="Récit", practice="D03", content="Pas à pas.")
    report = await node.say(kind="report", name="Bilan", answers=[{"practice": "D03", "level": 2}])
    for hidden in ("network", "followers", "private"):
        await node.say(name="Cachée", visibility=hidden)
    await node.withdraw((await node.say(name="Retirée")).id)

    shelves = {
        name: (await node.get(f"{node.me}/{name}")).json["orderedItems"]
        for name in ("offers", "requests", "practices", "reports", "endorsements")
    }
    assert shelves == {
        "offers": [offer.id],
        "requests": [request.id],
        "practices": [story.id, practice.id],
        "reports": [report.id],
        "endorsements": [],
    }


async def test_collections__of_nobody(node: Served) -> None:
    for name in ("followers", "following", "members", "featured", "offers", "outbox"):
        assert (await node.get(f"/actors/personne/{name}")).status == 404
