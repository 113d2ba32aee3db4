"""Lacking: what is missing in a territory compared with similar ones, or why nothing can be said of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from node.web.overviews import Met, Overview
from vocab.similar import ENOUGH, MAX_SIMILAR, By, similar
from vocab.territories import Territory
from vocab.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Missing:
    """A usage that nobody answers here, and the similar territories where somebody does."""

    need: str
    there: tuple[Territory, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """A territory beside its like. `by`: what makes them alike (`vocab.similar`).

    `why` names the reason where they cannot be compared: `population` or `few`.
    """

    by: By | None
    similar: tuple[Territory, ...]
    missing: tuple[Missing, ...] = ()
    why: str | None = None

    @property
    def enough(self) -> int:
        """How many similar territories it takes."""
        return ENOUGH

    @property
    def most(self) -> int:
        """How many it is compared with at most."""
        return MAX_SIMILAR


def compare(territory: Territory, overview: Overview, met: Met, vocabulary: Vocabulary) -> Comparison:
    """What at least half of the similar territories have and this one has not; `met`: what all of its type have."""
    alike = similar(territory, (slug for slug in met if met[slug]), vocabulary.territories)
    like = alike.territories
    if alike.by is None:
        return Comparison(None, (), why="population")
    if len(like) < ENOUGH:
        return Comparison(alike.by, like, why="few")
    found = []
    for concept in vocabulary.schemes.need.concepts:
        need = concept.notation
        there = tuple(each for each in like if met[each.slug].get(need))
        if need in overview.needs and overview.needs[need].existing:
            continue
        if 2 * len(there) >= len(like):
            found.append(Missing(need, there))
    return Comparison(alike.by, like, tuple(found))


def unmet(overview: Overview, vocabulary: Vocabulary) -> Sequence[str]:
    """The usages that nobody answers here, in the order of the scheme."""
    needs = (concept.notation for concept in vocabulary.schemes.need.concepts)
    return [need for need in needs if need not in overview.needs or not overview.needs[need].existing]
