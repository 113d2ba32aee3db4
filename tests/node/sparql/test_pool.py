"""The pool: a bounded queue, a kill at the limit, and nobody else notices."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import orjson
import pytest

from node.sparql.pool import Pool
from node.sparql.refusals import NotNow, TooMuch
from tests.node.ground import Ground
from tests.node.sparql.conftest import Stores
from tests.node.sparql.test_query_worker import asked

ENDLESS = asked("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }", time_s=600)
QUICK = asked("ASK {}")


def here() -> bool:
    return False


@pytest.fixture
async def pool(ground: Ground, stores: Stores) -> AsyncIterator[Pool]:
    """Two places and a queue of one, over a store."""
    made = Pool(stores.keeper(ground.db).folder, 2, 1, 500)
    yield made
    await made.close()


async def test_ask__one_process_answers_several_questions(pool: Pool) -> None:
    replies = [await pool.ask(QUICK, 60, here) for _ in range(3)]

    assert [orjson.loads(reply.body)["boolean"] for reply in replies] == [True] * 3
    assert len(pool._idle) == 1
    assert pool.counts.answered == 3


async def test_ask__a_question_is_stopped_at_its_limit_and_its_process_ended(pool: Pool) -> None:
    await pool.ask(QUICK, 60, here)
    (worker,) = pool._idle

    with pytest.raises(TooMuch, match="after 1 seconds") as refused:
        await pool.ask(ENDLESS, 1, here)

    assert refused.value.status == 422 and refused.value.extra == {"limit_s": 1}
    assert worker.process.returncode == -9
    assert (pool.running, pool.waiting, pool._idle, pool.counts.killed) == (0, 0, [], 1)
    assert (await pool.ask(QUICK, 60, here)).said["ok"]


async def test_ask__others_are_answered_while_one_runs(pool: Pool) -> None:
    running = asyncio.get_running_loop().create_task(pool.ask(ENDLESS, 300, here))
    try:
        for _ in range(5):
            assert (await pool.ask(QUICK, 60, here)).said["ok"]
        assert pool.running == 1
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    assert pool.running == 0


async def test_ask__the_endless_questions_of_one_source_leave_a_worker_to_others(pool: Pool) -> None:
    pool.queue = 4
    loop = asyncio.get_running_loop()
    endless = [loop.create_task(pool.ask(ENDLESS, 300, here, "203.0.113.9")) for _ in range(3)]
    while pool.waiting < 2:
        await asyncio.sleep(0.01)

    answers = [await pool.ask(QUICK, 60, here, source) for source in ("203.0.113.10", "203.0.113.11", None)]

    assert all(reply.said["ok"] for reply in answers)
    assert (pool.running, pool.waiting, [task.done() for task in endless]) == (1, 2, [False] * 3)
    for task in endless:
        task.cancel()
    await asyncio.gather(*endless, return_exceptions=True)
    assert (pool.running, pool.waiting) == (0, 0)


async def test_ask__what_whoever_left_asked_is_stopped(pool: Pool) -> None:
    gone = asyncio.Event()
    running = asyncio.get_running_loop().create_task(pool.ask(ENDLESS, 300, gone.is_set))
    while not pool.running:
        await asyncio.sleep(0.01)

    gone.set()

    with pytest.raises(TooMuch):
        await running
    assert pool.counts.killed == 1


async def test_ask__the_queue_is_bounded_and_nobody_waits_for_ever(pool: Pool) -> None:
    loop = asyncio.get_running_loop()
    running = [loop.create_task(pool.ask(ENDLESS, 300, here)) for _ in range(2)]
    while pool.running < 2:
        await asyncio.sleep(0.01)
    waiting = loop.create_task(pool.ask(QUICK, 1, here))
    while not pool.waiting:
        await asyncio.sleep(0)

    with pytest.raises(NotNow):
        await pool.ask(QUICK, 60, here)
    with pytest.raises(NotNow):
        await waiting
    assert pool.counts.turned_away == 2

    for task in running:
        task.cancel()
    await asyncio.gather(*running, return_exceptions=True)
    assert (await pool.ask(QUICK, 60, here)).said["ok"]


async def test_ask__a_process_that_ends_is_replaced(pool: Pool) -> None:
    await pool.ask(QUICK, 60, here)
    pool.memory_mb = 150
    pool._idle.clear()
    greedy = asked("SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?a ?d ?g LIMIT 1")

    with pytest.raises(TooMuch, match="memory"):
        await pool.ask(greedy, 60, here)

    pool.memory_mb = 500
    assert (await pool.ask(QUICK, 60, here)).said["ok"]


async def test_retire__idle_processes_end(pool: Pool) -> None:
    await pool.ask(QUICK, 60, here)
    (worker,) = pool._idle

    pool._retire()

    assert await asyncio.wait_for(worker.process.wait(), 30) == 0


async def test_ask__without_a_store(tmp_path: Path) -> None:
    pool = Pool(tmp_path, 1, 1, 500)

    reply = await pool.ask(QUICK, 60, here)

    assert reply.said == {"ok": False, "why": "building", "detail": ""}
    await pool.close()
