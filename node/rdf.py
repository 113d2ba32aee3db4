"""RDF of a document: by tables at once, else by a worker process that may take its time and be killed.

Whatever is built from bundled contexts is read by tables (`vocab.expand`); the rest goes to `node.rdf_worker`, one
document at a time, within a time limit. A document whose two views disagree has no RDF (DESIGN law 6).
"""

from __future__ import annotations

import asyncio
import sys
from typing import Final

import orjson

from node import workers
from node.errors import NodeError
from vocab.derived import with_classes
from vocab.errors import Unproven
from vocab.expand import expand
from vocab.language import Text
from vocab.loader import Loader
from vocab.quads import to_quads
from vocab.tables import Tables
from vocab.two_views import views_agree

WORKER_TIME_S: Final = 15.0
WORKER: Final = (sys.executable, "-m", "node.rdf_worker")
NO_RDF: Final = Text("Ce document ne se lit pas en RDF.", "This document cannot be read as RDF.")


class Mirror:
    """Gives documents as quads."""

    def __init__(self) -> None:
        self._tables: Tables | None = None
        self._one_at_a_time = asyncio.Lock()

    async def quads(self, document: dict[str, object]) -> list[str]:
        """The N-Quads lines of a document. Raises `NodeError` when it has none."""
        if self._tables is None:
            self._tables = Tables(Loader())
        try:
            expanded = expand(document, self._tables)
        except Unproven:
            return await self._by_worker(document)
        if not views_agree(document, expanded):
            raise NodeError(NO_RDF)
        return with_classes(to_quads(expanded))

    async def _by_worker(self, document: dict[str, object]) -> list[str]:
        question = orjson.dumps({"id": "1", "document": document, "graph": None}) + b"\n"
        async with self._one_at_a_time:
            worker = await workers.start(*WORKER)
            try:
                async with asyncio.timeout(WORKER_TIME_S):
                    said, _ = await worker.communicate(question)
            except TimeoutError:
                worker.kill()
                await worker.wait()
                raise NodeError(NO_RDF, "the RDF worker took too long") from None
        answer: dict[str, object] = orjson.loads(said.splitlines()[0]) if said else {"error": "no answer"}
        if "error" in answer:
            raise NodeError(NO_RDF, str(answer["error"]))
        return with_classes(str(answer["nquads"]).splitlines())
