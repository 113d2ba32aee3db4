"""duplicates: entries that look like one organisation, and the decision that two are not the same."""

from __future__ import annotations

from typing import Final

from node import duplicates
from node.control import Report
from node.duplicates import REASONS
from node.node import Node
from node.store import records, separations
from node.store.connection import Db
from vocab.looseness import first_text

Arguments = dict[str, object]
MAX_LISTED: Final = 1_000


async def duplicates_list(node: Node, arguments: Arguments, report: Report) -> object:
    """The groups of the whole directory, each with its reasons, and what was decided."""
    return await node.store.reading(_listed)


async def duplicates_separate(node: Node, arguments: Arguments, report: Report) -> object:
    """Say that two are not the same, or take that back."""
    one, other = str(arguments["one"]), str(arguments["other"])
    if arguments.get("undo"):
        await node.store.writing("separate", duplicates.join, one, other)
    else:
        # Whoever runs the node decides in its name; an organisation will once people sign in.
        by = node.home.application
        await node.store.writing("separate", duplicates.separate, node.home, one, other, by)
    return {"one": one, "other": other, "separate": not arguments.get("undo")}


def _listed(db: Db) -> object:
    found = duplicates.groups(db)
    return {
        "groups": [
            {
                "reasons": list(group.reasons),
                "text": {"fr": _words(group.reasons, "fr"), "en": _words(group.reasons, "en")},
                "entries": [_entry(db, id) for id in group.ids],
            }
            for group in found[:MAX_LISTED]
        ],
        "total": len(found),
        "separate": [
            {"one": one, "other": other, "by": by, "since": since} for one, other, by, since in separations.every(db)
        ],
    }


def _entry(db: Db, id: str) -> dict[str, object]:
    record = records.find(db, id)
    document = records.document(db, record.num) if record is not None else {}
    return {
        "id": id,
        "name": first_text(document.get("name")) or "",
        "listing": record is not None and record.kind == "Listing",
        "said_by": record.owner if record is not None else "",
    }


def _words(reasons: tuple[str, ...], language: str) -> str:
    return ", ".join(REASONS[reason].in_("fr" if language == "fr" else "en") for reason in reasons)
