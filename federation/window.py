"""How far the dates of a signed request may lie from our clock (PROTOCOL 1.3, G3): five minutes ahead, an hour behind.

A refusal carries the measured distance, because a wrong clock is the commonest cause and the hardest to see.
"""

from __future__ import annotations

from dataclasses import dataclass

from federation.errors import Unauthorized
from vocab.language import Text


@dataclass(frozen=True, slots=True)
class Window:
    """How far a date may lie from now, in seconds."""

    future_s: float = 300.0
    past_s: float = 3600.0


def require_within(name: str, moment: float, now: float, window: Window) -> None:
    """Returns when `moment` (unix seconds) lies in the window around `now`; else raises Unauthorized with the skew."""
    skew = moment - now
    if -window.past_s <= skew <= window.future_s:
        return
    raise Unauthorized(
        f"{name} is {skew:+.0f} seconds from our clock; accepted: -{window.past_s:.0f} to +{window.future_s:.0f}",
        Text(
            f"{name} s'écarte de {skew:+.0f} secondes de notre horloge ; "
            f"admis : de -{window.past_s:.0f} à +{window.future_s:.0f}.",
            f"{name} is {skew:+.0f} seconds from our clock; accepted: -{window.past_s:.0f} to +{window.future_s:.0f}.",
        ),
        skew_s=skew,
    )


def require_unexpired(expires: float | None, now: float, window: Window) -> None:
    """Returns when a signature without `expires`, or with one not long past, still counts; else raises Unauthorized."""
    if expires is None or now <= expires + window.future_s:
        return
    late = now - expires
    raise Unauthorized(
        f"the signature expired {late:.0f} seconds ago",
        Text(
            f"La signature a expiré il y a {late:.0f} secondes.",
            f"The signature expired {late:.0f} seconds ago.",
        ),
        skew_s=-late,
    )
