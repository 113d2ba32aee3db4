"""A node that does nothing: how soon `bocage run` says that it serves, and what it weighs then."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.bench.rig import ROOT, NodeProcess, free_port

STARTS = 5
RESTS_S = 1.0
BOCAGE = [sys.executable, "-c", "from node.cli.main import main; main()"]
# What any server over these libraries loads; the imports are the floor of both figures.
LIBRARIES = "import aiohttp.web, aiosqlite, cryptography.hazmat.primitives.asymmetric.rsa, orjson, jinja2, click"
FLOOR = [sys.executable, "-c", f"{LIBRARIES}; print('ready', flush=True); input()"]


def run() -> list[dict[str, object]]:
    """Rows of what was reached, the floor beside it."""
    with tempfile.TemporaryDirectory() as folder:
        data, port = Path(folder) / "node", free_port()
        # Compiled modules are where an installed node has them, whatever the environment says: beside this run.
        environment = {**os.environ, "PYTHONPYCACHEPREFIX": f"{folder}/compiled"}
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        _set_up(data, port, environment)
        started = [_start([*BOCAGE, "--data", str(data), "run"], data, environment) for _ in range(STARTS)]
        bare = [_start(FLOOR, data, environment) for _ in range(STARTS)]
    start, cpu, weight = (statistics.median(column) for column in zip(*started, strict=True))
    floor_start, floor_cpu, floor_weight = (statistics.median(column) for column in zip(*bare, strict=True))
    return [
        _row("start, from the command to its ready line", start, "s", f"floor {floor_start:.2f}", "goal 0.8"),
        _row("start, CPU", cpu, "s", f"floor {floor_cpu:.2f}", "floor: Python importing the libraries"),
        _row("idle memory", weight, "MB", f"floor {floor_weight:.1f}", "goal 80; peers 101-117"),
    ]


def _set_up(data: Path, port: int, environment: dict[str, str]) -> None:
    here = ["--origin", f"http://127.0.0.1:{port}", "--name", "repos", "--title", "Repos", "--kind", "platform"]
    secret = data.parent / "password"
    secret.write_text("un mot de passe assez long")
    more = ["--yes", "--territory", "fr-commune-59350", "--email", "a@example.org", "--password-file", str(secret)]
    command = [*BOCAGE, "--data", str(data), "setup", *here, *more, "--development"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60)
    if done.returncode:
        raise RuntimeError(done.stderr)


def _start(command: list[str], data: Path, environment: dict[str, str]) -> tuple[float, float, float]:
    """Seconds until the ready line, CPU seconds by then, and MB after a rest."""
    began = time.perf_counter()
    with _process(command, environment) as process:
        assert process.stdout
        line = process.stdout.readline()
        took = time.perf_counter() - began
        if not line.startswith("ready"):
            raise RuntimeError(f"did not start: {line!r}")
        node = NodeProcess(process, line.strip(), data)
        cpu_s = node.cpu_s()
        time.sleep(RESTS_S)
        return took, cpu_s, node.rss_mb()


@contextmanager
def _process(command: list[str], environment: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                               stderr=subprocess.DEVNULL, text=True)  # fmt: skip
    try:
        yield process
    finally:
        process.terminate()
        process.communicate(timeout=15)


def _row(what: str, figure: float, unit: str, floor: str, note: str) -> dict[str, object]:
    return {"what": what, "figure": round(figure, 2), "unit": unit, "floor": floor, "note": note}


if __name__ == "__main__":
    for row in run():
        print(row)
