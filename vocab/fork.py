"""A fork: the catalogue as a network keeps it for its members, with practices of its own and some set aside.

A practice of a fork is called by its code and the fork's name, `G50-reseau-nord`, so that those of two networks are
never taken for one another. What a node knows of forks stands in its `Forks`, which the catalogue of that node asks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from vocab.language import Text
from vocab.practice import Practice

# The codes of a fork's own practices begin here: the catalogue has room to grow below.
FIRST_OWN: Final = 50


@dataclass(frozen=True, slots=True)
class Move:
    """What became of practices from one version to the next: `how` is same, renamed, split, merged or dropped."""

    how: str
    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fork:
    """One version of a network's catalogue.

    `issued`: the day it came out. `network`: the address of who keeps it. `based_on`: a version of the common
    catalogue. `retired`: the notations of the common catalogue set aside. `translations`: labels by language, then by
    notation. `moves`: by the version that a report may have answered before, such as `1.0` or `reseau-nord/1.0`.
    """

    slug: str
    version: str
    issued: str
    network: str
    iri: str
    based_on: str
    label: Text
    definition: Text
    added: tuple[Practice, ...]
    retired: frozenset[str]
    translations: Mapping[str, Mapping[str, str]]
    moves: Mapping[str, tuple[Move, ...]]

    @property
    def reference(self) -> str:
        """What a report writes in `charter`."""
        return f"{self.slug}/{self.version}"

    @property
    def version_iri(self) -> str:
        """What a report's `charterVersion` points at."""
        return f"{self.iri}#{self.version}"

    def of(self, common: tuple[Practice, ...]) -> tuple[Practice, ...]:
        """Its practices: those of the common catalogue but for what is set aside, then its own, theme by theme."""
        kept = [practice for practice in common if practice.notation not in self.retired]
        themes = dict.fromkeys(practice.theme for practice in (*common, *self.added))
        return tuple(practice for theme in themes for practice in (*kept, *self.added) if practice.theme == theme)


@dataclass(slots=True)
class Forks:
    """The forks that one node knows: every version installed, the greatest of each name in force."""

    _known: dict[str, Fork] = field(default_factory=dict)
    _newest: dict[str, Fork] = field(default_factory=dict)
    _practices: dict[str, Practice] = field(default_factory=dict)

    def put(self, fork: Fork) -> None:
        """Know one more; of each name the greatest version is in force."""
        self._known[fork.reference] = self._known[fork.version_iri] = fork
        newest = self._newest.get(fork.slug, fork)
        self._newest[fork.slug] = max(newest, fork, key=lambda each: [int(part) for part in each.version.split(".")])
        for practice in fork.added:
            self._practices[practice.notation.lower()] = self._practices[practice.iri.lower()] = practice

    def __iter__(self) -> Iterator[Fork]:
        return iter(self._newest.values())

    def named(self, slug: str) -> Fork | None:
        """The version in force of the fork called `slug`."""
        return self._newest.get(slug)

    def version(self, written: str) -> Fork | None:
        """The version that a report names, as `reseau-nord/1.0` or by its IRI."""
        return self._known.get(written)

    def every(self, slug: str | None = None) -> tuple[Fork, ...]:
        """Every version known, or those of one name."""
        known = dict.fromkeys(fork.reference for fork in self._known.values() if slug in (None, fork.slug))
        return tuple(self._known[reference] for reference in known)

    def get(self, reference: str) -> Practice | None:
        """A practice of any version known, by its notation or its IRI, so that older reports stay readable."""
        return self._practices.get(reference.lower())
