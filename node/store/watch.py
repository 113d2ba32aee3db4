"""Watching tables: whether the writer has written to them, so that who depends on them looks anew, and only then.

A trigger of the writer's own connection notes it, whichever statement wrote; `Store` counts it after the commit, when
a reader can see the new rows. A unit that was undone is counted too: that only costs a reading.
"""

from __future__ import annotations

from node.store.connection import Db

_TRIGGER = (
    "CREATE TEMP TRIGGER IF NOT EXISTS {table}_{act} AFTER {act} ON main.{table} BEGIN SELECT touch_{table}(); END"
)


class Watch:
    """Notes that one of these tables was written to."""

    def __init__(self, *tables: str) -> None:
        self._tables = tables
        self._touched = False

    def on(self, db: Db) -> None:
        """Watch the tables on the writer's connection; they must exist."""
        for table in self._tables:
            db.create_function(f"touch_{table}", 0, self._touch)
            for act in ("INSERT", "UPDATE", "DELETE"):
                db.execute(_TRIGGER.format(table=table, act=act))

    def taken(self) -> bool:
        """Whether one was written to since this was asked last."""
        touched, self._touched = self._touched, False
        return touched

    def _touch(self) -> None:
        self._touched = True
