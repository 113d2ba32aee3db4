"""Control: how a command reaches the running node, and how it does without one.

A running node listens on `control.sock` in its data folder, which only its own user may open. A command sends one line
of JSON and reads lines until its result. When nobody listens, the command takes the folder's lock and opens the node
itself, so that every command works either way.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Final

import orjson

from federation.errors import FederationError
from node.errors import NodeError
from node.store.errors import Locked, StoreError
from vocab.errors import VocabError
from vocab.language import Text
from vocab.later import later

# A command that asks the running node tells no log.
structlog = later("structlog")

SOCKET: Final = "control.sock"
LOCK: Final = "lock"
MAX_LINE: Final = 64_000_000

Report = Callable[[dict[str, object]], None]
Command = Callable[[str, dict[str, object], Report], Awaitable[object]]


@asynccontextmanager
async def locked(data: Path) -> AsyncIterator[None]:
    """Hold the data folder: one process at a time. Raises `Locked`."""
    descriptor = os.open(data / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise Locked(
                f"{data} is in use",
                Text(
                    "Un autre processus travaille sur ce dossier de données.",
                    "Another process works on this data folder.",
                ),
            ) from error
        yield
    finally:
        os.close(descriptor)


@asynccontextmanager
async def served(data: Path, command: Command) -> AsyncIterator[None]:
    """Answer commands on the socket while inside."""
    path = data / SOCKET
    with suppress(FileNotFoundError):
        path.unlink()
    with _reachable(data) as address:
        server = await asyncio.start_unix_server(_Session(command).run, address, limit=MAX_LINE)
        path.chmod(0o600)
        try:
            yield
        finally:
            server.close()
            with suppress(FileNotFoundError):
                path.unlink()


async def ask(data: Path, name: str, arguments: dict[str, object], report: Report) -> dict[str, object] | None:
    """Let the running node do it; its answer {"result": …} or {"error": …}, or None when no node runs."""
    if not (data / SOCKET).exists():
        return None
    try:
        with _reachable(data) as address:
            reader, writer = await asyncio.open_unix_connection(address, limit=MAX_LINE)
    except (ConnectionRefusedError, FileNotFoundError):
        return None
    try:
        writer.write(orjson.dumps({"command": name, "arguments": arguments}) + b"\n")
        await writer.drain()
        while line := await reader.readline():
            answer: dict[str, object] = orjson.loads(line)
            progress = answer.get("progress")
            if not isinstance(progress, dict):
                return answer
            report(progress)
    finally:
        writer.close()
        with suppress(ConnectionError):
            await writer.wait_closed()
    stopped = Text("Le nœud s'est arrêté pendant la commande.", "The node stopped during the command.")
    return {"error": {"fr": stopped.fr, "en": stopped.en}}


def explain(error: Exception) -> dict[str, object]:
    """A failure as its answer: a sentence in both languages, and findings where there are some."""
    public = getattr(error, "public", None)
    text = public if isinstance(public, Text) else Text(f"Erreur interne : {error}", f"Internal error: {error}")
    answer: dict[str, object] = {"fr": text.fr, "en": text.en, "log": str(error)[:500]}
    if isinstance(error, NodeError) and error.findings:
        answer["findings"] = [
            {"field": item.field, "fr": item.line("fr"), "en": item.line("en")} for item in error.findings
        ]
    return answer


class _Session:
    """One connection: one command."""

    def __init__(self, command: Command) -> None:
        self._command = command

    async def run(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        def send(answer: dict[str, object]) -> None:
            writer.write(orjson.dumps(answer, default=str) + b"\n")

        try:
            line = await reader.readline()
            if line:
                send(await self._answer(orjson.loads(line), lambda progress: send({"progress": progress})))
                await writer.drain()
        except (ConnectionError, ValueError):
            return
        finally:
            writer.close()

    async def _answer(self, asked: dict[str, object], report: Report) -> dict[str, object]:
        arguments = asked.get("arguments")
        try:
            result = await self._command(
                str(asked.get("command")), arguments if isinstance(arguments, dict) else {}, report
            )
        except (NodeError, FederationError, VocabError, StoreError) as error:
            return {"error": explain(error)}
        except Exception as bug:  # told to the person at the keyboard; the node goes on
            structlog.get_logger("control").exception("bug", command=asked.get("command"))
            return {"error": explain(bug)}
        return {"result": result}


class _reachable:
    """The socket's address, short whatever the folder's path: a socket's name may have a hundred bytes only."""

    def __init__(self, data: Path) -> None:
        self._data = data
        self._descriptor: int | None = None

    def __enter__(self) -> str:
        path = str(self._data / SOCKET)
        if len(path.encode()) < 100 or not Path("/proc/self/fd").exists():
            return path
        self._descriptor = os.open(self._data, os.O_RDONLY)
        return f"/proc/self/fd/{self._descriptor}/{SOCKET}"

    def __exit__(self, *_: object) -> None:
        if self._descriptor is not None:
            os.close(self._descriptor)
