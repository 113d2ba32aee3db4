"""Sentences for people, always in French and in English."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Language = Literal["fr", "en"]
LANGUAGES: tuple[Language, ...] = ("fr", "en")


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence or label in both languages of the project.

    >>> Text("réseau", "network").in_("en")
    'network'
    >>> Text("réseau", "network").in_("de")
    'network'
    """

    fr: str
    en: str

    def in_(self, language: str) -> str:
        """The text in `language`; English for any language we do not write."""
        return self.fr if language.startswith("fr") else self.en

    def __str__(self) -> str:
        return self.en


def choose_language(wanted: str | None, default: Language = "fr") -> Language:
    """The first of our languages in an Accept-Language style value, else `default` (RFC 9110 section 12.5.4).

    >>> choose_language("de-DE,en;q=0.8,fr;q=0.7")
    'en'
    >>> choose_language("es")
    'fr'
    """
    ranked: list[tuple[float, int, Language]] = []
    for position, part in enumerate((wanted or "").lower().split(",")[:20]):
        tag, _, parameters = part.strip().partition(";")
        for language in LANGUAGES:
            if tag == language or tag.startswith(language + "-"):
                ranked.append((-_quality(parameters), position, language))
    return min(ranked)[2] if ranked else default


def _quality(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    try:
        return float(value) if name.strip() == "q" else 1.0
    except ValueError:
        return 0.0
