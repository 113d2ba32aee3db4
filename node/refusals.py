"""Refusals: how many requests this process refused, by cause; /metrics tells."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from federation.errors import FederationError

_WORD: Final = re.compile(r"(?<!^)(?=[A-Z])")


@dataclass(slots=True)
class Refusals:
    """Counts by cause: the kinds of error there are, so their number has a bound."""

    counts: Counter[str] = field(default_factory=Counter)

    def note(self, error: FederationError, *, signed: bool) -> None:
        """Count one more.

        >>> from federation.errors import TooLarge, Unauthorized
        >>> refusals = Refusals()
        >>> refusals.note(TooLarge("x"), signed=True); refusals.note(Unauthorized("x"), signed=False)
        >>> sorted(refusals.counts)
        ['too_large', 'unsigned']
        """
        cause = _WORD.sub("_", type(error).__name__).lower()
        self.counts["unsigned" if cause == "unauthorized" and not signed else cause] += 1
