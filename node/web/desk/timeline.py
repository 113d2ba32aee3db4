"""The timeline at the desk: what those we follow published, changed and withdrew, the newest first."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final
from urllib.parse import urlencode

from aiohttp import web

from node.asking import acting_for
from node.clock import iso
from node.errors import Missing
from node.formats.item import items_of
from node.reader import Reader
from node.store import timeline
from node.store.timeline import Change
from node.web.cards import names_of
from node.web.desk.visit import Visit
from node.web.desk.words import kind_of
from node.web.directory import DIRECTORY
from vocab.language import Text
from vocab.looseness import first_text

PAGE: Final = 50
# Older than this is history, to be found in the directory.
REACH_S: Final = 366 * 86_400
# Withdrawn for whoever could not see it, there is nothing to tell.
TOLD: Final = ("public", "followers")
_CURSOR: Final = re.compile(r"([0-9T:.Z-]{20,30})~([0-9]{1,18})")
_FIRST: Final = ("9999", 1 << 62)
# Of what is withdrawn nothing is left but this; whether it was an offer or a request is not.
KINDS: Final = {
    "Profile": "organization",
    "Practice": "practice",
    "PracticeReport": "report",
    "PracticeStory": "story",
    "Endorsement": "endorsement",
    "Event": "event",
}
NO_PAGE: Final = Text("Cette page n'existe pas.", "There is no such page.")


async def get_timeline(visit: Visit) -> web.Response:
    """A page of what changed; what this organisation may not see is passed over."""
    home, actor, directory = visit.node.home, visit.organisation, visit.request.app[DIRECTORY]
    since = iso(home.now() - REACH_S)
    before = _before(visit.request.query.get("before"))
    found = await visit.node.store.reading(timeline.page, actor.id, before=before, since=since, limit=PAGE + 1)
    reader = replace(await visit.node.store.reading(acting_for(actor.id)), signed_in=True)
    shown = found[:PAGE]
    rows = await directory.some(tuple(each.id for each in shown if not each.withdrawn), reader)
    items = {item.entry.id: item for item in items_of(rows, visit.pages.vocabulary)}
    owners = tuple(dict.fromkeys(each.owner for each in shown))
    names = names_of(await directory.names(owners, Reader("admin")), visit.language)
    lines = []
    for each in shown:
        item = items.get(each.id)
        if item is None and not (each.withdrawn and each.audience in TOLD):
            continue
        document = item.document if item else {}
        was_new = first_text(document.get("published")) in (None, first_text(document.get("updated")))
        what = "withdrawn" if each.withdrawn else "new" if was_new else "changed"
        name = item.entry.name_in(visit.language) if item else None
        kind = item.entry.kind if item else KINDS.get(each.kind)
        lines.append(_line(visit, each, what, kind, names.get(each.owner), name, item.url if item else None))
    last = shown[-1] if len(found) > PAGE else None
    return visit.show(
        "desk_timeline.html",
        visit.t("timeline.title"),
        lines=lines,
        older=urlencode({"before": f"{last.at}~{last.num}"}) if last else None,
        paged=before != _FIRST,
    )


def _line(
    visit: Visit, change: Change, what: str, kind: str | None, owner: str | None, name: str | None, link: str | None
) -> dict[str, object]:
    return {
        "what": visit.t(f"timeline.{what}"),
        "withdrawn": what == "withdrawn",
        "kind": kind_of(visit, kind) if kind else visit.t("timeline.proposal"),
        "name": name,
        "link": link if link and link.startswith(("https://", "http://")) else None,
        "owner": owner or change.owner.partition("://")[2],
        "owner_link": change.owner,
        "when": visit.pages.date(visit.language, change.at),
        "at": change.at,
    }


def _before(said: str | None) -> tuple[str, int]:
    if said is None:
        return _FIRST
    found = _CURSOR.fullmatch(said)
    if found is None:
        raise Missing(NO_PAGE)
    return found[1], int(found[2])
