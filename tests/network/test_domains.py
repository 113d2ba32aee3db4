"""A server that the operator refuses reaches nothing here, and is reached by nothing."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import aiohttp
import pytest

from federation import cavage
from federation.errors import BlockedAddress
from federation.hosts import host_of
from node.commands.table import perform
from node.errors import NodeError
from node.serve import running
from node.settings import load
from node.store import deliveries
from node.store.connection import Db
from tests.network.village import House, house, until
from tests.shipped import STOCK
from vocab.vocabulary import Vocabulary

NOTHING = {"leaving": 0, "returning": 0, "ties": 0, "deliveries": 0}


async def _do(place: House, name: str, **arguments: object) -> object:
    return await perform(place.node, name, arguments, lambda progress: None)


def _due(db: Db, origin: str) -> list[str]:
    return [each.state for each in deliveries.waiting(db) if each.origin == origin]


async def test_refused_server__shut_out_on_every_path_and_back_when_lifted(
    tmp_path: Path, vocabulary: Vocabulary
) -> None:
    async with (
        house(tmp_path / "ici", "ici", vocabulary) as here,
        house(tmp_path / "loin", "loin", vocabulary) as far,
    ):
        await here.follow(far)
        await far.follow(here)
        await until(lambda: here.holds(far.actor), "the follow is accepted")
        await until(lambda: far.holds(here.actor), "and the other")
        first = await far.publish(kind="offer", name="Une offre", content="Bonjour", need=["livrer"])
        await until(lambda: here.holds(first), "the offer arrives")
        domain = host_of(far.origin)

        await _do(here, "domains_decide", domain=domain, verdict="refused", why="essai")

        # What is held leaves the directory and stays on disk; nothing goes out any more.
        assert not await here.holds(first)
        assert not await here.holds(far.actor)
        assert await here.record(first) is not None
        own = await here.publish(kind="offer", name="La nôtre", content="Bonjour", need=["livrer"])
        assert not [state for state in await here.node.store.reading(_due, domain) if state == "due"]
        with pytest.raises(BlockedAddress):
            await here.node.client.get_document(far.actor, here.node.preparer.signer)
        with pytest.raises((BlockedAddress, NodeError)):
            await here.follow(far)

        # What it sends is refused at the door, with a sentence, whether its key is known or not.
        signer = await far.node.store.reading(lambda db: far.node.home.keys.current(db, far.actor, "rsa-sha256"))
        body = b'{"id":"%s/activities/x","type":"Follow","actor":"%s","object":"%s"}' % tuple(
            part.encode() for part in (far.origin, far.actor, here.actor)
        )
        url = f"{here.origin}/inbox"
        headers = cavage.sign(signer, "POST", url, body, time.time()) | {"Content-Type": "application/activity+json"}
        async with aiohttp.ClientSession() as session, session.post(url, data=body, headers=headers) as answer:
            assert answer.status == 403
            assert "refus" in await answer.text()
        second = await far.publish(kind="offer", name="Une seconde", content="Encore", need=["livrer"])

        await _do(here, "domains_forget", domain=domain)
        assert await here.holds(first)
        # What was refused at the door is read where it was said.
        await until(lambda: here.holds(second), "what was missed is caught up")
        third = await far.publish(kind="offer", name="Une troisième", content="Enfin", need=["livrer"])
        await until(lambda: here.holds(third), "it is heard again")
        assert await here.holds(own)


async def test_verdict__says_what_it_changes_and_a_dry_run_changes_nothing(
    tmp_path: Path, vocabulary: Vocabulary
) -> None:
    async with house(tmp_path / "ici", "ici", vocabulary) as here:
        async with house(tmp_path / "loin", "loin", vocabulary) as far:
            await here.follow(far)
            await far.follow(here)
            await until(lambda: here.holds(far.actor), "the follow is accepted")
            await until(lambda: far.holds(here.actor), "and the other")
            offer = await far.publish(kind="offer", name="Une offre", content="Bonjour", need=["livrer"])
            await until(lambda: here.holds(offer), "the offer arrives")
            domain = host_of(far.origin)
        await here.publish(kind="offer", name="La nôtre", content="Bonjour", need=["livrer"])
        changed = {"leaving": 2, "returning": 0, "ties": 2, "deliveries": 1}

        listed = await _do(here, "domains_import", text=f"domain,verdict\n{domain},refused\n", dry=True)
        assert isinstance(listed, dict)
        assert listed["effect"] == changed
        assert await here.holds(offer)
        refused = await _do(here, "domains_decide", domain=domain, verdict="refused", why="essai")
        assert isinstance(refused, dict)
        assert refused["effect"] == changed
        assert not await here.holds(offer)
        explained = await _do(here, "explain", id=offer)
        assert isinstance(explained, dict)
        assert (explained["record"]["in_directory"], explained["record"]["refused"]) == (False, True)
        assert [row["refused"] for row in await _do(here, "peers")] == [True]  # type: ignore[attr-defined]
        again = await _do(here, "domains_decide", domain=domain, verdict="allowed")
        assert isinstance(again, dict)
        assert again["effect"] == {**NOTHING, "returning": 2}
        assert await here.holds(offer)


async def test_closed_network__deals_only_with_the_allowed(tmp_path: Path, vocabulary: Vocabulary) -> None:
    async with (
        house(tmp_path / "ici", "ici", vocabulary) as here,
        house(tmp_path / "loin", "loin", vocabulary) as far,
    ):
        here.node.home.settings = replace(here.node.home.settings, federation="closed")
        await _do(here, "domains_decide", domain="elsewhere.example", verdict="allowed")
        with pytest.raises(BlockedAddress):
            await here.node.meet(far.actor)
        await _do(here, "domains_decide", domain=host_of(far.origin), verdict="allowed", why="membre")
        assert (await here.node.meet(far.actor)).id == far.actor


async def test_lists__come_and_go_as_csv(tmp_path: Path, vocabulary: Vocabulary) -> None:
    async with house(tmp_path / "ici", "ici", vocabulary) as here:
        mastodon = (
            "#domain,#severity,#reject_media,#reject_reports,#public_comment,#obfuscate\n"
            "spam.example,suspend,true,true,Spam,false\n"
            "loud.example,silence,false,false,Loud,false\n"
            "not a domain,suspend,false,false,,false\n"
        )
        taken = await _do(here, "domains_import", text=mastodon)
        assert isinstance(taken, dict)
        assert taken["taken"] == 1
        assert [row["line"] for row in taken["unread"]] == [3, 4]
        plain = await _do(here, "domains_import", text="# ours\none.example\nhttps://two.example/\n")
        assert isinstance(plain, dict)
        assert plain["taken"] == 2
        exported = await _do(here, "domains_export")
        assert isinstance(exported, dict)
        assert str(exported["text"]).startswith("domain,verdict,why,since\none.example,refused,,")
        assert "spam.example,refused,Spam," in str(exported["text"])
        again = await _do(here, "domains_import", text=exported["text"])
        assert again == {"taken": 3, "unread": [], "effect": NOTHING}
        # A neighbour's list may refuse us: that line is left, and the others are taken.
        theirs = f"domain,verdict\n{host_of(here.origin)},refused\nfour.example,refused\n127.0.0.1,refused\n"
        taken = await _do(here, "domains_import", text=theirs, dry=True)
        assert isinstance(taken, dict)
        assert (taken["taken"], [row["line"] for row in taken["unread"]]) == (1, [2, 4])
        with pytest.raises(NodeError, match="this node"):
            await _do(here, "domains_decide", domain=host_of(here.origin), verdict="refused")
        listed = await _do(here, "domains_list")
        assert isinstance(listed, dict)
        assert [row["domain"] for row in listed["domains"]] == ["one.example", "spam.example", "two.example"]


async def test_closed_network__what_is_held_follows_at_the_next_start(tmp_path: Path, vocabulary: Vocabulary) -> None:
    async with (
        house(tmp_path / "loin", "loin", vocabulary) as far,
        house(tmp_path / "ami", "ami", vocabulary) as friend,
    ):
        async with house(tmp_path / "ici", "ici", vocabulary) as here:
            for other in (far, friend):
                await here.follow(other)
                await until(lambda other=other: here.holds(other.actor), "the follow is accepted")  # type: ignore[misc]
            await _do(here, "domains_decide", domain=host_of(friend.origin), verdict="allowed")

        settings = load(tmp_path / "ici", {})
        closed = replace(settings, federation="closed")
        async with running(tmp_path / "ici", closed, vocabulary=vocabulary, stock=STOCK) as (node, _):
            closed = House(node, "ici", tmp_path / "ici")
            assert (await closed.holds(far.actor), await closed.holds(friend.actor)) == (False, True)

        async with house(tmp_path / "ici", "ici", vocabulary) as again:
            assert (await again.holds(far.actor), await again.holds(friend.actor)) == (True, True)
