"""queue: what waits to leave, to be applied, or for somebody to decide."""

from __future__ import annotations

from typing import Final

from node import moderating
from node.control import Report
from node.moderating import Verified
from node.node import Node
from node.store import deliveries, errands, imported, inbox, moderation
from node.store.connection import Db
from node.taking import owner_of

Arguments = dict[str, object]
MAX_LISTED: Final = 200


async def queue_list(node: Node, arguments: Arguments, report: Report) -> object:
    """What waits, newest first: deliveries, activities received, records and lines for a moderator."""
    return await node.store.reading(_queue)


async def queue_retry(node: Node, arguments: Arguments, report: Report) -> object:
    """Try again now, all servers or one."""
    origin = arguments.get("origin")
    hurried = await node.store.writing("retry", deliveries.hurry, str(origin) if origin else None, node.home.now())
    node.wake()
    return {"hurried": hurried}


async def queue_accept(node: Node, arguments: Arguments, report: Report) -> object:
    """Take a waiting record into the directory."""
    id = str(arguments["id"])
    document = await node.store.reading(moderating.waiting_document, id)
    found = await _verified(node, id, document)
    return {"id": id, "state": await node.store.writing("accept", moderating.accept, node.home, id, found)}


async def queue_refuse(node: Node, arguments: Arguments, report: Report) -> object:
    """Drop a waiting record, or put a report away."""
    id = str(arguments["id"])
    if await node.store.writing("settle", moderation.settle, id):
        return {"id": id, "state": "settled"}
    return {"id": id, "state": await node.store.writing("refuse", moderating.refuse, node.home, id)}


async def _verified(node: Node, id: str, document: dict[str, object]) -> Verified:
    """A record without a proof that holds is asked of its origin, as it is now."""
    owner = owner_of(document)
    verified, proof = await node.preparer.verify(document, owner) if owner else (None, None)
    if verified is not None:
        return Verified(document, verified, proof)
    fetched = (await node.client.get_document(id, node.preparer.signer)).document
    return Verified(fetched, "origin", None)


def _queue(db: Db) -> dict[str, object]:
    waiting = deliveries.waiting(db, MAX_LISTED)
    return {
        "deliveries": [
            {
                "inbox": each.inbox,
                "origin": each.origin,
                "state": each.state,
                "attempts": each.attempts,
                "next_attempt": each.next_attempt,
                "answer": each.answer,
            }
            for each in waiting
        ],
        "delivery_counts": deliveries.counts(db),
        "inbox": inbox.counts(db),
        "errands": errands.count(db),
        "waiting": moderation.waiting(db, MAX_LISTED),
        "reports": moderation.reports(db, MAX_LISTED),
        "held": imported.held(db, MAX_LISTED),
    }
