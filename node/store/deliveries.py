"""Deliveries: one activity to one inbox, in order per inbox, kept until they are done or given up."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from node.store.connection import Db


@dataclass(frozen=True, slots=True)
class Delivery:
    """What is left to send."""

    id: int
    inbox: str
    origin: str
    position: int
    attempts: int
    first_attempt: float | None
    next_attempt: float
    state: str = "due"
    answer: str | None = None
    finished: float | None = None


@dataclass(frozen=True, slots=True)
class Undelivered:
    """What somebody would not get: which activity of which type, about what, said when."""

    delivery: int
    inbox: str
    type: str
    subject: str
    published: str


# The address of a record that its actor announced, a note that it wrote of it: until they are taken back it must be
# known who got them.
_POINTS = (
    "l.type = 'Announce' AND NOT EXISTS (SELECT 1 FROM log v WHERE v.actor = l.actor AND v.subject = l.subject"
    " AND v.state = 'act' AND v.type IN ('Announce', 'Undo') AND v.position > l.position)"
    " OR l.type = 'Create' AND substr(l.subject, -5) = '#note' AND NOT EXISTS (SELECT 1 FROM log v"
    " WHERE v.actor = l.actor AND v.subject = l.subject AND v.state = 'act' AND v.type = 'Delete'"
    " AND v.position > l.position)"
)
# The deliveries that decide when a server is tried next: of each inbox the first, and those set apart. The columns of a
# min() are those of the row it found (SQLite, "bare columns").
HEADS = (
    "SELECT origin, next_attempt, min(position) AS position FROM deliveries WHERE state = 'due' GROUP BY inbox"
    " UNION ALL SELECT origin, next_attempt, position FROM deliveries WHERE state = 'apart'"
)
_COLUMNS = "id, inbox, origin, position, attempts, first_attempt, next_attempt, state, answer, finished"
_ENQUEUE = "INSERT OR IGNORE INTO deliveries (inbox, origin, position, state, next_attempt) VALUES (?, ?, ?, 'due', ?)"


def enqueue(db: Db, position: int, inboxes: Iterable[tuple[str, str]], now: float) -> int:
    """Queue the activity at `position` for each (inbox, origin), and return how many there are."""
    rows = [(inbox, origin, position, now) for inbox, origin in inboxes]
    db.executemany(_ENQUEUE, rows)
    return len(rows)


def enqueue_all(db: Db, positions: Iterable[int], inboxes: Sequence[tuple[str, str]], now: float) -> None:
    """Queue the activities at these positions, each for each (inbox, origin)."""
    db.executemany(_ENQUEUE, [(inbox, origin, position, now) for position in positions for inbox, origin in inboxes])


def due_inboxes(db: Db, now: float, limit: int) -> list[tuple[str, str]]:
    """(inbox, origin) whose first waiting delivery may be tried now: servers that answered last time, then the others.

    Within each the longest waiting first. Only the head of an inbox counts: what stands behind it waits its turn.
    """
    rows = db.execute(
        "SELECT inbox, d.origin FROM deliveries AS d LEFT JOIN origins AS o ON o.origin = d.origin"
        " WHERE state = 'due' AND next_attempt <= ?"
        " AND position = (SELECT min(position) FROM deliveries WHERE state = 'due' AND inbox = d.inbox)"
        " ORDER BY o.last_ok IS NULL OR o.failures > 0, next_attempt, position LIMIT ?",
        (now, limit),
    )
    return [(str(inbox), str(origin)) for inbox, origin in rows]


def apart_due(db: Db, now: float, limit: int) -> list[Delivery]:
    """Deliveries taken out of their inbox's order (see `set_apart`) whose time has come."""
    sql = f"SELECT {_COLUMNS} FROM deliveries WHERE state = 'apart' AND next_attempt <= ? ORDER BY next_attempt LIMIT ?"
    return [Delivery(*row) for row in db.execute(sql, (now, limit))]


def head(db: Db, inbox: str, now: float, limit: int) -> list[Delivery]:
    """The next deliveries of one inbox, in order; empty while its head must wait."""
    sql = f"SELECT {_COLUMNS} FROM deliveries WHERE state = 'due' AND inbox = ? ORDER BY position LIMIT ?"
    found = [Delivery(*row) for row in db.execute(sql, (inbox, limit))]
    if not found or found[0].next_attempt > now:
        return []
    return found


def next_time(db: Db) -> float | None:
    """When the next attempt is due, if anything waits. What stands behind the head of its inbox waits its turn."""
    row = db.execute(f"SELECT min(next_attempt) FROM ({HEADS})").fetchone()
    return float(row[0]) if row and row[0] is not None else None


def finish(db: Db, ids: Iterable[int], state: str, answer: str | None, now: float) -> None:
    """Close deliveries: done, refused or expired."""
    db.executemany(
        "UPDATE deliveries SET state = ?, answer = ?, finished = ?, attempts = attempts + 1 WHERE id = ?",
        [(state, answer, now, id) for id in ids],
    )


def postpone(db: Db, id: int, next_attempt: float, answer: str, now: float, *, apart: bool = False) -> None:
    """Try again later; `apart` takes the delivery out of its inbox's order so that others may pass."""
    db.execute(
        "UPDATE deliveries SET attempts = attempts + 1, next_attempt = ?, answer = ?, state = ?,"
        " first_attempt = coalesce(first_attempt, ?) WHERE id = ? AND state IN ('due', 'apart')",
        (next_attempt, answer, "apart" if apart else "due", now, id),
    )


def hurry(db: Db, origin: str | None, now: float) -> int:
    """End the waiting of one origin's deliveries, or of all; return how many."""
    where, values = ("AND origin = ?", (origin,)) if origin else ("", ())
    cursor = db.execute(
        f"UPDATE deliveries SET next_attempt = ? WHERE state IN ('due', 'apart') AND next_attempt > ? {where}",
        (now, now, *values),
    )
    return cursor.rowcount


def cancel(db: Db, actor: str, subject: str, now: float, inboxes: Iterable[str] | None = None) -> None:
    """Do not send any more what `actor` said about `subject` and was not sent yet (to these inboxes, or to any)."""
    where = "position IN (SELECT position FROM log WHERE actor = ? AND subject = ?) AND state IN ('due', 'apart')"
    change = "UPDATE deliveries SET state = 'done', answer = 'withdrawn before it was sent', finished = ?"
    if inboxes is None:
        db.execute(f"{change} WHERE {where}", (now, actor, subject))
        return
    db.executemany(f"{change} WHERE inbox = ? AND {where}", [(now, inbox, actor, subject) for inbox in inboxes])


def cancel_to(db: Db, actor: str, inbox: str, now: float) -> int:
    """Send nothing of `actor` to this inbox any more; return how many waited."""
    cursor = db.execute(
        "UPDATE deliveries SET state = 'done', answer = 'not wanted there', finished = ? WHERE inbox = ?"
        " AND state IN ('due', 'apart') AND position IN (SELECT position FROM log WHERE actor = ?)",
        (now, inbox, actor),
    )
    return cursor.rowcount


def undelivered(
    db: Db, *, id: int | None = None, origin: str | None = None, up_to: int | None = None
) -> list[Undelivered]:
    """What waits: one delivery, or all for a server (those no newer than `up_to`), in order."""
    where, values = (
        ("d.id = ?", [id]) if id is not None else ("d.origin = ? AND d.id <= coalesce(?, d.id)", [origin, up_to])
    )
    rows = db.execute(
        "SELECT d.id, d.inbox, l.type, l.subject, l.published FROM deliveries AS d"
        f" JOIN log AS l ON l.position = d.position WHERE d.state IN ('due', 'apart') AND {where} ORDER BY d.position",
        values,
    )
    return [Undelivered(*row) for row in rows]


def abandon(db: Db, ids: Iterable[int], now: float) -> int:
    """Never send these; return how many were still waiting."""
    cursor = db.executemany(
        "UPDATE deliveries SET state = 'expired', answer = 'dropped by the operator', finished = ?"
        " WHERE id = ? AND state IN ('due', 'apart')",
        [(now, id) for id in ids],
    )
    return cursor.rowcount


def waiting(db: Db, limit: int = 200) -> list[Delivery]:
    """What waits or was refused, for people."""
    sql = f"SELECT {_COLUMNS} FROM deliveries WHERE state <> 'done' ORDER BY position DESC LIMIT ?"
    return [Delivery(*row) for row in db.execute(sql, (limit,))]


def of_position(db: Db, position: int) -> list[Delivery]:
    """Where one activity went."""
    return [Delivery(*row) for row in db.execute(f"SELECT {_COLUMNS} FROM deliveries WHERE position = ?", (position,))]


def inboxes_of_subject(db: Db, actor: str, subject: str) -> list[str]:
    """Every inbox to which `actor` sent something about `subject`."""
    rows = db.execute(
        "SELECT DISTINCT inbox FROM deliveries JOIN log ON log.position = deliveries.position"
        " WHERE log.actor = ? AND log.subject = ? ORDER BY inbox",
        (actor, subject),
    )
    return [str(row[0]) for row in rows]


def counts(db: Db) -> dict[str, int]:
    """How many deliveries stand in each state."""
    return {
        str(state): int(count) for state, count in db.execute("SELECT state, count(*) FROM deliveries GROUP BY state")
    }


def prune(db: Db, before: float, limit: int) -> int:
    """Forget what ended before `before`, `limit` rows at most: of what still stands, who had it stays known."""
    over = (
        f"(l.state = 'act' AND NOT ({_POINTS})) OR (l.state <> 'act' AND NOT EXISTS (SELECT 1 FROM log v"
        " WHERE v.actor = l.actor AND v.subject = l.subject AND v.state = 'live'))"
    )
    # From the log: of a hundred deliveries of what still stands none is looked at.
    sql = (
        f"DELETE FROM deliveries WHERE id IN (SELECT d.id FROM log l CROSS JOIN deliveries d WHERE ({over})"
        " AND d.position = l.position AND d.state IN ('done', 'refused', 'expired') AND d.finished < ? LIMIT ?)"
    )
    return db.execute(sql, (before, limit)).rowcount
