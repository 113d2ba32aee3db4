"""A query worker answers questions, one after another, until its input ends: `python -m node.sparql.query_worker`.

One JSON object a line on standard input; on standard output one line, and after it as many bytes as that line says:

    {"query": "…", "level": "open", "format": "json", "dataset": false, "graphs": [], "default_graphs": [],
     "named_graphs": [], "rows": 10000, "bytes": 20000000, "time_s": 10, "base": "https://…"}
    {"ok": true, "size": 1234, "rows": 12}
    {"ok": false, "why": "syntax", "detail": "…"}

It reads snapshots, opens nothing else, has no network where the system lets it do without, as much memory as it is
given, and is killed by whoever started it, or by its own alarm, when a question takes too long.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, Final

import orjson
from pyoxigraph import NamedNode, Store

from node.sparql.answers import Limits, TooManyBytes, TooManyRows, Written, write
from node.sparql.names import LEVELS
from node.sparql.prefixes import PREFIXES
from node.sparql.snapshots import hold, serving
from node.tether import tether

# Pages come before questions.
NICENESS: Final = 10
# Were its parent gone, nobody else would end a question without end.
GRACE_S: Final = 5
ATTEMPTS: Final = 5
MAX_DETAIL: Final = 160
_NEW_USER_AND_NETWORK: Final = 0x10000000 | 0x40000000  # CLONE_NEWUSER, CLONE_NEWNET


class Unanswerable(Exception):
    """No answer: `why` is for the parent to put in words."""

    def __init__(self, why: str, detail: str = "") -> None:
        super().__init__(why)
        self.why, self.detail = why, detail


@dataclass(slots=True)
class Reading:
    """The snapshots in use, one a level."""

    folder: Path
    open: dict[int, tuple[Path, int, Store]] = field(default_factory=dict)

    def store(self, level: int) -> Store:
        """The newest snapshot for those of a level. Raises `Unanswerable`."""
        for _ in range(ATTEMPTS):
            path = serving(self.folder, level)
            if path is None:
                raise Unanswerable("building")
            known = self.open.get(level)
            if known is not None and known[0] == path and _same(known[1], path):
                return known[2]
            held = hold(path)
            if held is None:
                continue  # removed just now: there is a newer one
            self._close(level)
            try:
                store = Store.read_only(str(path))
            except (OSError, RuntimeError, ValueError) as error:
                os.close(held)
                raise Unanswerable("broken", str(error)) from error
            self.open[level] = (path, held, store)
            return store
        raise Unanswerable("building")

    def _close(self, level: int) -> None:
        known = self.open.pop(level, None)
        if known is not None:
            os.close(known[1])


def main(folder: Path, memory_mb: int) -> None:
    """Answer until the input ends."""
    confine(memory_mb)
    serve(Reading(folder), sys.stdin.buffer, sys.stdout.buffer, signal.alarm)


def confine(memory_mb: int) -> None:
    """Give up what no question needs."""
    with suppress(OSError):  # a service may be forbidden even that
        os.nice(NICENESS)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_DATA, (memory_mb * 1_000_000, memory_mb * 1_000_000))
    # Where the system does not grant it, `question.py` stands alone between a question and other servers.
    unshare = getattr(ctypes.CDLL(None), "unshare", None)
    if unshare is not None:
        unshare(_NEW_USER_AND_NETWORK)
    # Last: who becomes another user is let off it.
    tether()


def serve(reading: Reading, questions: BinaryIO, answers: BinaryIO, alarm: Callable[[int], object]) -> None:
    """Read questions, write answers."""
    for line in questions:
        asked: dict[str, Any] = orjson.loads(line)
        alarm(int(asked["time_s"]) + GRACE_S)
        body = b""
        try:
            written = answer(reading, asked)
            body = written.body
            said: dict[str, object] = {"ok": True, "size": len(body), "rows": written.rows}
        except Unanswerable as failure:
            said = {"ok": False, "why": failure.why, "detail": failure.detail[:500]}
        alarm(0)
        answers.write(orjson.dumps(said) + b"\n")
        answers.write(body)
        answers.flush()


def answer(reading: Reading, asked: dict[str, Any]) -> Written:
    """The answer to one question. Raises `Unanswerable`."""
    store = reading.store(LEVELS[asked["level"]])
    try:
        defaults, named = _nodes(asked["default_graphs"]), _nodes(asked["named_graphs"])
        for graph in (*defaults, *named, *_nodes(asked["graphs"])):
            if not store.contains_named_graph(graph):
                raise Unanswerable("graph", graph.value)
        options: dict[str, Any] = {}
        if defaults or named:
            options = {"default_graph": defaults, "named_graphs": named}
        elif not asked["dataset"]:
            options = {"use_default_graph_as_union": True}
        results = store.query(asked["query"], base_iri=asked["base"], prefixes=dict(PREFIXES), **options)
        return write(results, asked["format"], Limits(asked["rows"], asked["bytes"]), PREFIXES)
    except SyntaxError as error:
        raise Unanswerable("syntax", _where(str(error))) from error
    except (TooManyRows, TooManyBytes) as much:
        raise Unanswerable("rows" if isinstance(much, TooManyRows) else "bytes") from much
    except KeyError as error:
        raise Unanswerable("format") from error
    except (OSError, RuntimeError, ValueError) as error:
        raise Unanswerable("broken", str(error)) from error


def _where(said: str) -> str:
    """Where reading stopped, and the first of what could have come there."""
    return said if len(said) <= MAX_DETAIL else said[:MAX_DETAIL].rpartition(",")[0] + "…"


def _nodes(iris: list[str]) -> list[NamedNode]:
    try:
        return [NamedNode(iri) for iri in iris]
    except ValueError as error:
        raise Unanswerable("graph", str(error)) from error


def _same(held: int, path: Path) -> bool:
    """Whether the folder held is still the one of that name: names begin again when everything is made anew."""
    try:
        now = path.stat()
    except OSError:
        return False
    return os.fstat(held).st_ino == now.st_ino


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
