"""Digests: who hears by e-mail of what, at which rhythm, and what they know. Addresses lie sealed (mail/sealing.py)."""

from __future__ import annotations

from dataclasses import dataclass

from node.store.connection import Db

_COLUMNS = "num, mark, sealed, question, rhythm, language, stop, state, due"


@dataclass(frozen=True, slots=True)
class Subscriber:
    """Somebody who confirmed. `stop`: hash of the secret that ends it; `state`: what they know; `due`: Unix seconds."""

    num: int
    mark: str
    sealed: bytes
    question: str
    rhythm: str
    language: str
    stop: str
    state: str
    due: float


@dataclass(frozen=True, slots=True)
class Asking:
    """An address that was given and has not confirmed. `hash`: of the secret in the letter; `made` in Unix seconds."""

    hash: str
    mark: str
    sealed: bytes
    question: str
    rhythm: str
    language: str
    made: float


def ask(db: Db, asking: Asking) -> None:
    """Keep what was asked, until it is confirmed or forgotten."""
    values = (asking.hash, asking.mark, asking.sealed, asking.question, asking.rhythm, asking.language, asking.made)
    sql = "INSERT INTO digest_requests (hash, mark, sealed, question, rhythm, language, made) VALUES (?,?,?,?,?,?,?)"
    db.execute(sql, values)
    db.execute(
        "INSERT INTO digest_asked (mark, at) VALUES (?, ?) ON CONFLICT (mark) DO UPDATE SET at = excluded.at",
        (asking.mark, asking.made),
    )


def asked_since(db: Db, mark: str, since: float) -> bool:
    """Whether a confirmation left for this address since then."""
    sql = "SELECT 1 FROM digest_asked WHERE mark = ? AND at > ?"
    return db.execute(sql, (mark, since)).fetchone() is not None


def count_asked(db: Db, since: float) -> int:
    """For how many addresses a confirmation left since then."""
    return int(db.execute("SELECT count(*) FROM digest_asked WHERE at > ?", (since,)).fetchone()[0])


def asking(db: Db, hash: str, since: float) -> Asking | None:
    """What a letter's secret would confirm, if it was asked since then."""
    sql = "SELECT hash, mark, sealed, question, rhythm, language, made FROM digest_requests WHERE hash = ? AND made > ?"
    row = db.execute(sql, (hash, since)).fetchone()
    return Asking(*row) if row else None


def confirm(db: Db, asking: Asking, stop: str, state: str, due: float) -> None:
    """It is confirmed: who had the same question already gets it at the new rhythm, from what they knew."""
    db.execute(
        "INSERT INTO digests (mark, sealed, question, rhythm, language, stop, state, due) VALUES (?,?,?,?,?,?,?,?)"
        " ON CONFLICT (mark, question) DO UPDATE SET rhythm = excluded.rhythm, language = excluded.language,"
        " due = excluded.due",
        (asking.mark, asking.sealed, asking.question, asking.rhythm, asking.language, stop, state, due),
    )
    db.execute("DELETE FROM digest_requests WHERE hash = ?", (asking.hash,))


def count(db: Db) -> int:
    """How many digests are sent."""
    return int(db.execute("SELECT count(*) FROM digests").fetchone()[0])


def stopped_by(db: Db, stop: str) -> Subscriber | None:
    """Whose digest a letter's secret ends."""
    row = db.execute(f"SELECT {_COLUMNS} FROM digests WHERE stop = ?", (stop,)).fetchone()
    return Subscriber(*row) if row else None


def drop(db: Db, num: int) -> None:
    """Somebody hears nothing any more, and nothing is kept of them."""
    db.execute("DELETE FROM digests WHERE num = ?", (num,))


def due_question(db: Db, now: float) -> str | None:
    """A question of which an edition is due, the one that waits longest."""
    row = db.execute("SELECT question FROM digests WHERE due <= ? ORDER BY due, num LIMIT 1", (now,)).fetchone()
    return str(row[0]) if row else None


def due(db: Db, question: str, now: float, limit: int) -> list[Subscriber]:
    """Those for whom an edition of a question is due."""
    sql = f"SELECT {_COLUMNS} FROM digests WHERE due <= ? AND question = ? ORDER BY num LIMIT ?"
    return [Subscriber(*row) for row in db.execute(sql, (now, question, limit))]


def told(db: Db, num: int, state: str, due: float) -> None:
    """Somebody knows up to this state, and hears again at `due`."""
    db.execute("UPDATE digests SET state = ?, due = ? WHERE num = ?", (state, due, num))


def postpone(db: Db, num: int, due: float) -> None:
    """Their letter cannot wait with the others now."""
    db.execute("UPDATE digests SET due = ? WHERE num = ?", (due, num))


def put_off(db: Db, question: str, now: float, due: float) -> None:
    """A question cannot be asked now: those for whom it is due have their turn at `due`."""
    db.execute("UPDATE digests SET due = ? WHERE question = ? AND due <= ?", (due, question, now))


def keep_state(db: Db, name: str, held: bytes) -> None:
    """Keep a state under its name."""
    db.execute("INSERT INTO digest_states (name, held) VALUES (?, ?) ON CONFLICT (name) DO NOTHING", (name, held))


def state(db: Db, name: str) -> bytes | None:
    """The state of that name."""
    row = db.execute("SELECT held FROM digest_states WHERE name = ?", (name,)).fetchone()
    return bytes(row[0]) if row else None


def drop_states(db: Db) -> int:
    """Forget the states that are nobody's knowledge any more, no reader's and no program's."""
    known = "SELECT state FROM digests UNION SELECT state FROM webhooks"
    return db.execute(f"DELETE FROM digest_states WHERE name NOT IN ({known})").rowcount


def prune(db: Db, asked_before: float, day_before: float) -> int:
    """Forget addresses that did not confirm, and that a confirmation left for them once it may leave again."""
    return (
        db.execute("DELETE FROM digest_requests WHERE made <= ?", (asked_before,)).rowcount
        + db.execute("DELETE FROM digest_asked WHERE at <= ?", (day_before,)).rowcount
    )
