"""Readings: how a typed question was understood, what else it may have meant, and what would be found then."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from node.directory import Answer
from node.parameters import Choice
from node.query import DEFAULT_RADIUS_KM, Query
from node.web.choices import address, place_label
from node.web.pages import Pages
from vocab.language import Language


@dataclass(frozen=True, slots=True)
class Link:
    """Another question in words, its address, and how many records it finds where that is known."""

    label: str
    href: str
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """A sentence on how the question was read, and what to ask instead."""

    sentence: str
    links: tuple[Link, ...]


def readings(pages: Pages, query: Query, language: Language) -> list[Reading]:
    """For each place read among the words: that it was, and how to have its word or a namesake instead."""
    asked = query.understood
    if asked is None:
        return []
    found = []
    for place in asked.places:
        names = ", ".join(place_label(pages, slug, language) for slug in place.slugs)
        kept = tuple(slug for slug in query.territory.wanted if slug not in place.slugs)
        others = [
            Link(
                pages.t(language, "reading.other", place=place_label(pages, slug, language)),
                _address(query, territory=Choice((*kept, slug))),
            )
            for slug in place.others[:3]
        ]
        if query.literal is not None and place is asked.places[0]:
            others.append(Link(pages.t(language, "reading.words", typed=place.typed), address(query.literal.pairs())))
        key = "reading.same" if names.casefold() == place.typed.casefold() else "reading.place"
        found.append(Reading(pages.t(language, key, typed=place.typed, places=names), tuple(others)))
    return found


def around(pages: Pages, query: Query, language: Language) -> Link | None:
    """The same within some kilometres of the one commune asked, the nearest first."""
    if len(query.territory.wanted) != 1 or query.near is not None or query.bbox is not None:
        return None
    territory = pages.vocabulary.territories.get(query.territory.wanted[0])
    if territory is None or territory.type != "commune" or territory.latitude is None or territory.longitude is None:
        return None
    point = (territory.latitude, territory.longitude)
    label = pages.t(language, "near.link", km=f"{DEFAULT_RADIUS_KM:g}", place=territory.label(language))
    return Link(label, _address(query, territory=Choice((), query.territory.refused), near=point, sort="distance"))


def suggested(pages: Pages, answer: Answer, language: Language) -> list[Link]:
    """The questions close to one that finds nothing."""
    return [
        Link(_words(pages, each.query, language), address(each.query.pairs()), each.total)
        for each in answer.suggestions
    ]


def _words(pages: Pages, query: Query, language: Language) -> str:
    parts: Iterable[str] = (
        *(pages.t(language, "chips.words", words=value) for value in query.words.wanted),
        *(place_label(pages, slug, language) for slug in query.territory.wanted),
    )
    return ", ".join(parts)


def _address(query: Query, **changes: object) -> str:
    return address(replace(query, understood=None, literal=None, **changes).pairs())  # type: ignore[arg-type]
