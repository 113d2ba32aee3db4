"""Moments: when something was or will be, as seen from now, for the person at the keyboard."""

from __future__ import annotations

from node.cli.speech import tell
from node.clock import seconds_of
from node.spans import span


def ago(moment: str | None, now: float) -> str:
    """How long ago an ISO moment is."""
    seconds = seconds_of(moment)
    if seconds is None:
        return tell("jamais", "never")
    past = span(now - seconds)
    return tell(f"il y a {past.fr}", f"{past.en} ago")


def ahead(moment: str | None, now: float) -> str:
    """In how long an ISO moment comes; nothing for none."""
    seconds = seconds_of(moment)
    if seconds is None:
        return "-"
    if seconds <= now:
        return tell("maintenant", "now")
    left = span(seconds - now)
    return tell(f"dans {left.fr}", f"in {left.en}")
