"""Pictures: their bytes as this node made them, and which record shows them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from node.store.connection import Db


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture of one of our organisations."""

    hash: str
    actor: str
    media_type: str
    width: int
    height: int
    body: bytes


def keep(db: Db, picture: Picture, at: str) -> None:
    """Keep a picture; one of the same points is there already."""
    db.execute(
        "INSERT OR IGNORE INTO pictures (hash, actor, media_type, width, height, body, at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (picture.hash, picture.actor, picture.media_type, picture.width, picture.height, picture.body, at),
    )


def find(db: Db, hash: str) -> tuple[Picture, bool] | None:
    """A picture, and whether a record shows it that others than its organisation may see."""
    row = db.execute(
        "SELECT hash, actor, media_type, width, height, body FROM pictures WHERE hash = ?", (hash,)
    ).fetchone()
    if row is None:
        return None
    sql = (
        "SELECT 1 FROM picture_uses u JOIN records r ON r.id = u.record"
        " WHERE u.hash = ? AND r.audience <> 'private' AND r.policy <> 'private' AND r.deleted = 0 LIMIT 1"
    )
    return Picture(*row), db.execute(sql, (hash,)).fetchone() is not None


def use(db: Db, actor: str, record: str, hashes: Iterable[str]) -> None:
    """A record shows these pictures of its organisation and no others; those that none shows are erased."""
    before = {str(row[0]) for row in db.execute("SELECT hash FROM picture_uses WHERE record = ?", (record,))}
    wanted = set(hashes)
    if not before and not wanted:
        return
    db.executemany(
        "INSERT OR IGNORE INTO picture_uses (hash, record) SELECT hash, ? FROM pictures WHERE hash = ? AND actor = ?",
        [(record, hash, actor) for hash in wanted - before],
    )
    gone = before - wanted
    db.executemany("DELETE FROM picture_uses WHERE record = ? AND hash = ?", [(record, hash) for hash in gone])
    db.executemany(
        "DELETE FROM pictures WHERE hash = ?1 AND NOT EXISTS (SELECT 1 FROM picture_uses WHERE hash = ?1)",
        [(hash,) for hash in gone],
    )


def total(db: Db, actor: str) -> int:
    """How many bytes of pictures one organisation has here."""
    return int(
        db.execute("SELECT coalesce(sum(length(body)), 0) FROM pictures WHERE actor = ?", (actor,)).fetchone()[0]
    )
