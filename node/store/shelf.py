"""The shelf as a whole: what the directory holds for everybody, to compare and to count."""

from __future__ import annotations

from node.store.connection import Db


def public_versions(db: Db) -> tuple[tuple[str, str], ...]:
    """(id, version) of every entry anybody may find, by id."""
    rows = db.execute("SELECT id, updated FROM entries WHERE open = 1 ORDER BY id")
    return tuple((str(id), str(updated)) for id, updated in rows)


def kind_counts(db: Db) -> dict[str, int]:
    """How many entries of each kind anybody may find."""
    rows = db.execute("SELECT kind, count(*) FROM entries WHERE open = 1 GROUP BY kind ORDER BY kind")
    return {str(kind): int(count) for kind, count in rows}
