"""territory: which territories have an actor here that anybody may follow."""

from __future__ import annotations

from node.control import Report
from node.node import Node
from node.store import towns
from node.towns import serving
from node.towns.serving import EVERY, Served

Arguments = dict[str, object]


async def territory_serve(node: Node, arguments: Arguments, report: Report) -> object:
    """Serve a territory, with what lies in it, or all where there is something."""
    reference = str(arguments["territory"])
    if reference == EVERY:
        await node.store.writing("territory", serving.serve_all)
        return {"served": len(await node.store.reading(serving.listed, node.home)), "all": True, "new": 0}
    slugs = serving.chosen(node.home, reference, inside=bool(arguments.get("inside")))
    new = await node.store.writing("territory", serving.serve, node.home, slugs)
    return {"territory": slugs[0], "served": len(slugs), "new": new, "all": False}


async def territory_unserve(node: Node, arguments: Arguments, report: Report) -> object:
    """Serve a territory, or any, no longer."""
    reference = str(arguments["territory"])
    if reference == EVERY:
        count = await node.store.writing("territory", serving.unserve_all, node.home)
    else:
        slugs = serving.chosen(node.home, reference, inside=bool(arguments.get("inside")))
        count = await node.store.writing("territory", serving.unserve, node.home, slugs)
    node.wake()
    return {"stopped": count}


async def territory_list(node: Node, arguments: Arguments, report: Report) -> object:
    """The territories that are served."""
    found = await node.store.reading(serving.listed, node.home)
    everywhere = await node.store.reading(towns.everywhere)
    return {
        "all": everywhere,
        "territories": [_said(each, node.home.host, node.home.settings.language) for each in found],
    }


def _said(served: Served, host: str, language: str) -> dict[str, object]:
    return {
        "territory": served.territory.slug,
        "name": served.territory.label(language),
        "handle": f"{served.name}@{host}",
        "alias": f"{served.alias}@{host}",
        "since": served.since,
        "asked_for": served.awake,
        "followers": served.followers,
    }
