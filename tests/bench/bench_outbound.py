"""Outbound: a post to 1,000 followers on 200 hosts beside the floor of sign + POST, and what 200 dead hosts change."""

from __future__ import annotations

import asyncio
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from aiohttp import ClientSession, TCPConnector

from federation import cavage
from federation.keys import Signer, generate_rsa, load_rsa
from node.control import ask
from tests.bench.receiving_process import address
from tests.bench.rig import ROOT, NodeProcess, free_port, node_process

HOSTS: Final = 200
EACH: Final = 5
DEAD: Final = 200
AT_ONCE: Final = 16
PATIENCE_S: Final = 90.0
BODY: Final = b'{"type":"Create","content":"' + b"x" * 17_000 + b'"}'


@dataclass(frozen=True, slots=True)
class Receivers:
    """The process in which all inboxes are."""

    process: subprocess.Popen[str]
    port: int

    def inbox(self, number: int) -> str:
        """The inbox of a follower: five on each host, then one on each dead host."""
        alive = HOSTS * EACH
        host = number // EACH if number < alive else HOSTS + number - alive
        return f"http://{address(host)}:{self.port}/inbox/{number}"

    def came(self) -> tuple[int, float]:
        """How many deliveries have come, and when the last did."""
        if self.process.stdin is None or self.process.stdout is None:
            raise RuntimeError("the receivers have no pipe")
        self.process.stdin.write("?\n")
        self.process.stdin.flush()
        count, last = self.process.stdout.readline().split()
        return int(count), float(last)


def run() -> list[dict[str, object]]:
    """Rows of what was reached, the floor beside it."""
    with _receivers() as receivers, tempfile.TemporaryDirectory() as folder:
        floor_cpu, floor_s = asyncio.run(_floor(receivers))
        with node_process(Path(folder) / "node", "parleur") as node:
            ours = _followers(node, receivers, range(HOSTS * EACH))
            _post(node, receivers, "un")  # the hosts become known
            cpu, quiet = _post(node, receivers, "deux")
            _followers(node, receivers, range(HOSTS * EACH, HOSTS * EACH + DEAD))
            _, beside = _post(node, receivers, "trois")
            _forget(node, ours)
            _, unknown = _post(node, receivers, "quatre")
    count = HOSTS * EACH
    return [
        _row("floor: sign + POST, CPU per delivery", floor_cpu / count * 1e6, "us", f"{count} on {HOSTS} hosts"),
        _row("a post, CPU per delivery", cpu / count * 1e6, "us", f"x{cpu / floor_cpu:.2f} of the floor, goal 2"),
        _row("floor: sign + POST, until the last has it", floor_s, "s", f"{AT_ONCE} at once"),
        _row("a post, until the last follower has it", quiet, "s", f"x{quiet / floor_s:.2f} of the floor"),
        _row("the same beside 200 dead hosts", beside, "s", f"x{beside / quiet:.2f} of the quiet one, goal 1.5"),
        _row("the same, nobody known to answer", unknown, "s", f"x{unknown / quiet:.2f} of the quiet one"),
    ]


@contextmanager
def _receivers() -> Iterator[Receivers]:
    port = free_port()
    command = [sys.executable, "-m", "tests.bench.receiving_process", str(port), str(HOSTS), str(DEAD)]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        if process.stdout is None or process.stdout.readline().strip() != "ready":
            raise RuntimeError("the receivers did not start")
        yield Receivers(process, port)
    finally:
        process.kill()
        process.wait()


async def _floor(receivers: Receivers) -> tuple[float, float]:
    """CPU seconds and seconds of signing and posting to every follower, and nothing else."""
    signer = Signer("http://127.0.0.1/a#main-key", "rsa-sha256", load_rsa(generate_rsa()))
    numbers = iter(range(HOSTS * EACH))
    async with ClientSession(connector=TCPConnector(limit=AT_ONCE)) as session:
        cpu, began = time.process_time(), time.perf_counter()

        async def post() -> None:
            for number in numbers:
                url = receivers.inbox(number)
                headers = cavage.sign(signer, "POST", url, BODY, time.time())
                async with session.post(url, data=BODY, headers=headers) as answer:
                    await answer.read()

        await asyncio.gather(*(post() for _ in range(AT_ONCE)))
        return time.process_time() - cpu, time.perf_counter() - began


def _followers(node: NodeProcess, receivers: Receivers, numbers: range) -> str:
    """They follow the node's organisation: written beside it, what is measured is not the handshake."""
    with sqlite3.connect(node.data / "bocage.db", timeout=30) as db:
        ours = str(db.execute("SELECT id FROM actors WHERE kind <> 'application'").fetchone()[0])
        for number in numbers:
            inbox = receivers.inbox(number)
            actor = inbox.replace("/inbox/", "/actors/")
            db.execute("INSERT INTO follows VALUES (?, ?, ?, 'accepted', '')", (actor, ours, f"{actor}#f"))
            db.execute(
                "INSERT INTO peers_actors (id, document, inbox, shared_inbox, username, implements, fetched)"
                " VALUES (?, '{}', ?, NULL, NULL, 1, ?)",
                (actor, inbox, time.time()),
            )
        db.commit()
        return ours


def _forget(node: NodeProcess, ours: str) -> None:
    """Nobody is known any more, and what waits for the dead is dropped."""
    with sqlite3.connect(node.data / "bocage.db", timeout=30) as db:
        db.execute("DELETE FROM origins")
        db.execute("UPDATE deliveries SET state = 'refused' WHERE state IN ('due', 'apart')")
        db.commit()


def _post(node: NodeProcess, receivers: Receivers, name: str) -> tuple[float, float]:
    """Publish an offer; CPU seconds of the node, and seconds until every living follower has it."""
    before, _ = receivers.came()
    draft = {"kind": "offer", "name": f"Livraison {name}", "content": "À vélo. " * 40, "need": ["livrer"]}
    cpu, began = node.cpu_s(), time.time()
    asyncio.run(ask(node.data, "publish", {"drafts": [draft], "as": None}, lambda _: None))
    deadline = began + PATIENCE_S
    count, last = receivers.came()
    while count - before < HOSTS * EACH and time.time() < deadline:
        time.sleep(0.1)
        count, last = receivers.came()
    if count - before < HOSTS * EACH:
        raise RuntimeError(f"{count - before} of {HOSTS * EACH} deliveries came within {PATIENCE_S} s")
    return node.cpu_s() - cpu, last - began


def _row(what: str, figure: float, unit: str, floor: str) -> dict[str, object]:
    return {"what": what, "figure": round(figure, 2), "unit": unit, "floor": floor, "note": ""}
