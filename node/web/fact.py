"""Facts: the lines of a record's page."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fact:
    """A line of a record's page: the key of its words, its text and where that leads."""

    key: str
    text: str
    href: str | None = None
