"""Places as people write and read them in a form: a name, with what it lies in where others bear that name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from vocab.territories import Territories, Territory
from vocab.words import fold

MAX_CHOICES: Final = 6
_WITHIN: Final = re.compile(r"(.+?)\s*\(([^()]+)\)")
_POSTCODE: Final = re.compile(r"(?:(\d{4,5})\s+)?(.*?)(?:\s+(\d{4,5}))?")
_CONTAINERS: Final = ("departement", "province", "region")


def written(territory: Territory, territories: Territories) -> str:
    """The shortest way to write a territory that `meant` reads as that one alone."""
    ways = _ways(territory, territories)
    return next((way for way in ways if meant(way, territories) == [territory.slug]), territory.slug)


def meant(line: str, territories: Territories) -> list[str]:
    """The territories that a line may mean, by slug; several when it is for its author to say which."""
    if territories.get(line) is not None:
        return [line]
    within = _WITHIN.fullmatch(line)
    if within is not None:
        return _inside(within[1], within[2].strip(), territories)
    read = _POSTCODE.fullmatch(line)
    postcode, name = (read[1] or read[3], read[2]) if read else (None, line)
    known = _known(name, postcode, territories)
    if known is not None:
        return [known.slug]
    exact = territories.called(name)
    return [each.slug for each in exact or territories.find(line, MAX_CHOICES)][:MAX_CHOICES]


def _known(name: str, postcode: str | None, territories: Territories) -> Territory | None:
    """By a name and a postcode, in the country whose postcodes look so; by a name alone in France."""
    if postcode is None:
        return territories.locate(name=name or None)
    alike = [code for code, country in territories.countries.items() if country.postcode_digits == len(postcode)]
    found = (territories.locate(name=name or None, postcode=postcode, country=code) for code in alike)
    return next((each for each in found if each is not None), None)


def _ways(territory: Territory, territories: Territories) -> Iterator[str]:
    yield territory.name
    for container in _above(territory, territories):
        yield f"{territory.name} ({container.name})"
    yield f"{territory.name} ({territory.slug})"


def _inside(name: str, container: str, territories: Territories) -> list[str]:
    slug = territories.get(container)
    if slug is not None:
        return [slug.slug]
    bearers = territories.called(name)
    found = [each for each in bearers if any(fold(up.name) == fold(container) for up in _above(each, territories))]
    whole = [each for each in found if each.type == "commune"]
    return [each.slug for each in (whole if len(whole) == 1 else found)]


def _above(territory: Territory, territories: Territories) -> Iterator[Territory]:
    """The département and the region that a territory lies in."""
    for slug in territories.within(territory.slug):
        found = territories.get(slug)
        if found is not None and found.type in _CONTAINERS and found.slug != territory.slug:
            yield found
