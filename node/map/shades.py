"""Shades: how much there is in each territory, as a few classes that a legend can say in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

CLASSES: Final = 4
PER: Final = 10_000


@dataclass(frozen=True, slots=True)
class Class:
    """A shade, from 0 for nothing to CLASSES for the most, and the least and the largest value that have it."""

    level: int
    least: float
    most: float


def classes(values: Mapping[str, float]) -> list[Class]:
    """As many classes as there are different values, at most CLASSES, with about as many territories in each."""
    positive = sorted(value for value in values.values() if value > 0)
    found = [Class(0, 0, 0)] if len(positive) < len(values) else []
    steps = min(CLASSES, len(set(positive)))
    bounds: list[float] = []
    for step in range(1, steps + 1):
        bound = positive[-(-len(positive) * step // steps) - 1]
        if not bounds or bound > bounds[-1]:
            bounds.append(bound)
    below = 0.0
    for place, bound in enumerate(bounds, 1):
        inside = [value for value in positive if below < value <= bound]
        # The fewer classes there are, the further apart their shades.
        level = round(place * CLASSES / len(bounds))
        found.append(Class(level, inside[0], bound))
        below = bound
    return found


def level_of(value: float, among: list[Class]) -> int:
    """The shade of a value."""
    return next((each.level for each in among if each.least <= value <= each.most), 0)


def density(count: int, population: int | None) -> float:
    """How many for so many inhabitants; nothing where nobody is known to live."""
    return round(count * PER / population, 2) if population else 0.0
