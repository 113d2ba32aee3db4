"""Tools: what writing a form needs besides the records: the words, a reader of RDF, room."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from vocab.vocabulary import Vocabulary


class Quads(Protocol):
    """Documents as RDF, one after the other."""

    async def of(self, document: Mapping[str, object], graph: str) -> list[str] | None:
        """The N-Quads lines of a document in the graph of its owner; None when its two views disagree."""
        ...

    async def agrees(self, document: Mapping[str, object]) -> bool:
        """Whether the two views of a document agree, so that it may leave as JSON-LD."""
        ...


class Mirrors(Protocol):
    """Gives a reader of RDF for as long as one export lasts."""

    def __call__(self) -> AbstractAsyncContextManager[Quads]: ...


@dataclass(frozen=True, slots=True)
class Tools:
    """Handed to every form."""

    vocabulary: Vocabulary
    mirrors: Mirrors
    # Where something large may be laid for a moment; None for wherever the system has room.
    scratch: Path | None = None
