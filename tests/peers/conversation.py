"""A conversation with a program of another family: one JSON line asks, one answers; it ends when we do."""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.network.village import free_port

ROOT = Path(__file__).parents[2]
FEDIFY = Path(__file__).parent / "fedify"
PATIENCE_S = 30.0
LINE_BYTES = 4_000_000


@dataclass(slots=True)
class Other:
    """The program at the other end; `ready` is the first thing it said."""

    ready: dict[str, str]
    _process: asyncio.subprocess.Process

    async def ask(self, what: str, **given: object) -> dict[str, object]:
        """Its answer; an error of its own fails the test with its words."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"do": what, "with": given}).encode() + b"\n")
        answer = await _line(self._process)
        assert "error" not in answer, f"{what}: {answer['error']}"
        found = answer["answer"]
        assert isinstance(found, dict)
        return found

    @property
    def actor(self) -> str:
        """Its actor's id."""
        return self.ready["actor"]

    @property
    def origin(self) -> str:
        """Its address."""
        return self.ready["origin"]


@asynccontextmanager
async def conversation(command: Sequence[str], log: Path) -> AsyncIterator[Other]:
    """Start a program, wait until it is ready, and end it; what it says beside its answers goes to `log`."""
    with log.open("wb") as errors:
        process = await asyncio.create_subprocess_exec(
            *command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors, limit=LINE_BYTES
        )
    try:
        said = await _line(process)
        assert isinstance(said.get("ready"), dict), f"it did not start: {log.read_text('utf-8')[-2000:]}"
        yield Other(said["ready"], process)  # type: ignore[arg-type]
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


@asynccontextmanager
async def fedify(folder: Path, knock: str = "rfc9421", *, quiet: bool = False) -> AsyncIterator[Other]:
    """A server built on Fedify; `knock`: the scheme it signs with first; `quiet`: it looks at requests only once."""
    folder.mkdir(parents=True, exist_ok=True)
    command = [_node(), str(FEDIFY / "peer.mjs"), str(free_port()), str(folder / "journal"), knock]
    async with conversation([*command, "quiet"] if quiet else command, folder / "log") as other:
        yield other


def peers_python() -> str:
    """The interpreter of the environment where other people's Python packages are."""
    found = ROOT / ".peers" / "bin" / "python"
    if not (ROOT / ".peers" / ".installed").exists():
        pytest.skip("apsig, bovine and the corpora are not installed: `make peers` does it")
    return str(found)


def _node() -> str:
    node = shutil.which("node")
    if node is None:
        pytest.skip("no node on this machine: the tests against Fedify need it, and `make peers`")
    if not (FEDIFY / "node_modules" / "@fedify").is_dir():
        pytest.skip("Fedify is not installed: `make peers` does it")
    return node


async def _line(process: asyncio.subprocess.Process) -> dict[str, object]:
    assert process.stdout is not None
    line = await asyncio.wait_for(process.stdout.readline(), PATIENCE_S)
    if not line:
        return {"error": "it ended without an answer"}
    found = json.loads(line)
    assert isinstance(found, dict)
    return found
