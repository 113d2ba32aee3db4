"""Tombstones of late: which public records were withdrawn since a moment, for those who were told of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from node.store.connection import Db
from node.store.visible import marks


@dataclass(frozen=True, slots=True)
class Tombstone:
    """A record that is no more: its address and when it was withdrawn. Nothing else of it is kept."""

    id: str
    when: str


def withdrawn(
    db: Db, *, since: str, kinds: Sequence[str], policies: Sequence[str], limit: int
) -> tuple[Tombstone, ...]:
    """The newest first. `kinds` are those of `records.kind`; what was not for everybody is not told of."""
    sql = (
        "SELECT id, version FROM records INDEXED BY records_withdrawn WHERE deleted = 1 AND version >= ?"
        f" AND audience = 'public' AND kind IN ({marks(tuple(kinds))}) AND policy IN ({marks(tuple(policies))})"
        " ORDER BY version DESC, id LIMIT ?"
    )
    rows = db.execute(sql, (since, *kinds, *policies, limit)).fetchall()
    return tuple(Tombstone(str(id), str(when)) for id, when in rows)
