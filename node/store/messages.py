"""Messages between one of our organisations and somebody else: for its own people, and no exit reads this table."""

from __future__ import annotations

from dataclasses import dataclass

from node.store.connection import Db

_COLUMNS = "num, id, actor, other, host, sent, content, at, seen"


@dataclass(frozen=True, slots=True)
class Message:
    """One message. `actor`: ours; `other`: with whom; `sent`: from ours to them."""

    num: int
    id: str
    actor: str
    other: str
    host: str
    sent: bool
    content: str
    at: str
    seen: bool


@dataclass(frozen=True, slots=True)
class Conversation:
    """All that was said with one other: its newest message, and how many nobody here has seen."""

    newest: Message
    unseen: int


def keep(db: Db, message: Message) -> None:
    """A message, or its new wording where it is known."""
    db.execute(
        "INSERT INTO messages (id, actor, other, host, sent, content, at, seen) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (actor, id) DO UPDATE SET content = excluded.content"
        " WHERE other = excluded.other AND sent = excluded.sent",
        (
            message.id,
            message.actor,
            message.other,
            message.host,
            message.sent,
            message.content,
            message.at,
            message.seen,
        ),
    )


def knows(db: Db, actor: str, id: str) -> bool:
    """Whether one of ours has this message already."""
    return db.execute("SELECT 1 FROM messages WHERE actor = ? AND id = ?", (actor, id)).fetchone() is not None


def conversations(db: Db, actor: str, limit: int) -> list[Conversation]:
    """With whom one of ours speaks, who was heard last first."""
    rows = db.execute(
        f"SELECT {_COLUMNS}, unseen FROM messages JOIN (SELECT max(num) AS newest, sum(seen = 0) AS unseen"
        " FROM messages WHERE actor = ? GROUP BY other) ON num = newest ORDER BY num DESC LIMIT ?",
        (actor, limit),
    )
    return [Conversation(_message(row[:-1]), int(row[-1])) for row in rows]


def between(db: Db, actor: str, other: str, *, before: int | None, limit: int) -> list[Message]:
    """The newest messages with one other before `before`, the oldest first."""
    rows = db.execute(
        f"SELECT {_COLUMNS} FROM messages WHERE actor = ? AND other = ? AND num < ? ORDER BY num DESC LIMIT ?",
        (actor, other, before or 1 << 62, limit),
    )
    return [_message(row) for row in rows][::-1]


def last_heard(db: Db, actor: str, other: str) -> str | None:
    """The id of the newest message that came from one other."""
    sql = "SELECT id FROM messages WHERE actor = ? AND other = ? AND sent = 0 ORDER BY num DESC LIMIT 1"
    row = db.execute(sql, (actor, other)).fetchone()
    return str(row[0]) if row else None


def count_unseen(db: Db, actor: str) -> int:
    """How many messages nobody here has seen."""
    return int(db.execute("SELECT count(*) FROM messages WHERE actor = ? AND seen = 0", (actor,)).fetchone()[0])


def count_heard_unseen(db: Db, actor: str, start: str, end: str) -> int:
    """How many came to one of ours between two moments, the later not included, and nobody here has seen."""
    sql = "SELECT count(*) FROM messages WHERE actor = ? AND at >= ? AND at < ? AND sent = 0 AND seen = 0"
    return int(db.execute(sql, (actor, start, end)).fetchone()[0])


def count_sent(db: Db, actor: str, since: str) -> int:
    """How many messages one of ours sent since then."""
    sql = "SELECT count(*) FROM messages WHERE actor = ? AND at >= ? AND sent = 1"
    return int(db.execute(sql, (actor, since)).fetchone()[0])


def count_heard(db: Db, actor: str, host: str, since: str) -> int:
    """How many came from a server to one of ours since then."""
    sql = "SELECT count(*) FROM messages WHERE actor = ? AND at >= ? AND sent = 0 AND host = ?"
    return int(db.execute(sql, (actor, since, host)).fetchone()[0])


def see(db: Db, actor: str, other: str) -> None:
    """Somebody of ours has read what one other wrote."""
    db.execute("UPDATE messages SET seen = 1 WHERE actor = ? AND other = ? AND seen = 0", (actor, other))


def trim(db: Db, actor: str, most: int) -> None:
    """Keep the newest messages of one of ours."""
    db.execute(
        "DELETE FROM messages WHERE actor = ? AND num <= (SELECT num FROM messages WHERE actor = ?"
        " ORDER BY num DESC LIMIT 1 OFFSET ?)",
        (actor, actor, most),
    )


def forget(db: Db, actor: str, other: str) -> int:
    """Erase all that was said with one other."""
    return db.execute("DELETE FROM messages WHERE actor = ? AND other = ?", (actor, other)).rowcount


def take_back(db: Db, id: str, by: str) -> bool:
    """Its author withdraws a message that came; False when there is none."""
    return db.execute("DELETE FROM messages WHERE id = ? AND other = ? AND sent = 0", (id, by)).rowcount > 0


def take_back_all(db: Db, by: str) -> None:
    """An author is gone: what came from there goes."""
    db.execute("DELETE FROM messages WHERE other = ? AND sent = 0", (by,))


def bar(db: Db, actor: str, other: str, since: str) -> None:
    """One of ours wants nothing more of somebody."""
    db.execute("INSERT OR IGNORE INTO barred (actor, other, since) VALUES (?, ?, ?)", (actor, other, since))


def unbar(db: Db, actor: str, other: str) -> bool:
    """It takes that back; False when it had not said so."""
    return db.execute("DELETE FROM barred WHERE actor = ? AND other = ?", (actor, other)).rowcount > 0


def is_barred(db: Db, actor: str, other: str) -> bool:
    """Whether one of ours wants nothing of somebody."""
    return db.execute("SELECT 1 FROM barred WHERE actor = ? AND other = ?", (actor, other)).fetchone() is not None


def barred(db: Db, actor: str, limit: int) -> list[tuple[str, str]]:
    """(who, since) of those from whom one of ours wants nothing."""
    rows = db.execute("SELECT other, since FROM barred WHERE actor = ? ORDER BY other LIMIT ?", (actor, limit))
    return [(str(other), str(since)) for other, since in rows]


def _message(row: tuple[object, ...]) -> Message:
    num, id, actor, other, host, sent, content, at, seen = row
    return Message(
        int(str(num)), str(id), str(actor), str(other), str(host), bool(sent), str(content), str(at), bool(seen)
    )
