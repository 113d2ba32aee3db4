"""Extracts: the piece of a text in which the words looked for stand, and where they stand in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from vocab.forms import Sought

MAX_EXTRACT: Final = 280
# Where words are looked for; the rest of a longer text is not read.
MAX_READ: Final = 6000
MAX_MARKS: Final = 50
_BEFORE: Final = 80  # letters shown before the first word found

_WORD: Final = re.compile(r"[^\W_]+")
_HYPHENS: Final = ("-", "‐", "‑")

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Extract:
    """A piece of a text; `marks` are where words stand in it, from the first character of each to behind its last.

    `there` are the places, among the words looked for, of those found in the whole text.
    """

    text: str
    marks: tuple[Span, ...] = ()
    there: frozenset[int] = frozenset()


def whole(text: str, words: Sequence[Sought], stem: Callable[[str], str]) -> Extract:
    """A short text, whole, with its marks. `stem` gives the stem of a word as it is written."""
    found = _marks(text, words, stem)
    return Extract(text, tuple(span for span, _ in found), frozenset(place for _, places in found for place in places))


def piece(text: str, words: Sequence[Sought], stem: Callable[[str], str], most: int = MAX_EXTRACT) -> Extract | None:
    """The piece with the most different words, at most `most` letters; None when there is none of them.

    >>> from vocab.forms import sought
    >>> piece("Nous aimons les vélos.", sought("vélo"), lambda word: word.replace("é", "e").rstrip("s")).marks
    ((16, 21),)
    """
    found = _marks(text[:MAX_READ], words, stem)
    if not found:
        return None
    first = max(range(len(found)), key=lambda at: (_different(found, at, most), -at))
    begin = _begin(text, found[first][0][0], most)
    end = _end(text, begin, most)
    head, tail = "… " if begin else "", " …" if end < len(text) else ""
    shift = len(head) - begin
    marks = tuple((start + shift, stop + shift) for (start, stop), _ in found if begin <= start and stop <= end)
    return Extract(f"{head}{text[begin:end]}{tail}", marks, frozenset(place for _, places in found for place in places))


def _marks(text: str, words: Sequence[Sought], stem: Callable[[str], str]) -> list[tuple[Span, tuple[int, ...]]]:
    """Where a word stands, and which of those looked for it is."""
    begins = tuple(beginning for word in words for beginning in (word.stem, *word.also))
    found: list[tuple[Span, tuple[int, ...]]] = []
    before: re.Match[str] | None = None
    for at in _WORD.finditer(text):
        one = stem(at[0])
        fits = _fitting(one, words) if one.startswith(begins) else ()
        if before is not None and text[before.end() : at.start()] in _HYPHENS:  # "co-voiturage"
            one = stem(before[0] + at[0])
            glued = tuple(place for place, word in enumerate(words) if one and one in (word.stem, *word.also))
            if glued:
                while found and found[-1][0][1] > before.start():
                    found.pop()
                found.append(((before.start(), at.end()), glued))
                fits = ()
        if fits:
            found.append((at.span(), fits))
        before = at
        if len(found) >= MAX_MARKS:
            break
    return found


def _fitting(stem: str, words: Sequence[Sought]) -> tuple[int, ...]:
    return tuple(place for place, word in enumerate(words) if stem and word.fits(stem))


def _different(found: Sequence[tuple[Span, tuple[int, ...]]], first: int, most: int) -> int:
    last = found[first][0][0] + most - _BEFORE
    return len({place for (_, end), places in found[first:] if end <= last for place in places})


def _begin(text: str, mark: int, most: int) -> int:
    """Where a word begins, somewhat before the first mark; the text's beginning when it is near."""
    if len(text) <= most or mark <= _BEFORE:
        return 0
    space = text.find(" ", mark - _BEFORE, mark)
    return space + 1 if space >= 0 else mark


def _end(text: str, begin: int, most: int) -> int:
    if len(text) - begin <= most:
        return len(text)
    space = text.rfind(" ", begin + most // 2, begin + most)
    return space if space >= 0 else begin + most
