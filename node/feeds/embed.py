"""An embed: what is shown of which question inside somebody else's page, and how, as its address says it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from node import parameters
from node.query import PARAMETERS, Query
from vocab.language import Language
from vocab.vocabulary import Vocabulary

SHOWN: Final = ("list", "map", "figures")
THEMES: Final = ("auto", "light", "dark")
_OWN: Final = ("theme", "height")
# What an embed has no use for, of the directory's parameters.
_NOT_HERE: Final = frozenset({"facets", "cursor", "view", "shade", "excel"})
ASKED: Final = (PARAMETERS - _NOT_HERE) | frozenset(_OWN)
# What the embed of one story is told.
STORY_ASKED: Final = frozenset({"id", "theme", "lang"})
USUAL: Final = 10
MOST: Final = 50
LEAST_HEIGHT: Final = 100
MOST_HEIGHT: Final = 3_000

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Embed:
    """What is to be shown of which question, and how. `pairs`: the question as an address carries it."""

    query: Query
    pairs: tuple[Pair, ...]
    theme: str
    limit: int
    height: int | None


def embed_of(given: Iterable[Pair], vocabulary: Vocabulary) -> Embed:
    """The options of an address. Raises `BadQuery` for one that is unknown or malformed."""
    pairs = [(name, value.strip()) for name, value in given if value.strip()]
    values = parameters.gather(pairs, ASKED)
    one = {name: values[name][0] for name in (*_OWN, "limit") if name in values}
    asked = tuple(pair for pair in dict.fromkeys(pairs) if pair[0] not in (*_OWN, "limit", "lang"))
    return Embed(
        Query.from_params(asked, vocabulary),
        asked,
        parameters.one_of("theme", one.get("theme"), THEMES) or THEMES[0],
        parameters.whole("limit", one.get("limit"), 1, MOST) or USUAL,
        parameters.whole("height", one.get("height"), LEAST_HEIGHT, MOST_HEIGHT),
    )


def source(shown: str, embed: Embed, language: Language) -> str:
    """The address of an embed with its options, from the root of the site."""
    return f"/embed/{shown}?{urlencode(options(embed, language))}"


def options(embed: Embed, language: Language) -> list[Pair]:
    """What the address of an embed says."""
    found = [*embed.pairs, ("lang", language)]
    found += [("theme", embed.theme)] if embed.theme != THEMES[0] else []
    return found + ([("limit", str(embed.limit))] if embed.limit != USUAL else [])
