"""Passkeys of people: public keys by the id of their credential, and the challenges that were signed already."""

from __future__ import annotations

from dataclasses import dataclass

from node.store.connection import Db

_COLUMNS = "id, email, handle, credential, counter, name, created, used"


@dataclass(frozen=True, slots=True)
class Passkey:
    """One key of one person. Times in Unix seconds."""

    id: str
    email: str
    handle: bytes
    credential: bytes
    counter: int
    name: str
    created: float
    used: float | None = None


def keep(db: Db, passkey: Passkey) -> bool:
    """One more; False when there is one of this id."""
    sql = f"INSERT INTO passkeys ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"
    values = (
        passkey.id,
        passkey.email,
        passkey.handle,
        passkey.credential,
        passkey.counter,
        passkey.name,
        passkey.created,
        passkey.used,
    )
    return db.execute(sql, values).rowcount > 0


def find(db: Db, id: str) -> Passkey | None:
    """The one of this id."""
    row = db.execute(f"SELECT {_COLUMNS} FROM passkeys WHERE id = ?", (id,)).fetchone()
    return Passkey(*row) if row else None


def of(db: Db, email: str) -> list[Passkey]:
    """Those of a person, the oldest first."""
    rows = db.execute(f"SELECT {_COLUMNS} FROM passkeys WHERE email = ? ORDER BY created, id", (email,))
    return [Passkey(*row) for row in rows]


def used(db: Db, id: str, counter: int, now: float) -> None:
    """It signed."""
    db.execute("UPDATE passkeys SET counter = ?, used = ? WHERE id = ?", (counter, now, id))


def drop(db: Db, email: str, id: str) -> bool:
    """It signs nobody in any more; False when it is none of theirs."""
    return db.execute("DELETE FROM passkeys WHERE email = ? AND id = ?", (email, id)).rowcount > 0


def drop_all(db: Db, email: str) -> int:
    """None of a person's signs them in any more."""
    return db.execute("DELETE FROM passkeys WHERE email = ?", (email,)).rowcount


def holders(db: Db) -> frozenset[str]:
    """Who has one."""
    return frozenset(str(row[0]) for row in db.execute("SELECT DISTINCT email FROM passkeys"))


def spend(db: Db, hash: str, expires: float) -> bool:
    """A challenge serves; False when it did before."""
    sql = "INSERT INTO spent_challenges (hash, expires) VALUES (?, ?) ON CONFLICT DO NOTHING"
    return db.execute(sql, (hash, expires)).rowcount > 0


def prune(db: Db, now: float) -> int:
    """Forget challenges whose time is over."""
    return db.execute("DELETE FROM spent_challenges WHERE expires <= ?", (now,)).rowcount
