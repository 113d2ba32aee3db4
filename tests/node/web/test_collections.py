"""Collections of an actor: who follows, who belongs, what is on its shelves."""

from __future__ import annotations

import pytest

from node import profiles
from node.clock import iso
from node.endorsements import answering, giving
from node.endorsements.giving import Said
from node.profiles import KeyPair
from node.store import actors, follows, memberships, status_readers
from node.web import collections
from tests.node.credentials import offer, stated
from tests.node.ground import NOW, Peer
from tests.node.web.served import Served, served
from vocab.status_list import revoked_in
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


# -- what others state, and what was revoked


async def test_endorsements__page_after_page_each_once(node: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collections, "PAGE", 2)
    made = [await accepted(node, Peer(f"https://n{n}.example/actors/a", seed=40 + n)) for n in range(5)]
    address: str | None = f"{node.me}/endorsements"
    found: list[str] = []

    while address:
        page = (await node.get(address)).json
        assert page["totalItems"] == len(made)
        found += page["orderedItems"]
        address = page.get("next")

    assert sorted(found) == sorted(made) and len(set(found)) == len(made)
    for rubbish in ("x", "2026-11-23T10:00:00.000Z", "hier https://a.example/", "%00 x"):
        assert (await node.get(f"{node.me}/endorsements?after={rubbish}")).status == 400


async def accepted(node: Served, issuer: Peer) -> str:
    """What somebody elsewhere states of the one at home, shown; the record's id."""
    node.ground.meet(issuer)
    said = stated(issuer, node.me)
    await node.ground.hear(offer(issuer, said, node.me))
    me = actors.find(node.ground.db, node.me)
    assert me is not None
    return str(answering.accept(node.ground.db, node.ground.home, me, str(said["id"])).record)


async def test_status__is_signed_once__and_anew_as_soon_as_something_changes(node: Served) -> None:
    ground, address = node.ground, f"{node.me}/endorsements/status"
    ground.meet(CLEF)
    me = actors.find(ground.db, node.me)
    assert me is not None
    held = giving.give(ground.db, ground.home, me, CLEF.id, Said("visit", ("https://c.example/v",), "", "D03", "3"))
    first = await node.get(address)
    ground.clock.at += 3_600
    again = await node.get(address)
    assert again.text == first.text
    assert (await node.get(address, {"If-None-Match": first.headers["ETag"]})).status == 304
    assert first.headers["Cache-Control"] == "public, no-cache"

    await node.write(giving.revoke, ground.home, me, held.id)
    revoked = await node.get(address)
    assert revoked_in(revoked.json, address, node.me, [held.place or 0], iso(ground.clock.at)) == ({held.place}, set())

    keys = [revoked.json["proof"]["verificationMethod"]]
    await node.write(profiles.rotate, ground.home, me, KeyPair.generate(), compromised=False)
    keys.append((await node.get(address)).json["proof"]["verificationMethod"])
    assert len(set(keys)) == 2

    current = (await node.get(address)).json
    ground.clock.at += giving.LIST_RENEWED_S
    renewed = (await node.get(address)).json
    assert renewed["validFrom"] > current["validFrom"] and renewed["validUntil"] > current["validUntil"]
    assert current["validUntil"] > iso(ground.clock.at)  # signed anew long before it runs out


async def test_status__who_asks_for_it_by_name_hears_of_the_next_revocation(node: Served) -> None:
    ground, address = node.ground, f"{node.me}/endorsements/status"
    ground.meet(CLEF, STRANGER)
    me = actors.find(ground.db, node.me)
    assert me is not None
    held = giving.give(ground.db, ground.home, me, CLEF.id, Said("visit", ("https://c.example/v",), "", "D03", "3"))
    await node.get(address)
    assert status_readers.inboxes(ground.db, node.me) == []

    for seconds in (0, 60, 3_600):
        ground.clock.at = NOW + seconds
        assert (await node.get_as(STRANGER, address)).status == 200
    assert status_readers.asked(ground.db, node.me, "autre.example") == NOW + 3_600
    await node.write(giving.revoke, ground.home, me, held.id)

    told = [(type, inbox) for type, about, inbox in ground.sent() if about == held.id and type == "Delete"]
    assert sorted(told) == [("Delete", STRANGER.inbox), ("Delete", f"{CLEF.id}/inbox")]
    assert status_readers.prune(ground.db, NOW + 3_601) == 1
