"""Committing at the desk: a network adds, changes and removes what it asks of its members. It is in its profile."""

from __future__ import annotations

from collections.abc import Mapping

from node import publishing
from node.accounts import journal
from node.home import Home
from node.store import actors
from node.store.actors import LocalActor
from node.store.connection import Db
from vocab.looseness import one_or_many

Row = dict[str, object]


def rows_of(draft: Mapping[str, object]) -> list[Row]:
    """What is asked now, as a file would say it."""
    said = draft.get("commitments")
    asked = said.get("asked") if isinstance(said, Mapping) else None
    return [dict(each) for each in one_or_many(asked) if isinstance(each, Mapping)]


def ask(db: Db, home: Home, by: str, actor: LocalActor, row: Row, *, instead: str | None) -> None:
    """Ask one thing more, or in place of what was asked of the practice `instead`. Raises `Invalid`."""
    rows = rows_of(_draft(db, actor))
    places = [place for place, each in enumerate(rows) if _is(each, instead, home)]
    _publish(db, home, by, actor, [*rows[: places[0]], row, *rows[places[0] + 1 :]] if places else [*rows, row])


def remove(db: Db, home: Home, by: str, actor: LocalActor, practice: str) -> None:
    """Ask it no more; nothing where it was not asked."""
    rows = rows_of(_draft(db, actor))
    kept = [each for each in rows if not _is(each, practice, home)]
    if len(kept) < len(rows):
        _publish(db, home, by, actor, kept)


def _is(row: Row, practice: str | None, home: Home) -> bool:
    known = home.vocabulary.charter.get(str(row.get("practice"))) if practice else None
    return known is not None and known.notation == practice


def _publish(db: Db, home: Home, by: str, actor: LocalActor, rows: list[Row]) -> None:
    draft = {**_draft(db, actor), "kind": "profile", "commitments": {"asked": rows}}
    published = publishing.publish(db, home, actor.id, draft)
    journal.note(db, home, by, "asked_members", published.id, actor.id)


def _draft(db: Db, actor: LocalActor) -> dict[str, object]:
    """As it is now: somebody may have changed it since the page was opened."""
    found = actors.find(db, actor.id)
    return dict((found or actor).draft)
