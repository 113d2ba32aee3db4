"""When to try again: 1 minute, doubling to 6 hours, with jitter, for 8 days (DESIGN section 5, queue).

Pure functions: the caller draws the random number and reads the clock.
"""

from __future__ import annotations

from typing import Final

FIRST_S: Final = 60.0
CAP_S: Final = 6 * 3600.0
# A promise of seven days, and a day more because the waits near the end are hours long.
HORIZON_S: Final = 8 * 86_400.0
MAX_RETRY_AFTER_S: Final = 86_400.0


def backoff(attempt: int, random: float) -> float:
    """Seconds to wait after failed attempt number `attempt` (from 1); `random` in [0, 1) spreads it by +-25 %.

    >>> [backoff(attempt, 0.5) for attempt in (1, 2, 3, 30)]
    [60.0, 120.0, 240.0, 21600.0]
    """
    base = min(CAP_S, FIRST_S * 2.0 ** min(max(attempt, 1) - 1, 20))
    return base * (0.75 + 0.5 * random)


def next_attempt(
    attempts: int, first: float, now: float, retry_after: float | None, random: float = 0.5
) -> float | None:
    """When to try again (unix seconds) after `attempts` failures since `first`; None once the horizon is passed.

    `retry_after`, the seconds the peer asked for, is obeyed up to a day, and never shortens our own wait.

    >>> next_attempt(1, 0.0, 10.0, None)
    70.0
    >>> next_attempt(40, 0.0, 9 * 86400.0, None) is None
    True
    """
    if now - first >= HORIZON_S:
        return None
    asked = min(max(retry_after or 0.0, 0.0), MAX_RETRY_AFTER_S)
    return now + max(backoff(attempts, random), asked)
