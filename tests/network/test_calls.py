"""A story of a co-op that looks for premises and of a metropolis that has some: each sees it at its own desk."""

from __future__ import annotations

from contextlib import AsyncExitStack
from pathlib import Path

from node.asking import acting_for
from node.desk.concerns import concerning
from tests.network.village import House, house, until
from vocab.vocabulary import Vocabulary

LILLE, MEL = "fr-commune-59350", "fr-epci-200093201"


async def test_premises__sought_and_offered_are_seen_at_both_desks(tmp_path: Path, vocabulary: Vocabulary) -> None:
    async with AsyncExitStack() as stack:
        # Given a co-op and a metropolis on two nodes, which follow each other
        coop = await stack.enter_async_context(house(tmp_path / "coop", "coop", vocabulary))
        city = await stack.enter_async_context(house(tmp_path / "mel", "mel", vocabulary, kind="authority"))
        await coop.follow(city)
        await city.follow(coop)

        # When one seeks premises in Lille, and the other offers some until March, and some that are none of it
        sought = await coop.publish(
            kind="request", name="Cherche un atelier", territory=[LILLE], exchange=["premises"], need=["reparer"]
        )
        about = {"kind": "offer", "territory": [MEL], "audience": ["platform"]}
        offered = await city.publish(**about, name="Ateliers", exchange=["premises"], valid_until="2099-03-31")
        other = await city.publish(**about, name="Aide à l'achat", exchange=["grant"], need=["manger"])
        over = await city.publish(**about, name="Ancien atelier", exchange=["premises"], valid_until="2020-03-31")
        for id in (offered, other, over):
            await until(lambda id=id: coop.holds(id), "what the metropolis says arrives")  # type: ignore[misc]
        await until(lambda: city.holds(sought), "what the co-op seeks arrives")

        # Then both see the one that meets theirs, and neither the others
        assert await _seen(coop) == {offered}
        assert await _seen(city) == {sought}


async def _seen(of: House) -> set[str]:
    reader = await of.node.store.reading(acting_for(of.actor))
    return {each.item.entry.id for each in await concerning(of.node.directory, reader, of.actor)}
