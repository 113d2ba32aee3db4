"""The records of an organisation as its own people see them, and what they do to them. Each act is in the journal."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from node import publishing
from node.accounts import journal
from node.clock import iso
from node.errors import Missing
from node.home import Home
from node.outgoing import Published
from node.store import actors, drafts, records, reports
from node.store.actors import LocalActor
from node.store.connection import Db
from node.store.records import Record
from vocab.language import Text

Draft = dict[str, object]
DAY_S: Final = 86_400
# After this long somebody is asked whether it is still true.
ASK_AGAIN_DAYS: Final = 365
MOST: Final = 500


@dataclass(frozen=True, slots=True)
class Mine:
    """One of our records. `due`: nobody said for a year that it is still true; `over`: the day it ends has passed."""

    id: str
    kind: str
    draft: Draft
    updated: str
    audience: str
    due: bool
    over: bool

    @property
    def ulid(self) -> str:
        """The last part of its id."""
        return self.id.rpartition("/")[2]


def every(db: Db, home: Home, actor: str) -> list[Mine]:
    """What an organisation published and not withdrew, its profile aside, the newest first; at most MOST."""
    found = [
        _as_it_counts(db, home, record, _mine(home, record, draft))
        for record in records.each(db, owner=actor)
        if record.local and (draft := drafts.find(db, record.num)) is not None and "companion_of" not in draft
    ]
    return sorted(found, key=lambda each: (each.updated, each.id), reverse=True)[:MOST]


def find(db: Db, home: Home, actor: LocalActor, id: str) -> Mine:
    """One record of an organisation, its profile included. Raises `Missing`."""
    record = records.find(db, id)
    if record is None or record.owner != actor.id or record.deleted or not record.local:
        raise Missing(Text("Cette fiche n'est pas, ou plus, à vous.", "This record is not, or no longer, yours."))
    draft = actor.draft if id == actor.id else drafts.find(db, record.num)
    return _as_it_counts(db, home, record, _mine(home, record, dict(draft or {})))


def save(db: Db, home: Home, by: str, actor: str, draft: Mapping[str, object]) -> Published:
    """Publish what somebody wrote at the desk. Raises `Invalid`, `Missing`, `NotAllowed`."""
    published = publishing.publish(db, home, actor, draft)
    known = draft.get("id") or draft.get("kind") == "profile"
    journal.note(db, home, by, "updated" if known else "published", published.id, actor)
    return published


def confirm(db: Db, home: Home, by: str, actor: LocalActor, id: str) -> Published:
    """Say that a record is still true; a day by which it ended is for its author to change. Raises `Missing`."""
    mine = find(db, home, actor, id)
    said = {**mine.draft, "confirmed": home.now_iso()}
    published = publishing.publish(db, home, actor.id, said if id == actor.id else {**said, "id": id})
    journal.note(db, home, by, "confirmed", published.id, actor.id)
    return published


def withdraw(db: Db, home: Home, by: str, actor: LocalActor, id: str) -> None:
    """Take a record back from everywhere it went. Raises `Missing`, `NotAllowed`."""
    find(db, home, actor, id)
    publishing.withdraw(db, home, actor.id, id)
    journal.note(db, home, by, "withdrew", id, actor.id)


def let_in_by_hand(db: Db, home: Home, by: str, actor: LocalActor, by_hand: bool) -> None:
    """Whether those who ask to follow wait until somebody here lets them in; the profile says so to everybody."""
    draft = {**actor.draft, "kind": "profile", "approves_followers": by_hand}
    publishing.publish(db, home, actor.id, draft)
    journal.note(db, home, by, "followers", "by hand" if by_hand else "at once", actor.id)


def profile_of(db: Db, home: Home, actor: str) -> Mine | None:
    """The profile of one of our organisations."""
    found = actors.find(db, actor)
    return None if found is None else find(db, home, found, actor)


def _as_it_counts(db: Db, home: Home, record: Record, mine: Mine) -> Mine:
    """A report is never asked "is it still true?": it ends on its day, or when the next one replaces it."""
    if record.kind != "PracticeReport":
        return mine
    over = reports.ends(db, record.num) < home.now_iso()[:10] or record.num in reports.replaced(db, record.owner)
    return replace(mine, due=False, over=over)


def _mine(home: Home, record: Record, draft: Draft) -> Mine:
    now = home.now_iso()
    said = max(str(draft.get("confirmed") or ""), record.version)
    ends = str(draft.get("valid_until") or draft.get("deadline") or draft.get("ends") or draft.get("starts") or "")
    over = bool(ends) and ends[:10] < now[:10]
    due = said < iso(home.now() - ASK_AGAIN_DAYS * DAY_S) and not over
    kind = str(draft.get("kind") or "profile")
    return Mine(record.id, kind, draft, record.version, record.audience, due, over)
