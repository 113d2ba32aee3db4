"""An edition: one version of a charter as a report answers it: the common one, or that which a network made of it."""

from __future__ import annotations

from dataclasses import dataclass

from vocab.charter import Charter, Practice
from vocab.fork import Fork
from vocab.language import Text
from vocab.reports import charter_of


@dataclass(frozen=True, slots=True)
class Edition:
    """`version`: what a report writes in `charter`. `address`: of the charter, whichever its version. `first`: the
    questions to begin with. `fork`: None for the common charter."""

    version: str
    label: Text
    address: str
    practices: tuple[Practice, ...]
    first: tuple[Practice, ...]
    fork: Fork | None = None

    def of_theme(self, notation: str) -> tuple[Practice, ...]:
        """The questions of a theme, in the order of the charter."""
        return tuple(practice for practice in self.practices if practice.theme == notation)

    def get(self, notation: str) -> Practice | None:
        """The practice with this notation, if this edition asks it."""
        return next((practice for practice in self.practices if practice.notation == notation), None)

    def further(self, notation: str) -> tuple[tuple[str, str], ...]:
        """The names of a practice in further languages, by language."""
        translations = self.fork.translations if self.fork else {}
        return tuple((tag, labels[notation]) for tag, labels in translations.items() if notation in labels)


def edition(charter: Charter, version: str | None) -> Edition:
    """That of `reseau-nord/1.0`; the common charter in force for all that is no network's version known here."""
    fork = charter.forks.version(version) if version else None
    if fork is None:
        address = charter_of(charter.version)
        return Edition(charter.version, charter.label, address, charter.practices, charter.first)
    practices = fork.of(charter.practices)
    return Edition(fork.reference, fork.label, fork.iri, practices, _first(fork, practices, charter), fork)


def same_words(charter: Charter, notation: str, before: str, after: str) -> bool:
    """Whether a practice is asked in the same words in two versions: then an answer to one answers the other."""
    one, other = (_words(charter, notation, version) for version in (before, after))
    return one is not None and one == other


def _first(fork: Fork, practices: tuple[Practice, ...], charter: Charter) -> tuple[Practice, ...]:
    """The first questions that are not set aside; in the place of one that is comes the network's own of its theme."""
    found = []
    for theme in charter.themes:
        asked = [each for each in charter.first if each.theme == theme.notation]
        own = [each for each in fork.added if each.theme == theme.notation]
        found += [*(each for each in asked if each in practices), *own][: len(asked)]
    return tuple(found)


def _words(charter: Charter, notation: str, version: str) -> object:
    """What stands for the words: those of the common charter are known by its version alone."""
    fork = charter.forks.version(version)
    own = next((each for each in fork.added if each.notation == notation), None) if fork else None
    if own is not None:
        return own.question, own.anchors, own.indicator
    if "-" in notation:
        return None
    return fork.based_on if fork else version
