"""Own rows: the row of a record that one of our organisations publishes, and who may read it here."""

from __future__ import annotations

from node.home import Home
from node.outgoing import Document
from node.store.records import Record


def own_record(home: Home, owner: str, signed: Document, kind: str, visibility: str, policy: str) -> Record:
    """The row of a record that its owner publishes here."""
    return Record(
        num=0,
        id=str(signed["id"]),
        owner=owner,
        kind=kind,
        version=str(signed["updated"]),
        audience=row_audience(visibility),
        policy=policy.rpartition("policy-")[2],
        local=True,
        deleted=False,
        origin=home.host,
        received=str(signed["updated"]),
        verified="own",
        proof=None,
        via=None,
    )


def row_audience(visibility: str) -> str:
    """Who may read it here; of one for statistics alone, nobody but the network actors that it is addressed to."""
    return "private" if visibility == "statistics" else visibility


def stricter(visibility: str, policy: str) -> str:
    """The stricter of what visibility and policy say (DESIGN 6).

    >>> stricter("public", "coop:policy-network-only")
    'network'
    """
    if policy.endswith("policy-private"):
        return "private"
    if policy.endswith("policy-network-only") and visibility in ("public", "followers"):
        return "network"
    return visibility
