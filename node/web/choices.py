"""Choices: the conditions of a question that can be taken away, and those that its facets offer, as plain links."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from node.directory import Answer
from node.query import SINGLE, Query
from node.web.pages import Pages
from vocab.language import Language
from vocab.territories import FRANCE
from vocab.territory_table import type_of

MAX_SHOWN: Final = 15
_OPEN: Final = 3
# What is no condition: how to order, how much, in which language.
_NOT_CHIPS: Final = frozenset({"sort", "limit", "lang", "excel", "radius_km", "view", "shade"})

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Chip:
    """A condition, and the address without it."""

    label: str
    href: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A further condition, how many records it leaves, and its address."""

    label: str
    count: int
    href: str


@dataclass(frozen=True, slots=True)
class Group:
    """A facet with its choices, the rarer ones apart; `open` shows them from the start."""

    title: str
    choices: tuple[Choice, ...]
    rarer: tuple[Choice, ...]
    open: bool


def chips(pages: Pages, query: Query, language: Language) -> list[Chip]:
    """Every condition of the question."""
    pairs = query.pairs()
    found = []
    for place, (name, value) in enumerate(pairs):
        if name not in _NOT_CHIPS:
            kept = [pair for at, pair in enumerate(pairs) if at != place]
            if name == "near":  # a distance without a point means nothing
                kept = [pair for pair in kept if pair[0] != "radius_km" and pair != ("sort", "distance")]
            if name == "territory" and not any(other == "territory" for other, _ in kept):
                kept = [pair for pair in kept if pair[0] != "relation"]
            if name == "q":
                kept = [pair for pair in kept if pair != ("sort", "relevance")]
            found.append(Chip(_chip_label(pages, name, value, query, language), address(kept)))
    return found


def groups(pages: Pages, answer: Answer, language: Language) -> list[Group]:
    """The facets that still offer a choice; what is chosen already stands among the chips."""
    query = answer.query
    pairs = query.pairs()
    found: list[Group] = []
    for facet, counts in answer.found.facets.items():
        chosen = {value for name, value in pairs if name == facet}
        kept = [pair for pair in pairs if pair[0] != facet or _stays(facet, pair[1])]
        choices = [
            Choice(label, count, address([*kept, (facet, value)]))
            for value, count in counts
            if value not in chosen and (label := pages.label(language, facet, value)) is not None
        ]
        narrows = len(choices) > 1 or any(choice.count < answer.found.total for choice in choices)
        if choices and narrows:
            opened = bool(chosen) or len(found) < _OPEN
            found.append(
                Group(
                    pages.t(language, f"facet.{facet}"), tuple(choices[:MAX_SHOWN]), tuple(choices[MAX_SHOWN:]), opened
                )
            )
    return found


def _stays(facet: str, value: str) -> bool:
    """Whether what is asked of a facet stays when another value of it is chosen. What is refused does not: the counts
    heed nothing that is asked of their own facet, and what is refused cannot be asked for as well."""
    return facet != "territory" and facet not in SINGLE and not value.startswith("-")


def address(pairs: Iterable[Pair], suffix: str = "") -> str:
    """The directory's address for these parameters."""
    query = urlencode(list(pairs))
    return f"/directory{suffix}?{query}" if query else f"/directory{suffix}"


def place_label(pages: Pages, slug: str, language: Language) -> str:
    """A territory's name, with its département where others bear the same."""
    territories = pages.vocabulary.territories
    territory = territories.get(slug)
    if territory is None:
        return slug
    label = territory.label(language)
    called = [each for each in territories.called(territory.name) if each.type == territory.type]
    # Lille in Flanders is told apart from Lille; nobody has to be told that Lille is not in Flanders.
    alike = [each for each in called if each.country == territory.country or territory.country != FRANCE]
    area = next((outer for outer in territories.within(slug) if type_of(outer) in ("departement", "province")), None)
    inside = territories.get(area) if area and len(alike) > 1 and label == territory.name else None
    return f"{label} ({inside.name})" if inside else label


def parameter_label(pages: Pages, name: str, language: Language) -> str:
    """What people call a parameter; its own name when they do not."""
    for key in (f"facet.{name}", f"parameter.{name}"):
        if pages.says(language, key):
            return pages.t(language, key)
    return name


def _chip_label(pages: Pages, name: str, value: str, query: Query, language: Language) -> str:
    if name == "q":
        bare = value.removeprefix("-")
        label = pages.t(language, "chips.words", words=bare)
        return pages.t(language, "chips.without", label=label) if bare != value else label
    if name == "near":
        return f"{query.radius_km:g} km {pages.t(language, 'directory.near')}"
    bare = value.removeprefix("-") if name not in ("bbox",) else value
    if name == "min_level":
        label = f"{parameter_label(pages, name, language)} : {pages.label(language, 'level', bare)}"
    elif name == "bbox":
        label = parameter_label(pages, name, language)
    elif name == "updated_since":
        label = f"{parameter_label(pages, name, language)} {pages.date(language, bare)}"
    elif name == "identifier":
        label = f"{parameter_label(pages, name, language)} {bare}"
    elif name == "freshness":
        label = f"{parameter_label(pages, name, language)} : {pages.label(language, name, bare)}"
    elif name == "territory":
        label = place_label(pages, bare, language)
    else:
        label = pages.label(language, name, bare) or parameter_label(pages, name, language)
    return pages.t(language, "chips.without", label=label) if bare != value else label
