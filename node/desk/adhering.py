"""Adhering at the desk: an organisation adheres to the charter, confirms it, or stops; its profile says so."""

from __future__ import annotations

from node import publishing
from node.accounts import journal
from node.home import Home
from node.outgoing import Published
from node.store import actors
from node.store.actors import LocalActor
from node.store.connection import Db


def adhere(db: Db, home: Home, by: str, actor: LocalActor, decision: dict[str, object]) -> Published:
    """Say to which version, by whose decision, of which day. Raises `Invalid` with findings about `charter`."""
    return _publish(db, home, by, actor, decision)


def stop(db: Db, home: Home, by: str, actor: LocalActor) -> Published | None:
    """Take it back; None where there was nothing to take back."""
    return _publish(db, home, by, actor, None) if "charter" in _draft(db, actor) else None


def _publish(db: Db, home: Home, by: str, actor: LocalActor, decision: dict[str, object] | None) -> Published:
    draft = {name: value for name, value in _draft(db, actor).items() if name != "charter"}
    said = {"charter": decision} if decision is not None else {}
    published = publishing.publish(db, home, actor.id, {**draft, "kind": "profile", **said})
    journal.note(db, home, by, "adhered" if said else "stopped_adhering", published.id, actor.id)
    return published


def _draft(db: Db, actor: LocalActor) -> dict[str, object]:
    """As it is now: somebody may have changed it since the page was opened."""
    found = actors.find(db, actor.id)
    return dict((found or actor).draft)
