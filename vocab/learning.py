"""Learning: who may show a practice to an organisation that is not as far with it, as reasons that a person can check.

Never a score, and nobody stands first for a higher level: what is like us is shown with all its reasons, the nearest
first, or not at all. Nothing of it leaves the node.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from vocab.entry import Entry
from vocab.matching import shared

# In place, with something that shows it: below, one may tell, and does not show yet.
SHOWS_FROM: Final = 3
# What one wishes of a practice where no goal says more.
WISHED: Final = 3
NEAR_KM: Final = 50
_EARTH_KM: Final = 6_371.0
# Of people at work, as statistics of employment group them: none, a few, some, many.
SIZES: Final = ((0, "0"), (9, "1-9"), (49, "10-49"))
LARGEST: Final = "50+"


@dataclass(frozen=True, slots=True)
class Likeness:
    """What two organisations have in common. `km`: how far apart, where they are near; `size`: how many work there."""

    sectors: tuple[str, ...]
    km: int | None
    approximate: bool
    size: str | None


@dataclass(frozen=True, slots=True)
class Shower:
    """An organisation that says how far it is with a practice; `record` says it, `on` that day, with `evidence`."""

    entry: Entry
    size: str | None
    level: int
    on: str
    record: str
    evidence: bool


def may_show(ours: Entry, size: str | None, shower: Shower) -> Likeness | None:
    """How an organisation that gladly shows a practice is like ours; None where it is not, or does not show.

    `size`: ours. It is in our sector, or near, or as large as we are.
    """
    theirs = shower.entry
    if theirs.id == ours.id or shower.level < SHOWS_FROM or not theirs.willing_to_show:
        return None
    sectors, km = shared(ours.sectors, theirs.sectors), kilometres(ours, theirs)
    near = km if km is not None and km <= NEAR_KM else None
    same = size if size is not None and size == shower.size else None
    if not sectors and near is None and same is None:
        return None
    return Likeness(sectors, near, near is not None and (ours.approximate or theirs.approximate), same)


def nearest_first(likeness: Likeness, name: str) -> tuple[float, str]:
    """The order in which those that may show something are read: the nearest first, then by name; never by level."""
    return (math.inf if likeness.km is None else likeness.km, name.casefold())


def kilometres(one: Entry, other: Entry) -> int | None:
    """As the crow flies, None when one of them lies nowhere in particular."""
    if one.latitude is None or one.longitude is None or other.latitude is None or other.longitude is None:
        return None
    north, south = math.radians(one.latitude), math.radians(other.latitude)
    turn = math.radians(one.longitude - other.longitude)
    half = math.sin((north - south) / 2) ** 2 + math.cos(north) * math.cos(south) * math.sin(turn / 2) ** 2
    return round(2 * _EARTH_KM * math.asin(min(1.0, math.sqrt(half))))


def size_of(workers: object) -> str | None:
    """How many people work there, in four sizes; None where nobody says so."""
    if isinstance(workers, bool) or not isinstance(workers, int) or workers < 0:
        return None
    return next((name for most, name in SIZES if workers <= most), LARGEST)
