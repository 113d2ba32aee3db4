"""Shelving: putting a record where the directory finds it, or taking it away.

The directory is derived: what stands in it is a function of the record, of its reasons and of its owner's wish, and
`reindex` does the same for all of them.
"""

from __future__ import annotations

from collections.abc import Callable

import orjson

from federation.hosts import host_of
from node.home import Home
from node.reading import Reading
from node.store import entries, meta, peers, reasons, records
from node.store.connection import Db
from node.store.records import Record
from vocab.entry import read_entry
from vocab.looseness import one_or_many

INDEXED_BY = "indexed by"
OWN_KINDS = ("Profile", "Listing", "Practice", "PracticeReport", "PracticeStory", "Proposal")


def shelve(
    db: Db,
    home: Home,
    record: Record,
    document: dict[str, object],
    *,
    fresh: bool = False,
    reading: Reading | None = None,
) -> None:
    """Make the directory agree with this record as it now stands; `fresh`: just inserted, with a reason.

    `reading`: the document's, when it was read already.
    """
    stays = fresh or (not record.deleted and _has_reason(db, home, record))
    if not stays or home.domains.refuses(record.origin) or not _consents(db, record, document):
        entries.remove(db, record.num)
        return
    entry = reading.entry if reading is not None else read_entry(document, home.vocabulary)
    if entry is None:
        entries.remove(db, record.num)
        return
    entries.index(
        db,
        record.num,
        entry,
        home.vocabulary,
        audience=record.audience,
        policy=record.policy,
        origin=record.origin,
        version=record.version,
        fresh=fresh,
    )


def shelve_again(db: Db, home: Home, num: int) -> None:
    """The same, for a record known by its number; one that nobody here has a reason to keep is forgotten."""
    record = records.numbered(db, num)
    if record is None:
        return
    if not record.deleted and not record.local and not reasons.remaining(db, num):
        entries.remove(db, num)
        records.forget(db, num)
        return
    shelve(db, home, record, orjson.loads(records.body(db, num)))


def reindex(db: Db, home: Home, progress: Callable[[int], None] | None = None) -> int:
    """Rebuild the directory from the records; return how many there are."""
    entries.clear(db)
    meta.put(db, INDEXED_BY, entries.RULES)
    count = 0
    for record in list(records.each(db)):
        shelve(db, home, record, orjson.loads(records.body(db, record.num)))
        count += 1
        if progress is not None and count % 500 == 0:
            progress(count)
    return count


def renew(db: Db, home: Home) -> int | None:
    """Rebuild a directory that an earlier release wrote by other rules; None when there was nothing to do."""
    if current(db):
        return None
    return reindex(db, home)


def current(db: Db) -> bool:
    """Whether the directory was written by the rules of this release."""
    return meta.get(db, INDEXED_BY) == entries.RULES


def _has_reason(db: Db, home: Home, record: Record) -> bool:
    """A reason that somebody on a refused server gave does not count, and is kept for the day it does."""
    return any(not home.domains.refuses(host_of(by)) for _, by in reasons.remaining(db, record.num))


def _consents(db: Db, record: Record, document: dict[str, object]) -> bool:
    """Whether its owner lets a record into directories (DESIGN 5, consent of others; FEP-5feb, FEP-268d)."""
    if record.local:
        return True
    owner = peers.wishes(db, record.owner)
    wishes = [_wish(document), _wish(owner[1]) if owner is not None else None]
    if False in wishes:
        return False
    if True in wishes:
        return True
    # Silence is consent only between nodes that speak our namespace, for our own kinds.
    return record.kind in OWN_KINDS and (owner is None or owner[0])


def _wish(document: dict[str, object]) -> bool | None:
    searchable = [item for item in one_or_many(document.get("searchableBy")) if item]
    if searchable:
        return any(str(item).endswith("Public") for item in searchable)
    indexable = document.get("indexable")
    return indexable if isinstance(indexable, bool) else None
