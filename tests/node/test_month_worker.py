"""Counting once a month what is known of each territory."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from node.month_worker import MonthWorker
from node.store import months
from tests.node.web.served import Served, served
from vocab.vocabulary import Vocabulary

DAY = 86_400
LILLE, MEL, NORD = "fr-commune-59350", "fr-epci-200093201", "fr-departement-59"


@pytest.fixture
async def node(words: Vocabulary) -> AsyncIterator[Served]:
    async with served(words, keep_counts_months=2) as node:
        yield node


async def test_count__once_a_month_whatever_happens_in_it(node: Served) -> None:
    worker = MonthWorker(node.ground.home, node.ground.store)
    await node.say(name="Offre", territory=[LILLE])

    first = await worker.count()
    await node.say(name="Autre", territory=[LILLE])
    again = await worker.count()

    assert (first, again) == (True, False)
    assert [(each.month, each.offers) for each in await told(node, LILLE)] == [("2026-11", 1)]


async def test_count__nothing_known_yet_is_no_month(node: Served) -> None:
    worker = MonthWorker(node.ground.home, node.ground.store)

    assert await worker.count() is False
    assert await told(node, LILLE) == []


async def test_count__by_where_organisations_stand_open_and_not_over(node: Served) -> None:
    await node.say(
        kind="profile", name="Nous", territory=[MEL], location={"name": "Lille", "territory": LILLE}, stage="running"
    )
    await node.say(kind="request", name="Demande", territory=[LILLE])
    await node.say(name="Passée", territory=[LILLE], valid_until="2020-01-01")
    await node.say(name="Privée", territory=[LILLE], visibility="private")
    await node.say(name="Réseau", territory=[LILLE], policy="network-only")

    await MonthWorker(node.ground.home, node.ground.store).count()

    at = {slug: (await told(node, slug))[0] for slug in (LILLE, MEL, NORD)}
    assert (at[LILLE].here, at[LILLE].serving, at[LILLE].offers, at[LILLE].requests) == (1, 0, 0, 1)
    assert (at[MEL].here, at[MEL].serving) == (1, 0)  # it stands in it: not counted twice
    assert (at[NORD].here, at[NORD].serving, at[NORD].existing) == (1, 0, 1)


async def test_keep__no_more_months_than_the_setting_and_zero_where_nothing_was(node: Served) -> None:
    worker = MonthWorker(node.ground.home, node.ground.store)
    said = await node.say(name="Offre", territory=[LILLE])
    await node.say(name="Ailleurs", territory=["fr-commune-62041"])
    for month in range(3):
        await worker.count()
        node.ground.clock.at += 31 * DAY
        if month == 1:
            await node.withdraw(said.id)

    assert [(each.month, each.offers) for each in await told(node, LILLE)] == [("2026-12", 1), ("2027-01", 0)]


async def told(node: Served, slug: str) -> list[months.Month]:
    return await node.ground.store.reading(months.of, slug)
