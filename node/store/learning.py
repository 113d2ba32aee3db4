"""Learning: what an organisation said is not for it, of those who might show it a practice. It leaves no node."""

from __future__ import annotations

from typing import Final

from node.store.connection import Db

# So many at most are remembered; the oldest are forgotten.
MAX_ASIDE: Final = 1_000


def put_aside(db: Db, actor: str, practice: str, id: str, since: str) -> None:
    """This organisation or record is not for us, of this practice."""
    sql = "INSERT OR REPLACE INTO learning_aside (actor, practice, id, since) VALUES (?,?,?,?)"
    db.execute(sql, (actor, practice, id, since))
    kept = "SELECT practice, id FROM learning_aside WHERE actor = ? ORDER BY since DESC, practice, id LIMIT ?"
    db.execute(
        f"DELETE FROM learning_aside WHERE actor = ? AND (practice, id) NOT IN ({kept})", (actor, actor, MAX_ASIDE)
    )


def take_back(db: Db, actor: str, practice: str, id: str) -> bool:
    """It is to be shown again; False when it was not put aside."""
    sql = "DELETE FROM learning_aside WHERE actor = ? AND practice = ? AND id = ?"
    return db.execute(sql, (actor, practice, id)).rowcount > 0


def aside(db: Db, actor: str, practice: str) -> tuple[str, ...]:
    """The ids of what was put aside, the newest first."""
    sql = "SELECT id FROM learning_aside WHERE actor = ? AND practice = ? ORDER BY since DESC, id"
    return tuple(str(row[0]) for row in db.execute(sql, (actor, practice)))
