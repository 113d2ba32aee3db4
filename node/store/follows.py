"""Who follows whom."""

from __future__ import annotations

from dataclasses import dataclass

from node.store.connection import Db


@dataclass(frozen=True, slots=True)
class Follow:
    """A follow: the activity that asked for it, how far it is, since when."""

    activity: str
    state: str
    since: str


def find(db: Db, follower: str, followed: str) -> Follow | None:
    """How one actor follows another, if it does or asked to."""
    sql = "SELECT activity, state, since FROM follows WHERE follower = ? AND followed = ?"
    row = db.execute(sql, (follower, followed)).fetchone()
    return Follow(*row) if row else None


def put(db: Db, follower: str, followed: str, activity: str, state: str, since: str) -> None:
    """Write a follow: asked, accepted or rejected. An accepted one is not asked again."""
    db.execute(
        "INSERT INTO follows (follower, followed, activity, state, since) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (follower, followed) DO UPDATE SET activity = excluded.activity,"
        " state = CASE WHEN state = 'accepted' AND excluded.state = 'asked' THEN state ELSE excluded.state END,"
        " since = excluded.since",
        (follower, followed, activity, state, since),
    )


def state(db: Db, follower: str, followed: str) -> str | None:
    """How far this follow is: asked, accepted, rejected, ended (on their side), or None."""
    row = db.execute("SELECT state FROM follows WHERE follower = ? AND followed = ?", (follower, followed)).fetchone()
    return str(row[0]) if row else None


def activity(db: Db, follower: str, followed: str) -> str | None:
    """The id of the Follow."""
    row = db.execute(
        "SELECT activity FROM follows WHERE follower = ? AND followed = ?", (follower, followed)
    ).fetchone()
    return str(row[0]) if row else None


def answer(db: Db, follower: str, followed: str, state: str) -> bool:
    """Write the followed actor's answer to a follow that was asked; False when nothing was asked."""
    cursor = db.execute("UPDATE follows SET state = ? WHERE follower = ? AND followed = ?", (state, follower, followed))
    return cursor.rowcount > 0


def drop(db: Db, follower: str, followed: str) -> bool:
    """Forget a follow; False when there was none."""
    return db.execute("DELETE FROM follows WHERE follower = ? AND followed = ?", (follower, followed)).rowcount > 0


def drop_of(db: Db, follower: str) -> None:
    """Forget whom somebody followed."""
    db.execute("DELETE FROM follows WHERE follower = ?", (follower,))


def asked_by(db: Db, follower: str, activity: str) -> str | None:
    """Whom somebody asked to follow by this activity."""
    sql = "SELECT followed FROM follows WHERE follower = ? AND activity = ?"
    row = db.execute(sql, (follower, activity)).fetchone()
    return str(row[0]) if row else None


def followers(db: Db, followed: str, *, after: str = "", limit: int = 1_000_000) -> list[str]:
    """Accepted followers, by id."""
    sql = (
        "SELECT follower FROM follows WHERE followed=? AND state='accepted' AND follower > ? ORDER BY follower LIMIT ?"
    )
    return [str(row[0]) for row in db.execute(sql, (followed, after, limit))]


def followers_at(db: Db, followed: str, server: str, limit: int) -> list[str]:
    """Accepted followers whose ids begin with this scheme and authority, by id."""
    # "0" is what comes after "/": the range is one of the index, what else lies in it is another server's.
    sql = (
        "SELECT follower FROM follows WHERE followed = ? AND state = 'accepted' AND follower >= ? AND follower < ?"
        " AND substr(follower, ?, 1) IN ('', '/') ORDER BY follower LIMIT ?"
    )
    rows = db.execute(sql, (followed, server, f"{server}0", len(server) + 1, limit))
    return [str(row[0]) for row in rows]


def followers_here(db: Db, followed: str) -> list[str]:
    """Our own actors that follow this one, accepted."""
    sql = (
        "SELECT follower FROM follows JOIN actors ON actors.id = follows.follower"
        " WHERE followed = ? AND state = 'accepted' ORDER BY follower"
    )
    return [str(row[0]) for row in db.execute(sql, (followed,))]


def following(db: Db, follower: str, *, after: str = "", limit: int = 1_000_000) -> list[str]:
    """Those who accepted to be followed, by id."""
    sql = (
        "SELECT followed FROM follows WHERE follower=? AND state='accepted' AND followed > ? ORDER BY followed LIMIT ?"
    )
    return [str(row[0]) for row in db.execute(sql, (follower, after, limit))]


def count_followers(db: Db, followed: str) -> int:
    """How many follow this actor."""
    sql = "SELECT count(*) FROM follows WHERE followed = ? AND state = 'accepted'"
    return int(db.execute(sql, (followed,)).fetchone()[0])


def count_following(db: Db, follower: str) -> int:
    """How many this actor follows."""
    sql = "SELECT count(*) FROM follows WHERE follower = ? AND state = 'accepted'"
    return int(db.execute(sql, (follower,)).fetchone()[0])


def each_following(db: Db, follower: str) -> list[tuple[str, str, str]]:
    """(followed, state, since) of everything this actor asked for."""
    rows = db.execute("SELECT followed, state, since FROM follows WHERE follower = ? ORDER BY followed", (follower,))
    return [(str(followed), str(state), str(since)) for followed, state, since in rows]


def each_follower(db: Db, followed: str) -> list[tuple[str, str, str]]:
    """(follower, state, since) of everyone who asked to follow this actor."""
    rows = db.execute("SELECT follower, state, since FROM follows WHERE followed = ? ORDER BY follower", (followed,))
    return [(str(follower), str(state), str(since)) for follower, state, since in rows]


def anyone_here_follows(db: Db, followed: str) -> bool:
    """Whether one of our actors follows this one, accepted."""
    sql = (
        "SELECT 1 FROM follows JOIN actors ON actors.id = follows.follower"
        " WHERE followed = ? AND state = 'accepted' LIMIT 1"
    )
    return db.execute(sql, (followed,)).fetchone() is not None


def followed_from_here(db: Db) -> list[tuple[str, str]]:
    """(our actor, whom it follows) for every accepted follow that starts here."""
    rows = db.execute(
        "SELECT follower, followed FROM follows JOIN actors ON actors.id = follows.follower"
        " WHERE state = 'accepted' ORDER BY followed, follower"
    )
    return [(str(follower), str(followed)) for follower, followed in rows]


def drop_inbox(db: Db, inbox: str) -> None:
    """Forget the followers reached at an inbox that is gone for good."""
    db.execute(
        "DELETE FROM follows WHERE follower IN (SELECT id FROM peers_actors WHERE inbox = ? OR shared_inbox = ?)",
        (inbox, inbox),
    )


def inboxes(db: Db, followed: str, *, speaking_only: bool = False) -> list[tuple[str, bool]]:
    """(shared inbox or inbox, speaks our namespace) of each distinct place where followers elsewhere live."""
    speaks = "AND implements = 1" if speaking_only else ""
    rows = db.execute(
        "SELECT coalesce(shared_inbox, inbox), max(implements) FROM follows"
        " JOIN peers_actors ON peers_actors.id = follows.follower"
        f" WHERE followed = ? AND state = 'accepted' {speaks} GROUP BY 1 ORDER BY 1",
        (followed,),
    )
    return [(str(inbox), bool(implements)) for inbox, implements in rows]
