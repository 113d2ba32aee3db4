"""Strangers: actors and servers elsewhere that nobody here has anything to do with (PROTOCOL 4.3, R14).

A stranger follows nobody here and is followed by nobody, shares no network, wrote nothing that is kept or waits, and
gave no record its reason to be here. Who never comes back is forgotten.
"""

from __future__ import annotations

from typing import Final

from federation.hosts import host_of
from federation.ports import Standing
from node.store.connection import Db

_STRANGE: Final = " AND ".join(
    (
        "NOT EXISTS (SELECT 1 FROM follows WHERE follower = p.id)",
        "NOT EXISTS (SELECT 1 FROM follows WHERE followed = p.id)",
        "NOT EXISTS (SELECT 1 FROM memberships WHERE member = p.id)",
        "NOT EXISTS (SELECT 1 FROM memberships WHERE network = p.id)",
        "NOT EXISTS (SELECT 1 FROM records WHERE owner = p.id)",
        "NOT EXISTS (SELECT 1 FROM reasons WHERE by = p.id)",
        "NOT EXISTS (SELECT 1 FROM waiting WHERE owner = p.id)",
        "NOT EXISTS (SELECT 1 FROM blocked_by WHERE blocker = p.id)",
        "p.id NOT IN (SELECT actor FROM relays WHERE actor IS NOT NULL)",
        "p.id NOT IN (SELECT owner FROM news)",
        "p.id NOT IN (SELECT subject FROM errands)",
        # Who is only named by what waits, and did not sign it, has said nothing.
        "p.id NOT IN (SELECT signer FROM inbox WHERE state IN ('new', 'later'))",
    )
)
_CHOSEN: Final = (
    "SELECT 1 FROM follows JOIN actors ON actors.id = follower WHERE {followed} AND state <> 'rejected'",
    "SELECT 1 FROM memberships JOIN actors ON actors.id = member WHERE {network} AND state <> 'rejected'",
    "SELECT 1 FROM memberships WHERE {member} AND state = 'accepted' AND network NOT IN (SELECT id FROM actors)",
    "SELECT 1 FROM relays WHERE {actor} AND state <> 'rejected'",
)
_ADMITTED: Final = (
    "SELECT 1 FROM memberships JOIN actors ON actors.id = network WHERE {member} AND state = 'accepted'",
)


def standing(db: Db, url: str, *, admitted: bool) -> Standing:
    """How the actor at an address, or whose key is there, stands to this node.

    `admitted`: whether members of the networks that live here were let in by somebody.
    """
    host, id = host_of(url), url.partition("#")[0]
    if any(_at(db, sql, host) for sql in (*_CHOSEN, *(_ADMITTED if admitted else ()))):
        return "chosen"
    if db.execute("SELECT 1 FROM peers_actors WHERE id = ?", (id,)).fetchone():
        return "known"
    return "neighbour" if _at(db, "SELECT 1 FROM peers_actors WHERE {id}", host) else "stranger"


def forget(db: Db, id: str) -> bool:
    """Forget an actor and its keys if it is a stranger; False when it is none."""
    gone = db.execute(f"DELETE FROM peers_actors AS p WHERE id = ? AND {_STRANGE}", (id,)).rowcount > 0
    if gone:
        db.execute("DELETE FROM peers_keys WHERE owner = ?", (id,))
    return gone


def prune(db: Db, before: float, limit: int) -> int:
    """Forget strangers that were last read before a moment, and servers that nothing ties to us; `limit` of each."""
    rows = db.execute(
        f"SELECT p.id FROM peers_actors AS p WHERE p.fetched < ? AND {_STRANGE} LIMIT ?", (before, limit)
    ).fetchall()
    db.executemany("DELETE FROM peers_actors WHERE id = ?", rows)
    db.executemany("DELETE FROM peers_keys WHERE owner = ?", rows)
    servers = db.execute(
        "SELECT origin FROM origins WHERE max(coalesce(last_ok, 0), coalesce(last_seen, 0), not_before) < ?"
        " AND origin NOT IN (SELECT origin FROM deliveries WHERE state IN ('due', 'apart')) LIMIT ?",
        (before, limit),
    ).fetchall()
    forsaken = [(origin,) for (origin,) in servers if not _at(db, "SELECT 1 FROM peers_actors WHERE {id}", str(origin))]
    db.executemany("DELETE FROM origins WHERE origin = ?", forsaken)
    db.executemany("DELETE FROM software WHERE origin = ?", forsaken)
    return len(rows) + len(forsaken)


def _at(db: Db, sql: str, host: str) -> bool:
    """Whether a query finds a row whose column, named in braces, is an address at a host[:port]."""
    before, _, rest = sql.partition("{")
    column, _, after = rest.partition("}")
    # '0' comes right after '/': every address that begins with the host and a slash, and the bare host.
    where = f"({column} = ? OR {column} >= ? AND {column} < ?)"
    for scheme in ("https", "http"):
        origin = f"{scheme}://{host}"
        values = (origin, f"{origin}/", f"{origin}0")
        if db.execute(f"{before}{where}{after} LIMIT 1", values).fetchone() is not None:
            return True
    return False
