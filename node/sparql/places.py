"""Places: who may have a question answered now, and who waits in line.

There are few, and one reader's endless questions must leave some to others (LIMITS, RDF stores): of one source only so
many run at once, its further ones wait, and whoever comes next in line and may sit down does.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field

Waiting = tuple[str | None, asyncio.Future[None]]


@dataclass(slots=True)
class Places:
    """At most `most` taken at once, `each` of them by one source; without a source, as many as there are."""

    most: int
    each: int
    taken: int = 0
    line: list[Waiting] = field(default_factory=list)
    _of: Counter[str | None] = field(default_factory=Counter)

    def free_for(self, source: str | None) -> bool:
        """Whether one may sit down at once."""
        return self.taken < self.most and (source is None or self._of[source] < self.each)

    async def take(self, source: str | None, time_s: float) -> None:
        """Sit down, or wait for a place. Raises `TimeoutError`."""
        if self.free_for(source):
            self._seat(source)
            return
        waiting = source, asyncio.get_running_loop().create_future()
        self.line.append(waiting)
        try:
            async with asyncio.timeout(time_s):
                await waiting[1]
        except BaseException:
            if waiting in self.line:
                self.line.remove(waiting)
            else:
                # The place came in the moment in which the wait ended.
                self.leave(source)
            raise

    def leave(self, source: str | None) -> None:
        """Get up, and have the next in line sit down."""
        self.taken -= 1
        self._of[source] -= 1
        if not self._of[source]:
            del self._of[source]
        found = next((each for each in self.line if self.free_for(each[0])), None)
        if found is not None:
            self.line.remove(found)
            self._seat(found[0])
            if not found[1].done():
                found[1].set_result(None)

    def _seat(self, source: str | None) -> None:
        self.taken += 1
        self._of[source] += 1
