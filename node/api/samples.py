"""Samples: what exists on this node, so that examples are addresses that answer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

_HOLE: Final = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Sample:
    """What stands for each hole of an example; what is missing here has no entry."""

    holes: Mapping[str, str]

    def fill(self, text: str) -> str | None:
        """The text with its holes filled; None when this node has nothing for one of them.

        >>> Sample({"name": "pedales"}).fill("/actors/{name}")
        '/actors/pedales'
        """
        if any(name not in self.holes for name in _HOLE.findall(text)):
            return None
        return _HOLE.sub(lambda hole: self.holes[hole[1]], text)

    def address(self, text: str) -> str | None:
        """The same for an address."""
        filled = Sample({name: quote(value, safe=":@-._~") for name, value in self.holes.items()}).fill(text)
        return filled

    def filled(self, value: object) -> object:
        """The same of every text in a body; None when one cannot be."""
        if isinstance(value, str):
            return self.fill(value) if _HOLE.search(value) else value
        if isinstance(value, Mapping):
            found = {name: self.filled(inner) for name, inner in value.items()}
            return None if any(inner is None for inner in found.values()) else found
        if isinstance(value, list):
            return [self.filled(inner) for inner in value]
        return value
