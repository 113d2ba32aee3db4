"""Who may see what: the table of DESIGN 6 as conditions on `entries`, one for pages and one for bulk export (R17)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from node.reader import Reader
from node.store.connection import Db

Sql = tuple[str, tuple[object, ...]]

# For whom a record leaves in bulk: everybody, members too, or only whoever runs this node.
OPEN, MEMBERS, ALL = range(3)

_OPEN_BULK: Final = ("commons-open", "commons-share-alike")


def visible(reader: Reader, alias: str = "e") -> Sql:
    """A condition on the rows of `alias` (a row of `entries`): what `reader` may find, read and have counted."""
    if reader.level == "admin":
        return f"{alias}.open IN (0, 1)", ()
    if reader.level == "public":
        return f"{alias}.open = 1", ()
    actors = marks(reader.actors)
    collections = collections_of(reader)
    sql = (
        f"({alias}.open = 1"
        f" OR {alias}.owner IN ({actors})"
        f" OR ({alias}.audience = 'public' AND {alias}.policy = 'network-only' AND {int(reader.belongs)} = 1)"
        f" OR ({alias}.audience IN ('network', 'followers') AND {alias}.policy <> 'private' AND EXISTS (SELECT 1"
        f" FROM entry_readers r WHERE r.num = {alias}.num AND r.collection IN ({marks(collections)})))"
        f" OR ({alias}.audience = 'followers' AND {alias}.policy <> 'private' AND EXISTS (SELECT 1"
        f" FROM follows f WHERE f.followed = {alias}.owner AND f.state = 'accepted' AND f.follower IN ({actors}))))"
    )
    return sql, (*reader.actors, *collections, *reader.actors)


def collections_of(reader: Reader) -> tuple[str, ...]:
    """The addresses by which a record is for `reader`: one for a network names its `members`; some name an actor."""
    return (*(f"{network}/members" for network in (*reader.networks, *reader.actors)), *reader.actors)


def seen(db: Db, nums: Sequence[int], reader: Reader) -> set[int]:
    """Which of these records are in the directory and for `reader` to see."""
    allowed, params = visible(reader)
    condition = allowed.replace(".open = 1", ".open + 0 = 1")
    sql = f"SELECT e.num FROM entries e WHERE e.num IN ({marks(tuple(nums))}) AND {condition}"
    return {int(row[0]) for row in db.execute(sql, (*nums, *params))}


def exportable(reader: Reader, alias: str = "e") -> Sql:
    """A condition as `visible`: what `reader` may take away in bulk. Reciprocal records ask for a member."""
    policies = ", ".join(f"'{policy}'" for policy in policies_in_bulk(reader))
    return f"{alias}.open = 1 AND {alias}.policy IN ({policies})", ()


def policies_in_bulk(reader: Reader) -> tuple[str, ...]:
    """The policies under which `reader` may take away in bulk what is open."""
    return (*_OPEN_BULK, "reciprocal-ess") if reader.belongs else _OPEN_BULK


def bulk_level(open: bool, policy: str) -> int:
    """The same for one record, as a level: it leaves for those of this level and of the levels above.

    >>> [bulk_level(True, "commons-open"), bulk_level(True, "reciprocal-ess"), bulk_level(True, "")]
    [0, 1, 2]
    """
    if not open:
        return ALL
    return {"commons-open": OPEN, "commons-share-alike": OPEN, "reciprocal-ess": MEMBERS}.get(policy, ALL)


def marks(values: tuple[object, ...]) -> str:
    """As many placeholders as there are values."""
    return ",".join("?" * len(values))
