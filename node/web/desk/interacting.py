"""Coming from a page elsewhere to follow somebody: the address that WebFinger gives to other servers (FEP-3b86)."""

from __future__ import annotations

from typing import Final

from aiohttp import web

from node.accounts.permits import may
from node.errors import Missing
from node.store import actors
from node.web.desk.visit import Visit, title_of
from vocab.language import Text

MAX_ADDRESS: Final = 2_000
NAMES: Final = ("uri", "object")
NOBODY: Final = Text("L'adresse ne dit pas qui suivre (uri=…).", "The address does not say whom to follow (uri=…).")


async def get_interact(visit: Visit) -> web.Response:
    """Whom somebody wants to follow, and as which of their organisations. Raises `Missing` for an empty address."""
    query = visit.request.query
    target = next((query[name].strip() for name in NAMES if query.get(name, "").strip()), "")
    if not target or len(target) > MAX_ADDRESS:
        raise Missing(NOBODY)
    ours = await visit.node.store.reading(actors.every)
    theirs = [(actor.name, title_of(actor)) for actor in ours if may(visit.account, "publish", actor.id)]
    return visit.show("desk_interact.html", visit.t("interact.title"), target=target, organisations=theirs)
