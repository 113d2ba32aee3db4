"""Doing: who states a practice, how far they say they are, since when, and what shows it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from federation.hosts import host_of
from node.directory import Directory
from node.formats.item import Item, items_of
from node.reader import Reader
from node.store.stating import Stated
from node.web.cards import names_of
from node.web.pages import Pages
from vocab.language import Language
from vocab.looseness import first_text, id_of, one_or_many

MAX_EVIDENCE: Final = 5
_WEB: Final = ("https://", "http://")


@dataclass(frozen=True, slots=True)
class Evidence:
    """What shows that it is so."""

    label: str
    href: str | None


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
                href=_page(each.organization),
                practice=label,
                notation=each.practice,
                level=pages.label(language, "level", str(each.level)) or "",
                when=pages.date(language, each.on),
                stated=each.on,
                record=_page(item.url) or each.record,
                evidence=tuple(_evidence(pages, item, each.practice, language)),
            )
        )
    return found


def _evidence(pages: Pages, item: Item, practice: str, language: Language) -> Iterator[Evidence]:
    """What a record shows for a practice: a report for each of its answers, any other record as a whole."""
    source: Mapping[str, object] = item.document
    if item.entry.kind == "report":
        answers = [each for each in one_or_many(item.document.get("answers")) if isinstance(each, Mapping)]
        source = next((each for each in answers if _answers(each, practice, pages)), {})
    for each in one_or_many(source.get("evidence"))[:MAX_EVIDENCE]:
        if isinstance(each, Mapping):
            href = _page(id_of(each.get("url")))
            label = pages.label(language, "evidence", first_text(each.get("evidenceType")))
            if label or href:
                yield Evidence(label or host_of(href or ""), href)


def _answers(answer: Mapping[str, object], practice: str, pages: Pages) -> bool:
    asked = pages.vocabulary.charter.get(id_of(answer.get("practice")) or "")
    return asked is not None and asked.notation == practice


def _page(address: str | None) -> str | None:
    return address if address and address.startswith(_WEB) and host_of(address) else None
