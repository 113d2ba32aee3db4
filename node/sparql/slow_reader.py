"""The slow reader: documents that the tables leave aside, read by `node.rdf_worker`, killed if it takes too long."""

from __future__ import annotations

import select
import subprocess
import sys
from typing import Final

import orjson

from node import workers
from vocab.errors import VocabError

WORKER: Final = (sys.executable, "-m", "node.rdf_worker")
TIME_S: Final = 15.0


class Unread(VocabError):
    """No statements could be made of a document."""


class SlowReader:
    """Asks one process, started when the first question comes."""

    def __init__(self, time_s: float = TIME_S) -> None:
        self._time_s = time_s
        self._worker: subprocess.Popen[bytes] | None = None

    def __call__(self, document: dict[str, object], graph: str) -> list[str]:
        """The lines of a document in a graph. Raises `Unread`."""
        worker = self._worker or self._start()
        assert worker.stdin is not None and worker.stdout is not None
        try:
            worker.stdin.write(orjson.dumps({"id": 1, "document": document, "graph": graph}) + b"\n")
            worker.stdin.flush()
            # The answer is one line, written at once.
            ready, _, _ = select.select([worker.stdout], [], [], self._time_s)
            line = worker.stdout.readline() if ready else b""
        except OSError:
            line = b""
        if not line.endswith(b"\n"):
            self.close()
            raise Unread("the RDF worker ended, or took too long")
        answer: dict[str, object] = orjson.loads(line)
        if "error" in answer:
            raise Unread(str(answer["error"]))
        return str(answer["nquads"]).splitlines()

    def close(self) -> None:
        """End the process."""
        worker, self._worker = self._worker, None
        if worker is not None:
            worker.kill()
            worker.communicate()

    def _start(self) -> subprocess.Popen[bytes]:
        self._worker = workers.start_plain(WORKER)
        return self._worker
