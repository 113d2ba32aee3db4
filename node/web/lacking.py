"""Lacking: what is missing in a territory compared with similar ones, or why nothing can be said of it."""

from __future__ import annotations

from collections.abc import Sequence

from node.web.overviews import Met, Overview
from vocab.dataclass import dataclass
from vocab.similar import ENOUGH, similar
from vocab.territories import Territory
from vocab.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Missing:
    """A usage that nobody answers here, and the similar territories where somebody does."""

    need: str
    there: tuple[Territory, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """A territory beside its like. `why` names the reason where they cannot be compared: `population` or `few`."""

    similar: tuple[Territory, ...]
    missing: tuple[Missing, ...] = ()
    why: str | None = None

    @property
    def enough(self) -> int:
        """How many similar territories it takes."""
        return ENOUGH


def compare(territory: Territory, overview: Overview, met: Met, vocabulary: Vocabulary) -> Comparison:
    """What at least half of the similar territories have and this one has not; `met`: what all of its type have."""
    if not territory.population:
        return Comparison((), why="population")
    like = tuple(similar(territory, (slug for slug in met if met[slug]), vocabulary.territories))
    if len(like) < ENOUGH:
        return Comparison(like, why="few")
    found = []
    for concept in vocabulary.schemes.need.concepts:
        need = concept.notation
        there = tuple(each for each in like if met[each.slug].get(need))
        if need in overview.needs and overview.needs[need].existing:
            continue
        if 2 * len(there) >= len(like):
            found.append(Missing(need, there))
    return Comparison(like, tuple(found))


def unmet(overview: Overview, vocabulary: Vocabulary) -> Sequence[str]:
    """The usages that nobody answers here, in the order of the scheme."""
    needs = (concept.notation for concept in vocabulary.schemes.need.concepts)
    return [need for need in needs if need not in overview.needs or not overview.needs[need].existing]
