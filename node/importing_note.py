"""The one note that followers who do not speak our namespace get of an import (DESIGN 5, No flood)."""

from __future__ import annotations

from node import outgoing
from node.home import Home
from node.outgoing import Act, Document
from node.store import follows
from node.store.connection import Db
from vocab import activities
from vocab.context import PUBLIC, RECORD
from vocab.language import Text


def send(db: Db, home: Home, actor: str, news: Text) -> None:
    """Write the note to those it is for; nothing when every follower speaks our namespace."""
    inboxes = [inbox for inbox, speaks in follows.inboxes(db, actor) if not speaks]
    if not inboxes:
        return
    now = home.now_iso()
    to, cc = (PUBLIC,), (f"{actor}/followers",)
    contents = {language: f"<p>{news.in_(language)}</p>" for language in ("fr", "en")}
    id = home.new_object_id()
    note: Document = {
        "@context": RECORD,
        "id": id,
        "type": "Note",
        "attributedTo": actor,
        "content": contents[home.settings.language if home.settings.language in contents else "fr"],
        "contentMap": contents,
        "url": f"{home.origin}/directory",
        "to": list(to),
        "cc": list(cc),
        "published": now,
        "updated": now,
    }
    signed = outgoing.sign(db, home, actor, note, home.now())
    create = activities.create(home.new_activity_id(), actor, signed, to, cc, now)
    outgoing.send(db, home, Act(actor, create, id, "act", "public"), inboxes)
