"""A process that exports one view in one form, to nowhere, and says what it cost: `… DATABASE FORM`."""

from __future__ import annotations

import asyncio
import resource
import sys
import time
from pathlib import Path

import orjson

from node.asking import anybody
from node.directory import Directory
from node.exporting import Exporter
from node.query import Query
from node.store.store import Store
from vocab.vocabulary import Vocabulary

PAGE_MB = resource.getpagesize() / 1_000_000


class Clock:
    """A clock that stands still."""

    def now(self) -> float:
        return 1795428000.0


async def main(path: str, form: str) -> None:
    vocabulary = Vocabulary.load()
    store = await Store.open(path)
    directory = Directory(store, vocabulary, Clock(), "Bench", "https://here.example", "fr", b"secret")
    exporter = Exporter(directory)
    warm = await exporter.view(Query(), anybody, form, "fr", most=200)
    async for _ in exporter.stream(warm, form):
        pass
    before, cpu, start = rss_mb(), time.process_time(), time.perf_counter()
    peak, size, longest = before, 0, 0.0
    view = await exporter.view(Query(), anybody, form, "fr", most=100_000)
    listed = time.process_time() - cpu
    turn = time.thread_time()
    async for piece in exporter.stream(view, form):
        # Others have their turn after each piece; a workbook comes when it is whole, its pieces are not seen here.
        longest = max(longest, time.thread_time() - turn)
        size += len(piece)
        peak = max(peak, rss_mb())
        turn = time.thread_time()
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    said = {
        "records": len(view.listed),
        "seconds": time.perf_counter() - start,
        "listed_cpu_s": listed,
        "cpu_s": time.process_time() - cpu,
        "worker_cpu_s": children.ru_utime + children.ru_stime,
        "worker_mb": children.ru_maxrss / 1_000,
        "grown_mb": peak - before,
        "bytes": size,
        "late_ms": 1e3 * longest,
    }
    sys.stdout.write(orjson.dumps(said).decode() + "\n")
    await store.close()


def rss_mb() -> float:
    return int(Path("/proc/self/statm").read_text().split()[1]) * PAGE_MB


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2]))
