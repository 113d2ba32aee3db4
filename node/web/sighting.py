"""Sightings in people's words: what this node saw of a practice, where it looked, and what that does not prove."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from node.sighting import Sighting
from node.web.pages import Pages
from vocab.language import Language


@dataclass(frozen=True, slots=True)
class Saw:
    """One practice: what was seen, in what, and what it leaves open."""

    notation: str
    practice: str
    what: str
    where: str
    limit: str


def saw(pages: Pages, found: Sequence[Sighting], language: Language) -> list[Saw]:
    """Each in words; a practice without words in this release is left out (law 12)."""
    return [
        Saw(
            each.practice,
            label,
            pages.t(
                language,
                f"sighting.{each.practice}.{each.seen}",
                n=each.n,
                total=each.total,
                also=each.also,
                names=", ".join(each.names),
                date=pages.date(language, each.newest) or "",
            ),
            pages.t(language, f"sighting.{each.practice}.where"),
            pages.t(language, f"sighting.{each.practice}.limit"),
        )
        for each in found
        if (label := pages.label(language, "practice", each.practice))
    ]
