"""Text cells made plain: markup, control characters and endless descriptions do not travel."""

from __future__ import annotations

import html
import re
import unicodedata
from typing import Final

from node.importing.row import Note
from vocab.language import Text

MAX_NAME: Final = 300
MAX_DESCRIPTION: Final = 5000
MAX_WORDS: Final = 200  # a city, a street, a legal form

_BREAKS: Final = re.compile(r"<\s*(?:br|/p|/div|/li|/h[1-6]|/tr)\b[^<>]*>", re.IGNORECASE)
_TAGS: Final = re.compile(
    r"</?(?:a|abbr|article|b|big|blockquote|body|br|button|center|code|dd|div|dl|dt|em|embed|font|footer|form|h[1-6]"
    r"|head|header|hr|html|i|iframe|img|input|ins|label|li|link|main|meta|nav|object|ol|option|p|pre|q|s|section|select"
    r"|small|span|strike|strong|sub|sup|svg|table|tbody|td|textarea|th|thead|title|tr|tt|u|ul|video)\b[^<>]*>",
    re.IGNORECASE,
)
_UNSEEN: Final = re.compile(r"<(script|style)\b[^<>]*>.*?(?:</\1\s*>|$)|<!--.*?(?:-->|$)", re.IGNORECASE | re.DOTALL)
_CONTROLS: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe]")
_BLANKS: Final = re.compile(r"[ \t\u00a0]+")
_MANY_LINES: Final = re.compile(r" ?\n ?(?:\n ?){2,}")


def one_line(value: str) -> str:
    """`value` without markup, control characters or line breaks, at most a few hundred characters.

    >>> one_line(" <b>Les  Pédales</b>\\n&amp; Cie ")
    'Les Pédales & Cie'
    """
    return " ".join(plain(value).split())


def plain(value: str) -> str:
    """`value` with its markup taken off and its paragraphs kept."""
    text = value
    if "<" in text or "&" in text:
        # Twice: many exports hold markup that was escaped on the way.
        text = _without_markup(html.unescape(_without_markup(text)))
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.isprintable():
        text = _CONTROLS.sub("", text)
        text = _BLANKS.sub(" ", text)
        text = _MANY_LINES.sub("\n\n", text)
    return text.strip() if text.isascii() else unicodedata.normalize("NFC", text).strip()


def _without_markup(text: str) -> str:
    return _TAGS.sub("", _BREAKS.sub("\n", _UNSEEN.sub("", text)))


def bounded(value: str, limit: int, field: str, notes: list[Note]) -> str:
    """`value` cut at a word's end when it is longer than `limit` characters, which is noted."""
    if len(value) <= limit:
        return value
    notes.append(
        Note(
            field, Text(f"texte coupé à {limit} caractères ({len(value)})", f"cut at {limit} characters ({len(value)})")
        )
    )
    head, _, rest = value[: limit - 1].rpartition(" ")
    return (head if head and len(rest) < 60 else value[: limit - 1]) + "…"
