"""Announcing: what changed in the directory is told by the actors of the territories and themes it concerns, each once.

A change is a record's number. What those actors told of it is compared with how it stands now: what is new to them is
announced, what has another version is announced as an activity only, what is gone or does not concern them any more is
taken back. What ended because its date passed stays: every node of ours reads that date; others, who do not, have its
address taken back. So reading a change twice tells nothing twice, whenever the node was stopped. An actor that nobody
follows says nothing, but takes back what it once said.

The activity goes on unchanged, as its author signed it (FEP-1b12). Where it is not known, the record does, which
carries its author's proof; without one, its address. Never an Announce: what reached us by one is its author's word.
"""

from __future__ import annotations

from typing import Final

from federation.hosts import host_of
from node import notes, outgoing
from node.announcers.news import News, may_hear
from node.announcers.subject import slugs_concerned, subject_of
from node.home import Home
from node.outgoing import Document
from node.store import actors, changes, follows, log, records, towns
from node.store.actors import LocalActor
from node.store.changes import Change, Shelved
from node.store.connection import Db
from node.store.deliveries import inboxes_of_subject
from node.store.towns import Told
from node.store.visible import MEMBERS
from vocab.entry import Entry, read_entry
from vocab.looseness import id_of

# Changes to a unit of work: others wait for the writer no longer than that takes.
STEP: Final = 50


def announce_next(db: Db, home: Home, limit: int = STEP) -> tuple[int, set[str]]:
    """Look at the next changes; how many there were, and which of these actors told something."""
    position = towns.position(db)
    found = changes.after(db, position, limit)
    touched: set[str] = set()
    for change in found:
        touched |= announce(db, home, change)
    if found:
        towns.move_to(db, found[-1].position)
    if len(found) < limit:
        towns.drop_activities(db)
    return len(found), touched


def announce(db: Db, home: Home, change: Change) -> set[str]:
    """Have these actors say what a change means to them; return those that said something."""
    now = change.now if change.now is not None and may_leave(change.now) else None
    entry = read_entry(now.document, home.vocabulary) if now is not None else None
    wanted = towns.awake(db, slugs_concerned(entry, home.vocabulary)) if entry is not None else {}
    touched: set[str] = set()
    told: dict[str, Told] = {}
    for each in towns.told(db, change.num):
        # A number may be another record's by now.
        if each.actor in wanted and now is not None and each.record == now.record.id:
            told[each.actor] = each
        else:
            _take_back(db, home, each)
            towns.untell(db, change.num, each.actor)
            touched.add(each.actor)
    if now is None or entry is None:
        return touched
    said: Document | str | None = None
    for actor, slug in wanted.items():
        before = told.get(actor)
        if before is not None and before.version == now.record.version:
            if _is_over(home, entry) and outgoing.point_no_more_at(db, home, actor, now.record.id):
                touched.add(actor)
            continue
        own = actors.find(db, actor)
        if own is None or (before is None and not _is_news(db, own, now)):
            continue
        said = said or carried(db, now)
        _tell(db, home, own, slug, now, entry, before, said)
        towns.tell(db, change.num, actor, now.record.id, now.record.version)
        touched.add(actor)
    return touched


def hush(db: Db, home: Home, actor: str) -> None:
    """An actor takes leave of its followers, and what it said is past."""
    for follower, state, _ in follows.each_follower(db, actor):
        if state == "accepted":
            asked = follows.activity(db, follower, actor)
            follow: Document = {"id": asked, "type": "Follow", "actor": follower, "object": actor}
            outgoing.say(db, home, actor, "Reject", follow, follower)
        follows.drop(db, follower, actor)
    log.supersede_all(db, actor)
    towns.untell_all(db, actor)


def may_leave(shelved: Shelved) -> bool:
    """Whether it may be passed on at all: public, and by its policy (DESIGN 6, second column)."""
    return shelved.record.audience == "public" and shelved.level <= MEMBERS


def _is_news(db: Db, own: LocalActor, now: Shelved) -> bool:
    """Somebody follows, and it is no older than the account: an index made anew brings everything by."""
    town = towns.of_actor(db, own.id)
    begun = max(own.created, town.since if town is not None else "")
    lately = max(now.record.version, now.record.received) >= begun
    return lately and bool(follows.followers(db, own.id, limit=1))


def _tell(
    db: Db,
    home: Home,
    own: LocalActor,
    slug: str,
    now: Shelved,
    entry: Entry,
    before: Told | None,
    said: Document | str,
) -> None:
    record = now.record
    actor, subject = own.id, subject_of(slug, home.vocabulary)
    if subject is None:
        return
    author = host_of(record.owner)
    found = [(inbox, speaks) for inbox, speaks in follows.inboxes(db, actor) if host_of(inbox) != author]
    others = [inbox for inbox, speaks in found if not speaks]
    if _is_over(home, entry):
        outgoing.point_no_more_at(db, home, actor, record.id)
        too = False
    else:
        what = _what(db, own, entry, before)
        news = News(record.id, what, record.kind, entry.name or record.id, record.id)
        too = may_hear(db, home, actor, subject, news, others)
    outgoing.pass_on(db, home, actor, said, record.id, [inbox for inbox, speaks in found if speaks or too])


def _is_over(home: Home, entry: Entry) -> bool:
    """Whether its last day is past."""
    return entry.expires is not None and entry.expires < home.now_iso()


def _what(db: Db, own: LocalActor, entry: Entry, before: Told | None) -> str:
    """New is what was published since this actor is there: what is older and comes by today only changed.

    And what was over, its address taken back, and has a later day now.
    """
    if entry.kind == "organization" and entry.stage == "ended":
        return "ended"
    if before is None:
        return "new" if (entry.published or entry.updated or "") >= own.created else "changed"
    last = log.last_act(db, own.id, before.record, ("Announce", "Undo"))
    return "new" if last is not None and last.type == "Undo" else "changed"


def carried(db: Db, now: Shelved) -> Document | str:
    """The activity that brought this version, else the record, else its address."""
    record = now.record
    if record.local:
        entry = log.last_of(db, record.owner, record.id)
        activity = log.document(db, entry.position) if entry is not None else None
    else:
        activity = towns.activity(db, record.id)
    if activity is not None and activity.get("type") in ("Create", "Update") and "proof" in activity:
        inner = activity.get("object")
        if isinstance(inner, dict) and inner.get("proof") == now.document.get("proof"):
            return activity
    return dict(now.document) if "proof" in now.document else record.id


def _take_back(db: Db, home: Home, told: Told) -> None:
    """What an actor told is gone: the Delete passes as it came where there is one, else the Announce is undone.

    A note that told of it goes too.
    """
    notes.take_away(db, home, told.actor, told.record)
    record = records.find(db, told.record)
    delete = records.document(db, record.num) if record is not None and record.deleted else None
    if delete is None or delete.get("type") != "Delete" or "proof" not in delete or id_of(delete) is None:
        # Who read of it in the log was sent nothing that would name them.
        read = [inbox for inbox, speaks in follows.inboxes(db, told.actor) if speaks]
        outgoing.retract(db, home, told.actor, told.record, also=read)
        return
    reached = inboxes_of_subject(db, told.actor, told.record)
    reached += [inbox for inbox, speaks in follows.inboxes(db, told.actor) if speaks]
    outgoing.pass_on(db, home, told.actor, delete, told.record, dict.fromkeys(reached), gone=True)
    outgoing.point_no_more_at(db, home, told.actor, told.record)
