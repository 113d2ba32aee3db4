"""Pairs: `name="value"` lists, as draft-cavage writes its parameters (section 4.1) and FEP-8fcf after it.

Read in one pass, whatever they hold (R13).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

MAX_LENGTH: Final = 8192
# Each match starts where the last ended and consumes at least one character: linear in the text.
_PAIR: Final = re.compile(r'\s*([A-Za-z]{1,20})=(?:"([^"]*)"|(\d{1,12}))\s*(?:,|\Z)', re.ASCII)


class Unreadable(ValueError):
    """Not a list of pairs from the character `position` on."""

    def __init__(self, position: int) -> None:
        super().__init__(f"unreadable at character {position}")
        self.position = position


def read_pairs(text: str) -> dict[str, str]:
    """The values by name, each name once; raises Unreadable.

    >>> read_pairs('keyId="https://a.example/k", created=7')
    {'keyId': 'https://a.example/k', 'created': '7'}
    """
    found: dict[str, str] = {}
    position = 0
    if not text or len(text) > MAX_LENGTH:
        raise Unreadable(0)
    while position < len(text):
        match = _PAIR.match(text, position)
        if match is None or match[1] in found:
            raise Unreadable(position)
        found[match[1]] = match[3] if match[2] is None else match[2]
        position = match.end()
    return found


def write_pairs(pairs: Mapping[str, str]) -> str:
    """The list, every value between quotes."""
    return ", ".join(f'{name}="{value}"' for name, value in pairs.items())
