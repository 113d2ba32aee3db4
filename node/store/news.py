"""News: plain notes of those we follow. Not directory entries."""

from __future__ import annotations

from node.store.connection import Db

MAX_NEWS = 2000


def keep(db: Db, id: str, owner: str, published: str, content: str, url: str | None) -> None:
    """Keep a note, and no more than the newest `MAX_NEWS`."""
    db.execute(
        "INSERT INTO news (id, owner, published, content, url) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (id) DO UPDATE SET content = excluded.content WHERE owner = excluded.owner",
        (id, owner, published, content, url),
    )
    # Counting is quick, a page at a time; passing over the newest to find the others is not.
    too_many = db.execute("SELECT count(*) FROM news").fetchone()[0] - MAX_NEWS
    if too_many > 0:
        db.execute("DELETE FROM news WHERE id IN (SELECT id FROM news ORDER BY published, id LIMIT ?)", (too_many,))


def drop(db: Db, id: str, owner: str) -> bool:
    """Forget a note its owner withdrew."""
    return db.execute("DELETE FROM news WHERE id = ? AND owner = ?", (id, owner)).rowcount > 0


def drop_of(db: Db, owner: str) -> None:
    """Forget every note of an actor."""
    db.execute("DELETE FROM news WHERE owner = ?", (owner,))


def newest(db: Db, limit: int = 50) -> list[dict[str, object]]:
    """The newest notes first."""
    rows = db.execute(
        "SELECT id, owner, published, content, url FROM news ORDER BY published DESC, id DESC LIMIT ?", (limit,)
    )
    return [dict(zip(("id", "owner", "published", "content", "url"), row, strict=True)) for row in rows]
