"""Negotiation: what a reader asks for, by Accept (RFC 9110 section 12.5.1; ActivityPub section 3.2)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

HTML: Final = "text/html"
ACTIVITY: Final = "application/activity+json"
LD: Final = 'application/ld+json; profile="https://www.w3.org/ns/activitystreams"'
VC: Final = "application/vc"
TURTLE: Final = "text/turtle"
NQUADS: Final = "application/n-quads"

_LD_TYPE: Final = "application/ld+json"
_MAX_RANGES: Final = 30
_MAX_KEPT: Final = 128
_MAX_LENGTH: Final = 300


@dataclass(slots=True)
class Preferences:
    """What readers like best of some offers; the few values of Accept that they all send are worked out once."""

    offers: tuple[str, ...]
    _kept: dict[str | None, str | None] = field(default_factory=dict)

    def choose(self, accept: str | None) -> str | None:
        """As `choose`."""
        if accept in self._kept:
            return self._kept[accept]
        chosen = choose(accept, self.offers)
        if accept is None or len(accept) <= _MAX_LENGTH:
            if len(self._kept) >= _MAX_KEPT:
                self._kept.clear()
            self._kept[accept] = chosen
        return chosen


def choose(accept: str | None, offers: Sequence[str]) -> str | None:
    """The offer a reader likes best; the first one when it says nothing; None when it wants none of them.

    >>> choose("text/html,application/xhtml+xml,*/*;q=0.8", (ACTIVITY, HTML))
    'text/html'
    >>> choose('application/ld+json; profile="https://www.w3.org/ns/activitystreams"', (ACTIVITY, HTML))
    'application/activity+json'
    >>> choose("image/png", (ACTIVITY, HTML)) is None
    True
    """
    if not accept or not accept.strip():
        return offers[0]
    ranges = _ranges(accept)
    best: tuple[float, int] | None = None
    for index, offer in enumerate(offers):
        quality = _quality_of(offer, ranges)
        if quality > 0 and (best is None or quality > best[0]):
            best = (quality, index)
    return offers[best[1]] if best else None


def _quality_of(offer: str, ranges: list[tuple[str, float]]) -> float:
    names = {offer, _LD_TYPE, "application/json"} if offer == ACTIVITY else {offer}
    exact = [quality for name, quality in ranges if name in names]
    if exact:
        return max(exact)
    group = offer.partition("/")[0] + "/*"
    partial = [quality for name, quality in ranges if name == group]
    if partial:
        return max(partial) - 0.0001
    return max((quality for name, quality in ranges if name == "*/*"), default=0.0) - 0.0002


def _ranges(accept: str) -> list[tuple[str, float]]:
    found: list[tuple[str, float]] = []
    for part in accept.split(",")[:_MAX_RANGES]:
        name, *parameters = (piece.strip() for piece in part.split(";"))
        quality = 1.0
        for parameter in parameters:
            key, _, value = parameter.partition("=")
            if key.strip().lower() == "q":
                quality = _number(value)
        if name:
            found.append((name.lower(), quality))
    return found


def _number(text: str) -> float:
    try:
        return min(1.0, max(0.0, float(text)))
    except ValueError:
        return 0.0
