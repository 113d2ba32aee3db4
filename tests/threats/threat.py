"""A class of bug that others had, our rule against it, and the tests that hold it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Threat:
    """A class of bug, with where it was seen; our rule; the tests, as file::name."""

    bug: str
    rule: str
    tests: tuple[str, ...]
