"""Mirrors: the RDF of many documents, one after the other, for as long as one export lasts.

Tables read nearly all of them at once; those that they leave aside go to a worker of the export's own
(`node.rdf_worker`), started when the first one comes and ended with the export. What it cannot read in time is left
out, and it is started again for the next.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Final

import orjson

from node import workers
from node.rdf import WORKER
from vocab.derived import own_statements, with_classes
from vocab.errors import Malformed, Unproven
from vocab.expand import expand
from vocab.loader import Loader
from vocab.quads import to_quads
from vocab.tables import Tables
from vocab.two_views import views_agree

DOCUMENT_TIME_S: Final = 10.0
# A graph for statements that nobody is going to keep.
NOWHERE: Final = "urn:x-nowhere"
# As long a line as the worker reads, and as it may write: statements are longer than what they are read from.
MAX_QUESTION: Final = 2_000_000
MAX_ANSWER: Final = 8 * MAX_QUESTION


class Mirrors:
    """Gives a reader of RDF for one export; all share the contexts that were compiled."""

    def __init__(self) -> None:
        self._tables: Tables | None = None

    @asynccontextmanager
    async def __call__(self) -> AsyncIterator[Mirror]:
        """A reader that ends its worker, if it needed one."""
        if self._tables is None:
            self._tables = Tables(Loader())
        made = Mirror(self._tables)
        try:
            yield made
        finally:
            await made.close()


class Mirror:
    """Gives documents as quads."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables
        self._worker: asyncio.subprocess.Process | None = None

    async def of(self, document: Mapping[str, object], graph: str) -> list[str] | None:
        """What a document may say in `graph`, as N-Quads lines; None when its two views disagree (law 6).

        As in the store that SPARQL asks: with the classes that the wire leaves out, without what is not its own to say.
        """
        lines = await self._read(document, graph)
        return None if lines is None else with_classes(own_statements(lines, str(document.get("id"))))

    async def agrees(self, document: Mapping[str, object]) -> bool:
        """Whether a document has RDF: its two views agree."""
        try:
            return views_agree(document, expand(dict(document), self._tables))
        except Unproven:
            return await self._by_worker(document, NOWHERE) is not None
        except Malformed:
            return False

    async def close(self) -> None:
        """End the worker."""
        worker, self._worker = self._worker, None
        if worker is not None and worker.returncode is None:
            worker.kill()
        if worker is not None:
            await worker.wait()

    async def _read(self, document: Mapping[str, object], graph: str) -> list[str] | None:
        try:
            expanded = expand(dict(document), self._tables)
            return to_quads(expanded, graph) if views_agree(document, expanded) else None
        except Unproven:
            return await self._by_worker(document, graph)
        except Malformed:
            return None

    async def _by_worker(self, document: Mapping[str, object], graph: str) -> list[str] | None:
        question = orjson.dumps({"id": "1", "document": document, "graph": graph}) + b"\n"
        if len(question) > MAX_QUESTION:
            return None
        worker = await self._started()
        assert worker.stdin is not None and worker.stdout is not None
        try:
            async with asyncio.timeout(DOCUMENT_TIME_S):
                worker.stdin.write(question)
                await worker.stdin.drain()
                line = await worker.stdout.readline()
        except (TimeoutError, ValueError, ConnectionError):
            line = b""
        if not line:
            await self.close()
            return None
        said = orjson.loads(line)
        return None if "error" in said else str(said["nquads"]).splitlines()

    async def _started(self) -> asyncio.subprocess.Process:
        if self._worker is None:
            self._worker = await workers.start(*WORKER, limit=MAX_ANSWER)
        return self._worker
