"""Registering: whether a register that this node has knows an organisation by number, name and commune.

The numbers of communes and EPCI ship with the program, the others come from files that somebody installed. A number
that merely adds up, or that is another's, gives nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from node.store import registers
from node.store.connection import Db
from node.store.organizations import Traits
from node.store.verifications import Facts
from vocab.likeness import alike, bare
from vocab.territories import Territory
from vocab.vocabulary import Vocabulary

REGISTER_MATCHED: Final = "register-matched"
_REGISTERS: Final = {"siren": "sirene", "rna": "rna"}


def matched(db: Db, vocabulary: Vocabulary, traits: Traits) -> Facts | None:
    """Which number of an organisation a register confirms, None when none does."""
    # A place that is no commune we know is kept as it is written.
    town = vocabulary.territories.get(traits.place) if traits.numbers and traits.place else None
    if town is None:
        return None
    for number in traits.numbers:
        scheme, _, value = number.partition(":")
        if scheme == "siren" and _is_of_territory(vocabulary, value, town, traits):
            return {"register": "territories", "number": number}
        line = registers.find(db, number)
        if line is None or scheme not in _REGISTERS:
            continue
        seat = vocabulary.territories.commune(f"fr-commune-{line.commune}")
        if seat == town.slug and _is_called(traits, line.names, town):
            return {"register": _REGISTERS[scheme], "number": number}
    return None


def _is_of_territory(vocabulary: Vocabulary, siren: str, town: Territory, traits: Traits) -> bool:
    """Whether it is the number of this commune, or of the EPCI in which it lies, and the organisation is called so."""
    slug = vocabulary.numbers.slug_of(siren)
    if slug is None or slug not in (town.slug, *vocabulary.territories.within(town.slug)):
        return False
    territory = vocabulary.territories.get(slug)
    return territory is not None and _is_called(traits, (territory.name, territory.label("fr")), town)


def _is_called(traits: Traits, names: Iterable[str], town: Territory) -> bool:
    return alike(traits.names, [bare(name, town.name) for name in names])
