"""Listings whose organisations were asked whether they are theirs, and what came of it. A row is never asked again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from node.store.connection import Db

Answer = Literal["claimed", "corrected", "refused"]
_COLUMNS = "listing, actor, made_by, mark, made, opened, answer, answered"


@dataclass(frozen=True, slots=True)
class ListingInvitation:
    """One listing that was asked about. Times in Unix seconds; `mark` empty: its link is handed over."""

    listing: str
    actor: str
    made_by: str
    mark: str
    made: float
    opened: float | None = None
    answer: Answer | None = None
    answered: float | None = None


def keep(db: Db, invitation: ListingInvitation) -> bool:
    """Ask; False when this listing, or this address, was asked before."""
    sql = "INSERT OR IGNORE INTO listing_invitations (listing, actor, made_by, mark, made) VALUES (?, ?, ?, ?, ?)"
    each = invitation
    return db.execute(sql, (each.listing, each.actor, each.made_by, each.mark, each.made)).rowcount > 0


def find(db: Db, listing: str) -> ListingInvitation | None:
    """What became of one listing."""
    row = db.execute(f"SELECT {_COLUMNS} FROM listing_invitations WHERE listing = ?", (listing,)).fetchone()
    return ListingInvitation(*row) if row else None


def of_actor(db: Db, actor: str) -> list[ListingInvitation]:
    """All that one organisation asked, the newest first."""
    sql = f"SELECT {_COLUMNS} FROM listing_invitations WHERE actor = ? ORDER BY made DESC, listing"
    return [ListingInvitation(*row) for row in db.execute(sql, (actor,))]


def opened(db: Db, listing: str, now: float) -> None:
    """Somebody looked at the page, for the first time."""
    db.execute("UPDATE listing_invitations SET opened = ? WHERE listing = ? AND opened IS NULL", (now, listing))


def answered(db: Db, listing: str, answer: Answer, now: float) -> None:
    """What came of it, by whichever way; what was claimed or refused stays so."""
    db.execute(
        "UPDATE listing_invitations SET answer = ?, answered = ?"
        " WHERE listing = ? AND (answer IS NULL OR answer = 'corrected')",
        (answer, now, listing),
    )
