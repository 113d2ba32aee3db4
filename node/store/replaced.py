"""Replaced: whose listings an organisation's own profile took the place of, for those who read its page."""

from __future__ import annotations

from dataclasses import dataclass

from node.store.connection import Db
from node.store.entries import CLOSED_POLICIES


@dataclass(frozen=True, slots=True)
class Replaced:
    """A listing that gave way: whose it is, to whose profile, and how that was proved."""

    listing: str
    lister: str
    profile: str
    how: str


_FROM = (
    "SELECT l.id, l.owner, p.id, o.how, l.audience, l.policy FROM organizations o JOIN records l ON l.num = o.num"
    " JOIN records p ON p.num = o.gives_way"
)


def by_profile(db: Db, profile: str) -> list[Replaced]:
    """The listings that gave way to a profile, those that anybody could read, by id."""
    rows = db.execute(f"{_FROM} WHERE p.id = ? ORDER BY l.id LIMIT 50", (profile,))
    return [
        Replaced(*said) for *said, audience, policy in rows if audience == "public" and policy not in CLOSED_POLICIES
    ]


def of_listing(db: Db, listing: str) -> Replaced | None:
    """To whom a listing gave way, None when it stands."""
    row = db.execute(f"{_FROM} WHERE l.id = ?", (listing,)).fetchone()
    return Replaced(*row[:4]) if row else None
