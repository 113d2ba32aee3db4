"""One line of an import, judged: what it says, what became of it, and what was noticed on the way."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from vocab.language import Text

Outcome = Literal["accepted", "refused", "held"]


@dataclass(frozen=True, slots=True)
class Note:
    """Something a person may want to know about one field of a line."""

    field: str
    text: Text


@dataclass(frozen=True, slots=True)
class Line:
    """A line as the file has it: named cells, all text, and a point (latitude, longitude) when there is a geometry.

    `problem` says why a line cannot be read at all; `from_area` tells that the point is the middle of a larger shape.
    """

    number: int
    cells: dict[str, str]
    point: tuple[float, float] | None = None
    from_area: bool = False
    problem: Text | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A line judged. `draft` is a friendly listing file (DESIGN section 7), None when the line is refused.

    `key` is the line's own id, the same at every import; `digest` changes when the draft does. `reason` says why a
    line is refused or held. `marks` are the hashes the suppression list is asked about.
    """

    number: int
    key: str
    name: str
    outcome: Outcome
    draft: dict[str, object] | None
    digest: str
    reason: Text | None = None
    notes: tuple[Note, ...] = ()
    marks: frozenset[str] = field(default=frozenset())
