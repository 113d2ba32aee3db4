"""The service: questions of readers, answered from the stores of a node, or refused with a reason and what to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Literal

import structlog

from federation.ports import Clock
from node.home import Spawn
from node.settings import Settings
from node.sparql.formats import Format
from node.sparql.indexer import Indexer
from node.sparql.names import folder_of
from node.sparql.pool import Pool, Reply
from node.sparql.refusals import (
    Refused,
    Unanswered,
    being_built,
    late,
    one_at_a_time,
    syntax,
    too_large,
    too_many_rows,
    unknown_graph,
)
from node.sparql.request import Asked
from vocab.language import Text

Level = Literal["open", "members", "all"]

MEGABYTE: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer in one of the formats, and how many rows or triples it has."""

    body: bytes
    format: Format
    rows: int


def nobody_left() -> bool:
    """Whoever asks waits for the answer."""
    return False


@dataclass(slots=True)
class Sparql:
    """SPARQL of one node; without a folder, or with the setting off, it answers nothing."""

    settings: Settings
    clock: Clock
    indexer: Indexer
    pool: Pool
    _asking: Counter[str] = field(default_factory=Counter)
    _mending: bool = False

    @classmethod
    def of(cls, data: Path, settings: Settings, clock: Clock, spawn: Spawn) -> Sparql:
        """The service over a node's folder; nothing is started."""
        pool = Pool(
            folder_of(data),
            settings.sparql_workers,
            settings.sparql_queue,
            settings.sparql_memory_mb,
            settings.sparql_running_per_address,
        )
        return cls(settings, clock, Indexer(data, settings.origin, clock, spawn), pool)

    @property
    def lag_s(self) -> float:
        """For how long the stores have been behind the records, in seconds."""
        return self.indexer.status.lag_s(self.clock.now())

    async def close(self) -> None:
        """End the workers."""
        await self.pool.close()

    async def answer(
        self,
        asked: Asked,
        format: Format,
        level: Level,
        *,
        source: str | None = None,
        gone: Callable[[], bool] = nobody_left,
    ) -> Answer:
        """Answer a question for those of a level; `source` is whose share it takes. Raises `Unanswered`."""
        self._require_ready()
        most = self.settings.sparql_per_address
        if source is not None and self._asking[source] >= most:
            raise one_at_a_time(most)
        if source is not None:
            self._asking[source] += 1
        try:
            reply = await self._reply(asked, format, level, gone, source)
        finally:
            if source is not None:
                self._asking[source] -= 1
                if not self._asking[source]:
                    del self._asking[source]
        return Answer(reply.body, format, int(reply.said["rows"]))

    def _require_ready(self) -> None:
        status = self.indexer.status
        if not status.ready:
            raise being_built(*(status.building or (0, 0)))
        if self.lag_s > self.settings.sparql_max_lag_s:
            # What was withdrawn meanwhile would still be told.
            raise late()

    async def _reply(
        self, asked: Asked, format: Format, level: Level, gone: Callable[[], bool], source: str | None
    ) -> Reply:
        settings = self.settings
        question: dict[str, object] = {
            "query": asked.question.text,
            "dataset": asked.question.dataset,
            "graphs": asked.question.graphs,
            "default_graphs": asked.default_graphs,
            "named_graphs": asked.named_graphs,
            "level": level,
            "format": format.name,
            "rows": settings.sparql_rows,
            "bytes": settings.sparql_answer_mb * MEGABYTE,
            "time_s": settings.sparql_time_s,
            "base": f"{settings.origin}/",
        }
        reply = await self.pool.ask(question, settings.sparql_time_s, gone, source)
        if reply.said.get("why") == "building" and level != "open":
            # A store of its own, which nobody needed so far.
            await self.indexer.ask("sync", level=level)
            reply = await self.pool.ask(question, settings.sparql_time_s, gone, source)
        if reply.said.get("ok"):
            return reply
        raise self._refusal(str(reply.said.get("why")), str(reply.said.get("detail", "")))

    def _refusal(self, why: str, detail: str) -> Unanswered:
        match why:
            case "syntax":
                return syntax(detail)
            case "graph":
                return unknown_graph(detail)
            case "rows":
                return too_many_rows(self.settings.sparql_rows)
            case "bytes":
                return too_large(self.settings.sparql_answer_mb)
            case "format":
                return Refused(
                    Text("Cette forme ne convient pas à cette question.", "This form does not suit this question."),
                    Text("Laissez le choix : sans « format ».", "Leave the choice: without `format`."),
                )
            case "broken":
                structlog.get_logger("sparql").warning("a store cannot be read", why=detail)
                self._mend()
        return being_built(0, 0)

    def _mend(self) -> None:
        if not self._mending:
            self._mending = True
            self.indexer.spawn(self._rebuild())

    async def _rebuild(self) -> None:
        try:
            await self.indexer.ask("rebuild")
        except Unanswered:
            structlog.get_logger("sparql").warning("the stores could not be made anew yet")
        finally:
            self._mending = False
