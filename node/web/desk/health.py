"""Health: how this node does, in plain words, as `bocage doctor` says it."""

from __future__ import annotations

from aiohttp import web

from node.commands import keeping
from node.web.desk.visit import Visit
from node.web.desk.words import rows_of, said_in


async def get_health(visit: Visit) -> web.Response:
    """What `bocage doctor` sees from inside: each thing with a sentence, and what mends it."""
    found = await keeping.checkup(visit.node, {}, lambda said: None)
    checks = [
        {
            "name": each["name"],
            "state": str(each["state"]).lower(),
            "said": said_in(visit, each["said"]),
            "fix": said_in(visit, each["fix"]) if each["fix"] else None,
        }
        for each in rows_of(found)
    ]
    return visit.show("desk_health.html", visit.t("health.title"), checks=checks)
