"""Doing: who states a practice, how far they say they are, since when, and what shows it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from federation.hosts import host_of
from node.directory import Directory
from node.formats.item import Item, items_of
from node.reader import Reader
from node.store.stating import Stated
from node.web.cards import names_of
from node.web.evidence_link import shown_link
from node.web.pages import Pages
from vocab.answers import evidence_of, saying
from vocab.language import Language
from vocab.looseness import first_text, web_address

MAX_EVIDENCE: Final = 5


@dataclass(frozen=True, slots=True)
class Evidence:
    """What shows that it is so."""

    label: str
    href: str | None
    # What this node has to say of where it leads, if anything.
    note: str = ""


@dataclass(frozen=True, slots=True)
class Doing:
    """An organisation that states a practice: how far it says it is, since when, and what shows it."""

    name: str
    href: str | None
    practice: str
    notation: str
    level: str
    when: str | None
    stated: str
    record: str
    evidence: tuple[Evidence, ...]


async def doings(
    directory: Directory, pages: Pages, stated: Sequence[Stated], reader: Reader, language: Language
) -> list[Doing]:
    """What is stated, in people's words, with the evidence that each record gives."""
    rows = await directory.some(tuple(dict.fromkeys(each.record for each in stated)), reader)
    items = {item.entry.id: item for item in items_of(rows, pages.vocabulary)}
    owners = tuple(dict.fromkeys(each.organization for each in stated))
    names = names_of(await directory.names(owners, reader), language)
    found = []
    for each in stated:
        item, label = items.get(each.record), pages.label(language, "practice", each.practice)
        if item is None or label is None:
            continue
        found.append(
            Doing(
                name=names.get(each.organization) or host_of(each.organization),
                href=web_address(each.organization),
                practice=label,
                notation=each.practice,
                level=pages.label(language, "level", str(each.level)) or "",
                when=pages.date(language, each.on),
                stated=each.on,
                record=web_address(item.url) or each.record,
                evidence=tuple(_evidence(pages, item, each.practice, language)),
            )
        )
    return found


def _evidence(pages: Pages, item: Item, practice: str, language: Language) -> Iterator[Evidence]:
    for each in evidence_of(saying(item.document, practice, pages.vocabulary.charter))[:MAX_EVIDENCE]:
        href, note = shown_link(pages, each.get("url"), language)
        label = pages.label(language, "evidence", first_text(each.get("evidenceType")))
        if label or href:
            yield Evidence(label or host_of(href or ""), href, note)
