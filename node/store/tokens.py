"""Bearer tokens for programs, and people who may sign in. Only hashes are kept."""

from __future__ import annotations

from node.store.connection import Db


def keep(db: Db, hash: str, actor: str, scope: str, created: str) -> None:
    """Write a token's hash with the actor it speaks for and what it may do."""
    db.execute("INSERT INTO tokens (hash, actor, scope, created) VALUES (?, ?, ?, ?)", (hash, actor, scope, created))


def find(db: Db, hash: str) -> tuple[str, frozenset[str]] | None:
    """(actor, scopes) of a token that holds."""
    row = db.execute("SELECT actor, scope FROM tokens WHERE hash = ? AND revoked IS NULL", (hash,)).fetchone()
    return (str(row[0]), frozenset(str(row[1]).split(","))) if row else None


def revoke(db: Db, hash: str, now: str) -> bool:
    """End a token; False when there is none."""
    return db.execute("UPDATE tokens SET revoked = ? WHERE hash = ? AND revoked IS NULL", (now, hash)).rowcount > 0


def keep_user(db: Db, email: str, password: str, created: str) -> None:
    """Write a person's password hash."""
    db.execute(
        "INSERT INTO users (email, password, created) VALUES (?, ?, ?)"
        " ON CONFLICT (email) DO UPDATE SET password = excluded.password, disabled = NULL",
        (email, password, created),
    )


def disable_user(db: Db, email: str, now: str) -> bool:
    """Shut a person out; False when unknown."""
    return db.execute("UPDATE users SET disabled = ? WHERE email = ?", (now, email)).rowcount > 0


def has_user(db: Db, email: str) -> bool:
    """Whether this person is known."""
    return db.execute("SELECT 1 FROM users WHERE email = ?", (email,)).fetchone() is not None
