"""Moderation: what waits for a decision, what was reported or asked, what looks alike, whom this node refuses."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any, Final

from aiohttp import web

from federation.errors import FederationError
from node import knocking
from node.accounts import journal
from node.accounts.journal import Act
from node.commands import domains, duplicates, queue, towns
from node.errors import NodeError, NotAllowed
from node.profiles import KeyPair
from node.store import actors, imported, knocks, moderation, records, town_requests
from node.store.connection import Db
from node.store.town_requests import TownRequest
from node.web.desk.overview import said_of
from node.web.desk.visit import UNKNOWN, Visit
from node.web.desk.words import rows_of, said_in
from vocab.looseness import first_text, text_in
from vocab.prose import plain

MOST: Final = 100
MAX_EXCERPT: Final = 300


async def get_moderation(visit: Visit) -> web.Response:
    """Records and reports that wait, entries that look alike, servers refused."""
    return await _shown(visit)


async def post_moderation(visit: Visit) -> web.Response:
    """Take in, turn away, settle, separate, refuse a server or lift that. Each decision is in the journal."""
    do = visit.said("do")
    if do in _KNOCKS or do == "hand-over":
        return await _knocked(visit, do)
    if do not in _DECISIONS:
        raise NotAllowed(UNKNOWN)
    command, fields, word = _DECISIONS[do]
    arguments: dict[str, object] = {name: visit.said(name) for name in fields}
    if do == "block":
        arguments["verdict"] = "refused"
    try:
        await command(visit.node, arguments, lambda said: None)
    except (FederationError, NodeError) as error:
        return await _shown(visit, wrong=error.public.in_(visit.language))
    about = " ".join(str(arguments[name]) for name in fields if name != "why")
    await visit.node.store.writing("journal", journal.note, visit.node.home, visit.account.email, word, about)
    visit.node.wake()
    return visit.go("/desk/moderation", "changed")


_KNOCKS: Final = {"settle-knock": knocking.settle, "remove": knocking.remove}
_DECISIONS: Final[dict[str, tuple[Any, tuple[str, ...], Act]]] = {
    "accept": (queue.queue_accept, ("id",), "took_in"),
    "refuse": (queue.queue_refuse, ("id",), "turned_away"),
    "settle": (queue.queue_refuse, ("id",), "settled"),
    "separate": (duplicates.duplicates_separate, ("one", "other"), "separated"),
    "block": (domains.domains_decide, ("domain", "why"), "blocked"),
    "unblock": (domains.domains_forget, ("domain",), "unblocked"),
    "grant-town": (towns.territory_grant, ("slug",), "granted_town"),
    "dismiss-town": (towns.territory_dismiss, ("slug",), "dismissed_town"),
}


async def _knocked(visit: Visit, do: str) -> web.Response:
    """What becomes of a request about a listing of ours."""
    node, by = visit.node, visit.account.email
    num = int(visit.said("num")) if visit.said("num").isdigit() and len(visit.said("num")) < 18 else 0
    if do != "hand-over":
        await node.store.writing("knock", _KNOCKS[do], node.home, by, num)
        node.wake()
        return visit.go("/desk/moderation", "changed")
    keys = await asyncio.to_thread(KeyPair.generate)
    secret = await node.store.writing("hand over", knocking.hand_over, node.home, by, num, keys)
    node.wake()
    return await _shown(visit, link=f"{node.home.origin}/invitation/{secret}")


async def _shown(visit: Visit, wrong: str | None = None, link: str | None = None) -> web.Response:
    store = visit.node.store
    waiting = await store.reading(moderation.waiting, MOST)
    documents = {
        str(row["id"]): found.document
        for row in waiting
        if (found := await store.reading(moderation.find_waiting, str(row["id"]))) is not None
    }
    alike = await duplicates.duplicates_list(visit.node, {}, lambda said: None)
    verdicts = await domains.domains_list(visit.node, {}, lambda said: None)
    return visit.show(
        "desk_moderation.html",
        visit.t("moderation.title"),
        status=422 if wrong else 200,
        wrong=wrong,
        link=link,
        knocks=await store.reading(_knocks),
        said=said_of(visit),
        waiting=[_waiting(visit, row, documents.get(str(row["id"]), {})) for row in waiting],
        held=await store.reading(imported.count_held),
        reports=await store.reading(moderation.reports, MOST),
        towns=[_town(visit, each) for each in await store.reading(town_requests.every, MOST)],
        alike=_pairs(visit, alike),
        refused=[each for each in rows_of(_within(verdicts, "domains")) if each["verdict"] == "refused"],
    )


def _knocks(db: Db) -> list[dict[str, object]]:
    names = {actor.id: actor.name for actor in actors.every(db)}
    rows = []
    for each in knocks.every(db, MOST):
        record = records.find(db, each.listing)
        document = records.document(db, record.num) if record is not None and not record.deleted else {}
        rows.append(
            {
                "num": each.num,
                "listing": each.listing,
                "ulid": each.listing.rpartition("/")[2],
                "lister": names.get(record.owner, "") if record is not None else "",
                "name": first_text(document.get("name")) or each.listing,
                "door": each.door,
                "words": each.words,
                "contact": each.contact,
            }
        )
    return rows


def _town(visit: Visit, asked: TownRequest) -> dict[str, object]:
    territory = visit.pages.vocabulary.territories.get(asked.slug)
    return {
        "slug": asked.slug,
        "label": territory.label(visit.language) if territory is not None else asked.slug,
        "actor": asked.actor,
        "target": asked.target,
        "content": asked.content,
        "when": visit.pages.date(visit.language, asked.received),
    }


def _waiting(visit: Visit, row: Mapping[str, object], document: Mapping[str, object]) -> dict[str, object]:
    text = plain(text_in(document, "content", visit.language) or "")
    return {
        "id": row["id"],
        "owner": row["owner"],
        "why": row["why"],
        "when": visit.pages.date(visit.language, str(row["received"])),
        "name": first_text(document.get("name")) or str(row["id"]),
        "text": text[:MAX_EXCERPT],
    }


def _pairs(visit: Visit, found: object) -> list[dict[str, object]]:
    """Two by two, the first of a group with each of the others: what somebody can decide upon."""
    pairs: list[dict[str, object]] = []
    for group in rows_of(_within(found, "groups")):
        one, *others = rows_of(group["entries"])
        why = said_in(visit, group["text"])
        pairs += [{"one": one, "other": other, "why": why} for other in others]
    return pairs[:MOST]


def _within(found: object, name: str) -> object:
    return found.get(name) if isinstance(found, Mapping) else None
