"""Places: few at once, of one source fewer, and those who wait sit down in their order."""

from __future__ import annotations

import asyncio

import pytest

from node.sparql.places import Places


async def waiting(places: Places, *sources: str | None) -> list[asyncio.Task[None]]:
    """Readers who come one after the other, patiently."""
    tasks = []
    for source in sources:
        tasks.append(asyncio.get_running_loop().create_task(places.take(source, 300)))
        await asyncio.sleep(0)
    return tasks


def seated(tasks: list[asyncio.Task[None]]) -> list[bool]:
    return [task.done() and not task.cancelled() for task in tasks]


async def test_take__one_source_has_its_share_and_the_next_in_line_who_may_sits_down() -> None:
    places = Places(most=2, each=1)
    tasks = await waiting(places, "a", "a", "b", "c", "b")
    assert seated(tasks) == [True, False, True, False, False]

    places.leave("b")
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert seated(tasks) == [True, False, True, True, False]  # the second of a still waits for the first

    places.leave("a")
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert seated(tasks) == [True, True, True, True, False]

    tasks[4].cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert (places.taken, places.line) == (2, [])


async def test_take__without_a_source_all_places_may_be_taken() -> None:
    places = Places(most=2, each=1)

    tasks = await waiting(places, None, None, None)

    assert seated(tasks) == [True, True, False]
    tasks[2].cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def test_take__nobody_waits_for_ever() -> None:
    places = Places(most=1, each=1)
    await places.take("a", 1)

    with pytest.raises(TimeoutError):
        await places.take("b", 0.01)

    assert (places.taken, places.line) == (1, [])
    places.leave("a")
    assert places.taken == 0


async def test_take__a_place_given_to_whoever_gives_up_goes_to_the_next() -> None:
    places = Places(most=1, each=1)
    await places.take("a", 1)
    tasks = await waiting(places, "b", "c")

    places.leave("a")  # to b, who has not heard of it yet
    tasks[0].cancel()
    await asyncio.gather(tasks[0], return_exceptions=True)
    await tasks[1]

    assert (places.taken, places.line) == (1, [])
