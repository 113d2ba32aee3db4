"""Time, as everything here writes it: UTC with milliseconds, sorting as text; and names that are dated by it."""

from __future__ import annotations

import os
import re
import time
from datetime import UTC, datetime
from typing import Final

from ulid_transform import bytes_to_ulid

# As everything here is dated: nothing is left to convert.
_OURS: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", re.ASCII)


class SystemClock:
    """The machine's clock. Tests hand in their own."""

    def now(self) -> float:
        """Unix seconds."""
        return time.time()


def iso(seconds: float) -> str:
    """UTC with milliseconds.

    >>> iso(0.001)
    '1970-01-01T00:00:00.001Z'
    """
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds")[:-6] + "Z"


def whole_seconds(seconds: float) -> str:
    """UTC in whole seconds, as proofs are dated."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")[:-6] + "Z"


def moment_of(seconds: float) -> datetime:
    """Unix seconds as a moment in UTC."""
    return datetime.fromtimestamp(seconds, UTC)


def seconds_of(text: object) -> float | None:
    """Unix seconds of an ISO 8601 moment; None for anything else. A moment without offset is UTC."""
    if not isinstance(text, str) or not 10 <= len(text) <= 40:
        return None
    try:
        moment = datetime.fromisoformat(text)
        # In UTC, where a date at either end of the calendar may be none any more.
        return (moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError):
        return None


def moment(text: object) -> str | None:
    """An ISO 8601 moment as UTC with milliseconds; None for anything else.

    >>> moment("2026-11-23T11:00:00+01:00"), moment("hier")
    ('2026-11-23T10:00:00.000Z', None)
    """
    if isinstance(text, str) and len(text) == 24 and _OURS.fullmatch(text):
        try:
            datetime.fromisoformat(text)
        except ValueError:
            return None
        return text
    seconds = seconds_of(text)
    return None if seconds is None else iso(seconds)


def just_after(now: float, last: str | None) -> str:
    """The version of an update made now: later than `last` by at least a millisecond (DESIGN 4, Version).

    >>> just_after(1.0, "1970-01-01T00:00:01.000Z"), just_after(1.0, None)
    ('1970-01-01T00:00:01.001Z', '1970-01-01T00:00:01.000Z')
    """
    before = seconds_of(last)
    return iso(now) if before is None else max(iso(now), iso(before + 0.001))


def new_ulid(now: float) -> str:
    """A ULID dated `now`, in lower case."""
    # The library's own randomness can be foretold from what it gave before.
    return bytes_to_ulid(int(now * 1_000).to_bytes(6, "big") + os.urandom(10)).lower()
