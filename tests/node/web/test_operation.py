"""Operation: alive, ready."""

from __future__ import annotations

import asyncio

from node.web.appkeys import NODE
from tests.node.web.served import Served


async def test_livez_and_readyz(node: Served) -> None:
    assert ((await node.get("/livez")).text, (await node.get("/readyz")).text) == ("ok\n", "ready\n")


async def test_readyz__a_worker_that_ended__is_named(node: Served) -> None:
    async def nothing() -> None:
        return None

    task = asyncio.create_task(nothing(), name="inbox")
    await task
    node.client.app[NODE].tasks.append(task)

    answer = await node.get("/readyz")

    assert (answer.status, answer.text) == (503, "stopped: inbox\n")
