"""Named feeds: the stories of a practice or a theme, at an address that stays when the catalogue grows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

from vocab.language import Language, Text

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Named:
    """`name`: as its address says it, `practice-D03`; `practices`: what it is of, by their codes."""

    name: str
    label: Text
    practices: tuple[str, ...]

    def pairs(self, asked: Iterable[Pair]) -> list[Pair]:
        """What the name asks of the directory: stories, unless something else was asked."""
        kinds = [] if any(name == "kind" for name, _ in asked) else [("kind", "story")]
        return [*kinds, *(("practice", each) for each in self.practices)]

    def page(self, asked: Iterable[Pair]) -> str:
        """The same for people."""
        asked = list(asked)
        return f"/directory?{urlencode([*self.pairs(asked), *asked])}"

    def title(self, language: Language) -> str:
        """What it is called."""
        return Text(f"Récits de pratiques : {self.label.fr}", f"Stories of practices: {self.label.en}").in_(language)
