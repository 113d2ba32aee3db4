"""A story of followers let in by hand: asked, seen at the desk, let in; refused; and what each of them reads."""

from __future__ import annotations

from contextlib import AsyncExitStack
from pathlib import Path

from node import following
from node.desk import records
from node.store import actors, follows
from node.store.connection import Db
from tests.network.village import House, house, until
from vocab.vocabulary import Vocabulary

OFFER = {"kind": "offer", "name": "Entre abonnés", "visibility": "followers", "need": ["livrer"]}


async def test_followers__let_in_by_hand(tmp_path: Path, vocabulary: Vocabulary) -> None:
    async with AsyncExitStack() as stack:
        names = ("pedales", "clef", "passant")
        pedales, clef, passant = [
            await stack.enter_async_context(house(tmp_path / name, name, vocabulary)) for name in names
        ]
        # Given an organisation that lets followers in by hand, and a record for followers
        await pedales.node.store.writing("desk", _by_hand, pedales)
        offer = await pedales.publish(**OFFER)

        # When two ask to follow it
        await clef.follow(pedales)
        await passant.follow(pedales)

        async def asked() -> bool:
            rows = await pedales.node.store.reading(follows.each_follower, pedales.actor)
            return [state for _, state, _ in rows] == ["asked", "asked"]

        await until(asked, "both wait to be let in")
        assert await clef.node.store.reading(follows.state, clef.actor, pedales.actor) == "asked"

        # And one is let in, the other refused
        store, home = pedales.node.store, pedales.node.home
        await store.writing("desk", following.turn_away, home, pedales.actor, passant.actor)
        await store.writing("desk", following.let_in, home, pedales.actor, clef.actor)
        pedales.node.wake()

        # Then each knows, and the first alone reads what is for followers
        await until(lambda: clef.holds(offer), "the record for followers arrives")

        async def refused() -> bool:
            return await passant.node.store.reading(follows.state, passant.actor, pedales.actor) == "rejected"

        await until(refused, "the other hears that it is refused")
        assert await passant.record(offer) is None


def _by_hand(db: Db, here: House) -> None:
    actor = actors.find(db, here.actor)
    assert actor is not None
    records.let_in_by_hand(db, here.node.home, "ada@pedales.example", actor, True)
