"""Moves, blocks and reports between real nodes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import orjson

from node import outgoing
from node.commands.queue import queue_list, queue_refuse
from node.home import Home
from node.store import actors, follows
from node.store.connection import Db
from tests.network.village import House, house, until
from vocab.vocabulary import Vocabulary

OFFER = {"kind": "offer", "name": "Livraison à vélo", "need": ["livrer"]}


def _say_of_itself(db: Db, actor_id: str, more: dict[str, object]) -> None:
    actor = actors.find(db, actor_id)
    assert actor is not None
    actors.keep(db, replace(actor, document=orjson.dumps(orjson.loads(actor.document) | more)))


def _say(db: Db, home: Home, actor: str, type: str, object: object, to: str, target: str | None) -> None:
    outgoing.say(db, home, actor, type, object, to, target=target)


async def say(by: House, type: str, object: object, to: House, target: str | None = None) -> None:
    await by.node.meet(to.actor)
    await by.node.store.writing("say", _say, by.node.home, by.actor, type, object, to.actor, target)
    by.node.wake()


async def followed_by(of: House) -> list[str]:
    return await of.node.store.reading(follows.following, of.actor)


def no_report(event: dict[str, object]) -> None:
    """Nobody watches."""


async def test_move__followers_follow_the_new_address(tmp_path: Path, vocabulary: Vocabulary) -> None:
    async with (
        house(tmp_path / "ancien", "ancien", vocabulary) as former,
        house(tmp_path / "nouveau", "nouveau", vocabulary) as new,
        house(tmp_path / "clef", "clef", vocabulary) as clef,
    ):
        # Given a platform that has a follower, and publishes at its new address too
        await clef.follow(former)
        old_offer, new_offer = await former.publish(**OFFER), await new.publish(**OFFER)
        await until(lambda: clef.holds(old_offer), "the offer at the former address")

        # When it moves, but the new address does not say so
        await former.node.store.writing("moved", _say_of_itself, former.actor, {"movedTo": new.actor})
        await say(former, "Move", former.actor, clef, target=new.actor)
        await say(former, "Flag", former.actor, clef)  # sent after it: once it is there, so is the Move
        await until(lambda: reported(clef, 1), "the activities are applied")

        # Then nobody follows it there
        assert await followed_by(clef) == [former.actor]

        # When both say so
        await new.node.store.writing("known as", _say_of_itself, new.actor, {"alsoKnownAs": [former.actor]})
        await say(former, "Move", former.actor, clef, target=new.actor)

        # Then the new address is followed instead, and what it published is there
        async def moved() -> bool:
            return await followed_by(clef) == [new.actor]

        await until(moved, "the new address is followed")
        await until(lambda: clef.holds(new_offer), "the offer at the new address")
        assert not await clef.holds(old_offer)


async def reported(at: House, count: int) -> bool:
    """Whether nothing waits to be applied, and as many reports are kept."""
    found = await queue_list(at.node, {}, no_report)
    assert isinstance(found, dict)
    return len(found["reports"]) == count and at.node.inbox.waiting == 0 and not found["inbox"].get("new")


async def test_block__ends_what_was_between_two_nodes(tmp_path: Path, vocabulary: Vocabulary) -> None:
    async with (
        house(tmp_path / "pedales", "pedales", vocabulary) as pedales,
        house(tmp_path / "clef", "clef", vocabulary) as clef,
    ):
        await clef.follow(pedales)
        offer = await pedales.publish(**OFFER)
        await until(lambda: clef.holds(offer), "the offer")

        await say(pedales, "Block", clef.actor, clef)

        async def apart() -> bool:
            return not await followed_by(clef) and not await clef.holds(offer)

        await until(apart, "neither follows the other")


async def test_flag__waits_for_the_moderator_until_somebody_looks(tmp_path: Path, vocabulary: Vocabulary) -> None:
    async with (
        house(tmp_path / "pedales", "pedales", vocabulary) as pedales,
        house(tmp_path / "clef", "clef", vocabulary) as clef,
    ):
        await say(pedales, "Flag", clef.actor, clef)
        await until(lambda: reported(clef, 1), "the report")
        found = await queue_list(clef.node, {}, no_report)
        assert isinstance(found, dict)

        await queue_refuse(clef.node, {"id": found["reports"][0]["id"]}, no_report)

        assert await reported(clef, 0)
