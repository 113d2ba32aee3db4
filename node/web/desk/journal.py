"""The journal: who did what, the newest first, of one organisation or of all."""

from __future__ import annotations

from typing import Final

from aiohttp import web

from node.accounts.journal import ACTS
from node.store import actors, journal
from node.web.desk.visit import Visit, title_of

LINES: Final = 100


async def get_journal(visit: Visit) -> web.Response:
    """What was done, the newest first: of an organisation, or for administrators of all."""
    before = visit.request.query.get("before", "")
    actor = visit.actor.id if visit.actor else None
    position = int(before) if before.isdigit() and len(before) < 18 else None
    found = await visit.node.store.reading(journal.page, actor, position, LINES)
    ours = {each.id: title_of(each) for each in await visit.node.store.reading(actors.every)}
    lines = [
        {
            "at": line.at,
            "when": visit.pages.date(visit.language, line.at),
            "hour": line.at[11:16],
            "email": line.email,
            "act": visit.t(f"act.{line.act}") if line.act in ACTS else "",
            "for": ours.get(line.actor or "", ""),
            "object": line.object,
            "link": line.object if line.object.startswith(visit.node.home.origin + "/") else None,
        }
        for line in found
    ]
    older = f"{visit.request.path}?before={found[-1].num}" if len(found) == LINES else None
    return visit.show("desk_journal.html", visit.t("journal.title"), lines=lines, older=older)
