"""Time zones for calendars: a VTIMEZONE (RFC 5545, 3.6.5) for the years in which something happens.

A calendar names the zone of each of its times and has to bring its rules along. They are read from the tables of
Python: each change of the clock between two moments becomes an observance of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

_LOCAL: Final = "%Y%m%dT%H%M%S"
_STEP: Final = timedelta(days=7)
MAX_YEARS: Final = 12


def zone_named(name: str | None) -> ZoneInfo | None:
    """A zone by its IANA name; None for what is none, and for UTC, which needs no rules."""
    if not name or len(name) > 60 or name in ("UTC", "Etc/UTC"):
        return None
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # not found, no name, a folder
        return None


def timezone(zone: ZoneInfo, moments: Sequence[datetime]) -> list[str]:
    """The lines of a VTIMEZONE that is right from the year of the first of `moments` to that of the last."""
    first, last = min(moments).year, max(moments).year
    start = datetime(first, 1, 1, tzinfo=UTC)
    end = datetime(min(last, first + MAX_YEARS) + 1, 12, 31, tzinfo=UTC)
    lines = ["BEGIN:VTIMEZONE", f"TZID:{zone.key}"]
    # What holds at the beginning, then what each change brings.
    lines += _observance(zone, start - timedelta(days=1), start)
    for change in _changes(zone, start, end):
        lines += _observance(zone, change - timedelta(seconds=1), change)
    return [*lines, "END:VTIMEZONE"]


def _observance(zone: ZoneInfo, before: datetime, since: datetime) -> list[str]:
    old, new = before.astimezone(zone), since.astimezone(zone)
    name = "DAYLIGHT" if new.dst() else "STANDARD"
    offset = old.utcoffset() or timedelta()
    return [
        f"BEGIN:{name}",
        # The wall clock of the change as it was before it (RFC 5545, 3.6.5).
        f"DTSTART:{(since + offset).strftime(_LOCAL)}",
        f"TZOFFSETFROM:{_offset(offset)}",
        f"TZOFFSETTO:{_offset(new.utcoffset() or timedelta())}",
        f"TZNAME:{new.tzname()}",
        f"END:{name}",
    ]


def _changes(zone: ZoneInfo, start: datetime, end: datetime) -> Iterator[datetime]:
    """The moments between `start` and `end` at which clocks there change, to the second."""
    at = start
    while at < end:
        following = at + _STEP
        if _at(zone, at) != _at(zone, following):
            low, high = at, following
            while high - low > timedelta(seconds=1):
                middle = low + timedelta(seconds=int((high - low).total_seconds()) // 2)
                low, high = (middle, high) if _at(zone, middle) == _at(zone, at) else (low, middle)
            yield high
        at = following


def _at(zone: ZoneInfo, moment: datetime) -> tuple[timedelta | None, timedelta | None]:
    local = moment.astimezone(zone)
    return local.utcoffset(), local.dst()


def _offset(offset: timedelta) -> str:
    minutes = int(offset.total_seconds()) // 60
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}{abs(minutes) % 60:02}"
