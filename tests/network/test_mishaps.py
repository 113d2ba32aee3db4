"""Stories of things going wrong: killed nodes, nodes that are away."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from node.store import deliveries, follows, peers
from node.store.connection import Db
from node.store.peers import PeerActor
from tests.network.village import command, house, process, settled, until
from vocab.vocabulary import Vocabulary

OFFER = {"kind": "offer", "name": "Livraison à vélo", "need": ["livrer"]}


@pytest.mark.thorough  # tests/hostile/test_kill.py kills at named points
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


@pytest.mark.thorough
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


async def test_silent_servers__take_no_place_from_those_that_answer(tmp_path: Path, vocabulary: Vocabulary) -> None:
    async def silence(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    silent = [await asyncio.start_server(silence, "127.0.0.1", 0) for _ in range(6)]
    async with (
        house(tmp_path / "ici", "ici", vocabulary) as here,
        house(tmp_path / "loin", "loin", vocabulary) as far,
    ):
        here.node.home.settings = replace(here.node.home.settings, deliveries_at_once=2)
        ports = [server.sockets[0].getsockname()[1] for server in silent]
        await here.node.store.writing("silent", _silent_followers, here.actor, ports)
        await far.follow(here)
        await until(lambda: far.holds(here.actor), "the follow is accepted")
        offer = await here.publish(kind="offer", name="Une offre", content="Bonjour", need=["livrer"])
        await until(lambda: far.holds(offer), "the living have it")
        # All that while the six kept us waiting, and their deliveries still wait. That the living answered may not be
        # written yet.
        rows = await here.node.store.reading(deliveries.waiting)
        waiting = [row for row in rows if not row.inbox.startswith(far.node.home.origin)]
        assert sorted({each.inbox for each in waiting}) == sorted(
            f"http://127.0.0.1:{p}/actors/muet/inbox" for p in ports
        )
        assert {each.attempts for each in waiting} == {0}
    for server in silent:
        server.close()


def _silent_followers(db: Db, followed: str, ports: list[int]) -> None:
    for port in ports:
        actor = f"http://127.0.0.1:{port}/actors/muet"
        follows.put(db, actor, followed, f"{actor}#f", "accepted", "2026-11-24T10:00:00.000Z")
        peers.keep_actor(db, PeerActor(actor, {}, f"{actor}/inbox", None, None, True, 0.0))
