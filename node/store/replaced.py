"""Replaced: whose listings an organisation's own profile took the place of, for those who read its page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from node.store.connection import Db
from node.store.entries import CLOSED_POLICIES


@dataclass(frozen=True, slots=True)
class Replaced:
    """A listing that gave way: whose it is, to whose profile, and how that was proved."""

    listing: str
    lister: str
    profile: str
    how: str


_COLUMNS: Final = "l.id, l.owner, p.id, o.how"

# A listing gives way at the word of whoever wrote it, and to whom its own website names: of a profile that tells
# nothing, unless the profile says so too, lives there, or has that website itself.
WELL_PROVED: Final = (
    "FROM organizations o JOIN records l ON l.num = o.num JOIN records p ON p.num = o.gives_way"
    " JOIN organizations q ON q.num = p.num WHERE o.gives_way IS NOT NULL AND (o.how = 'host' OR o.site = q.site"
    " OR EXISTS (SELECT 1 FROM organization_keys k WHERE k.key = 'replaces=' || l.id AND k.num = p.num))"
)


def by_profile(db: Db, profile: str) -> list[Replaced]:
    """The listings that gave way to a profile and concern it, those that anybody could read, by id."""
    sql = f"SELECT {_COLUMNS}, l.audience, l.policy {WELL_PROVED} AND p.id = ? ORDER BY l.id LIMIT 50"
    return _public(db.execute(sql, (profile,)))


def of_listing(db: Db, listing: str) -> Replaced | None:
    """To whom a listing that anybody could read gave way, None when it stands."""
    sql = (
        f"SELECT {_COLUMNS}, l.audience, l.policy FROM organizations o JOIN records l ON l.num = o.num"
        " JOIN records p ON p.num = o.gives_way WHERE l.id = ?"
    )
    return next(iter(_public(db.execute(sql, (listing,)))), None)


def _public(rows: Iterable[tuple[str, ...]]) -> list[Replaced]:
    return [
        Replaced(*said) for *said, audience, policy in rows if audience == "public" and policy not in CLOSED_POLICIES
    ]
