"""Reading from a node: what a GET costs, beside an aiohttp application that answers the same bytes made before."""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bench.asking import Asked, ask
from tests.bench.rig import ROOT, NodeProcess, free_port, node_process

GETS = 12_000
AT_ONCE = 32
ACTIVITY = {"Accept": "application/activity+json"}
# As Mastodon writes it.
MASTODON = {"Accept": 'application/activity+json, application/ld+json; profile="https://www.w3.org/ns/activitystreams"'}


def run() -> list[dict[str, object]]:
    """Rows of what was reached, the floor beside it."""
    with tempfile.TemporaryDirectory() as folder, node_process(Path(folder) / "node", "repos") as node:
        url = f"{node.origin}/actors/repos"
        first = asyncio.run(ask(url, ACTIVITY, times=1, at_once=1)).last
        body = first.partition(b"\r\n\r\n")[2]
        etag = (re.search(rb"\r\nETag: ([^\r]+)", first) or [b"", b""])[1].decode()
        host = node.origin.partition("//")[2]
        with _floor(body, Path(folder)) as floor:
            lines = [
                ("aiohttp, ready bytes (floor)", floor, "/actors/repos", ACTIVITY),
                ("an actor", node, "/actors/repos", ACTIVITY),
                ("an actor, as Mastodon asks", node, "/actors/repos", MASTODON),
                ("an actor, unchanged: 304", node, "/actors/repos", ACTIVITY | {"If-None-Match": etag}),
                ("the node's own actor", node, "/actor", ACTIVITY),
                ("WebFinger", node, f"/.well-known/webfinger?resource=acct:repos@{host}", {}),
                ("an object, absent: 404", node, f"/objects/{'0' * 26}", ACTIVITY),
            ]
            return [row for line in lines for row in _rows(*line)]


def _rows(what: str, server: NodeProcess, path: str, headers: dict[str, str]) -> list[dict[str, object]]:
    asyncio.run(ask(f"{server.origin}{path}", headers, times=500, at_once=AT_ONCE))
    times = GETS if "404" not in what else GETS // 6
    before, began = server.cpu_s(), time.perf_counter()
    asked = asyncio.run(ask(f"{server.origin}{path}", headers, times=times, at_once=AT_ONCE))
    cpu_s, wall_s = server.cpu_s() - before, time.perf_counter() - began
    return [
        _row(f"GET of {what}", cpu_s / times * 1e6, "us of the server's CPU", _said(asked)),
        _row("", times / wall_s, "per second, client beside it", "goal 10,000" if what == "an actor" else ""),
    ]


def _said(asked: Asked) -> str:
    return f"{', '.join(map(str, asked.statuses))}, {len(asked.last)} bytes"


@contextmanager
def _floor(body: bytes, data: Path) -> Iterator[NodeProcess]:
    command = [sys.executable, "-m", "tests.bench.ready_process", str(free_port())]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdin and process.stdout
    try:
        process.stdin.write(body.decode() + "\n")
        process.stdin.flush()
        yield NodeProcess(process, process.stdout.readline().split()[1], data)
    finally:
        process.stdin.close()
        process.wait(timeout=10)
        process.stdout.close()


def _row(what: str, figure: float, unit: str, floor: str) -> dict[str, object]:
    return {"what": what, "figure": round(figure, 1), "unit": unit, "floor": floor, "note": ""}
