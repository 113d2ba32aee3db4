"""Watching a table: whether the writer has written to it, so that what is kept in memory is read anew.

A trigger of the writer's own connection notes it, whichever statement wrote; `Store` counts it after the commit, when
a reader can see the new rows. A unit that was undone is counted too: that only costs a reading.
"""

from __future__ import annotations

from node.store.connection import Db

_TRIGGER = (
    "CREATE TEMP TRIGGER IF NOT EXISTS {table}_{act} AFTER {act} ON main.{table} BEGIN SELECT touch_{table}(); END"
)


class Watch:
    """Notes that a table was written to."""

    def __init__(self, table: str) -> None:
        self._table = table
        self._touched = False

    def on(self, db: Db) -> None:
        """Watch the table on the writer's connection; it must exist."""
        db.create_function(f"touch_{self._table}", 0, self._touch)
        for act in ("INSERT", "UPDATE", "DELETE"):
            db.execute(_TRIGGER.format(table=self._table, act=act))

    def taken(self) -> bool:
        """Whether it was written to since this was asked last."""
        touched, self._touched = self._touched, False
        return touched

    def _touch(self) -> None:
        self._touched = True
