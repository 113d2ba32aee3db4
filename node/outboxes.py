"""Outboxes: what our log gives to those who ask, each seeing what they may."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import orjson

from federation import catchup
from federation.audience import may_see
from federation.catchup import Cursor
from node.home import Home
from node.store import follows, log, memberships, meta
from node.store.connection import Db
from node.store.log import Entry

MAX_ITEMS: Final = 200
# A peer reads a megabyte at most; our own documents weigh up to fifteen kilobytes each.
MAX_BYTES: Final = 700_000


@dataclass(frozen=True, slots=True)
class Sight:
    """What a reader may see: their id, whom of ours they follow, which networks they belong to."""

    reader: str | None = None
    follows: frozenset[str] = frozenset()
    member_of: frozenset[str] = frozenset()

    @classmethod
    def of(cls, db: Db, reader: str | None) -> Sight:
        """The sight of an actor that signed its request; of anybody for None."""
        if reader is None:
            return cls()
        # What is for a network's members is for the network itself too.
        networks = frozenset({*memberships.networks_of(db, reader), reader})
        return cls(reader, frozenset(follows.following(db, reader)), networks)

    def sees(self, addressed: tuple[str, ...]) -> bool:
        """Whether this reader is among those addressed."""
        return may_see(self.reader, addressed, follows=self.follows, member_of=self.member_of)


def epoch(db: Db) -> str:
    """The log's epoch: another one after a restore from an old backup."""
    return meta.get(db, "epoch") or ""


def secret(db: Db) -> bytes:
    """The secret of our cursors."""
    return bytes.fromhex(meta.get(db, "secret") or "")


def since(
    db: Db, home: Home, actor: str | None, text: str, reader: str | None, address: str, more: bool = False
) -> bytes:
    """A page of an actor's log (or of the whole node's), oldest first, from the cursor `text` on.

    `more`: the log goes on when it is read again, even where it ends now.
    Raises Refused for a cursor that is not ours, Gone for one of another epoch.
    """
    sight = Sight.of(db, reader)
    cursor = catchup.read(text, secret(db), epoch(db), actor or "")
    end = log.end(db)
    snapshot = cursor.until is not None
    until = end if cursor.until in (None, -1) else int(cursor.until or 0)
    entries = log.after(db, actor, cursor.position, until=until, limit=MAX_ITEMS)
    items: list[bytes] = []
    position, size = cursor.position, 0
    for entry in entries:
        if _is_for(db, sight, entry):
            body = log.body(db, entry.position)
            if items and size + len(body) > MAX_BYTES:
                break
            items.append(body)
            size += len(body)
        position = entry.position
    finished = position == (entries[-1].position if entries else position) and len(entries) < MAX_ITEMS
    if finished:
        after = Cursor(epoch(db), until, actor or "")
    else:
        after = Cursor(epoch(db), position, actor or "", until if snapshot else None)
    up_to = catchup.write(after, secret(db))
    base = address.partition("?")[0]
    page = {
        "@context": "https://www.w3.org/ns/activitystreams",
        "id": address,
        "type": "OrderedCollectionPage",
        "partOf": base,
        "upTo": up_to,
        "orderedItems": [orjson.Fragment(item) for item in items],
    }
    if more or not finished:
        page["next"] = f"{base}?since={up_to}"
    return orjson.dumps(page)


def _is_for(db: Db, sight: Sight, entry: Entry) -> bool:
    """Whether this reader is told of an entry; of a narrowed record's Delete, only who lost sight of the record."""
    if not sight.sees(entry.recipients):
        return False
    if entry.state != "lost":
        return True
    now = log.newest_of(db, entry.actor, entry.subject)
    return now is None or not sight.sees(now.recipients)


def collection(db: Db, home: Home, actor: str, address: str) -> bytes:
    """The outbox itself: how many public entries, and where the newest page is."""
    return orjson.dumps(
        {
            "@context": "https://www.w3.org/ns/activitystreams",
            "id": address,
            "type": "OrderedCollection",
            "totalItems": log.public_count(db, actor),
            "first": f"{address}?page=true",
        }
    )


def page(db: Db, home: Home, actor: str, address: str, before: int | None) -> bytes:
    """A page of public entries, newest first."""
    limit = min(home.settings.page_size, 40)
    entries = log.public_page(db, actor, before=before, limit=limit)
    query = "?page=true" if before is None else f"?before={before}"
    found: dict[str, object] = {
        "@context": "https://www.w3.org/ns/activitystreams",
        "id": f"{address}{query}",
        "type": "OrderedCollectionPage",
        "partOf": address,
        "totalItems": log.public_count(db, actor),
        "orderedItems": [orjson.Fragment(log.body(db, entry.position)) for entry in entries],
    }
    if len(entries) == limit:
        found["next"] = f"{address}?before={entries[-1].position}"
    return orjson.dumps(found)
