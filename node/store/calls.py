"""Calls: offers and requests of others that may concern an organisation, and those it said are not for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from node.query import RELATIONS
from node.reader import Reader
from node.store.clauses import place_tags
from node.store.connection import Db
from node.store.entries import tag
from node.store.visible import marks, visible
from vocab.vocabulary import Vocabulary

MAX_READ: Final = 200
# So many at most are remembered as not for an organisation; the oldest are forgotten.
MAX_ASIDE: Final = 1_000
_LISTED = "SELECT num FROM entry_tags WHERE tag IN (SELECT num FROM tags WHERE tag IN ({}))"


def open_around(
    db: Db,
    actor: str,
    areas: Sequence[str],
    values: Sequence[tuple[str, str]],
    reader: Reader,
    vocabulary: Vocabulary,
    *,
    now: str,
) -> tuple[str, ...]:
    """The ids of what others offer and look for in or around these territories with one of these (facet, value).

    What is over is left out, and what this organisation put aside; what ends first comes first, at most MAX_READ.
    """
    places = place_tags(tuple(areas), RELATIONS, vocabulary)
    tags = tuple(tag(facet, value) for facet, value in values)
    allowed, params = visible(reader)
    sql = (
        "SELECT e.id FROM entries e WHERE e.kind IN ('offer', 'request') AND e.owner <> ?"
        " AND (e.expires IS NULL OR e.expires >= ?)"
        f" AND e.num IN ({_LISTED.format(marks(places))}) AND e.num IN ({_LISTED.format(marks(tags))})"
        " AND NOT EXISTS (SELECT 1 FROM put_aside p WHERE p.actor = ? AND p.record = e.id)"
        f" AND {allowed.replace('.open = 1', '.open + 0 = 1')} ORDER BY e.expires IS NULL, e.expires, e.id LIMIT ?"
    )
    found = db.execute(sql, (actor, now, *places, *tags, actor, *params, MAX_READ))
    return tuple(str(row[0]) for row in found)


def put_aside(db: Db, actor: str, record: str, since: str) -> None:
    """This record is not for this organisation."""
    db.execute("INSERT OR REPLACE INTO put_aside (actor, record, since) VALUES (?,?,?)", (actor, record, since))
    kept = "SELECT record FROM put_aside WHERE actor = ? ORDER BY since DESC, record LIMIT ?"
    db.execute(f"DELETE FROM put_aside WHERE actor = ? AND record NOT IN ({kept})", (actor, actor, MAX_ASIDE))


def take_back(db: Db, actor: str, record: str) -> bool:
    """It is to be shown again; False when it was not put aside."""
    return db.execute("DELETE FROM put_aside WHERE actor = ? AND record = ?", (actor, record)).rowcount > 0


def aside(db: Db, actor: str, limit: int) -> tuple[str, ...]:
    """The ids of what an organisation put aside, the newest first."""
    sql = "SELECT record FROM put_aside WHERE actor = ? ORDER BY since DESC, record LIMIT ?"
    return tuple(str(row[0]) for row in db.execute(sql, (actor, limit)))
