"""Backlog: what stood in a territory or theme before anybody followed its actor, for the node that comes to read it.

A node that follows reads the actor's log from its beginning (`outbox?since=0`, DESIGN 5). What the actor had told
nobody is told then, a page's worth at each reading: it stands in the log, and is delivered to none. From there on its
edits and its withdrawal pass like those of everything that was told. What nobody comes for costs nothing.
"""

from __future__ import annotations

from node import outgoing
from node.announcers.announcing import STEP, carried, may_leave
from node.announcers.subject import Subject, subject_of
from node.home import Home
from node.store import changes, follows, towns
from node.store.connection import Db


def wants(db: Db, home: Home, actor: str, reader: str | None) -> bool:
    """Whether an actor of a territory or a theme speaks, to this reader too, and has something left to tell."""
    subject = _served(db, home, actor)
    if subject is None or reader is None:
        return False
    if follows.state(db, reader, actor) != "accepted":
        return False
    return bool(towns.untold(db, subject.sought, actor, towns.position(db), 1))


def fill(db: Db, home: Home, actor: str, limit: int = STEP) -> bool:
    """Tell some of what the actor told nobody; whether there may be more."""
    subject = _served(db, home, actor)
    if subject is None:
        return False
    # What changed and was not looked at yet is news, to be told to everybody (announcing.py).
    found = towns.untold(db, subject.sought, actor, towns.position(db), limit)
    told = 0
    for num in found:
        now = changes.find(db, num)
        if now is None or not may_leave(now):
            continue
        outgoing.pass_on(db, home, actor, carried(db, now), now.record.id, ())
        towns.tell(db, num, actor, now.record.id, now.record.version)
        told += 1
    return told > 0 and len(found) == limit


def _served(db: Db, home: Home, actor: str) -> Subject | None:
    """What an actor that still speaks is about."""
    town = towns.of_actor(db, actor)
    return subject_of(town.slug, home.vocabulary) if town is not None and town.state == "served" else None
