"""Exports: the whole of what a question finds, listed in one snapshot, then read piece by piece.

The list holds numbers, not records, so it stays small; each piece asks again who may have it, so that what was
withdrawn or closed meanwhile is left out, and nothing comes twice.
"""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from node.query import Query
from node.reader import Reader
from node.store import facets, search
from node.store.clauses import clauses
from node.store.connection import Db
from node.store.search import ReadDocument, Row
from node.store.visible import exportable, marks, visible
from vocab.vocabulary import Vocabulary

# Who asks, found out anew with every piece: a token may be revoked and a membership end while somebody reads.
Asker = Callable[[Db], Reader]

# What of a record would make its line in an export another one.
_STATE = (
    "SELECT f.kind || ' ' || f.policy || ' ' || coalesce(f.expires < ?, 0) || ' ' || r.version || ' ' || r.verified"
    " FROM entries f JOIN records r ON r.num = f.num WHERE f.num = found.num"
)


@dataclass(frozen=True, slots=True)
class Listed:
    """Which records answer, in the order asked: as many as `most`, of `total`.

    `ids`: a number made of each record's id, since a record forgotten meanwhile may leave its number to another one.
    `sorts`: the pairs of kind and policy met. `digest` is that of the answer, as long as it is told the same way.
    """

    nums: array[int]
    ids: array[int]
    total: int
    sorts: frozenset[tuple[str, str]]
    digest: str

    def __len__(self) -> int:
        return len(self.nums)


def listed(db: Db, query: Query, asker: Asker, vocabulary: Vocabulary, *, now: str, most: int, bulk: bool) -> Listed:
    """List what answers `query`, `most` at most; `bulk`: what may be taken away whole (DESIGN 6), else what is seen."""
    reader = asker(db)
    allowed = exportable(reader) if bulk else visible(reader)
    parts = clauses(db, query, reader, vocabulary, now)
    found, values, order = search.ordered(query, parts, allowed, vocabulary, now)
    sql = f"SELECT num, id, ({_STATE}) FROM ({found}) found {order} LIMIT ?"
    nums, ids, sorts, digest = array("q"), array("q"), set[tuple[str, str]](), hashlib.sha256()
    for num, id, state in db.execute(sql, [now, *values, most]):
        nums.append(num)
        ids.append(hash(id))
        kind, policy, _ = state.split(" ", 2)
        sorts.add((kind, policy))
        digest.update(f"{id} {state}\n".encode())
    total = len(nums)
    if total == most:
        kept = reader.level == "public" and not bulk
        total = facets.total(db, query, facets.Counting(parts, allowed, reader, vocabulary, now, kept=kept))
    return Listed(nums, ids, total, frozenset(sorts), digest.hexdigest())


def piece(
    db: Db,
    query: Query,
    asker: Asker,
    vocabulary: Vocabulary,
    read: ReadDocument,
    wanted: Sequence[tuple[int, int]],
    *,
    now: str,
    bulk: bool,
) -> tuple[Row, ...]:
    """The records listed as `wanted`, number and id's number of each, that are still there and for whoever asks."""
    reader = asker(db)
    allowed, params = exportable(reader) if bulk else visible(reader)
    nums = tuple(num for num, _ in wanted)
    allowed = allowed.replace(".open = 1", ".open + 0 = 1")  # else the planner walks that index for every row
    sql = f"SELECT e.num, e.id FROM entries e WHERE e.num IN ({marks(nums)}) AND {allowed}"
    there: dict[int, str] = dict(db.execute(sql, (*nums, *params)).fetchall())
    page = [(num, there[num], "") for num, id in wanted if num in there and hash(there[num]) == id]
    return search.shown(db, query, page, vocabulary, reader, read, now)
