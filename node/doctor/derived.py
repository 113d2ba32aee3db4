"""Derived: is the store that SPARQL asks in step with the records, and is there a dump of last night."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from node.checks import FAIL, OK, WARN, Check
from node.dumps.shelf import DAY_S
from node.mending import PARTS
from node.sparql.indexer import Status
from node.store.soundness import Fault
from vocab.language import Text

LATE_S: Final = 600.0
OLD_S: Final = 2 * DAY_S
ANEW: Final = Text("bocage reindex --only sparql", "bocage reindex --only sparql")


def sparql(status: Status, lag_s: float) -> Check:
    """Questions are answered, and soon of what was just published."""
    if not status.ready:
        done, of = status.building or (0, 0)
        said = Text(
            f"La base du SPARQL se construit ({done} fiches sur {of}).",
            f"The store of SPARQL is being built ({done} records of {of}).",
        )
        return Check("sparql", OK, said)
    if lag_s > LATE_S:
        minutes = round(lag_s / 60)
        said = Text(
            f"La base du SPARQL attend {status.behind} changements depuis {minutes} minutes.",
            f"The store of SPARQL has been waiting for {status.behind} changes for {minutes} minutes.",
        )
        return Check("sparql", WARN, said, ANEW)
    return Check("sparql", OK, Text("La base du SPARQL suit les fiches.", "The store of SPARQL follows the records."))


def index(faults: Sequence[Fault]) -> Check:
    """The tables that derive from the records are there, whole, and agree with them."""
    if not faults:
        return Check(
            "index", OK, Text("L'annuaire est d'accord avec les fiches.", "The directory agrees with the records.")
        )
    said = Text(
        f"Ce que l'annuaire déduit des fiches est abîmé ({faults[0].said}) ; les fiches, elles, sont là.",
        f"What the directory derives from the records is damaged ({faults[0].said}); the records themselves are there.",
    )
    parts = {fault.part for fault in faults}
    only = f" --only {parts.pop()}" if len(parts) == 1 and parts <= PARTS.keys() else ""
    return Check("index", FAIL, said, Text(f"bocage reindex{only}", f"bocage reindex{only}"))


def dumped(newest: float | None, now: float) -> Check:
    """There is a dump, and it is recent; in Unix seconds."""
    if newest is None:
        return Check("dumps", OK, Text("Pas encore d'export complet.", "No dump yet."))
    days = int((now - newest) // DAY_S)
    if now - newest > OLD_S:
        said = Text(f"Le dernier export complet a {days} jours.", f"The last dump is {days} days old.")
        return Check("dumps", WARN, said, Text("bocage export --dump", "bocage export --dump"))
    return Check("dumps", OK, Text("L'export complet est de cette nuit.", "The dump is of this night."))
