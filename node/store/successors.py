"""Successors: under which id a record of ours goes on, after those who had lost sight of it were let in again."""

from __future__ import annotations

from node.store.connection import Db


def keep(db: Db, former: str, id: str) -> None:
    """`former` goes on as `id`, and so does whatever went on as `former`."""
    db.execute("UPDATE successors SET id = ? WHERE id = ?", (id, former))
    db.execute("INSERT INTO successors (former, id) VALUES (?, ?)", (former, id))


def current(db: Db, id: str) -> str:
    """The id under which a record goes on; its own, as a rule."""
    row = db.execute("SELECT id FROM successors WHERE former = ?", (id,)).fetchone()
    return str(row[0]) if row else id
