"""Search: one page of what a question finds, how many there are in all, and the counts of further choices."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from node.cursor import After
from node.query import Query
from node.reader import Reader
from node.store import facets
from node.store.clauses import Clause, clauses, conditions, kilometres, place_tags
from node.store.connection import Db
from node.store.memory.held import Held
from node.store.memory.hits import Asked, hits
from node.store.memory.order import InMemory
from node.store.memory.tally import tally
from node.store.memory.view import seen_by
from node.store.paging import Hit, Page, Tables, page, ranked_by
from node.store.paging import ordered as ordered
from node.store.provenance import confirmed_in, provenance_of
from node.store.visible import exportable, marks, visible
from vocab.forms import sought
from vocab.vocabulary import Vocabulary

MAX_NAMED: Final = 50

ReadDocument = Callable[[Db, int], bytes]


@dataclass(frozen=True, slots=True)
class Row:
    """A record found: its document as stored, where it comes from, and its relation to the territory asked."""

    id: str
    document: bytes
    provenance: dict[str, object]
    relation: str | None = None
    expired: bool = False
    distance_km: float | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """The answer to a question. `next` is where the next page begins, None on the last."""

    rows: tuple[Row, ...]
    total: int
    facets: facets.Counts = field(default_factory=dict)
    next: After | None = None


def find(
    db: Db,
    query: Query,
    reader: Reader,
    vocabulary: Vocabulary,
    read: ReadDocument,
    *,
    now: str,
    after: After | None = None,
    bulk: bool = False,
    also: Mapping[str, Clause] | None = None,
    held: Held | None = None,
) -> Found:
    """Answer `query` as `reader` may see it; `bulk` for what is taken away whole (DESIGN 6).

    `now` is UTC with milliseconds; `after` is the `next` of the page before; `also`: what else must hold. `held`:
    the same in memory, which answers where it can.
    """
    turned = None
    if held is not None:
        turned = _from_memory(db, query, _Asker(reader, bulk, also or {}), vocabulary, now, after, held)
    if turned is None:
        allowed = exportable(reader) if bulk else visible(reader)
        parts = clauses(db, query, reader, vocabulary, now) | dict(also or {})
        counting = facets.Counting(parts, allowed, reader, vocabulary, now, kept=reader.level == "public" and not bulk)
        turned = _from_tables(db, query, counting, after)
    return Found(
        rows=shown(db, query, turned.page.hits, vocabulary, reader, read, now),
        total=turned.total,
        facets=turned.facets,
        next=turned.page.next,
    )


@dataclass(frozen=True, slots=True)
class _Turned:
    """What a page is made of."""

    page: Page
    total: int
    facets: facets.Counts


@dataclass(frozen=True, slots=True)
class _Asker:
    """Who asks, whether to take it away whole, and what else must hold."""

    reader: Reader
    bulk: bool
    also: Mapping[str, Clause]


def _from_memory(
    db: Db, query: Query, asker: _Asker, vocabulary: Vocabulary, now: str, after: After | None, held: Held
) -> _Turned | None:
    """None when nothing is in memory, or what is of another moment than this snapshot."""
    with held.at(db) as shelf:
        if shelf is None:
            return None
        seen = seen_by(db, shelf, asker.reader, bulk=asker.bulk)
        parts = conditions(query, asker.reader, vocabulary, now) | dict(asker.also)
        asked = Asked(db, seen, query, parts, vocabulary, now)
        found = hits(asked)
        ranked = ranked_by(query, asked.parts) is not None
        counts = tally(asked, found) if query.facets else {}
        return _Turned(page(query, InMemory(asked, found), after, ranked=ranked), len(found.but()), counts)


def _from_tables(db: Db, query: Query, counting: facets.Counting, after: After | None) -> _Turned:
    tables = Tables(db, dict(counting.parts), counting.allowed, counting.vocabulary, counting.now)
    turned = page(query, tables, after, ranked=ranked_by(query, counting.parts) is not None)
    counts, total = facets.count(db, query, counting) if query.facets else ({}, facets.total(db, query, counting))
    return _Turned(turned, total, counts)


def called(db: Db, text: str, reader: Reader) -> bool:
    """Whether `text` is the name of an entry that `reader` may see: the same words, small ones and order aside."""
    typed = {each.stem for each in sought(text)}
    allowed, params = visible(reader)
    sql = (
        "SELECT e.name FROM entry_words CROSS JOIN entries e ON e.num = entry_words.rowid"
        f" WHERE entry_words MATCH ? AND {allowed.replace('.open = 1', '.open + 0 = 1')} LIMIT ?"
    )
    match = " AND ".join(f'name : "{each}"' for each in sorted(typed))
    names = db.execute(sql, (match, *params, MAX_NAMED)).fetchall() if typed else []
    return any({each.stem for each in sought(name)} == typed for (name,) in names)


def one(db: Db, id: str, reader: Reader, read: ReadDocument, *, now: str) -> Row | None:
    """The entry with this id, if `reader` may see it."""
    allowed, params = visible(reader)
    sql = f"SELECT e.num, e.id FROM entries e JOIN records r ON r.num = e.num WHERE r.id = ? AND {allowed}"
    found = db.execute(sql, (id, *params)).fetchone()
    return _rows_of(db, [(found[0], found[1], None)], {}, reader, read, now)[0] if found else None


def some(db: Db, ids: tuple[str, ...], reader: Reader, read: ReadDocument, *, now: str) -> tuple[Row, ...]:
    """The entries with these ids, as far as `reader` may see them, by id."""
    allowed, params = visible(reader)
    sql = (
        f"SELECT e.num, e.id FROM records r CROSS JOIN entries e ON e.num = r.num WHERE r.id IN ({marks(ids)})"
        f" AND {allowed.replace('.open = 1', '.open + 0 = 1')} ORDER BY e.id"
    )
    hits = [(num, id, None) for num, id in db.execute(sql, (*ids, *params))]
    return _rows_of(db, hits, {}, reader, read, now)


def of_owner(
    db: Db, owner: str, kinds: tuple[str, ...], reader: Reader, read: ReadDocument, *, now: str, limit: int = 50
) -> tuple[Row, ...]:
    """The newest entries of these kinds by one actor, as far as `reader` may see them."""
    allowed, params = visible(reader)
    sql = (
        f"SELECT e.num, e.id FROM entries e WHERE e.owner = ? AND e.kind IN ({marks(kinds)})"
        f" AND {allowed.replace('.open = 1', '.open + 0 = 1')} ORDER BY e.updated DESC, e.id LIMIT ?"
    )
    hits = [(num, id, None) for num, id in db.execute(sql, (owner, *kinds, *params, limit))]
    return _rows_of(db, hits, {}, reader, read, now)


def profiles(db: Db, owners: tuple[str, ...], reader: Reader, read: ReadDocument) -> dict[str, bytes]:
    """The profile documents of those of `owners` that have one here which `reader` may see."""
    allowed, params = visible(reader)
    sql = (
        f"SELECT e.owner, e.num FROM records r CROSS JOIN entries e ON e.num = r.num"
        f" WHERE r.id IN ({marks(owners)}) AND e.kind = 'organization'"
        f" AND e.claimed = 1 AND {allowed.replace('.open = 1', '.open + 0 = 1')}"
    )
    return {owner: read(db, num) for owner, num in db.execute(sql, (*owners, *params)).fetchall()}


def shown(
    db: Db,
    query: Query,
    hits: Sequence[Hit],
    vocabulary: Vocabulary,
    reader: Reader,
    read: ReadDocument,
    now: str,
) -> tuple[Row, ...]:
    """The records of a page, which `reader` is known to be allowed to have."""
    relations = _relations(db, query, [num for num, _, _ in hits], vocabulary)
    return _rows_of(db, hits, relations, reader, read, now, by_distance=query.sort == "distance")


def _relations(db: Db, query: Query, nums: list[int], vocabulary: Vocabulary) -> dict[int, str]:
    """Which of the relations asked holds, the closest first."""
    found: dict[int, str] = {}
    if not query.territory.wanted:
        return found
    tags = [
        (relation, {f" {each} " for each in place_tags(query.territory.wanted, (relation,), vocabulary)})
        for relation in query.relations
    ]
    for num, places in db.execute(f"SELECT num, places FROM entries WHERE num IN ({marks(tuple(nums))})", nums):
        holds = (relation for relation, meant in tags if any(each in places for each in meant))
        if (relation := next(holds, None)) is not None:  # else it moved since it was found: an export takes its time
            found[num] = relation
    return found


def _rows_of(
    db: Db,
    hits: Sequence[tuple[int, str, object]],
    relations: dict[int, str],
    reader: Reader,
    read: ReadDocument,
    now: str,
    *,
    by_distance: bool = False,
) -> tuple[Row, ...]:
    nums = tuple(num for num, _, _ in hits)
    said = provenance_of(db, nums, reader)
    rows = []
    for num, id, key in hits:
        document, provenance = read(db, num), said[num]
        provenance["confirmed"] = confirmed_in(document, now)
        expires = provenance["expires"]
        expired = isinstance(expires, str) and expires < now
        away = round(kilometres(key), 3) if by_distance and isinstance(key, float) else None
        rows.append(Row(id, document, provenance, relations.get(num), expired, away))
    return tuple(rows)
