"""The listings an organisation wrote of others: chosen as in the directory, invited once, and what came of it."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from aiohttp import web

from node import listing_invitations
from node.clock import iso
from node.errors import NodeError, NotAllowed
from node.formats.csv import defused
from node.listing_invitations import DEFAULT, MOST_AT_ONCE, Candidate, Sent
from node.query import BadQuery, Query
from node.reader import Reader
from node.store import listing_invitations as stored
from node.web.desk.overview import said_of
from node.web.desk.visit import UNKNOWN, Visit
from node.web.directory import DIRECTORY
from vocab.language import Language, choose_language

# By what listings are chosen, as the directory's parameters are called.
FILTERS: Final = ("q", "territory", "need", "sector")
# Listings that others of this node wrote stand between ours: so many pages are looked through.
A_PAGE: Final = 500
MOST_PAGES: Final = 20


async def get_listings(visit: Visit) -> web.Response:
    """Choose listings, read the letter, see what came of those sent."""
    return await _shown(visit, visit.request.query)


async def post_listings(visit: Visit) -> web.Response:
    """Look at the letter first (`preview`), or invite those chosen (`invite`)."""
    do, home = visit.said("do"), visit.node.home
    if do not in ("preview", "invite"):
        raise NotAllowed(UNKNOWN)
    chosen = visit.form.getall("shown" if visit.said("which") == "all" else "listing", [])
    text, language = visit.form.get("text", ""), choose_language(visit.said("in"), visit.language)
    asked = (visit.account.email, visit.organisation.id, chosen, text, language)
    try:
        if do == "invite":
            sent = await visit.node.store.writing("invite listings", listing_invitations.invite, home, *asked)
            visit.node.wake()
            return await _shown(visit, visit.form, sent=sent, text=text, language=language)
        if not chosen:
            raise NodeError(listing_invitations.NOTHING)
    except NodeError as error:
        why = error.public.in_(visit.language)
        return await _shown(visit, visit.form, why=why, text=text, language=language, chosen=chosen)
    return await _shown(visit, visit.form, text=text, language=language, chosen=chosen, preview=True)


async def get_links(visit: Visit) -> web.Response:
    """The links to hand over, as a table for a spreadsheet."""
    actor, home = visit.organisation, visit.node.home
    rows = await visit.node.store.reading(lambda db: list(listing_invitations.links(db, home, actor.id)))
    out = io.StringIO()
    out.write("\ufeff")
    lines = csv.writer(out, delimiter=";" if visit.language == "fr" else ",", lineterminator="\r\n")
    lines.writerow([visit.t("listings.csv.name"), visit.t("listings.csv.website"), visit.t("listings.csv.link")])
    lines.writerows([[defused(cell) for cell in row] for row in rows])
    return web.Response(
        body=out.getvalue().encode(),
        content_type="text/csv",
        charset="utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="{actor.name}-links.csv"',
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
        },
    )


async def _shown(
    visit: Visit,
    given: Mapping[str, str],
    *,
    why: str | None = None,
    sent: Sent | None = None,
    text: str | None = None,
    language: Language | None = None,
    chosen: Sequence[str] = (),
    preview: bool = False,
) -> web.Response:
    node, actor = visit.node, visit.organisation
    filters = {name: given.get(name, "").strip()[:200] for name in FILTERS}
    try:
        rows, more = await _found(visit, filters)
    except BadQuery as bad:
        rows, more, why = [], False, f"{visit.t(f'listings.{bad.parameter}')} : {bad.text.in_(visit.language)}"
    asked = await node.store.reading(stored.of_actor, actor.id)
    spoken: Language = language or visit.language
    letter = None
    if preview:
        first = await node.store.reading(listing_invitations.candidates, node.home, actor.id, chosen[:1])
        letter = (
            listing_invitations.letter_to(node.home, first[0], "", text or "", spoken, node.home.origin)
            if first
            else None
        )
    counts = {
        "asked": len(asked),
        "opened": sum(each.opened is not None for each in asked),
        **{name: sum(each.answer == name for each in asked) for name in ("claimed", "corrected", "refused")},
    }
    return visit.show(
        "desk_listings.html",
        visit.t("listings.title"),
        status=422 if why else 200,
        filters=filters,
        needs=_options(visit, "need", filters["need"]),
        sectors=_options(visit, "sector", filters["sector"]),
        rows=[_row(visit, each, each.listing in chosen) for each in rows],
        more=more,
        most=MOST_AT_ONCE,
        counts=counts,
        links=sum(1 for each in asked if not each.mark and each.answer is None),
        mails=node.home.office is not None,
        text=DEFAULT.in_(spoken) if text is None else text,
        spoken=spoken,
        letter=letter,
        why=why,
        sent=sent,
        said=said_of(visit),
    )


async def _found(visit: Visit, filters: Mapping[str, str]) -> tuple[list[Candidate], bool]:
    """The listings of this organisation that answer to the filters, so many at most; whether there may be more."""
    pairs = [(name, value) for name, value in filters.items() if value]
    pairs += [("kind", "organization"), ("claimed", "false"), ("origin", visit.node.home.host)]
    pairs += [("limit", str(A_PAGE)), ("facets", "none"), ("sort", "name")]
    asked = Query.from_params(pairs, visit.node.home.vocabulary, html=True)
    reader, actor = Reader("member", (visit.organisation.id,), signed_in=True), visit.organisation.id
    rows: list[Candidate] = []
    cursor: str | None = None
    for _ in range(MOST_PAGES):
        answer = await visit.request.app[DIRECTORY].ask(replace(asked, cursor=cursor), reader)
        ids = [row.id for row in answer.found.rows]
        rows += await visit.node.store.reading(listing_invitations.candidates, visit.node.home, actor, ids)
        cursor = answer.next
        if cursor is None or len(rows) >= MOST_AT_ONCE:
            break
    return rows[:MOST_AT_ONCE], cursor is not None or len(rows) > MOST_AT_ONCE


def _row(visit: Visit, each: Candidate, chosen: bool) -> dict[str, object]:
    asked = each.invitation
    state = "claimed" if each.claimed else (asked.answer or ("opened" if asked.opened else "asked")) if asked else "new"
    when = (asked.answered or asked.opened or asked.made) if asked else None
    return {
        "listing": each.listing,
        "name": each.name,
        "website": each.website,
        "state": visit.t(f"listings.state.{state}"),
        "when": visit.pages.date(visit.language, iso(when)) if when else "",
        "free": state == "new",
        "by": visit.t("listings.by_letter" if each.mailed else "listings.by_link"),
        "chosen": chosen,
    }


def _options(visit: Visit, facet: str, chosen: str) -> list[tuple[str, str, bool]]:
    scheme = getattr(visit.node.home.vocabulary.schemes, facet)
    return [(each.notation, each.label.in_(visit.language), each.notation == chosen) for each in scheme]
