"""reindex, export: the directory made anew, and what is ours taken away."""

from __future__ import annotations

import asyncio
from typing import Final

from node import mending
from node.commands import sparql
from node.control import Report
from node.dumps.shelf import FOLDER
from node.errors import NodeError
from node.mending import PARTS
from node.node import Node
from node.store import actors, records
from node.store.connection import Db
from vocab.language import Text

Arguments = dict[str, object]
BATCH: Final = 100


async def reindex(node: Node, arguments: Arguments, report: Report) -> object:
    """Rebuild what derives from the records, or the one part named in `only`."""
    only = str(arguments.get("only") or "")
    if only and only not in ("directory", "sparql", *PARTS):
        raise NodeError(Text(f"Aucune partie {only[:40]}.", f"There is no part {only[:40]}."))
    made: dict[str, object] = {}
    if only in PARTS:
        made["records"] = await node.store.writing("reindex", PARTS[only], node.home)
    elif only != "sparql":
        made["records"] = await _directory(node, report)
    if only == "sparql" or (not only and node.sparql is not None):
        made["sparql"] = await sparql.rebuild(node, report)
    return made


async def _directory(node: Node, report: Report) -> int:
    """In one transaction: readers see the old one until it is done."""
    loop = asyncio.get_running_loop()
    total = await node.store.reading(records.count)

    def progress(count: int) -> None:
        # The count is made on the store's thread.
        done: dict[str, object] = {"done": count, "total": total}
        loop.call_soon_threadsafe(report, done)

    return await node.store.writing("reindex", mending.rebuild, node.home, progress)


async def dump(node: Node, arguments: Arguments, report: Report) -> object:
    """All that may leave in bulk, in files of this node's folder, now rather than at night."""
    if node.nightly is None:
        raise NodeError(Text("Ce nœud n'a pas de dossier.", "This node has no folder."))
    made = await node.nightly.make(report)
    return {**made, "folder": str(node.nightly.data / FOLDER / str(made["stamp"]))}


async def export(node: Node, arguments: Arguments, report: Report) -> object:
    """Every live record of our organisations, profiles first, given in pieces through `report` as JSON texts."""
    nums = await node.store.reading(_ours)
    for start in range(0, len(nums), BATCH):
        texts = await node.store.reading(_texts, nums[start : start + BATCH])
        report({"documents": texts})
    return {"records": len(nums)}


def _ours(db: Db) -> list[int]:
    found = [record for actor in actors.every(db) for record in records.each(db, owner=actor.id)]
    return [record.num for record in sorted(found, key=lambda record: (record.kind != "Profile", record.id))]


def _texts(db: Db, nums: list[int]) -> list[str]:
    return [records.body(db, num).decode() for num in nums]
