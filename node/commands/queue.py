"""queue: what waits to leave, to be applied, or for somebody to decide."""

from __future__ import annotations

from dataclasses import asdict
from typing import Final

from node import moderating
from node.barring import host_named
from node.control import Report
from node.errors import Missing
from node.moderating import Verified
from node.node import Node
from node.store import deliveries, errands, imported, inbox, moderation, records
from node.store.connection import Db
from node.store.deliveries import Undelivered
from node.store.imported import Held
from node.taking import owner_of
from vocab.language import Text
from vocab.looseness import first_text

Arguments = dict[str, object]
MAX_LISTED: Final = 200
# Whoever does not get these keeps what should be gone.
WITHDRAWALS: Final = frozenset({"Delete", "Undo"})


async def queue_list(node: Node, arguments: Arguments, report: Report) -> object:
    """What waits, newest first: deliveries, activities received, records and lines for a moderator."""
    return await node.store.reading(_queue)


async def queue_retry(node: Node, arguments: Arguments, report: Report) -> object:
    """Try again now, all servers or one."""
    origin = arguments.get("origin")
    host = host_named(str(origin)) if origin else None
    hurried = await node.store.writing("retry", deliveries.hurry, host, node.home.now())
    node.wake()
    return {"hurried": hurried}


async def queue_drop(node: Node, arguments: Arguments, report: Report) -> object:
    """Give up deliveries that wait: `delivery`, or all of `origin`; without `sure`, only say which.

    `up_to`: the newest delivery that was shown; what was queued since stays.
    """
    found = await node.store.reading(_undelivered, arguments)
    answer: dict[str, object] = {
        "count": len(found),
        "up_to": max(each.delivery for each in found),
        "withdrawals": sum(each.type in WITHDRAWALS for each in found),
        "deliveries": await node.store.reading(_named, found[:MAX_LISTED]),
    }
    if arguments.get("sure"):
        ids = [each.delivery for each in found]
        answer["dropped"] = await node.store.writing("drop", deliveries.abandon, ids, node.home.now())
    return answer


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


def _undelivered(db: Db, arguments: Arguments) -> list[Undelivered]:
    id, origin, up_to = arguments.get("delivery"), arguments.get("origin"), arguments.get("up_to")
    found = deliveries.undelivered(
        db,
        id=None if id is None else int(str(id)),
        origin=None if origin is None else host_named(str(origin)),
        up_to=None if up_to is None else int(str(up_to)),
    )
    if not found:
        raise Missing(Text(f"Rien n'attend : {origin or id}.", f"Nothing waits: {origin or id}."))
    return found


def _named(db: Db, found: list[Undelivered]) -> list[dict[str, object]]:
    """Each with the name of what it is about, where it is a record that has one."""
    names: dict[str, str | None] = {}
    for each in found:
        if each.subject not in names:
            record = records.find(db, each.subject)
            document = records.document(db, record.num) if record else {}
            names[each.subject] = first_text(document.get("name"))
    return [asdict(each) | {"name": names[each.subject]} for each in found]


def _queue(db: Db) -> dict[str, object]:
    waiting = deliveries.waiting(db, MAX_LISTED)
    return {
        "deliveries": [
            {
                "delivery": each.id,
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
        "held": [_put_aside(each) for each in imported.held(db, MAX_LISTED)],
    }


def _put_aside(line: Held) -> dict[str, object]:
    said = {"actor": line.actor, "source": line.source, "line": line.line, "since": line.since}
    return said | {"text": {"fr": line.why.fr, "en": line.why.en}}
