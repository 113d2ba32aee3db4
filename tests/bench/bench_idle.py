"""A node that does nothing: how soon it serves, what it weighs, and how fast it gives an actor."""

from __future__ import annotations

import asyncio
import tempfile
import time
from pathlib import Path

from aiohttp import ClientSession, TCPConnector

from tests.bench.rig import NodeProcess, node_process

GETS = 6_000
AT_ONCE = 32


def run() -> list[dict[str, object]]:
    """Rows of what was reached, the floor beside it."""
    with tempfile.TemporaryDirectory() as folder, node_process(Path(folder) / "node", "repos") as node:
        time.sleep(1.0)
        idle_mb = node.rss_mb()
        cpu_s, wall_s = asyncio.run(_get(node))
    return [
        _row("idle memory", idle_mb, "MB", "goal 80; peers 101-117"),
        _row("GET of an actor, client on the same cores", GETS / wall_s, "per second", "goal 10,000"),
        _row("GET of an actor, the node's own CPU", cpu_s / GETS * 1e6, "us", "100 us = 10,000 a second and core"),
    ]


async def _get(node: NodeProcess) -> tuple[float, float]:
    url, headers = f"{node.origin}/actors/repos", {"Accept": "application/activity+json"}
    left = iter(range(GETS))
    async with ClientSession(connector=TCPConnector(limit=AT_ONCE)) as session:

        async def get() -> None:
            for _ in left:
                async with session.get(url, headers=headers) as answer:
                    await answer.read()

        before, began = node.cpu_s(), time.perf_counter()
        await asyncio.gather(*(get() for _ in range(AT_ONCE)))
        return node.cpu_s() - before, time.perf_counter() - began


def _row(what: str, figure: float, unit: str, floor: str) -> dict[str, object]:
    return {"what": what, "figure": round(figure, 2), "unit": unit, "floor": floor, "note": ""}
