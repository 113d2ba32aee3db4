"""Invitations: links that let one person in, once. Only their hashes are kept."""

from __future__ import annotations

from dataclasses import dataclass

from node.store.connection import Db

_COLUMNS = "hash, actor, role, note, made_by, created, expires, used, used_by"


@dataclass(frozen=True, slots=True)
class Invitation:
    """Whom a link makes what: `actor` None is the whole node. Times in Unix seconds."""

    hash: str
    actor: str | None
    role: str
    note: str
    made_by: str
    created: float
    expires: float
    used: float | None = None
    used_by: str | None = None


def keep(db: Db, invitation: Invitation) -> None:
    """A new invitation."""
    db.execute(
        f"INSERT INTO invitations ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, NULL, NULL)",
        (
            invitation.hash,
            invitation.actor,
            invitation.role,
            invitation.note,
            invitation.made_by,
            invitation.created,
            invitation.expires,
        ),
    )


def find(db: Db, hash: str, now: float) -> Invitation | None:
    """An invitation that still lets somebody in."""
    sql = f"SELECT {_COLUMNS} FROM invitations WHERE hash = ? AND used IS NULL AND expires > ?"
    row = db.execute(sql, (hash, now)).fetchone()
    return Invitation(*row) if row else None


def use(db: Db, hash: str, email: str, now: float) -> None:
    """It let this person in, and lets in nobody else."""
    db.execute("UPDATE invitations SET used = ?, used_by = ? WHERE hash = ?", (now, email, hash))


def open_of(db: Db, actor: str | None, now: float) -> list[Invitation]:
    """Those not used yet, of one organisation or of the node."""
    sql = f"SELECT {_COLUMNS} FROM invitations WHERE actor IS ? AND used IS NULL AND expires > ? ORDER BY created, hash"
    return [Invitation(*row) for row in db.execute(sql, (actor, now))]


def revoke(db: Db, actor: str | None, hash: str) -> bool:
    """An invitation is taken back; False when it is not of this organisation, or was used."""
    sql = "DELETE FROM invitations WHERE actor IS ? AND hash = ? AND used IS NULL"
    return db.execute(sql, (actor, hash)).rowcount > 0


def prune(db: Db, before: float) -> int:
    """Forget those that ended before `before`."""
    return db.execute("DELETE FROM invitations WHERE expires < ?", (before,)).rowcount
