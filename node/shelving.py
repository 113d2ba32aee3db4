"""Shelving: putting a record where the directory finds it, or taking it away.

The directory is derived: what stands in it is a function of the record, of its reasons and of its owner's wish, and
`reindex` does the same for all of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final

import orjson

from federation.hosts import host_of
from node.comparing import traits_of
from node.endorsements import showing
from node.home import Home
from node.reading import Reading
from node.recognizing import INPUTS, inputs, recognize
from node.store import (
    endorsements,
    entries,
    meta,
    observatory,
    organizations,
    peers,
    reasons,
    records,
    reports,
    soundness,
    verifications,
)
from node.store.connection import Db
from node.store.records import Record
from vocab.endorsement import KIND as ENDORSEMENT
from vocab.entry import Entry, read_entry
from vocab.looseness import id_of, one_or_many

INDEXED_BY = "indexed by"
REPORT: Final = "PracticeReport"
# How many organisations are looked at again with the one that changed; more than these wait for the worker.
SETTLED_AT_ONCE: Final = 20
STEP: Final = 500
OWN_KINDS = ("Profile", "Listing", "Practice", "PracticeReport", "PracticeStory", "Proposal", ENDORSEMENT)


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
    if _shelve(db, home, record, document, fresh=fresh, reading=reading):
        settle(db, home)
    settle_after(db, home, record)


def shelve_again(db: Db, home: Home, num: int) -> None:
    """The same, for a record known by its number; one that nobody here has a reason to keep is forgotten."""
    record = records.numbered(db, num)
    _shelve_again(db, home, num)
    settle(db, home)
    if record is not None:
        settle_after(db, home, record)


def settle(db: Db, home: Home, limit: int = SETTLED_AT_ONCE) -> int:
    """Look again at organisations of which something else may have changed how they stand; how many were looked at."""
    nums = organizations.next_unsettled(db, limit)
    for num in nums:
        _shelve_again(db, home, num)
    return len(nums)


def settle_after(db: Db, home: Home, record: Record) -> None:
    """What stands or falls with a record that came, changed or went.

    With a practice report its owner's others: those that were replaced count nowhere. With a profile what its
    organisation states of others: its policy binds that too.
    """
    if record.kind == "Profile":
        settle_stated(db, home, record.owner)
    if record.kind != REPORT:
        return
    gone = reports.replaced(db, record.owner)
    for num in reports.issues(db, record.owner):
        if num != record.num and (num in gone) is entries.holds(db, num):
            _shelve_again(db, home, num)


def settle_withdrawn(db: Db, home: Home, record: Record) -> None:
    """After a record was withdrawn: what it said of practices is counted no more, not even behind the observatory."""
    settle_after(db, home, record)
    observatory.forget(db, record.owner, home.now_iso(), home.vocabulary)


def settle_stated(db: Db, home: Home, issuer: str) -> None:
    """After an organisation's profile came, changed or went: what it states of others is found as that allows."""
    for num in endorsements.out_of_step(db, issuer, home.now_iso(), hidden=_hides(db, issuer)):
        _shelve_again(db, home, num)


def reindex(db: Db, home: Home, progress: Callable[[int], None] | None = None) -> int:
    """Rebuild the directory from the records; return how many there are."""
    entries.clear(db)
    endorsements.clear(db)
    meta.put(db, INDEXED_BY, entries.RULES)
    meta.put(db, INPUTS, inputs(db, home))
    count = 0
    for record in list(records.each(db)):
        _shelve(db, home, record, orjson.loads(records.body(db, record.num)), fresh=False, reading=None)
        count += 1
        if progress is not None and count % STEP == 0:
            progress(count)
    while settle(db, home):
        pass
    return count


def recognize_all(db: Db, home: Home) -> int:
    """How organisations stand, anew: what they are compared by, how they are verified, which gave way to whom."""
    organizations.clear(db)
    meta.put(db, INPUTS, inputs(db, home))
    count, after = 0, 0
    while nums := organizations.records_after(db, after, STEP):
        for num in nums:
            _shelve_again(db, home, num)
        count, after = count + len(nums), nums[-1]
    # What they say of other things is shown with how they are verified.
    organizations.unsettle_verified(db)
    while settle(db, home):
        pass
    return count


def words_of_all(db: Db, home: Home) -> Iterator[tuple[int, tuple[str, str, str]]]:
    """(number, words) of every entry, read from its record."""
    for num in soundness.nums(db):
        entry = read_entry(records.document(db, num), home.vocabulary)
        if entry is not None:
            yield num, entries.words(entry, home.vocabulary)


def left_out(db: Db, home: Home) -> list[int]:
    """Records that the directory should hold and does not."""
    found = (records.numbered(db, num) for num in soundness.left_out(db))
    return [
        record.num
        for record in found
        if record is not None
        and _entry(db, home, record, records.document(db, record.num), fresh=False, reading=None) is not None
    ]


def renew(db: Db, home: Home) -> int | None:
    """Rebuild a directory that an earlier release wrote by other rules; None when there was nothing to do."""
    if current(db):
        return None
    return reindex(db, home)


def current(db: Db) -> bool:
    """Whether the directory was written by the rules of this release."""
    return meta.get(db, INDEXED_BY) == entries.RULES


def _shelve_again(db: Db, home: Home, num: int) -> None:
    record = records.numbered(db, num)
    if record is None:
        return
    if not record.deleted and not record.local and not reasons.remaining(db, num):
        entries.remove(db, num)
        records.forget(db, num)
        return
    _shelve(db, home, record, orjson.loads(records.body(db, num)), fresh=False, reading=None)


def _shelve(
    db: Db, home: Home, record: Record, document: dict[str, object], *, fresh: bool, reading: Reading | None
) -> bool:
    """Whether it may matter to how organisations stand."""
    if record.kind == ENDORSEMENT and not _is_shown(db, home, record, document):
        entries.remove(db, record.num)
        return True
    if record.kind == ENDORSEMENT:
        showing.shelve(db, home, record.num, document)
    entry = _entry(db, home, record, document, fresh=fresh, reading=reading)
    if entry is None and record.kind == ENDORSEMENT:
        # Not to be found or taken away; its page shows it as long as it holds.
        entries.hide(db, record.num)
        return True
    if entry is None:
        entries.remove(db, record.num)
        return True
    ways: Iterable[str]
    if entry.kind != "organization":
        ways = verifications.of_speaker(db, entry.owner)
    else:
        traits = traits_of(entry, document, home.vocabulary.territories, home.shared_hosts)
        recognition = recognize(db, home, record.num, traits, fresh=fresh)
        ways = recognition.ways
        if recognition.yielding.profile is not None:
            if not fresh:
                entries.hide(db, record.num)
            return True
    entries.index(
        db,
        record.num,
        entry,
        home.vocabulary,
        audience=record.audience,
        policy=showing.policy_of(db, home, record, document) or record.policy,
        origin=record.origin,
        version=record.version,
        verified_by=ways,
        fresh=fresh,
    )
    return entry.kind == "organization"


def _entry(
    db: Db, home: Home, record: Record, document: dict[str, object], *, fresh: bool, reading: Reading | None
) -> Entry | None:
    """What the directory shows of a record; None for what it does not hold, or is not allowed to."""
    stays = fresh or (not record.deleted and _has_reason(db, home, record))
    if not stays or home.domains.refuses(record.origin) or not _consents(db, record, document):
        return None
    if record.kind == REPORT and (document.get("statisticsOnly") is True or _was_replaced(db, record)):
        return None
    if record.kind == ENDORSEMENT and not _may_be_found(db, home, record, document):
        return None
    entry = reading.entry if reading is not None else read_entry(document, home.vocabulary)
    return None if entry is None or entry.indexable is False else entry


def _is_shown(db: Db, home: Home, record: Record, document: dict[str, object]) -> bool:
    """Whether pages may show what another states of its author: it is for everybody, as its author wishes."""
    if record.deleted or not _has_reason(db, home, record) or home.domains.refuses(record.origin):
        return False
    return entries.is_open(record.audience, record.policy) and (
        record.local or False not in _wishes(db, record, document)
    )


def _may_be_found(db: Db, home: Home, record: Record, document: dict[str, object]) -> bool:
    """Whether what another states of its author holds now, and that other lets its word into directories."""
    if showing.policy_of(db, home, record, document) is None:
        return False
    return not _hides(db, id_of(document.get("endorsedBy")) or "")


def _hides(db: Db, issuer: str) -> bool:
    """Whether an organisation does not wish to be found, by its profile or by its actor's document."""
    profile, peer = records.find(db, issuer), peers.wishes(db, issuer)
    said = records.document(db, profile.num) if profile is not None else {}
    return False in (_wish(said), _wish(peer[1]) if peer is not None else None)


def _was_replaced(db: Db, record: Record) -> bool:
    return record.num in reports.replaced(db, record.owner)


def _has_reason(db: Db, home: Home, record: Record) -> bool:
    """A reason that somebody on a refused server gave does not count, and is kept for the day it does."""
    return any(not home.domains.refuses(host_of(by)) for _, by in reasons.remaining(db, record.num))


def _consents(db: Db, record: Record, document: dict[str, object]) -> bool:
    """Whether its owner lets a record into directories (DESIGN 5, consent of others; FEP-5feb, FEP-268d)."""
    if record.local:
        return True
    wishes = _wishes(db, record, document)
    if False in wishes:
        return False
    if True in wishes:
        return True
    owner = peers.wishes(db, record.owner)
    # Silence is consent only between nodes that speak our namespace, for our own kinds.
    return record.kind in OWN_KINDS and (owner is None or owner[0])


def _wishes(db: Db, record: Record, document: dict[str, object]) -> list[bool | None]:
    """What a record and its owner say of being found."""
    owner = peers.wishes(db, record.owner)
    return [_wish(document), _wish(owner[1]) if owner is not None else None]


def _wish(document: dict[str, object]) -> bool | None:
    searchable = [item for item in one_or_many(document.get("searchableBy")) if item]
    if searchable:
        return any(str(item).endswith("Public") for item in searchable)
    indexable = document.get("indexable")
    return indexable if isinstance(indexable, bool) else None
