"""Pace: how often strangers' websites are asked: so many times in an hour, and so many below one registered domain."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import Final

from node.settings import Settings

HOUR_S: Final = 3_600.0
# Whatever is due: somebody may have asked for a look meanwhile.
MAX_PAUSE_S: Final = 60.0


@dataclass(slots=True)
class Pace:
    """What was asked in the last hour, the oldest first: when, and below which domain."""

    settings: Settings
    _asked: deque[tuple[float, str]] = field(default_factory=deque)

    def places(self, now: float) -> int:
        """How many more may be asked now."""
        while self._asked and self._asked[0][0] <= now - HOUR_S:
            self._asked.popleft()
        return max(0, self.settings.website_reads_per_hour - len(self._asked))

    def wait_until(self, domain: str, now: float) -> float | None:
        """When a domain may be asked again; None: now."""
        lately = [moment for moment, below in self._asked if below == domain]
        return lately[0] + HOUR_S if len(lately) >= self.settings.website_reads_per_domain else None

    def note(self, domain: str, now: float) -> None:
        """It is being asked."""
        self._asked.append((now, domain))

    def pause(self, due: float | None, now: float) -> float:
        """Seconds to rest until something is due and there is a place for it; a minute at most."""
        free = self._asked[0][0] + HOUR_S if not self.places(now) and self._asked else now
        return MAX_PAUSE_S if due is None else min(MAX_PAUSE_S, max(1.0, max(due, free) - now))
