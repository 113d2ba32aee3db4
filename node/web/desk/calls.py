"""Calls at the desk: what others offer and look for that concerns an organisation, why, and "not for us"."""

from __future__ import annotations

from dataclasses import dataclass, replace

from aiohttp import web

from node.asking import acting_for
from node.desk.concerns import Concern, concerning
from node.errors import NotAllowed
from node.formats.item import Item, items_of
from node.reader import Reader
from node.store import calls
from node.web.cards import Card, card_of, labels, names_of
from node.web.desk.overview import said_of
from node.web.desk.visit import UNKNOWN, Visit
from node.web.directory import DIRECTORY, owners_of

MOST = 100


@dataclass(frozen=True, slots=True)
class Shown:
    """Something that concerns us, and why, in one sentence."""

    card: Card
    why: str


async def get_calls(visit: Visit) -> web.Response:
    """What is open and concerns this organisation, and what it put aside."""
    directory, actor = visit.request.app[DIRECTORY], visit.organisation.id
    reader = await reader_of_organisation(visit)
    found = (await concerning(directory, reader, actor))[:MOST]
    ids = await visit.node.store.reading(calls.aside, actor, MOST)
    items = {item.entry.id: item for item in items_of(await directory.some(ids, reader), visit.pages.vocabulary)}
    put_aside = [items[id] for id in ids if id in items and not items[id].row.expired]
    every = [*(each.item for each in found), *put_aside]
    names = names_of(await directory.names(owners_of(every), reader), visit.language)

    def card(item: Item) -> Card:
        return card_of(visit.pages, item, visit.language, directory.origin, names)

    return visit.show(
        "desk_calls.html",
        visit.t("calls.title"),
        calls=[Shown(card(each.item), why(visit, each)) for each in found],
        aside=[card(each) for each in put_aside],
        said=said_of(visit),
    )


async def post_calls(visit: Visit) -> web.Response:
    """Put something aside, or take it back."""
    do, record, actor = visit.said("do"), visit.said("id"), visit.organisation.id
    if do not in ("aside", "back") or not record:
        raise NotAllowed(UNKNOWN)
    if do == "aside":
        reader = await reader_of_organisation(visit)
        # Only what somebody could see is remembered: nothing else was shown to them.
        if await visit.request.app[DIRECTORY].one(record, reader) is None:
            raise NotAllowed(UNKNOWN)
        await visit.node.store.writing("desk", calls.put_aside, actor, record, visit.node.home.now_iso())
    else:
        await visit.node.store.writing("desk", calls.take_back, actor, record)
    return visit.go(f"{visit.home()}/calls", "put_aside" if do == "aside" else "taken_back")


async def reader_of_organisation(visit: Visit) -> Reader:
    """This organisation as it reads the directory."""
    return replace(await visit.node.store.reading(acting_for(visit.organisation.id)), signed_in=True)


def why(visit: Visit, concern: Concern) -> str:
    """The reasons as one sentence."""
    pages, language, reasons = visit.pages, visit.language, concern.reasons
    facets = (("exchange", reasons.exchange), ("need", reasons.needs), ("sector", reasons.sectors))
    common = dict.fromkeys(filter(None, (labels(pages, facet, values, language) for facet, values in facets)))
    day = pages.date(language, concern.item.entry.expires)
    end = visit.t("calls.until", date=day) if day else visit.t("calls.open")
    place, shared = pages.label(language, "territory", reasons.territory) or "", ", ".join(common)
    if concern.mine is None:
        return visit.t("calls.why.profile", place=place, shared=shared, end=end)
    name = concern.mine.name_in(language)
    return visit.t(f"calls.why.{concern.mine.kind}", name=name, place=place, shared=shared, end=end)
