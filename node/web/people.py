"""Pages for people: an organisation, a record, and what is no longer there."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import orjson
from aiohttp import web

from node.clock import iso
from node.directory import Directory
from node.endorsements import circles
from node.errors import Missing
from node.formats.item import Item, items_of
from node.reader import Reader
from node.sighting import sightings
from node.store import looked, replaced, reports, stating
from node.store.actors import LocalActor
from node.store.looked import Looked
from node.web.cards import author_of, held_at, names_of
from node.web.directory import DIRECTORY, site_of, visitor_of
from node.web.doing import Doing, doings
from node.web.endorsed import SHOWN, Seen, look_again, seen
from node.web.evidence_link import UNSEEN
from node.web.grouping import alikes_of
from node.web.maps import MAPS
from node.web.pages import CONTENT_SECURITY_POLICY as POLICY
from node.web.pages import PAGES, Pages, language_of, page
from node.web.reaching import Attempt, reach_of
from node.web.showing import showing_of
from node.web.sighting import saw
from node.web.views import render_error, render_record, render_yielded
from node.web.vouching import networks_of
from vocab.answers import links_of
from vocab.language import Language, Text

MAX_PRACTICES: Final = 100
# The answer to the form leads to the server of whoever filled it in, and browsers apply form-action there too.
FOLLOWING: Final = POLICY.replace("form-action 'self'", "form-action 'self' https: http:")
RELATED: Final = ("offer", "request", "event", "practice", "story", "report")
ABSENT: Final = Text("Rien à cette adresse.", "There is nothing at this address.")


async def organisation_page(request: web.Request, actor: LocalActor, attempt: Attempt | None = None) -> web.Response:
    """An organisation with what it publishes; `attempt` of somebody to follow it that led nowhere."""
    return await _page(request, actor.id, with_related=True, attempt=attempt)


async def record_page(request: web.Request, id: str) -> web.Response:
    """One record."""
    return await _page(request, id, with_related=False)


async def get_held(request: web.Request) -> web.StreamResponse:
    """`/record?id=`: the copy that this node holds of a record of another; one of its own is where it lives."""
    id = request.query.get("id", "")
    if id.startswith(request.app[DIRECTORY].origin + "/"):
        return web.Response(status=308, headers={"Location": id})
    return await _page(request, id, with_related=None)


async def gone_page(request: web.Request) -> web.Response:
    """A withdrawn record: that it was withdrawn, and nothing of what it said."""
    return await error_page(request, 410, ())


async def error_page(request: web.Request, status: int, sentences: tuple[Text, ...]) -> web.Response:
    """What went wrong, for somebody in a browser."""
    directory, pages = request.app[DIRECTORY], request.app[PAGES]
    language = language_of(request, directory.language)
    html = render_error(pages, status, sentences, language, site_of(directory))
    return page(request, html, language, status=status)


async def _page(
    request: web.Request, id: str, *, with_related: bool | None, attempt: Attempt | None = None
) -> web.Response:
    directory, pages = request.app[DIRECTORY], request.app[PAGES]
    language = language_of(request, directory.language)
    reader = await visitor_of(request)
    row = await directory.one(id, reader)
    former = None if row else await directory.store.reading(reports.history, id, reader)
    row = former[0] if former else row
    items = items_of((row,), pages.vocabulary) if row else []
    if not items:
        return await _yielded_page(request, id, reader, language)
    if with_related is None:
        with_related = items[0].entry.kind == "organization"
    related = await _related(directory, reader, id) if with_related else {}
    replacing = await directory.store.reading(replaced.by_profile, id) if with_related else []
    alikes = await alikes_of(directory, items, reader)
    listers = [*(each.lister for each in replacing), *(item.entry.owner for item in alikes.others)]
    owners = (items[0].entry.owner, *networks_of(items[0]), *listers)
    profiles = await directory.names(owners, reader)
    site = site_of(directory, reader)
    speaker = profiles.get(items[0].entry.owner)
    name = author_of(items[0], names_of(profiles, language))
    known = orjson.loads(speaker) if speaker else None
    reach = reach_of(pages, items[0], known, name, language, directory.origin, attempt)
    doing = await _doing(directory, pages, reader, id, language) if with_related else []
    endorsed = await _endorsed(request, pages, id, language) if with_related else []
    showing = (
        await showing_of(directory, pages, id, reader, doing, items[0].entry.sectors, language)
        if with_related
        else None
    )
    # Under what an organisation says of its practices; one that says nothing is asked nothing.
    found = await directory.store.reading(sightings, id, iso(directory.clock.now())) if doing or showing else ()
    own = id.startswith(directory.origin + "/")
    here = request.path.removesuffix("/follow") if own else held_at(id)
    picture = request.app[MAPS].of_item(pages, items[0], language)
    now = iso(directory.clock.now())
    html = render_record(
        pages,
        items[0],
        related,
        profiles,
        language,
        site,
        here,
        replacing,
        alikes,
        reach,
        doing,
        picture,
        now,
        newer=former[1] if former else None,
        endorsed=endorsed,
        showing=showing,
        sighted=saw(pages, found, language),
        looked=await _looked(directory, items[0]) if own else UNSEEN,
    )
    return page(request, html, language, status=422 if attempt else 200, policy=FOLLOWING if reach.follow else POLICY)


async def _looked(directory: Directory, item: Item) -> Mapping[str, Looked]:
    """The links of a report of ours that this node looked at."""
    if item.entry.kind != "report":
        return UNSEEN
    return await directory.store.reading(looked.links, tuple(links_of(item.document)))


async def _doing(directory: Directory, pages: Pages, reader: Reader, id: str, language: Language) -> list[Doing]:
    """An organisation's newest word on each practice, wherever it says it."""
    now = iso(directory.clock.now())
    found = await directory.store.reading(stating.of_organization, id, reader, now=now, limit=MAX_PRACTICES)
    return await doings(directory, pages, found, reader, language)


async def _endorsed(request: web.Request, pages: Pages, id: str, language: Language) -> list[Seen]:
    """What other organisations state of this one, as long as it holds."""
    directory = request.app[DIRECTORY]
    now = iso(directory.clock.now())
    found = await directory.store.reading(circles.of_subject, id, now, SHOWN)
    look_again(request, found)
    return await seen(directory, pages, found, language)


async def _yielded_page(request: web.Request, id: str, reader: Reader, language: Language) -> web.Response:
    """Of a listing that gave way: to whom. Raises `Missing` for what is not there."""
    directory, pages = request.app[DIRECTORY], request.app[PAGES]
    listing = await directory.store.reading(replaced.of_listing, id)
    if listing is None:
        raise Missing(ABSENT)
    profiles = await directory.names((listing.profile, listing.lister), reader)
    return page(request, render_yielded(pages, listing, profiles, language, site_of(directory), request.path), language)


async def _related(directory: Directory, reader: Reader, owner: str) -> dict[str, list[Item]]:
    rows = {kind: await directory.of_owner(owner, (kind,), reader) for kind in RELATED}
    return {kind: items_of(found, directory.vocabulary) for kind, found in rows.items()}
