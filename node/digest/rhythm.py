"""Rhythm: when an edition is made. All at one rhythm come at the same moments and share the work."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final, Literal

Rhythm = Literal["daily", "weekly", "monthly"]
RHYTHMS: Final[tuple[Rhythm, ...]] = ("daily", "weekly", "monthly")
# Early in the morning in Europe, in winter and in summer.
HOUR_UTC: Final = 4
MONDAY: Final = 0


def rhythm_of(text: str) -> Rhythm | None:
    """The rhythm that somebody chose, None when it is none."""
    return next((each for each in RHYTHMS if each == text), None)


def next_edition(rhythm: Rhythm, now: float) -> float:
    """The first moment after `now` at which an edition is made: each day, each Monday, each first of a month.

    >>> datetime.fromtimestamp(next_edition("weekly", 1795910400.0), UTC).isoformat()  # a Sunday
    '2026-11-30T04:00:00+00:00'
    """
    at = datetime.fromtimestamp(now, UTC).replace(hour=HOUR_UTC, minute=0, second=0, microsecond=0)
    if at.timestamp() <= now:
        at += timedelta(days=1)
    while not _falls(rhythm, at):
        at += timedelta(days=1)
    return at.timestamp()


def _falls(rhythm: Rhythm, at: datetime) -> bool:
    if rhythm == "weekly":
        return at.weekday() == MONDAY
    return rhythm == "daily" or at.day == 1
