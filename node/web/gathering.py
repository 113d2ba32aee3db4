"""Gathering: the lists of a territory's page: who is here, who serves it, who covers more, what is asked and when."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

import orjson

from node.directory import Directory
from node.formats.item import Item, items_of
from node.parameters import Choice
from node.query import RELATIONS, Query
from node.reader import Reader
from node.store.existing import ENDED
from node.web.cards import Card, card_of, names_of
from node.web.choices import address
from node.web.directory import owners_of
from node.web.overviews import CLOSE
from node.web.pages import Pages
from vocab.calls import MEANS, is_call
from vocab.language import Language
from vocab.looseness import id_of
from vocab.vocabulary import Vocabulary

SHOWN: Final = 6
# Enough for as many to be left when what is over, or shown already, is put aside.
READ: Final = 18
# What is put in another order, or in one of several groups, is looked through further.
READ_FURTHER: Final = 40
_LAST: Final = "9999"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list asks for: its kinds, its relations to the territory, what narrows it further, its order."""

    name: str
    kinds: tuple[str, ...]
    relations: tuple[str, ...] = RELATIONS
    narrowed: tuple[tuple[str, Choice], ...] = ()
    order: Callable[[Item], str] | None = None
    read: int = READ


@dataclass(frozen=True, slots=True)
class Listed:
    """A list on the page: its first records, how many there are, where all of them are."""

    name: str
    cards: list[Card]
    total: int
    href: str | None


def _begins(item: Item) -> str:
    return item.entry.starts or _LAST


def _ends(item: Item) -> str:
    return item.entry.expires or _LAST


_LIVING: Final = ("stage", Choice((), (ENDED,)))
ORGANISATIONS: Final = (
    Wanted("here", ("organization",), ("placed",), (_LIVING,)),
    Wanted("serving", ("organization",), ("serving",), (_LIVING,), read=READ_FURTHER),
    Wanted("wider", ("organization",), ("wider",), (_LIVING,), read=READ_FURTHER),
)
CALLS: Final = Wanted(
    "call", ("offer", "request"), narrowed=(("exchange", Choice(MEANS)),), order=_ends, read=READ_FURTHER
)
ANNOUNCED: Final = (
    Wanted("event", ("event",), order=_begins, read=READ_FURTHER),
    Wanted("offer", ("offer",)),
    Wanted("request", ("request",)),
)
NEWEST: Final = Wanted("newest", (), CLOSE, read=2 * SHOWN)


@dataclass(frozen=True, slots=True)
class Gatherer:
    """Who gathers, for whom, in which language, about which territory."""

    directory: Directory
    pages: Pages
    language: Language
    reader: Reader
    slug: str

    async def organisations(self) -> list[Listed]:
        """Who is here, who serves it from elsewhere, who covers more than it: each once, in the first that holds."""
        found: list[Listed] = []
        before, counted = tuple[str, ...](), 0
        for wanted in ORGANISATIONS:
            before = (*before, *wanted.relations)
            _, together, _ = await self._asked(replace(wanted, relations=before, read=1))
            listed = await self._listed(wanted, partial(self._is_not, wanted.name))
            found += [replace(each, total=together - counted) for each in listed]
            counted = together
        return found

    async def announced(self, already: Iterable[Listed]) -> list[Listed]:
        """Calls, events, offers and requests, what is shown already left out."""
        seen = {card.id for each in already for card in each.cards}
        found = await self._calls()
        for wanted in ANNOUNCED:
            seen.update(card.id for each in found for card in each.cards)
            found += await self._listed(wanted, lambda item: item.entry.id in seen)
        return found

    async def newest(self) -> list[Card]:
        """What was published or changed last."""
        found = await self._listed(NEWEST, lambda item: False)
        return found[0].cards if found else []

    async def authorities(self) -> list[Card]:
        """The other authorities that take part, around here: in the same région where there is one."""
        around = [self.slug, *self.directory.vocabulary.territories.within(self.slug)]
        narrowed = {"kind": Choice(("organization",)), "platform_kind": Choice(("authority",))}
        query = Query(choices=narrowed, territory=Choice((around[-1],)), relations=CLOSE, sort="name", facets=())
        answer = await self.directory.ask(replace(query, limit=READ), self.reader)
        return await self._cards(items_of(answer.found.rows, self.pages.vocabulary))

    def _is_not(self, group: str, item: Item) -> bool:
        return self._stands(item) != group

    def _stands(self, item: Item) -> str:
        """In which group an organisation belongs: the closest of those that hold."""
        within = self.directory.vocabulary.territories.within
        if any(self.slug in (place, *within(place)) for place in item.entry.placed):
            return "here"
        return "serving" if any(self.slug in (place, *within(place)) for place in item.entry.served) else "wider"

    async def _calls(self) -> list[Listed]:
        """Calls alone: an offer of premises between neighbours is none."""
        items, _, _ = await self._asked(CALLS)
        profiles = await self.directory.names(owners_of(items), self.reader)
        speakers = {owner: _kind_of(document, self.pages.vocabulary) for owner, document in profiles.items()}
        calls = [item for item in items if is_call(item.entry, speakers.get(item.entry.owner))]
        return [Listed(CALLS.name, await self._cards(calls[:SHOWN]), len(calls), None)] if calls else []

    async def _listed(self, wanted: Wanted, is_elsewhere: Callable[[Item], bool]) -> list[Listed]:
        """The first that answer, without what the page shows elsewhere; no list where none is left."""
        items, total, href = await self._asked(wanted)
        left = [item for item in items if not is_elsewhere(item)][:SHOWN]
        return [Listed(wanted.name, await self._cards(left), total, href)] if left else []

    async def _asked(self, wanted: Wanted) -> tuple[list[Item], int, str]:
        """What answers and is not over, how much there is in all, and where."""
        choices = dict(wanted.narrowed) | ({"kind": Choice(wanted.kinds)} if wanted.kinds else {})
        query = Query(choices=choices, territory=Choice((self.slug,)), relations=wanted.relations, facets=())
        answer = await self.directory.ask(replace(query, limit=wanted.read), self.reader)
        items = items_of((row for row in answer.found.rows if not row.expired), self.pages.vocabulary)
        if wanted.order is not None:
            items.sort(key=wanted.order)
        return items, answer.found.total, address(query.pairs())

    async def _cards(self, items: list[Item]) -> list[Card]:
        names = names_of(await self.directory.names(owners_of(items), self.reader), self.language)
        return [card_of(self.pages, item, self.language, self.directory.origin, names) for item in items]


def _kind_of(profile: bytes, vocabulary: Vocabulary) -> str | None:
    """What an organisation says it is."""
    concept = vocabulary.schemes.platform_kind.get(id_of(orjson.loads(profile).get("platformKind")) or "")
    return concept.notation if concept else None
