"""The inbox beside another implementation's: the same signed activities to a node of ours and to a server on Fedify.

Counted in CPU seconds of each server's process, in one run on one machine: plain notes as any server sends them, then
our records with their proofs and their long context, which a JSON-LD processor pays for. Ours does all it does, up to
the page where it is seen; Fedify's listener writes the activity to a file, synced in groups before the sender hears
202, and nothing else.
"""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import orjson
from aiohttp import ClientSession, TCPConnector

from federation import cavage
from federation.keys import generate_rsa, load_rsa
from node.clock import iso
from tests.bench.bench_inbox import AT_ONCE, Sender, follow, requests, send, sender, serve
from tests.bench.rig import ROOT, NodeProcess, free_port, node_process
from vocab import activities
from vocab.context import AS, PUBLIC

PEER = ROOT / "tests" / "peers" / "fedify"
WARM = 4
SETTLE = 40
WARM_EACH = {"ours": 350, "fedify": 150}
COLD = 200
START_S = 2.0

Work = list[tuple[bytes, dict[str, str]]]
Make = Callable[[Sender, NodeProcess, int, int], Work]
Wait = Callable[[int], Awaitable[None]]


def run() -> list[dict[str, object]]:
    """Rows of both, and how many times fewer CPU seconds ours takes."""
    return asyncio.run(_run())


async def _run() -> list[dict[str, object]]:
    command = shutil.which("node")
    if command is None or not (PEER / "node_modules" / "@fedify").is_dir():
        return [_row("left out: no Fedify here, `make peers` installs it", 0, "", "")]
    return [*await _compare(command, "notes", _notes), *await _compare(command, "records", requests)]


async def _compare(command: str, what: str, make: Make) -> list[dict[str, object]]:
    port = free_port()
    origin, key = f"http://127.0.0.1:{port}", load_rsa(generate_rsa())
    warm = [sender(origin, number, key) for number in range(WARM)]
    cold = [sender(origin, number, key) for number in range(WARM, WARM + COLD)]
    runner = await serve(warm + cold, port)
    try:
        with tempfile.TemporaryDirectory() as folder:
            with node_process(Path(folder) / "node", "cible") as node:
                # A node reads what it missed when it starts: it is over before there is anybody to read.
                await asyncio.sleep(START_S)
                follow(node, warm + cold)
                seen = "news" if make is _notes else "entries WHERE kind = 'offer'"
                ours = await _measure(node, warm, cold, WARM_EACH["ours"], make, lambda count: _seen(node, seen, count))
            with _fedify(command, Path(folder)) as peer:
                theirs = await _measure(peer, warm, cold, WARM_EACH["fedify"], make, _at_once)
    finally:
        await runner.cleanup()
    return [
        row
        for keys, mine, other, goal in zip(("keys known", "keys unknown"), ours, theirs, (8, 4), strict=True)
        for row in (
            _row(f"{what}, {keys}: ours, durable and visible", mine, "per CPU second", ""),
            _row(f"{what}, {keys}: Fedify, durable", other, "per CPU second", ""),
            _row(f"{what}, {keys}: ratio", mine / other, "times", f"goal {goal}"),
        )
    ]


async def _measure(
    node: NodeProcess, warm: list[Sender], cold: list[Sender], each: int, make: Make, done: Wait
) -> tuple[float, float]:
    """Activities per CPU second: from actors whose keys are known, then from as many actors as activities."""
    inbox = f"{node.origin}/inbox"
    async with ClientSession(connector=TCPConnector(limit=AT_ONCE)) as session:
        first = [request for one in warm for request in make(one, node, 0, SETTLE)]
        await send(session, inbox, first)
        await done(len(first))
        work = [request for one in warm for request in make(one, node, SETTLE, each)]
        known = await _cost(session, node, work, done, len(first) + len(work))
        strangers = [request for one in cold for request in make(one, node, 0, 1)]
        unknown = await _cost(session, node, strangers, done, len(first) + len(work) + len(strangers))
    return len(work) / known, len(strangers) / unknown


async def _cost(session: ClientSession, node: NodeProcess, work: Work, done: Wait, total: int) -> float:
    before = node.cpu_s()
    await send(session, f"{node.origin}/inbox", work)
    await done(total)
    return node.cpu_s() - before


async def _at_once(count: int) -> None:
    """Fedify's listener has done its work when it answers."""


async def _seen(node: NodeProcess, where: str, count: int) -> None:
    """Wait until our database has so many; `where` is a table and a condition of ours."""
    with sqlite3.connect(node.data / "bocage.db") as db:
        for _ in range(3000):
            found = db.execute(f"SELECT count(*) FROM {where}").fetchone()[0]
            if found >= count:
                return
            await asyncio.sleep(0.02)
    raise RuntimeError(f"{found} of {count} became visible")


def _notes(author: Sender, node: NodeProcess, first: int, count: int) -> Work:
    """Creates of plain notes, signed by draft-cavage and without proofs, as most of the fediverse sends them."""
    now = time.time()
    inbox = f"{node.origin}/inbox"
    made = []
    for number in range(first, first + count):
        note: dict[str, object] = {
            "id": f"{author.id}/notes/{number}",
            "type": "Note",
            "attributedTo": author.id,
            "content": f"<p>Bonjour du quartier, pour la fois numéro {number}.</p>",
            "published": iso(now),
            "to": [PUBLIC],
            "cc": [f"{author.id}/followers"],
        }
        create = activities.create(f"{note['id']}/create", author.id, note, (PUBLIC,), (), iso(now))
        body = orjson.dumps({**create, "@context": AS})
        made.append((body, cavage.sign(author.rsa, "POST", inbox, body, now, "application/activity+json")))
    return made


@contextmanager
def _fedify(command: str, folder: Path) -> Iterator[NodeProcess]:
    """The peer of tests/peers, without its second look at each request; ended with its input."""
    port = free_port()
    process = subprocess.Popen(
        [command, str(PEER / "peer.mjs"), str(port), str(folder / "journal"), "rfc9421", "quiet"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        line = process.stdout.readline() if process.stdout else ""
        if "ready" not in line:
            raise RuntimeError(f"the peer did not start: {line!r}")
        yield NodeProcess(process, f"http://127.0.0.1:{port}", folder)
    finally:
        process.kill()
        process.communicate()


def _row(what: str, figure: float, unit: str, floor: str) -> dict[str, object]:
    return {"what": what, "figure": round(figure, 2), "unit": unit, "floor": floor, "note": ""}
