"""Ending: what a date that passed changed in the directory stands in the list of changes, like everything else."""

from __future__ import annotations

from node.store import meta
from node.store.connection import Db

UP_TO = "dates that passed are changes up to"
# By the index of what ends (`entries_ending`), which begins with the kind.
_KINDS = "'organization', 'practice', 'offer', 'request', 'event', 'report', 'story'"
_PASSED = f"SELECT num FROM entries INDEXED BY entries_ending WHERE kind IN ({_KINDS}) AND expires >= ? AND expires < ?"


def due(db: Db, now: str) -> bool:
    """Whether a date passed since the last look; True before the first."""
    since = meta.get(db, UP_TO)
    return since is None or db.execute(f"{_PASSED} LIMIT 1", (since, now)).fetchone() is not None


def pass_on(db: Db, now: str) -> int:
    """Write what ended since the last look into the list of changes; how many records that were.

    Nothing at the first look: what had ended before is no news. A clock that went back waits for its time.
    """
    since = meta.get(db, UP_TO)
    if since is not None and since >= now:
        return 0
    found = [] if since is None else db.execute(_PASSED, (since, now)).fetchall()
    db.executemany("DELETE FROM changes WHERE num = ?", found)
    db.executemany("INSERT INTO changes (num) VALUES (?)", found)
    meta.put(db, UP_TO, now)
    return len(found)
