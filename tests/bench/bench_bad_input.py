"""Bad requests without a pause, bodies of 50 MB among them: what honest requests wait beside them.

The bad ones come from a process of its own, so that it is the node that is measured, and not who asks; they share this
machine's cores with the node, which they would not do outside.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import socket
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing.synchronize import Event
from pathlib import Path

from tests.bench.rig import node_process

LARGE = 50_000_000
PART = b" " * 65_536
UPLOADS = 4
QUESTIONS = 4
ASKED = 300
BODIES = 50
ROUNDS = 3
HONEST = ("/actors/foule", "/directory.json?kind=organization")
BAD = (
    "/directory.json?bbox=2,51,3,50",
    "/directory.json?cursor=abc",
    "/directory.json?limt=3",
    "/directory.json?" + "&".join(f"q={number}" for number in range(300)),
    "/ogc/collections/offers/items?bbox=1",
    "/actors/foule/outbox?since=x",
)


def run() -> list[dict[str, object]]:
    """Rows of what was reached."""
    with tempfile.TemporaryDirectory() as folder, node_process(Path(folder) / "node", "foule") as node:
        port = int(node.origin.rpartition(":")[2])
        asyncio.run(_took_ms(port))
        before = node.cpu_s()
        quiet = asyncio.run(_took_ms(port))
        honest_us = (node.cpu_s() - before) / len(quiet) * 1e6
        before = node.cpu_s()
        asyncio.run(_refused(port))
        question_us = (node.cpu_s() - before) / ASKED * 1e6
        before = node.cpu_s()
        asyncio.run(_uploaded(port))
        body_us = (node.cpu_s() - before) / BODIES * 1e6
        beside = []
        for _ in range(ROUNDS):
            quiet += asyncio.run(_took_ms(port))
            with _attacked(port):
                beside += asyncio.run(_took_ms(port))
    calm, crowded = statistics.median(quiet), statistics.median(beside)
    return [
        _row("an honest request", honest_us, "us of CPU", "half actors, half questions"),
        _row("a question that is refused", question_us, "us of CPU", "goal under an honest one"),
        _row("a body of 50 MB that is refused", body_us, "us of CPU", ""),
        _row(
            f"honest median beside {UPLOADS} such bodies and {QUESTIONS} such questions at any time",
            crowded,
            "ms",
            f"quiet {calm:.2f}",
        ),
        _row("ratio", crowded / calm, "", f"{UPLOADS + QUESTIONS} ask without a pause: more than one processor has"),
    ]


async def _refused(port: int) -> None:
    for number in range(ASKED):
        assert b" 400 " in await _get(port, BAD[number % len(BAD)])


async def _uploaded(port: int) -> None:
    for _ in range(BODIES):
        await _upload(port)


@contextmanager
def _attacked(port: int) -> Iterator[None]:
    """Bad requests until the end of the block."""
    spawn = multiprocessing.get_context("spawn")
    begun = spawn.Event()
    process = spawn.Process(target=attack, args=(port, begun), daemon=True)
    process.start()
    try:
        begun.wait()
        yield
    finally:
        process.terminate()
        process.join()


def attack(port: int, begun: Event) -> None:
    """The other process: as many at once, each without a pause."""

    async def without_end(one: Callable[[int], Awaitable[None]]) -> None:
        while True:
            await one(port)
            begun.set()

    async def all_of_them() -> None:
        several = [_upload] * UPLOADS + [_refused] * QUESTIONS
        await asyncio.gather(*(without_end(one) for one in several))

    asyncio.run(all_of_them())


async def _upload(port: int) -> None:
    head = (
        f"POST /inbox HTTP/1.1\r\nHost: x\r\nContent-Type: application/activity+json\r\nContent-Length: {LARGE}\r\n\r\n"
    )
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(head.encode())
    answered = asyncio.ensure_future(reader.readuntil(b"\r\n"))
    with suppress(ConnectionError):
        for _ in range(LARGE // len(PART)):
            if answered.done():
                break
            writer.write(PART)
            await writer.drain()
    assert b" 413 " in await answered
    writer.close()


async def _took_ms(port: int) -> list[float]:
    took = []
    for number in range(ASKED):
        began = time.perf_counter()
        assert b" 200 " in await _get(port, HONEST[number % len(HONEST)])
        took.append((time.perf_counter() - began) * 1000)
    return took


async def _get(port: int, path: str) -> bytes:
    """The first line of an answer, which is read to its end."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    writer.write(f"GET {path} HTTP/1.1\r\nHost: x\r\nAccept: */*\r\nConnection: close\r\n\r\n".encode())
    answer = await reader.read()
    writer.close()
    return answer.partition(b"\r\n")[0]


def _both(took: list[float]) -> tuple[float, float]:
    return statistics.median(took), statistics.quantiles(took, n=100)[98]


def _row(what: str, figure: float, unit: str, note: str) -> dict[str, object]:
    return {"what": what, "figure": round(figure, 2), "unit": unit, "floor": "", "note": note}


if __name__ == "__main__":
    for row in run():
        print(row)
