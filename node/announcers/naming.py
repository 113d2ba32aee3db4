"""Naming: the user names of the actors of territories: by their code, and by their name for people.

The code is the name (`commune_59350`; outside of France after its country, `be_commune_57081`). The readable one leads
to it: `lille`; where several communes of the country bear a name, with the number of the département
(`abancourt_59`), and where that does not tell them apart, with the code. It follows from the table of territories
alone, so it means the same on every node and does not change when more is served.
"""

from __future__ import annotations

import re
from typing import Final

from vocab.territories import FRANCE, Territories, Territory
from vocab.territory_table import TYPES, fold_name

_TYPES: Final = "|".join(sorted((kind.replace("-", "_") for kind in TYPES), reverse=True))
_NAME: Final = re.compile(rf"(?:([a-z]{{2}})_)?({_TYPES})_([0-9a-z]{{2,9}})")
_NOT_A_NAME: Final = re.compile(r"[^a-z0-9]+")
_OVERSEAS: Final = ("97", "98")


def name_of(territory: Territory) -> str:
    """The user name of a territory's actor.

    >>> name_of(Territories.load().get("fr-commune-associee-59355"))
    'commune_associee_59355'
    """
    return f"{_country(territory)}{territory.type.replace('-', '_')}_{territory.code.lower()}"


def slug_named(name: str, territories: Territories) -> str | None:
    """The territory that an actor's user name is that of.

    >>> slug_named("commune_2a004", Territories.load())
    'fr-commune-2A004'
    """
    found = _NAME.fullmatch(name)
    if found is None:
        return None
    slug = f"{found[1] or FRANCE}-{found[2].replace('_', '-')}-{found[3].upper()}"
    territory = territories.get(slug)
    # A code that is gone names nobody: the actor of what took its place has its own name.
    return slug if territory is not None and territory.slug == slug and name_of(territory) == name else None


def alias_of(territory: Territory, territories: Territories) -> str:
    """The name that people would try.

    >>> alias_of(Territories.load().get("fr-commune-59350"), Territories.load())
    'lille'
    """
    own, code = plain(territory.name), territory.code.lower()
    base = f"{_country(territory)}{own}"
    # Those of its own country: a town keeps its name when another country is added.
    called = [each for each in territories.called(territory.name) if each.country == territory.country]
    alike = [each for each in called if plain(each.name) == own and not each.is_part]
    communes = [each for each in alike if each.type == "commune"]
    if territory.type == "commune":
        if len(communes) <= 1:
            return base
        area = _departement(territory)
        near = [each for each in communes if _departement(each) == area]
        return f"{base}_{area}" if len(near) == 1 else f"{base}_{code}"
    if territory.is_part:
        parts = [each for each in called if plain(each.name) == own]
        return base if parts == [territory] else f"{base}_{code}"
    if len(alike) > 1:
        word = territory.type if territory.type in ("departement", "province", "region") else code
        return f"{base}_{word}"
    return base


def slug_called(alias: str, territories: Territories) -> str | None:
    """The territory that this readable name means.

    >>> slug_called("lille", Territories.load())
    'fr-commune-59350'
    """
    words = alias.split("_")
    abroad = words[1:] if words[0] in territories.countries else []
    for name in map(" ".join, (words, words[:-1], abroad, abroad[:-1])):
        for territory in territories.called(name) if name else ():
            if alias_of(territory, territories) == alias:
                return territory.slug
    return None


def _country(territory: Territory) -> str:
    return "" if territory.country == FRANCE else f"{territory.country}_"


def plain(name: str) -> str:
    """A name as a user name may hold it."""
    return _NOT_A_NAME.sub("_", fold_name(name)).strip("_")


def _departement(territory: Territory) -> str:
    return territory.code[: 3 if territory.code.startswith(_OVERSEAS) else 2].lower()
