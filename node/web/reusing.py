"""Reusing: what whoever takes up a story elsewhere needs: the line that names its author, its licence, an embed."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import Final
from urllib.parse import urlencode

from node.feeds.question import POLICIES
from node.formats.item import Item
from node.web.cards import held_at
from node.web.pages import Pages
from vocab.language import Language
from vocab.looseness import id_of

HEIGHT: Final = 640


@dataclass(frozen=True, slots=True)
class Reuse:
    """`line`: to copy below what is taken up; `asks`: what its author asks besides; `embed`: where code is made.

    `page`: where it is shown here; `frame`: the code that shows all of it in a page of another site.
    """

    line: str
    licence: str
    href: str | None
    asks: str | None
    embed: str
    page: str
    frame: str


def reuse_of(pages: Pages, item: Item, author: str, language: Language, origin: str) -> Reuse | None:
    """How a story may be taken up; None for anything else, and where its author does not let it leave (DESIGN 6)."""
    entry = item.entry
    if entry.kind != "story" or entry.policy not in POLICIES:
        return None
    licence = pages.label(language, "license", entry.license) or entry.license or ""
    href = id_of(item.document.get("license"))
    title = f"« {entry.name_in(language)} »" if language == "fr" else f'"{entry.name_in(language)}"'
    said = (title, author, pages.date(language, entry.updated), item.url, licence)
    practices = [("practice", each.practice) for each in entry.statements]
    line = ", ".join(part for part in said if part)
    page = entry.id if entry.id.startswith(f"{origin}/") else f"{origin}{held_at(entry.id)}"
    source = f"{origin}/embed/story?{urlencode([('id', entry.id), ('lang', language)])}"
    return Reuse(
        line=line,
        licence=licence,
        href=href if href and href.startswith("https://") else None,
        asks=pages.label(language, "policy", entry.policy) if entry.policy != "commons-open" else None,
        embed=f"/embed?{urlencode([('kind', 'story'), *practices])}",
        page=page,
        frame=(
            f'<iframe src="{escape(source)}" title="{escape(entry.name_in(language))}" width="100%" height="{HEIGHT}"'
            f' loading="lazy"></iframe>\n<p><a href="{escape(page)}">{escape(line)}</a></p>'
        ),
    )
