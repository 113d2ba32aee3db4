"""actor alias, actor move: an organisation of ours takes over what it was elsewhere, or goes to live elsewhere."""

from __future__ import annotations

from node import moving
from node.commands.who import acting
from node.control import Report
from node.destination import destination, known
from node.errors import NodeError
from node.node import Node
from vocab.language import Text

Arguments = dict[str, object]


async def actor_alias(node: Node, arguments: Arguments, report: Report) -> object:
    """What one of ours was elsewhere; with `add` or `remove`, one address more or less."""
    actor = await node.store.reading(acting, node.home, arguments.get("name"))
    former = actor.also_known_as
    if arguments.get("add"):
        # Asked of its origin: what is listed is the actor's own id, whatever page of it was pasted.
        added = (await destination(node, str(arguments["add"]))).id
        former = await node.store.writing("alias", moving.add_former, node.home, actor.id, added)
    if arguments.get("remove"):
        removed = str(arguments["remove"])
        if removed not in former:
            removed = await known(node, removed)
        former = await node.store.writing("alias", moving.drop_former, node.home, actor.id, removed)
    node.wake()
    return {"id": actor.id, "name": actor.name, "also_known_as": former}


async def actor_move(node: Node, arguments: Arguments, report: Report) -> object:
    """One of ours moves to the address `to`; with `cancel`, it takes that back."""
    actor = await node.store.reading(acting, node.home, arguments.get("name"))
    if arguments.get("cancel"):
        left = await node.store.writing("stay", moving.stay, node.home, actor.id)
        node.wake()
        return {"id": actor.id, "name": actor.name, "moved_to": None, "left": left}
    if not arguments.get("to"):
        raise NodeError(Text("Il manque où : --to ADRESSE.", "Where to is missing: --to HANDLE."))
    new = await destination(node, str(arguments["to"]))
    moved = await node.store.writing("move", moving.move, node.home, actor.id, new)
    node.wake()
    return {
        "id": actor.id,
        "name": actor.name,
        "moved_to": new.id,
        "activity": moved.activity,
        "networks": moved.networks,
    }
