"""territory: which territories have an actor here that anybody may follow."""

from __future__ import annotations

from typing import Final

from node.announcers import authority, leaving, serving
from node.announcers.serving import EVERY, Served
from node.commands.who import acting
from node.control import Report
from node.destination import destination
from node.errors import Missing
from node.node import Node
from node.store import town_requests, towns
from vocab.language import Text

Arguments = dict[str, object]

_DECIDED: Final = Text("Rien n'est demandé pour ce territoire.", "Nothing is asked about this territory.")


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
    reference, target = str(arguments["territory"]), arguments.get("moved_to")
    if target:
        return await _move_on(node, serving.chosen(node.home, reference, inside=False)[0], str(target))
    if reference == EVERY:
        count = await node.store.writing("territory", serving.unserve_all, node.home)
    else:
        slugs = serving.chosen(node.home, reference, inside=bool(arguments.get("inside")))
        count = await node.store.writing("territory", serving.unserve, node.home, slugs)
    node.wake()
    return {"stopped": count}


async def territory_ask(node: Node, arguments: Arguments, report: Report) -> object:
    """As the authority of a territory, ask that its account elsewhere stop, or go on here."""
    account = await node.meet(str(arguments["handle"]))
    own = await node.store.reading(acting, node.home, arguments.get("as"))
    words, here = str(arguments.get("why") or ""), bool(arguments.get("here"))
    id = await node.store.writing("ask", authority.ask, node.home, own.id, account.id, words, here=here)
    node.wake()
    return {"id": id, "account": account.id}


async def territory_grant(node: Node, arguments: Arguments, report: Report) -> object:
    """Do what an authority asks of the account of its territory."""
    slug = str(arguments["slug"])
    asked = await node.store.reading(town_requests.find, slug)
    if asked is None:
        raise Missing(_DECIDED)
    if asked.target is not None:
        return await _move_on(node, slug, asked.target)
    count = await node.store.writing("territory", serving.unserve, node.home, [slug])
    node.wake()
    return {"stopped": count}


async def territory_dismiss(node: Node, arguments: Arguments, report: Report) -> object:
    """Do not do what an authority asks of the account of its territory."""
    if not await node.store.writing("territory", town_requests.drop, str(arguments["slug"])):
        raise Missing(_DECIDED)
    return {"stopped": 0}


async def _move_on(node: Node, slug: str, target: str) -> object:
    new = await destination(node, target)
    move = await node.store.writing("territory", leaving.move_on, node.home, slug, new)
    node.wake()
    return {"stopped": 1, "moved_to": new.id, "activity": move}


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
