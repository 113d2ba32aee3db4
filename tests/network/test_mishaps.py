"""Stories of things going wrong: killed nodes, nodes that are away."""

from __future__ import annotations

import asyncio
from pathlib import Path

from tests.network.village import command, house, process, settled, until
from vocab.vocabulary import Vocabulary

OFFER = {"kind": "offer", "name": "Livraison à vélo", "need": ["livrer"]}


async def test_killed_between_accept_and_processing__nothing_is_lost(tmp_path: Path, vocabulary: Vocabulary) -> None:
    # Given a follower
    await settled(tmp_path / "clef", "clef", vocabulary)
    async with house(tmp_path / "pedales", "pedales", vocabulary) as pedales:
        async with house(tmp_path / "clef", "clef", vocabulary) as clef:
            await clef.follow(pedales)
            await until(lambda: clef.holds(pedales.actor), "the follow is accepted")

        # When it accepts a record without applying it, and is killed
        with process(tmp_path / "clef", asleep=True) as sleeping:
            offer = await pedales.publish(**OFFER)

            async def delivered() -> bool:
                return await _deliveries(pedales) == {"done"}

            await until(delivered, "202 for the offer")
            sleeping.kill()

        # Then it applies it after its restart
        async with house(tmp_path / "clef", "clef", vocabulary) as clef:
            assert clef.node.home.settings.catchup_interval_s > 0
            await until(lambda: clef.holds(offer), "the offer is applied after the restart")


async def test_killed_between_publish_and_delivery__nothing_is_lost(tmp_path: Path, vocabulary: Vocabulary) -> None:
    # Given a publisher with a follower
    await settled(tmp_path / "pedales", "pedales", vocabulary)
    async with house(tmp_path / "clef", "clef", vocabulary) as clef:
        async with house(tmp_path / "pedales", "pedales", vocabulary) as pedales:
            await clef.follow(pedales)
            await until(lambda: clef.holds(pedales.actor), "the follow is accepted")

        # When it publishes without delivering, and is killed
        with process(tmp_path / "pedales", asleep=True) as sleeping:
            made = await command(tmp_path / "pedales", "publish", drafts=[OFFER])
            assert isinstance(made, list)
            offer = str(made[0]["id"])
            sleeping.kill()
        assert not await clef.holds(offer)

        # Then it delivers after its restart
        with process(tmp_path / "pedales"):
            await until(lambda: clef.holds(offer), "the offer is delivered after the restart")


async def test_away__a_node_that_comes_back_catches_up(tmp_path: Path, vocabulary: Vocabulary) -> None:
    # Given a follower that goes away
    async with house(tmp_path / "pedales", "pedales", vocabulary) as pedales:
        async with house(tmp_path / "clef", "clef", vocabulary) as clef:
            await clef.follow(pedales)
            kept = await pedales.publish(**OFFER)
            await until(lambda: clef.holds(kept), "the first offer")

        # When the other publishes and withdraws meanwhile, and forgets to deliver
        missed = [await pedales.publish(**{**OFFER, "name": f"Offre {number}"}) for number in range(5)]
        await pedales.withdraw(kept)
        await pedales.node.store.writing("lose", _lose_deliveries)

        # Then the follower learns it all by asking
        async with house(tmp_path / "clef", "clef", vocabulary) as clef:
            for id in missed:
                await until(lambda id=id: clef.holds(id), "a missed offer")  # type: ignore[misc]

            async def withdrawn() -> bool:
                return not await clef.holds(kept)

            await until(withdrawn, "the missed withdrawal")


async def test_down__deliveries_wait_and_arrive(tmp_path: Path, vocabulary: Vocabulary) -> None:
    # Given a peer that is down
    async with house(tmp_path / "pedales", "pedales", vocabulary) as pedales:
        async with house(tmp_path / "clef", "clef", vocabulary) as clef:
            await clef.follow(pedales)
            await until(lambda: clef.holds(pedales.actor), "the follow is accepted")
        offer = await pedales.publish(**OFFER)

        async def refused() -> bool:
            return "due" in await _deliveries(pedales) and await _attempts(pedales) >= 1

        await until(refused, "a first attempt fails")

        # When it comes back and says anything, its backoff ends
        async with house(tmp_path / "clef", "clef", vocabulary) as clef:
            await until(lambda: clef.holds(offer), "the offer arrives")
            await asyncio.sleep(0)


async def _deliveries(place: object) -> set[str]:
    sql = "SELECT DISTINCT state FROM deliveries"
    return await place.node.store.reading(lambda db: {row[0] for row in db.execute(sql)})  # type: ignore[attr-defined]


async def _attempts(place: object) -> int:
    sql = "SELECT max(attempts) FROM deliveries WHERE state = 'due'"
    return await place.node.store.reading(lambda db: db.execute(sql).fetchone()[0] or 0)  # type: ignore[attr-defined]


def _lose_deliveries(db: object) -> None:
    db.execute("DELETE FROM deliveries")  # type: ignore[attr-defined]
