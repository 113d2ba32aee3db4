"""Adhering, on pages: which version of the charter an organisation adheres to, by whose decision, and until when."""

from __future__ import annotations

from node.formats.item import Item
from node.web.fact import Fact
from node.web.pages import Pages
from vocab.adherence import Adherence, adherence_of
from vocab.language import Language


def facts_of_adherence(pages: Pages, item: Item, language: Language, today: str) -> list[Fact]:
    """The lines of an organisation's page; none where it does not adhere."""
    found = adherence_of(item.document, pages.vocabulary.charter) if item.entry.charter else None
    if found is None:
        return []
    lines = [Fact("record.charter", said_of_adherence(pages, found, language, today), _address(found))]
    if found.minutes:
        lines.append(Fact("record.charter.minutes", pages.t(language, "record.charter.read"), found.minutes))
    return lines


def said_of_adherence(pages: Pages, found: Adherence, language: Language, today: str) -> str:
    """An adherence in a sentence or two."""
    fork = pages.vocabulary.charter.forks.version(found.version)
    said = pages.t(
        language,
        "record.charter.said_of" if fork else "record.charter.said",
        version=fork.version if fork else found.version,
        by=found.decided_by,
        date=pages.date(language, found.date) or "",
        **({"charter": fork.label.in_(language)} if fork else {}),
    )
    if found.date > today[:10]:
        return f"{said} {pages.t(language, 'record.charter.ahead')}"
    if found.ends is None:
        return said
    key = "record.charter.until" if found.counts(today) else "record.charter.ended"
    newer = (found.newer or "").rpartition("/")[2]
    return f"{said} {pages.t(language, key, newer=newer, date=pages.date(language, found.ends))}"


def _address(found: Adherence) -> str:
    """Where the charter is read: the common one, or a network's."""
    slug, _, version = found.version.rpartition("/")
    return f"/ns/charter/{slug}" if slug and version else "/practices"
