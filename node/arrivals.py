"""Arrivals: who has what we sent, who not yet, and why: one answer for the command, for programs and for pages."""

from __future__ import annotations

from typing import Final

from node.clock import iso
from node.store import deliveries, log
from node.store.connection import Db
from node.store.deliveries import Delivery
from vocab.language import Text

MAX_SHOWN: Final = 5_000
# What a delivery's state means to people; one that waits and failed before says so.
STATES: Final[dict[str, Text]] = {
    "done": Text("reçu", "has it"),
    "due": Text("en attente", "waiting"),
    "apart": Text("en attente, à part", "waiting, set apart"),
    "refused": Text("refusé", "refused it"),
    "expired": Text("abandonné", "given up"),
}


def arrivals_of(db: Db, id: str) -> dict[str, object] | None:
    """Where an activity of ours went, or for a record the newest word about it; None when we said nothing.

    `deliveries` has a row for each inbox (the failed ones first): state, attempts, last error, next try, when it
    arrived; `counts` how many stand in each state.
    """
    entry = log.find(db, id) or log.about(db, id)
    if entry is None:
        return None
    rows = sorted(deliveries.of_position(db, entry.position), key=lambda row: (row.state == "done", row.inbox))
    counts: dict[str, int] = {}
    for row in rows:
        counts[row.state] = counts.get(row.state, 0) + 1
    return {
        "id": entry.id,
        "type": entry.type,
        "actor": entry.actor,
        "subject": entry.subject,
        "published": entry.published,
        "audience": entry.audience,
        "state": entry.state,
        "counts": counts,
        "deliveries": [_row(row) for row in rows[:MAX_SHOWN]],
    }


def _row(row: Delivery) -> dict[str, object]:
    waits = row.state in ("due", "apart")
    return {
        "inbox": row.inbox,
        "state": row.state,
        "attempts": row.attempts,
        "answer": row.answer,
        "next_attempt": iso(row.next_attempt) if waits else None,
        "finished": iso(row.finished) if row.finished is not None else None,
    }
