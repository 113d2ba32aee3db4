"""Listing claims: an organisation says that a listing describes it, and the lister answers."""

from __future__ import annotations

from dataclasses import dataclass

from node.store import replaced
from node.store.connection import Db
from node.store.entries import CLOSED_POLICIES

# So many wait for an answer, and so many of one server: nobody keeps the others out.
MAX_ASKED = 1_000
MAX_OF_ONE_SERVER = 50


@dataclass(frozen=True, slots=True)
class ListingClaim:
    """`claimant` asked `lister` by the Offer `activity`; `state`: asked, accepted or refused. `activity` is empty where
    the lister said so without being asked.
    """

    listing: str
    claimant: str
    lister: str
    activity: str
    state: str
    since: str


_COLUMNS = "listing, claimant, lister, activity, state, since"


def put(db: Db, claim: ListingClaim) -> bool:
    """Write a claim down, in place of the one before; False when too many wait for an answer."""
    if find(db, claim.listing, claim.claimant) is None and not _has_room(db, claim.claimant):
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


def inboxes(db: Db, claimant: str) -> list[str]:
    """Where the listers elsewhere are reached of what one of ours says is about it, unless they refused."""
    sql = (
        "SELECT DISTINCT coalesce(p.shared_inbox, p.inbox) FROM listing_claims c JOIN peers_actors p ON p.id = c.lister"
        " WHERE claimant = ? AND state <> 'refused' ORDER BY 1"
    )
    return [str(row[0]) for row in db.execute(sql, (claimant,))]


def heralds(db: Db, claimant: str) -> list[str]:
    """The listers here of whom a claim of this organisation holds: they accepted it, or its website proves it.

    Only where the listing is for everybody: what was not is not told by its claimant's name either.
    """
    sql = (
        "SELECT DISTINCT c.lister FROM listing_claims c JOIN actors a ON a.id = c.lister"
        " JOIN records l ON l.id = c.listing AND l.local = 1 AND l.audience = 'public'"
        f" AND l.policy NOT IN ({', '.join('?' * len(CLOSED_POLICIES))})"
        " WHERE c.claimant = ? AND c.lister <> c.claimant AND (c.state = 'accepted' OR c.state = 'asked' AND EXISTS"
        " (SELECT 1 FROM reasons r JOIN records p ON p.num = r.record"
        " WHERE p.id = c.claimant AND r.reason = 'accepted' AND r.by = c.lister)) ORDER BY c.lister"
    )
    return [str(row[0]) for row in db.execute(sql, (*sorted(CLOSED_POLICIES), claimant))]


def untold(db: Db, limit: int) -> list[tuple[str, str, str]]:
    """(one of ours, listing, its lister elsewhere) of what gave way here to one of ours, of which the lister knows
    nothing.
    """
    sql = (
        f"SELECT p.id, l.id, l.owner {replaced.WELL_PROVED} AND p.local = 1 AND l.local = 0 AND o.how <> 'accepted'"
        " AND NOT EXISTS (SELECT 1 FROM listing_claims c WHERE c.listing = l.id AND c.claimant = p.id)"
        # From the few that gave way: in the order of ids the planner would read every record.
        " ORDER BY +l.id LIMIT ?"
    )
    return [(str(ours), str(listing), str(lister)) for ours, listing, lister in db.execute(sql, (limit,))]


def perhaps_proved(db: Db, limit: int) -> list[ListingClaim]:
    """Claims by strangers that wait for a lister here, where the website may prove them: it names the claimant, or its
    host is theirs.
    """
    columns = ", ".join(f"c.{name}" for name in _COLUMNS.split(", "))
    host = "substr(o.site, 1, instr(o.site || '/', '/') - 1)"
    sql = (
        f"SELECT {columns} FROM listing_claims c JOIN records l ON l.id = c.listing AND l.local = 1 AND l.deleted = 0"
        " JOIN organizations o ON o.num = l.num LEFT JOIN sites s ON s.site = o.site WHERE c.state = 'asked'"
        f" AND (instr(s.links, c.claimant) > 0"
        f" OR instr(replace(c.claimant, '://www.', '://'), '://' || {host} || '/') > 0)"
        " AND NOT EXISTS (SELECT 1 FROM records p JOIN reasons ON reasons.record = p.num WHERE p.id = c.claimant)"
        " ORDER BY c.since, c.listing LIMIT ?"
    )
    return [ListingClaim(*row) for row in db.execute(sql, (limit,))]


def let_in(db: Db) -> list[ListingClaim]:
    """Claims that wait for a lister here, by those whose profile was let in because their website proved it."""
    columns = ", ".join(f"c.{name}" for name in _COLUMNS.split(", "))
    sql = (
        f"SELECT {columns} FROM listing_claims c JOIN records l ON l.id = c.listing AND l.local = 1 AND l.deleted = 0"
        " JOIN records p ON p.id = c.claimant JOIN reasons r ON r.record = p.num AND r.reason = 'accepted'"
        " AND r.by = c.lister WHERE c.state = 'asked' ORDER BY c.since, c.listing"
    )
    return [ListingClaim(*row) for row in db.execute(sql)]


def between(db: Db, claimant: str, lister: str) -> list[ListingClaim]:
    """What one organisation asked of one lister."""
    sql = f"SELECT {_COLUMNS} FROM listing_claims WHERE claimant = ? AND lister = ? ORDER BY since, listing"
    return [ListingClaim(*row) for row in db.execute(sql, (claimant, lister))]


def every(db: Db) -> list[ListingClaim]:
    """All of them, the oldest first."""
    return [ListingClaim(*row) for row in db.execute(f"SELECT {_COLUMNS} FROM listing_claims ORDER BY since, listing")]


def drop(db: Db, listing: str, claimant: str) -> bool:
    """Forget a claim; False when there was none."""
    sql = "DELETE FROM listing_claims WHERE listing = ? AND claimant = ?"
    return db.execute(sql, (listing, claimant)).rowcount > 0


def _has_room(db: Db, claimant: str) -> bool:
    # Of a listing that was withdrawn nobody waits for an answer.
    sql = (
        "SELECT count(*), coalesce(sum(substr(c.claimant, 1, ?) = ?), 0) FROM listing_claims c"
        " JOIN records l ON l.id = c.listing AND l.deleted = 0 WHERE c.state = 'asked'"
    )
    scheme, _, rest = claimant.partition("://")
    server = f"{scheme}://{rest.partition('/')[0]}/"
    waiting, of_it = db.execute(sql, (len(server), server)).fetchone()
    return int(waiting) < MAX_ASKED and int(of_it) < MAX_OF_ONE_SERVER
