"""Freshness: how long ago a record was updated, in whole days, so that counts stay true until midnight (UTC)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

RECENT_DAYS: Final = 30
YEAR_DAYS: Final = 365
_LAST: Final = "\uffff"  # after every date


def span(value: str, now: str) -> tuple[str, str]:
    """From which day on, and before which, a record was updated that is `recent`, `year` or `older` now.

    >>> span("year", "2026-11-23T10:00:00.000Z")
    ('2025-11-23', '2026-10-24')
    """
    today = date.fromisoformat(now[:10])
    month, year = ((today - timedelta(days=days)).isoformat() for days in (RECENT_DAYS, YEAR_DAYS))
    return {"recent": (month, _LAST), "year": (year, month), "older": ("", year)}[value]


def counts(days: Mapping[str, int], now: str) -> dict[str, int]:
    """How many are fresh in each way, from how many were updated on each day.

    >>> counts({"2026-11-01": 2, "2026-01-01": 1}, "2026-11-23T10:00:00.000Z")
    {'recent': 2, 'year': 1}
    """
    found: dict[str, int] = {}
    for value in ("recent", "year", "older"):
        first, end = span(value, now)
        n = sum(count for day, count in days.items() if first <= day < end)
        if n:
            found[value] = n
    return found
