"""Who belongs to which network."""

from __future__ import annotations

from node.store.connection import Db


def put(db: Db, network: str, member: str, activity: str, state: str, since: str) -> None:
    """Write a membership: asked, accepted or rejected."""
    db.execute(
        "INSERT INTO memberships (network, member, activity, state, since) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (network, member) DO UPDATE SET activity = excluded.activity, since = excluded.since,"
        " state = CASE WHEN state = 'accepted' AND excluded.state = 'asked' THEN state ELSE excluded.state END",
        (network, member, activity, state, since),
    )


def state(db: Db, network: str, member: str) -> str | None:
    """asked, accepted, rejected, or None."""
    row = db.execute("SELECT state FROM memberships WHERE network = ? AND member = ?", (network, member)).fetchone()
    return str(row[0]) if row else None


def activity(db: Db, network: str, member: str) -> str | None:
    """The id of the Join."""
    row = db.execute("SELECT activity FROM memberships WHERE network=? AND member=?", (network, member)).fetchone()
    return str(row[0]) if row else None


def answer(db: Db, network: str, member: str, state: str) -> bool:
    """Write the network's answer; False when nobody had asked."""
    sql = "UPDATE memberships SET state = ? WHERE network = ? AND member = ?"
    return db.execute(sql, (state, network, member)).rowcount > 0


def drop(db: Db, network: str, member: str) -> bool:
    """End a membership; False when there was none."""
    return db.execute("DELETE FROM memberships WHERE network = ? AND member = ?", (network, member)).rowcount > 0


def members(db: Db, network: str, *, after: str = "", limit: int = 1_000_000) -> list[str]:
    """Accepted members of a network, by id."""
    sql = (
        "SELECT member FROM memberships WHERE network = ? AND state = 'accepted' AND member > ? ORDER BY member LIMIT ?"
    )
    return [str(row[0]) for row in db.execute(sql, (network, after, limit))]


def count(db: Db, network: str) -> int:
    """How many members a network has."""
    sql = "SELECT count(*) FROM memberships WHERE network = ? AND state = 'accepted'"
    return int(db.execute(sql, (network,)).fetchone()[0])


def each(db: Db, network: str) -> list[tuple[str, str, str]]:
    """(member, state, since) of everyone who asked."""
    rows = db.execute("SELECT member, state, since FROM memberships WHERE network = ? ORDER BY member", (network,))
    return [(str(member), str(state), str(since)) for member, state, since in rows]


def networks_of(db: Db, member: str) -> list[str]:
    """Networks that accepted this member, by id."""
    sql = "SELECT network FROM memberships WHERE member = ? AND state = 'accepted' ORDER BY network"
    return [str(row[0]) for row in db.execute(sql, (member,))]


def asked_by(db: Db, member: str) -> list[tuple[str, str, str]]:
    """The networks that a member asked to join, with what came of it and since when, by id."""
    sql = "SELECT network, state, since FROM memberships WHERE member = ? ORDER BY network"
    return [(str(network), str(state), str(since)) for network, state, since in db.execute(sql, (member,))]


def forget_others(db: Db, network: str) -> None:
    """Forget who else belongs to a network elsewhere: none of ours does any more."""
    db.execute("DELETE FROM memberships WHERE network = ? AND network NOT IN (SELECT id FROM actors)", (network,))


def anyone_here_belongs(db: Db, network: str) -> bool:
    """Whether one of our actors is an accepted member of this network."""
    sql = (
        "SELECT 1 FROM memberships JOIN actors ON actors.id = memberships.member"
        " WHERE network = ? AND state = 'accepted' LIMIT 1"
    )
    return db.execute(sql, (network,)).fetchone() is not None


def members_here(db: Db, network: str) -> list[str]:
    """Those of our actors that are accepted members of this network, by id."""
    sql = (
        "SELECT member FROM memberships JOIN actors ON actors.id = memberships.member"
        " WHERE network = ? AND state = 'accepted' ORDER BY member"
    )
    return [str(row[0]) for row in db.execute(sql, (network,))]


def local_networks_of(db: Db, member: str) -> list[str]:
    """Networks living here that accepted this member."""
    sql = (
        "SELECT network FROM memberships JOIN actors ON actors.id = memberships.network"
        " WHERE member = ? AND state = 'accepted' ORDER BY network"
    )
    return [str(row[0]) for row in db.execute(sql, (member,))]


def inboxes(db: Db, network: str, sender: str) -> list[str]:
    """Shared inbox or inbox of each distinct place where members elsewhere live that did not block `sender`."""
    rows = db.execute(
        "SELECT DISTINCT coalesce(shared_inbox, inbox) FROM memberships"
        " JOIN peers_actors ON peers_actors.id = memberships.member"
        " WHERE network = ? AND state = 'accepted'"
        " AND member NOT IN (SELECT blocker FROM blocked_by WHERE blocked = ?) ORDER BY 1",
        (network, sender),
    )
    return [str(row[0]) for row in rows]
