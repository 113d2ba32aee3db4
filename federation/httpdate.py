"""Dates as HTTP writes them (RFC 9110 section 5.6.7), fast and strict."""

from __future__ import annotations

from calendar import timegm
from email.utils import formatdate
from typing import Final

_MONTHS: Final = {
    name: number
    for number, name in enumerate("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(), start=1)
}  # fmt: skip
_LENGTH: Final = len("Tue, 24 Nov 2026 10:00:00 GMT")


def http_date(unix_s: float) -> str:
    """The moment as a Date header writes it.

    >>> http_date(1795600800)
    'Wed, 25 Nov 2026 10:00:00 GMT'
    """
    return formatdate(unix_s, usegmt=True)


def parse_http_date(text: str) -> float | None:
    """Unix seconds of an IMF-fixdate, or None for any other writing.

    >>> parse_http_date("Wed, 25 Nov 2026 10:00:00 GMT")
    1795600800.0
    >>> parse_http_date("2026-11-25T10:00:00Z") is None
    True
    """
    if len(text) != _LENGTH or not text.isascii() or text[3:5] != ", " or text[-4:] != " GMT":
        return None
    month = _MONTHS.get(text[8:11])
    day, year, hour, minute, second = text[5:7], text[12:16], text[17:19], text[20:22], text[23:25]
    if month is None or not (day + year + hour + minute + second).isdigit():
        return None
    if not (1 <= int(day) <= 31 and int(hour) < 24 and int(minute) < 60 and int(second) <= 60):
        return None
    return float(timegm((int(year), month, int(day), int(hour), int(minute), int(second))))
