"""Webhooks: where programs wait for news of a question, what they know, and how the last tellings went."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from node.store.connection import Db

_COLUMNS = "num, email, actor, url, question, sealed, made, state, position, failures, next, stopped"
# Lines of the log that are kept of each.
KEPT: Final = 50


@dataclass(frozen=True, slots=True)
class Webhook:
    """An address that is told. `sealed`: its secret; `state`: what it knows, as of `position` of the changes.

    `next`: when it may be told again (Unix seconds); `stopped`: why it is not any more, empty while it is.
    """

    num: int
    email: str
    actor: str
    url: str
    question: str
    sealed: bytes
    made: float
    state: str
    position: int
    failures: int
    next: float
    stopped: str


@dataclass(frozen=True, slots=True)
class Telling:
    """One try: when, how it went (`told`, else why not), and of how many records."""

    at: float
    outcome: str
    records: int


def add(db: Db, email: str, actor: str, url: str, question: str, sealed: bytes, state: str, now: float) -> int:
    """A new one; its number."""
    sql = (
        "INSERT INTO webhooks (email, actor, url, question, sealed, made, state, position, next)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, 0, ?)"
    )
    return int(db.execute(sql, (email, actor, url, question, sealed, now, state, now)).lastrowid or 0)


def find(db: Db, num: int) -> Webhook | None:
    """The one with this number."""
    row = db.execute(f"SELECT {_COLUMNS} FROM webhooks WHERE num = ?", (num,)).fetchone()
    return Webhook(*row) if row else None


def stands(db: Db, webhook: Webhook) -> bool:
    """Whether it is still there; a number that is free is given again, to somebody else maybe."""
    sql = "SELECT 1 FROM webhooks WHERE num = ? AND made = ? AND url = ?"
    return db.execute(sql, (webhook.num, webhook.made, webhook.url)).fetchone() is not None


def of_actor(db: Db, actor: str) -> list[Webhook]:
    """Those of an organisation, the oldest first."""
    sql = f"SELECT {_COLUMNS} FROM webhooks WHERE actor = ? ORDER BY num"
    return [Webhook(*row) for row in db.execute(sql, (actor,))]


def count_of(db: Db, email: str) -> int:
    """How many somebody set up."""
    return int(db.execute("SELECT count(*) FROM webhooks WHERE email = ?", (email,)).fetchone()[0])


def due(db: Db, now: float, newest: int, limit: int) -> list[Webhook]:
    """Those who may not know all and may be told now."""
    sql = f"SELECT {_COLUMNS} FROM webhooks WHERE stopped = '' AND position < ? AND next <= ? ORDER BY next LIMIT ?"
    return [Webhook(*row) for row in db.execute(sql, (newest, now, limit))]


def knows(db: Db, num: int, state: str | None, position: int) -> None:
    """It knows this state (None: the one it knew), as of a position."""
    sql = "UPDATE webhooks SET state = coalesce(?, state), position = ? WHERE num = ?"
    db.execute(sql, (state, position, num))


def settle(db: Db, num: int, *, failures: int, next: float, stopped: str) -> None:
    """How it stands after a try."""
    db.execute("UPDATE webhooks SET failures = ?, next = ?, stopped = ? WHERE num = ?", (failures, next, stopped, num))


def log(db: Db, num: int, at: float, outcome: str, records: int) -> None:
    """Write down a try, and forget the oldest of too many."""
    db.execute(
        "INSERT INTO webhook_tellings (webhook, at, outcome, records) VALUES (?, ?, ?, ?)", (num, at, outcome, records)
    )
    db.execute(
        "DELETE FROM webhook_tellings WHERE webhook = ? AND num NOT IN"
        " (SELECT num FROM webhook_tellings WHERE webhook = ? ORDER BY num DESC LIMIT ?)",
        (num, num, KEPT),
    )


def tellings(db: Db, num: int, limit: int) -> list[Telling]:
    """The last tries, the newest first."""
    sql = "SELECT at, outcome, records FROM webhook_tellings WHERE webhook = ? ORDER BY num DESC LIMIT ?"
    return [Telling(*row) for row in db.execute(sql, (num, limit))]


def drop(db: Db, num: int) -> None:
    """It is told nothing any more, and nothing is kept of it."""
    db.execute("DELETE FROM webhook_tellings WHERE webhook = ?", (num,))
    db.execute("DELETE FROM webhooks WHERE num = ?", (num,))
