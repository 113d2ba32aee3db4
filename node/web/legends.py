"""Legends: what the shades of a map say, in people's words."""

from __future__ import annotations

from node.map.shades import PER, Class
from node.query import Query
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
        low, high = _decimal(step.least, language), _decimal(step.most, language)
    else:
        low, high = f"{step.least:.0f}", f"{step.most:.0f}"
    return low if low == high else pages.t(language, "map.from_to", low=low, high=high)


def shade_words(pages: Pages, name: str, value: float, dense: bool, language: Language) -> str:
    """What is said of a territory that is pointed at."""
    if not dense:
        said = pages.t(language, "map.records", n=round(value)) if value else pages.t(language, "map.none")
    else:
        said = pages.t(language, "map.per", n=_decimal(value, language), people=f"{PER:,}".replace(",", "\u202f"))
    return pages.t(language, "map.said", name=name, said=said)


def _decimal(value: float, language: Language) -> str:
    text = f"{value:.2g}" if value < 10 else f"{value:.0f}"
    return text.replace(".", ",") if language == "fr" else text
