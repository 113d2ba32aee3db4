"""2,000 connections that say nothing or half of something: what honest requests wait beside them.

The held connections speak to the node itself, from loopback, so that no cap per address helps it; their deadline is
the ordinary one, so that all of them are there while the honest ones ask.
"""

from __future__ import annotations

import asyncio
import resource
import statistics
import tempfile
import time
from pathlib import Path

from tests.bench.rig import node_process

HELD = 2_000
ASKED = 400
ROUNDS = 3
HALF = (b"", b"G", b"POST /inbox HTTP/1.1\r\nHost: x\r\nX-Slow: ")


def run() -> list[dict[str, object]]:
    """Rows of what was reached."""
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    with tempfile.TemporaryDirectory() as folder, node_process(Path(folder) / "node", "foule") as node:
        return asyncio.run(_measure(int(node.origin.rpartition(":")[2])))


async def _measure(port: int) -> list[dict[str, object]]:
    await _p99_ms(port)
    quiet, beside = [], []
    for _ in range(ROUNDS):
        quiet.append(await _p99_ms(port))
        held = [await _hold(port, HALF[number % len(HALF)]) for number in range(HELD)]
        beside.append(await _p99_ms(port))
        for writer in held:
            writer.close()
        await asyncio.sleep(0.5)
    before, during = statistics.median(quiet), statistics.median(beside)
    return [
        _row("honest p99, quiet", before, "ms", ""),
        _row(f"honest p99 beside {HELD:,} idle or half-sent", during, "ms", f"quiet {before:.2f}"),
        _row("ratio", during / before, "", "goal under 2"),
    ]


async def _hold(port: int, sent: bytes) -> asyncio.StreamWriter:
    _, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(sent)
    return writer


async def _p99_ms(port: int) -> float:
    """Each request on a connection of its own: connecting is what a crowd of connections could hinder."""
    ask = b"GET /actors/foule HTTP/1.1\r\nHost: x\r\nAccept: application/activity+json\r\nConnection: close\r\n\r\n"
    took = []
    for _ in range(ASKED):
        began = time.perf_counter()
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(ask)
        if not (await reader.read()).startswith(b"HTTP/1.1 200"):
            raise RuntimeError("an honest request was not answered")
        took.append((time.perf_counter() - began) * 1000)
        writer.close()
    return statistics.quantiles(took, n=100)[98]


def _row(what: str, figure: float, unit: str, note: str) -> dict[str, object]:
    return {"what": what, "figure": round(figure, 2), "unit": unit, "floor": "", "note": note}


if __name__ == "__main__":
    for row in run():
        print(row)
