"""Spans: how long something took or is ago, in people's words."""

from __future__ import annotations

from typing import Final

from vocab.language import Text

MINUTE_S: Final = 60.0
HOUR_S: Final = 3_600.0
DAY_S: Final = 86_400.0


def span(seconds: float) -> Text:
    """About how long, in the largest unit of which there are two.

    >>> span(59).en, span(7_199).fr, span(90_000).en, span(200_000).fr
    ('59 seconds', '119 minutes', '25 hours', '2 jours')
    """
    seconds = max(0.0, seconds)
    if seconds < 2 * MINUTE_S:
        count, fr, en = int(seconds), "seconde", "second"
    elif seconds < 2 * HOUR_S:
        count, fr, en = int(seconds // MINUTE_S), "minute", "minute"
    elif seconds < 2 * DAY_S:
        count, fr, en = int(seconds // HOUR_S), "heure", "hour"
    else:
        count, fr, en = int(seconds // DAY_S), "jour", "day"
    return Text(f"{count} {fr}{'s' if count > 1 else ''}", f"{count} {en}{'' if count == 1 else 's'}")
