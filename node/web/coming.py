"""Coming: platforms that are not here and say that others may take up what they do: to whom, on which conditions."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Final

from node.directory import Directory
from node.formats.item import Item, items_of
from node.parameters import Choice
from node.query import Query
from node.reader import Reader
from node.store.existing import ENDED
from node.web.cards import Card, card_of, labels
from node.web.pages import Pages
from vocab.language import Language
from vocab.looseness import first_text, id_of, one_or_many, text_in

MAX_SHOWN: Final = 6
MAX_TOOLS: Final = 5
_READ: Final = 40
_MAX_TEXT: Final = 600
_WEB: Final = ("https://", "http://")


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool that a platform uses, under which licence, and what it says of reusing it."""

    name: str
    url: str | None
    license: str
    reuse: str


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A platform that could come; `answers`: the usages that nobody answers here and it would."""

    card: Card
    answers: str
    open_to: str
    conditions: str
    help: str
    tools: tuple[Tool, ...]


async def newcomers(
    directory: Directory, pages: Pages, language: Language, reader: Reader, slug: str, unmet: Collection[str]
) -> list[Newcomer]:
    """Those who say so and are neither here nor serving here: first those who answer what nobody answers here."""
    within = directory.vocabulary.territories.within
    query = Query(
        choices={"kind": Choice(("organization",)), "replicable": Choice(("true",)), "stage": Choice((), (ENDED,))},
        limit=_READ,
        facets=(),
    )
    rows = (await directory.ask(query, reader)).found.rows
    items = [
        item
        for item in items_of(rows, pages.vocabulary)
        if not any(slug in (place, *within(place)) for place in (*item.entry.placed, *item.entry.served))
    ]
    items.sort(key=lambda item: set(item.entry.needs).isdisjoint(unmet))
    return [_newcomer(pages, item, language, directory.origin, unmet) for item in items[:MAX_SHOWN]]


def _newcomer(pages: Pages, item: Item, language: Language, origin: str, unmet: Collection[str]) -> Newcomer:
    said = item.document.get("replicable")
    replicable: Mapping[str, object] = said if isinstance(said, Mapping) else {}
    tools = [_tool(pages, each, language) for each in one_or_many(item.document.get("usesTool")) if _is_named(each)]
    return Newcomer(
        card_of(pages, item, language, origin, {}),
        labels(pages, "need", (need for need in item.entry.needs if need in unmet), language),
        open_to=_words(replicable, "openTo", language),
        conditions=_words(replicable, "conditions", language),
        help=_words(replicable, "help", language),
        tools=tuple(tools[:MAX_TOOLS]),
    )


def _is_named(tool: object) -> bool:
    return isinstance(tool, Mapping) and bool(first_text(tool.get("name")))


def _tool(pages: Pages, said: object, language: Language) -> Tool:
    tool: Mapping[str, object] = said if isinstance(said, Mapping) else {}
    url, license = id_of(tool.get("url")) or "", id_of(tool.get("license")) or ""
    known = pages.vocabulary.schemes.license.get(license)
    return Tool(
        _words(tool, "name", language),
        url[:2000] if url.startswith(_WEB) else None,
        # A licence that is in no list is still what its author calls it.
        known.label.in_(language) if known else license.rpartition("/")[2][:100],
        _words(tool, "reuse", language),
    )


def _words(said: Mapping[str, object], name: str, language: Language) -> str:
    return " ".join((text_in(said, name, language) or "").split())[:_MAX_TEXT]
