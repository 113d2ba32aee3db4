"""The mix of questions that people put to a directory (`questions.json`), and what answering them costs."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl

import orjson

from node.query import Query
from vocab.vocabulary import Vocabulary

# Milliseconds that nineteen of twenty answers may take at 100,000 organisations.
GOALS = {
    "filters with facets": 40,
    "filters without facets": 10,
    "ranked text": 25,
    "box": 10,
    "no filter": 10,
}


@dataclass(slots=True)
class Costs:
    """Milliseconds by group: of answers when everything was asked before, and of each question's first."""

    again: dict[str, list[float]] = field(default_factory=dict)
    first: dict[str, list[float]] = field(default_factory=dict)


def questions() -> dict[str, list[str]]:
    """The questions by group, as addresses have them."""
    found: dict[str, list[str]] = orjson.loads(Path(__file__).with_name("questions.json").read_bytes())
    return found


def queries(vocabulary: Vocabulary) -> dict[str, list[Query]]:
    """The same, read."""
    return {
        group: [Query.from_params(parse_qsl(each, keep_blank_values=True), vocabulary) for each in asked]
        for group, asked in questions().items()
    }


def cost(asked: Mapping[str, Iterable[object]], ask: Callable[[object], float], rounds: int) -> Costs:
    """Ask the whole mix again and again. `ask` says how many milliseconds an answer took."""
    costs = Costs()
    for number in range(rounds + 1):
        for group, each in ((group, each) for group, listed in asked.items() for each in listed):
            (costs.again if number else costs.first).setdefault(group, []).append(ask(each))
    return costs


def p95(samples: Iterable[float]) -> float:
    """What nineteen of twenty stay under.

    >>> p95(range(1, 101))
    95
    """
    ordered = sorted(samples)
    return ordered[math.ceil(0.95 * len(ordered)) - 1]
