"""Listing claims: an organisation says that a listing describes it, and the lister answers."""

from __future__ import annotations

from dataclasses import dataclass

from node.store.connection import Db

MAX_ASKED = 1_000


@dataclass(frozen=True, slots=True)
class ListingClaim:
    """`claimant` asked `lister` by the Offer `activity`; `state`: asked, accepted or refused."""

    listing: str
    claimant: str
    lister: str
    activity: str
    state: str
    since: str


_COLUMNS = "listing, claimant, lister, activity, state, since"


def put(db: Db, claim: ListingClaim) -> bool:
    """Write a claim down, in place of the one before; False when too many wait for an answer."""
    waiting = int(db.execute("SELECT count(*) FROM listing_claims WHERE state = 'asked'").fetchone()[0])
    if waiting >= MAX_ASKED and find(db, claim.listing, claim.claimant) is None:
        return False
    values = (claim.listing, claim.claimant, claim.lister, claim.activity, claim.state, claim.since)
    db.execute(f"INSERT OR REPLACE INTO listing_claims ({_COLUMNS}) VALUES (?,?,?,?,?,?)", values)
    return True


def find(db: Db, listing: str, claimant: str) -> ListingClaim | None:
    """What one organisation asked about one listing."""
    sql = f"SELECT {_COLUMNS} FROM listing_claims WHERE listing = ? AND claimant = ?"
    row = db.execute(sql, (listing, claimant)).fetchone()
    return ListingClaim(*row) if row else None


def of_listing(db: Db, listing: str) -> list[ListingClaim]:
    """Who says that a listing describes them."""
    sql = f"SELECT {_COLUMNS} FROM listing_claims WHERE listing = ? ORDER BY since, claimant"
    return [ListingClaim(*row) for row in db.execute(sql, (listing,))]


def asked_by(db: Db, activity: str) -> ListingClaim | None:
    """The claim that an Offer made."""
    row = db.execute(f"SELECT {_COLUMNS} FROM listing_claims WHERE activity = ?", (activity,)).fetchone()
    return ListingClaim(*row) if row else None


def every(db: Db) -> list[ListingClaim]:
    """All of them, the oldest first."""
    return [ListingClaim(*row) for row in db.execute(f"SELECT {_COLUMNS} FROM listing_claims ORDER BY since, listing")]


def drop(db: Db, listing: str, claimant: str) -> bool:
    """Forget a claim; False when there was none."""
    sql = "DELETE FROM listing_claims WHERE listing = ? AND claimant = ?"
    return db.execute(sql, (listing, claimant)).rowcount > 0
