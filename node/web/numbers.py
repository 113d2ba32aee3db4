"""Numbers as people write them: 1 790 in French, 1,790 in English."""

from __future__ import annotations

from typing import Final

from vocab.language import Language

# No line ends inside a number.
_THIN: Final = "\u202f"


def grouped(number: int, language: Language) -> str:
    """A whole number, its thousands apart.

    >>> grouped(236710, "en")
    '236,710'
    """
    return f"{number:,}".replace(",", _THIN) if language == "fr" else f"{number:,}"


def decimal(number: float, language: Language) -> str:
    """A share or a density: two figures below ten, whole above."""
    text = f"{number:.2g}" if number < 10 else grouped(round(number), language)
    return text.replace(".", ",") if language == "fr" else text
