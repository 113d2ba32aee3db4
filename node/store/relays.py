"""Relays this node subscribed to: how far each is, and where it is reached."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from node.store.connection import Db

Style = Literal["mastodon", "litepub"]

_COLUMNS: Final = "inbox, style, actor, activity, state, since"


@dataclass(frozen=True, slots=True)
class Relay:
    """A subscription. `style`: what the relay is sent; `actor`: who it is, once known; `activity`: our Follow."""

    inbox: str
    style: Style
    actor: str | None
    activity: str
    state: str
    since: str

    @property
    def followed(self) -> str:
        """What people know it by."""
        return self.actor or self.inbox


def keep(db: Db, relay: Relay) -> None:
    """Write a subscription, or how far it is."""
    db.execute(
        f"INSERT INTO relays ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (inbox) DO UPDATE SET"
        " style = excluded.style, actor = excluded.actor, activity = excluded.activity, state = excluded.state,"
        " since = excluded.since",
        (relay.inbox, relay.style, relay.actor, relay.activity, relay.state, relay.since),
    )


def drop(db: Db, inbox: str) -> None:
    """Forget a subscription."""
    db.execute("DELETE FROM relays WHERE inbox = ?", (inbox,))


def at(db: Db, inbox: str) -> Relay | None:
    """The relay with this inbox."""
    row = db.execute(f"SELECT {_COLUMNS} FROM relays WHERE inbox = ?", (inbox,)).fetchone()
    return Relay(*row) if row else None


def known_as(db: Db, actor: str) -> Relay | None:
    """The relay that this actor is."""
    row = db.execute(f"SELECT {_COLUMNS} FROM relays WHERE actor = ? LIMIT 1", (actor,)).fetchone()
    return Relay(*row) if row else None


def every(db: Db) -> list[Relay]:
    """All subscriptions."""
    return [Relay(*row) for row in db.execute(f"SELECT {_COLUMNS} FROM relays ORDER BY inbox")]


def accepted(db: Db) -> list[Relay]:
    """Those that pass on what they are told."""
    sql = f"SELECT {_COLUMNS} FROM relays WHERE state = 'accepted' ORDER BY inbox"
    return [Relay(*row) for row in db.execute(sql)]


def gone(db: Db, inbox: str) -> None:
    """A relay whose inbox is gone for good passes nothing on any more."""
    db.execute("UPDATE relays SET state = 'rejected' WHERE inbox = ?", (inbox,))
