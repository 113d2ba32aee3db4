"""Held: the open shelf that questions are answered from, one question at a time, and when there is none.

There is none before it was first read, nor once so much changed that to follow would cost more than to read it anew.
Nobody waits for that: the tables answer, and whoever keeps the shelf reads it meanwhile (`node/shelf_keeper.py`).
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from node.store.connection import Db
from node.store.memory.shelf import OpenShelf


class Held:
    """The shelf of one database, or none."""

    def __init__(self, shelf: OpenShelf | None = None) -> None:
        self._shelf = shelf
        self._lock = threading.Lock()

    @property
    def missing(self) -> bool:
        """Whether it is to be read."""
        return self._shelf is None

    @property
    def holds_any(self) -> bool:
        """Whether there is an entry to be found."""
        shelf = self._shelf
        return shelf is not None and bool(shelf.every or shelf.closed.every)

    def read(self, db: Db, now: str) -> None:
        """Read it whole, as this connection sees the database; questions go on meanwhile."""
        shelf = OpenShelf.begun(db)
        shelf.fill(db, now)
        with self._lock:
            self._shelf = shelf

    @contextmanager
    def at(self, db: Db) -> Iterator[OpenShelf | None]:
        """The shelf as this connection sees the database, until the end of the block; None where the tables answer."""
        with self._lock:
            try:
                yield self._in_step(db)
            except BaseException:
                # Half a change would be worse than none.
                self._shelf = None
                raise

    def _in_step(self, db: Db) -> OpenShelf | None:
        if self._shelf is not None and self._shelf.outrun(db):
            self._shelf = None
        return self._shelf if self._shelf is not None and self._shelf.follow(db) else None
