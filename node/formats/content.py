"""Content: a record's text as HTML that cannot act (PROTOCOL R12)."""

from __future__ import annotations

import html
from typing import Final

from node.formats.item import Item
from vocab.looseness import text_in
from vocab.prose import clean, plain, title_line

MAX_CONTENT: Final = 100_000


def html_of(item: Item, language: str) -> str:
    """A record's text without the title it repeats for other readers."""
    name = "summary" if item.entry.claimed else "content"
    written = (text_in(item.document, name, language) or "")[:MAX_CONTENT]
    title = title_line(text_in(item.document, "name", language) or "")
    written = written.removeprefix(title)
    try:
        return clean(written)  # nothing but what the allow-list lets through
    except Exception:  # whatever a parser of others' HTML stumbles on, the text still shows
        return html.escape(plain("".join(letter for letter in written if letter not in "<>")))
