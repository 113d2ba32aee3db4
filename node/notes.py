"""Notes that an actor of ours writes by itself, for servers that cannot be shown what it tells of.

A note about one organisation has the name of its Create, so that it is found at its address, as replies and boosts of
it need; it is taken away with what it tells of. A note that sums up many is sent and stands nowhere: it names too many.
"""

from __future__ import annotations

from dataclasses import dataclass

from node import outgoing
from node.home import Home
from node.outgoing import Act, Document
from node.store import deliveries, follows, log
from node.store.connection import Db
from node.store.log import Entry
from vocab import activities
from vocab.activities import tombstone
from vocab.context import PUBLIC, RECORD
from vocab.language import LANGUAGES, Text


@dataclass(frozen=True, slots=True)
class Said:
    """What a note says, in HTML; `page`: the path here where there is more; `record`: of what alone."""

    text: Text
    page: str
    record: str | None = None


def note(db: Db, home: Home, actor: str, said: Said, inboxes: list[str]) -> None:
    """Write a note to these inboxes."""
    now, create_id = home.now_iso(), home.new_activity_id()
    id = _note_of(home, create_id)
    to, cc = (PUBLIC,), (f"{actor}/followers",)
    contents = {language: f"<p>{said.text.in_(language)}</p>" for language in LANGUAGES}
    written: Document = {
        "@context": RECORD,
        "id": id,
        "type": "Note",
        "attributedTo": actor,
        "content": contents[home.settings.language if home.settings.language in contents else "fr"],
        "contentMap": contents,
        "url": f"{home.origin}{said.page}",
        "to": list(to),
        "cc": list(cc),
        "published": now,
        "updated": now,
    }
    signed = outgoing.sign(db, home, actor, written, home.now())
    create = activities.create(create_id, actor, signed, to, cc, now)
    subject = log.note_about(said.record) if said.record else id
    outgoing.send(db, home, Act(actor, create, subject, "act", "public"), inboxes)


def sum_up(db: Db, home: Home, actor: str, news: Text) -> None:
    """One note of an import, for the followers who do not speak our namespace (DESIGN 5, No flood)."""
    inboxes = [inbox for inbox, speaks in follows.inboxes(db, actor) if not speaks]
    if inboxes:
        note(db, home, actor, Said(news, "/directory"), inboxes)


def take_away(db: Db, home: Home, actor: str, record: str) -> None:
    """Delete what the actor wrote of a record, wherever it went."""
    to, cc = (PUBLIC,), (f"{actor}/followers",)
    for entry in log.notes_of(db, actor, record):
        reached = [row.inbox for row in deliveries.of_position(db, entry.position)]
        delete = activities.delete(
            home.new_activity_id(), actor, _note_of(home, entry.id), to, cc, published=home.now_iso()
        )
        outgoing.send(db, home, Act(actor, delete, entry.subject, "act", "public"), reached)


def find(db: Db, home: Home, id: str) -> Document | None:
    """The note with this id, or the tombstone of one that was taken away."""
    entry = log.find(db, f"{home.origin}/activities/{id.rpartition('/')[2]}")
    if entry is None or entry.type != "Create" or log.noted(entry.subject) is None:
        return None
    deleted = log.deleted_note(db, entry)
    if deleted is not None:
        return tombstone({**log.document(db, deleted.position), "object": id}, "Note")
    return _inside(db, entry)


def _inside(db: Db, entry: Entry) -> Document | None:
    found = log.document(db, entry.position).get("object")
    return found if isinstance(found, dict) else None


def _note_of(home: Home, create: str) -> str:
    """The note that a Create of ours carries: the same name on another shelf."""
    return f"{home.origin}/objects/{create.rpartition('/')[2]}"
