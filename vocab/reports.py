"""Reports: which answers of a practice report go into which document.

One id has one audience (DESIGN 4), and each answer has its own visibility. So the report holds only the answers that
everybody who reads it may read; those for the networks, and those for their statistics alone, travel in companion
reports of their own, and private ones travel nowhere: they stay in the draft that the node keeps.

A report that replaces another names it; what was replaced stays readable and counts nowhere (`superseded`). Those of
each charter follow one another apart: an organisation may report on the common one and on that of its network.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from vocab.context import CHARTER, COOP

Values = Mapping[str, object]
Answer = dict[str, object]

# The common charter, by its address: what a report that names none answers.
COMMON: Final = CHARTER.removesuffix("#")
VISIBILITIES: Final = ("public", "network", "statistics", "private")
# Which answers a report of each visibility may hold: none that is narrower than itself.
_WITHIN: Final[Mapping[str, tuple[str, ...]]] = {
    "public": ("public",),
    "followers": ("public",),
    "network": ("public", "network"),
    "statistics": ("statistics",),
    "private": ("public", "network", "statistics"),
}
_TRAVELLING: Final = ("network", "statistics")
_COPIED: Final = ("kind", "name", "language", "charter", "period", "valid_until", "license")


@dataclass(frozen=True, slots=True)
class Issue:
    """One report of an organisation as it stands in the succession of its reports."""

    id: str
    published: str
    supersedes: str | None = None
    companion_of: str | None = None
    charter: str = COMMON


def charter_of(version: object) -> str:
    """The charter that a version is one of, by its address: the common one for `2.0`, and for nothing.

    >>> charter_of("https://reseau.example/ns/charter/reseau-nord#1.0")
    'https://reseau.example/ns/charter/reseau-nord'
    """
    text = version if isinstance(version, str) else ""
    return text.partition("#")[0] if "://" in text else COMMON


def superseded(held: Iterable[Issue]) -> frozenset[str]:
    """Of the reports that are held of one organisation, those that a later one replaced, and their companions.

    A report replaces the one it names, if it is the later. Where that one is not held, withdrawn perhaps, it replaces
    all of its charter that came before: the chain is broken, and what stood further back must not come to count again.

    >>> sorted(superseded([Issue("a", "2025"), Issue("b", "2026", "a"), Issue("n", "2025", companion_of="a")]))
    ['a', 'n']
    """
    every = tuple(held)
    reports = {each.id: each for each in every if each.companion_of is None}
    gone: set[str] = set()
    for later in reports.values():
        if later.supersedes is None:
            continue
        named = reports.get(later.supersedes)
        before = [named] if named is not None else [each for each in reports.values() if each.charter == later.charter]
        gone |= {each.id for each in before if (each.published, each.id) < (later.published, later.id)}
    return frozenset(gone | {each.id for each in every if each.companion_of in gone})


def split_answers(values: Values) -> dict[str, list[Answer]]:
    """The checked answers of a report by their visibility; every visibility has its list.

    >>> split_answers({"answers": [{"practice": "charter:D03", "visibility": "network"}]})["network"]
    [{'practice': 'charter:D03', 'visibility': 'network'}]
    """
    found: dict[str, list[Answer]] = {visibility: [] for visibility in VISIBILITIES}
    answers = values.get("answers")
    for answer in answers if isinstance(answers, list) else []:
        # What nobody said who may see, nobody sees.
        found.get(str(answer.get("visibility", "private")), found["private"]).append(answer)
    return found


def answers_within(values: Values) -> list[Answer]:
    """The answers that the document of this report holds, by the report's own visibility, in their order."""
    allowed = _WITHIN.get(str(values.get("visibility", "public")), ())
    answers = values.get("answers")
    rows = answers if isinstance(answers, list) else []
    return [row for row in rows if row.get("visibility", "private") in allowed]


def companions(values: Values) -> list[dict[str, object]]:
    """The companion reports that a checked report needs: at most one for the networks, one for their statistics.

    Each is a set of checked values like `values`, with `visibility` "network" or "statistics" and, for the latter,
    `statistics_only`. The node adds `companion_of`. A companion has no companions; a private report has none either,
    unless its author names the networks that may count it (`statistics_to`).
    """
    visibility = str(values.get("visibility", "public"))
    if values.get("kind") != "report" or values.get("companion_of") or _is_companion(values):
        return []
    answers = split_answers(values)
    inside = _WITHIN.get(visibility, ())
    if visibility == "private":
        inside = () if values.get("statistics_to") else _WITHIN["private"]
        answers["network"] = []
    return [_companion(values, each, answers[each]) for each in _TRAVELLING if answers[each] and each not in inside]


def _is_companion(values: Values) -> bool:
    return values.get("statistics_only") is True


def _companion(values: Values, visibility: str, answers: list[Answer]) -> dict[str, object]:
    copied = {field: values[field] for field in _COPIED if field in values}
    # Whatever may be done with the public report, these answers are for the networks they are sent to.
    companion = {**copied, "visibility": visibility, "policy": f"{COOP}policy-network-only", "answers": answers}
    if visibility != "statistics":
        return companion
    chosen = {"statistics_to": values["statistics_to"]} if "statistics_to" in values else {}
    return companion | chosen | {"statistics_only": True}
