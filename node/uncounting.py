"""Uncounting: a network that an organisation leaves counts its answers no more; the other networks go on."""

from __future__ import annotations

from node import publishing
from node.home import Home
from node.store import drafts, records, reports
from node.store.connection import Db
from vocab.looseness import audience_of


def uncount(db: Db, home: Home, actor: str, network: str) -> None:
    """Take back what was sent to a network for its statistics alone; for the others it goes on under a new id."""
    standing = [records.numbered(db, num) for num in reports.standing(db, actor).values()]
    sent = [each for report in standing if report is not None for each in records.companions(db, actor, report.id)]
    for companion in sent:
        to = audience_of(records.document(db, companion.num))
        draft = drafts.find(db, companion.num)
        if companion.audience != "private" or network not in to:
            continue
        publishing.withdraw(db, home, actor, companion.id)
        if draft is not None and len(to) > 1:
            anew = {name: value for name, value in draft.items() if name != "id"}
            publishing.publish(db, home, actor, anew | {"statistics_to": sorted(to - {network})})
