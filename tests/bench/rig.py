"""What the benchmarks share: nodes in processes, a crowd of signed senders, and what a process costs."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
TICKS = os.sysconf("SC_CLK_TCK")
PAGE_MB = os.sysconf("SC_PAGE_SIZE") / 1_000_000


@dataclass(frozen=True, slots=True)
class NodeProcess:
    """A node running in its own process."""

    process: subprocess.Popen[str]
    origin: str
    data: Path

    def cpu_s(self) -> float:
        """CPU seconds used so far, user and system."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def children_cpu_s(self) -> float:
        """CPU seconds of the processes it started and that ended."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[13]) + int(fields[14])) / TICKS

    def rss_mb(self) -> float:
        """Resident memory, in MB."""
        return int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1]) * PAGE_MB


@contextmanager
def node_process(data: Path, name: str, kind: str = "platform") -> Iterator[NodeProcess]:
    """A fresh node, stopped at the end."""
    port = free_port()
    data.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "tests.bench.node_process", str(data), str(port), name, kind]
    process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    try:
        line = process.stdout.readline() if process.stdout else ""
        if not line.startswith("ready "):
            raise RuntimeError(f"the node did not start: {line!r}")
        yield NodeProcess(process, line.split()[1], data)
    finally:
        if process.stdin:
            process.stdin.close()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stdout:
            process.stdout.close()


def cpu_ms(pid: int) -> float:
    """Milliseconds of CPU that a process, all its threads together, used so far; exact, where ticks are not."""
    # The clock of another process has this number (clock_getcpuclockid(3)).
    return 1e3 * time.clock_gettime(~pid << 3 | 2)


def free_port() -> int:
    """A port of loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
