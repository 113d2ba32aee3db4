"""Legends: what the shades of a map say, in people's words."""

from __future__ import annotations

from node.map.shades import PER, Class
from node.query import Query
from node.web.numbers import decimal, grouped
from node.web.pages import Pages
from vocab.language import Language


def legend_title(pages: Pages, query: Query, language: Language) -> str:
    """What the shades stand for."""
    return pages.t(language, f"map.legend.{query.shade}")


def step_words(pages: Pages, step: Class, dense: bool, language: Language) -> str:
    """A line of the legend."""
    if step.level == 0:
        return pages.t(language, "map.none")
    if dense:
        low, high = decimal(step.least, language), decimal(step.most, language)
    else:
        low, high = grouped(round(step.least), language), grouped(round(step.most), language)
    return low if low == high else pages.t(language, "map.from_to", low=low, high=high)


def shade_words(pages: Pages, name: str, value: float, dense: bool, language: Language) -> str:
    """What is said of a territory that is pointed at."""
    if not dense:
        said = pages.t(language, "map.records", n=round(value)) if value else pages.t(language, "map.none")
    else:
        said = pages.t(language, "map.per", n=decimal(value, language), people=grouped(PER, language))
    return pages.t(language, "map.said", name=name, said=said)
