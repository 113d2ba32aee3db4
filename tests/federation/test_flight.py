"""One fetch at a time for one thing."""

from __future__ import annotations

import asyncio

import pytest

from federation.errors import NotFound, Unreachable
from federation.flight import SingleFlight


async def test_run__failure_is_shared_and_then_forgotten() -> None:
    flights: SingleFlight[int] = SingleFlight()
    calls = 0

    async def fail() -> int:
        nonlocal calls
        calls += 1
        await asyncio.sleep(0)
        raise NotFound("no")

    results = await asyncio.gather(*(flights.run("x", fail) for _ in range(3)), return_exceptions=True)
    assert [type(result) for result in results] == [NotFound] * 3 and calls == 1

    with pytest.raises(NotFound):
        await flights.run("x", fail)
    assert calls == 2


async def test_run__those_who_wait_survive_the_first_being_cancelled() -> None:
    flights: SingleFlight[int] = SingleFlight()
    started = asyncio.Event()

    async def forever() -> int:
        started.set()
        await asyncio.Event().wait()
        return 1

    first = asyncio.create_task(flights.run("x", forever))
    await started.wait()
    second = asyncio.create_task(flights.run("x", forever))
    await asyncio.sleep(0)
    first.cancel()

    with pytest.raises(Unreachable):
        await second
    with pytest.raises(asyncio.CancelledError):
        await first


async def test_run__one_waiter_cancelled_leaves_the_others() -> None:
    flights: SingleFlight[int] = SingleFlight()
    go = asyncio.Event()

    async def fetch() -> int:
        await go.wait()
        return 7

    first = asyncio.create_task(flights.run("x", fetch))
    await asyncio.sleep(0)
    second = asyncio.create_task(flights.run("x", fetch))
    await asyncio.sleep(0)
    second.cancel()
    go.set()

    assert await first == 7
