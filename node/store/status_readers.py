"""Status readers: which servers asked for the list of what one of ours revoked, and so show something of it."""

from __future__ import annotations

from typing import Final

from node.store.connection import Db

# Of one issuer; whoever comes after them still reads the list.
MAX_OF_ONE: Final = 5_000


def note(db: Db, issuer: str, server: str, inbox: str, now: float) -> None:
    """A server asked for the list of one of ours."""
    if not _has_room(db, issuer, server):
        return
    db.execute("INSERT OR REPLACE INTO status_readers VALUES (?,?,?,?)", (issuer, server, inbox, now))


def asked(db: Db, issuer: str, server: str) -> float:
    """When a server asked last; 0 of one that never did."""
    sql = "SELECT asked FROM status_readers WHERE issuer = ? AND server = ?"
    row = db.execute(sql, (issuer, server)).fetchone()
    return float(row[0]) if row else 0.0


def inboxes(db: Db, issuer: str) -> list[str]:
    """Where those are told who asked, each server once."""
    rows = db.execute("SELECT DISTINCT inbox FROM status_readers WHERE issuer = ? ORDER BY server", (issuer,))
    return [str(row[0]) for row in rows]


def prune(db: Db, before: float) -> int:
    """Forget who has not asked for long; return how many."""
    return db.execute("DELETE FROM status_readers WHERE asked < ?", (before,)).rowcount


def _has_room(db: Db, issuer: str, server: str) -> bool:
    if asked(db, issuer, server):
        return True
    row = db.execute("SELECT count(*) FROM status_readers WHERE issuer = ?", (issuer,)).fetchone()
    return int(row[0]) < MAX_OF_ONE
