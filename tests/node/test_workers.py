"""Worker processes end with their node: quietly at Ctrl-C, and when it is killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import urlopen

import pytest

from tests.node.cli_world import REPOSITORY, free_port, set_up

ENDLESS = "/sparql?" + urlencode({"query": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"})
# What a busy machine may need; nothing is measured by it.
PATIENCE_S = 60.0


@dataclass
class Run:
    """A node as a terminal runs it: the first of its own group of processes, with the workers it started."""

    process: subprocess.Popen[bytes]
    workers: set[int]


@contextmanager
def run(data: Path, port: int) -> Iterator[Run]:
    """A node, its index worker, and a query worker that is busy for long."""
    command = [sys.executable, "-m", "node.cli.main", "--data", str(data), "run"]
    env = {**os.environ, "BOCAGE_SPARQL": "true", "BOCAGE_SPARQL_TIME_S": "600", "LC_ALL": "C.UTF-8"}
    pipe = subprocess.PIPE
    node = subprocess.Popen(command, cwd=REPOSITORY, env=env, stdout=pipe, stderr=pipe, start_new_session=True)
    workers: set[int] = set()
    client: subprocess.Popen[bytes] | None = None
    try:
        assert node.stdout is not None and node.stdout.readline().startswith(b"ready ")
        origin = f"http://127.0.0.1:{port}"
        wait(lambda: b"bocage_sparql_ready 1.0" in metrics(origin))
        client = subprocess.Popen(
            [sys.executable, "-c", f"import urllib.request; urllib.request.urlopen({origin + ENDLESS!r})"],
            stderr=subprocess.DEVNULL,
        )
        wait(lambda: b"bocage_sparql_running 1.0" in metrics(origin) and len(children(node.pid)) == 2)
        workers |= children(node.pid)
        yield Run(node, workers)
    finally:
        for each in (client, node):
            if each is not None:
                each.kill()
                each.communicate(timeout=PATIENCE_S)
        for left in filter(alive, workers):
            os.kill(left, signal.SIGKILL)


def metrics(origin: str) -> bytes:
    """What the node says of itself."""
    with urlopen(f"{origin}/metrics", timeout=PATIENCE_S) as answer:
        return bytes(answer.read())


def children(parent: int) -> set[int]:
    """The processes that a process started."""
    numbers = [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]
    return {number for number in numbers if state(number)[1] == str(parent) and alive(number)}


def alive(number: int) -> bool:
    return state(number)[0] not in ("Z", "")


def state(number: int) -> tuple[str, str]:
    """The state of a process and who started it, as Linux writes them; nothing of one that is gone."""
    try:
        found = Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return "", ""
    return found[0], found[1]


def wait(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are counted in /proc, which is not here")
@pytest.mark.parametrize("end", ("Ctrl-C", "killed"))
def test_workers__end_with_their_node(tmp_path: Path, end: str) -> None:
    port = free_port()
    set_up(tmp_path / "data", port=port)

    with run(tmp_path / "data", port) as node:
        if end == "Ctrl-C":
            os.killpg(node.process.pid, signal.SIGINT)
        else:
            node.process.kill()
        _, errors = node.process.communicate(timeout=PATIENCE_S)

        assert len(node.workers) == 2
        assert b"KeyboardInterrupt" not in errors and b"Traceback" not in errors
        if end == "Ctrl-C":
            assert node.process.returncode == 0
        wait(lambda: not any(map(alive, node.workers)))
