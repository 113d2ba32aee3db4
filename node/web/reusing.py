"""Reusing: what whoever takes up a story elsewhere needs: the line that names its author, its licence, an embed."""

from __future__ import annotations

from urllib.parse import urlencode

from node.feeds.question import POLICIES
from node.formats.item import Item
from node.web.pages import Pages
from vocab.dataclass import dataclass
from vocab.language import Language
from vocab.looseness import id_of


@dataclass(frozen=True, slots=True)
class Reuse:
    """`line`: to copy below what is taken up; `asks`: what its author asks besides; `embed`: where its code is made."""

    line: str
    licence: str
    href: str | None
    asks: str | None
    embed: str


def reuse_of(pages: Pages, item: Item, author: str, language: Language) -> Reuse | None:
    """How a story may be taken up; None for anything else, and where its author does not let it leave (DESIGN 6)."""
    entry = item.entry
    if entry.kind != "story" or entry.policy not in POLICIES:
        return None
    licence = pages.label(language, "license", entry.license) or entry.license or ""
    href = id_of(item.document.get("license"))
    title = f"« {entry.name_in(language)} »" if language == "fr" else f'"{entry.name_in(language)}"'
    said = (title, author, pages.date(language, entry.updated), item.url, licence)
    practices = [("practice", each.practice) for each in entry.statements]
    return Reuse(
        line=", ".join(part for part in said if part),
        licence=licence,
        href=href if href and href.startswith("https://") else None,
        asks=pages.label(language, "policy", entry.policy) if entry.policy != "commons-open" else None,
        embed=f"/embed?{urlencode([('kind', 'story'), *practices])}",
    )
