"""Last words: what an actor said last about another, so that older words that come later do nothing."""

from __future__ import annotations

from node.store.connection import Db


def say(db: Db, kind: str, actor: str, about: str, *, holds: bool, said: str) -> bool:
    """Note a word; False when a later one of the same kind is known, and this one must have no effect.

    Of two words of one moment, the one that comes last counts.
    """
    noted = db.execute(
        "INSERT INTO last_words (kind, actor, about, holds, said) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (kind, actor, about) DO UPDATE SET holds = excluded.holds, said = excluded.said"
        " WHERE excluded.said >= said",
        (kind, actor, about, holds, said),
    )
    return noted.rowcount == 1


def ended_since(db: Db, kind: str, actor: str, about: str, said: str) -> bool:
    """Whether the actor ended this after the moment `said`."""
    sql = "SELECT 1 FROM last_words WHERE kind = ? AND actor = ? AND about = ? AND holds = 0 AND said > ?"
    return db.execute(sql, (kind, actor, about, said)).fetchone() is not None


def said_of_another(db: Db, kind: str, actor: str, about: str, since: str) -> bool:
    """Whether the actor said this of another one at the moment `since` or later."""
    sql = "SELECT 1 FROM last_words WHERE kind = ? AND actor = ? AND about <> ? AND said >= ? LIMIT 1"
    return db.execute(sql, (kind, actor, about, since)).fetchone() is not None


def holding(db: Db, kind: str, about: str) -> list[str]:
    """Actors whose last word of this kind about somebody or something holds."""
    sql = "SELECT actor FROM last_words WHERE kind = ? AND about = ? AND holds = 1 ORDER BY actor"
    return [str(row[0]) for row in db.execute(sql, (kind, about))]


def prune(db: Db, before: str, limit: int) -> int:
    """Forget words of before this date, `limit` at most: nothing older comes any more."""
    sql = (
        "DELETE FROM last_words WHERE (kind, actor, about) IN"
        " (SELECT kind, actor, about FROM last_words WHERE said < ? LIMIT ?)"
    )
    return db.execute(sql, (before, limit)).rowcount
