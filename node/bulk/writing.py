"""Writing: listings that were made ready become records, as `publishing` would have it, all in one unit of work."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from federation.hosts import host_of
from node import outgoing, publishing
from node.bulk.ready import Ready
from node.home import Home
from node.residence import require_lives_here
from node.shelving import shelve
from node.store import deliveries, drafts, entries, log, memberships, organizations, reasons, records, verifications
from node.store.connection import Db
from node.store.organizations import Traits
from node.store.records import Record


def write(db: Db, home: Home, actor_id: str, made: Sequence[Ready]) -> None:
    """Publish new listings of `actor_id`. Raises `Missing`, `NotAllowed`."""
    actor = publishing.organisation(db, actor_id)
    require_lives_here(actor)
    nums = records.add(db, [(each.record, each.packed) for each in made])
    reasons.add_own(db, nums, actor_id)
    drafts.add(db, [(num, each.draft) for num, each in zip(nums, made, strict=True)])
    _shelve(db, home, list(zip(nums, made, strict=True)))
    positions = log.append_new(db, [(_said(actor_id, each), each.said) for each in made])
    deliveries.enqueue_all(db, positions, _inboxes(db, home, actor_id), home.now())
    networks = memberships.local_networks_of(db, actor_id)
    for position, each in zip(positions, made, strict=True) if networks else ():
        for network in networks:
            outgoing.announce(db, home, network, log.document(db, position), each.record.id, quiet=True)


def _said(actor_id: str, made: Ready) -> log.Entry:
    record = made.record
    return log.Entry(
        0, made.activity, actor_id, "Create", record.id, "live", record.version, record.audience, made.recipients
    )


def _inboxes(db: Db, home: Home, actor_id: str) -> list[tuple[str, str]]:
    found = outgoing.inboxes_for(db, "public", actor_id, (), speaking_only=True)
    return [(inbox, host_of(inbox)) for inbox in outgoing.foreign(home, found)]


def _shelve(db: Db, home: Home, made: Sequence[tuple[int, Ready]]) -> None:
    """Most concern nobody else, and nobody else them: these are written together, the others one by one."""
    keys = Counter(key for _, each in made for key in _meeting(each.traits))
    met = organizations.met(db, keys).union(key for key, number in keys.items() if number > 1)
    alone = [(num, each) for num, each in made if met.isdisjoint(_meeting(each.traits))]
    organizations.add(db, [(num, each.traits) for num, each in alone])
    verifications.add(db, [(num, each.ways) for num, each in alone if each.ways])
    entries.write(db, [(num, each.indexed) for num, each in alone])
    for num, each in made if len(alone) < len(made) else ():
        if not met.isdisjoint(_meeting(each.traits)):
            record: Record = replace(each.record, num=num)
            shelve(db, home, record, records.document(db, num), fresh=True)


def _meeting(traits: Traits) -> tuple[str, ...]:
    """By which keys a new listing can meet a profile that it gives way to, or a listing of the same website."""
    site = (f"site={traits.site}",) if traits.site is not None else ()
    return (*site, f"host={traits.site_host}") if traits.site_host is not None else site
