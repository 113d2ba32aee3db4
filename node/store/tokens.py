"""Bearer tokens for programs. Only hashes are kept."""

from __future__ import annotations

from dataclasses import dataclass

from node.store.connection import Db


@dataclass(frozen=True, slots=True)
class Bearer:
    """Whom a token speaks for, what it permits, and the program it was given to, if any."""

    actor: str
    scopes: frozenset[str]
    program: str | None = None


def keep(db: Db, hash: str, actor: str, scope: str, created: str) -> None:
    """Write a token's hash with the actor it speaks for and what it may do."""
    db.execute("INSERT INTO tokens (hash, actor, scope, created) VALUES (?, ?, ?, ?)", (hash, actor, scope, created))


def find(db: Db, hash: str, now: float) -> Bearer | None:
    """What a token permits while it holds: not revoked, not past its time, and no refresh token."""
    row = db.execute(
        "SELECT actor, scope, program FROM tokens"
        " WHERE hash = ? AND revoked IS NULL AND kind = 'access' AND (expires IS NULL OR expires > ?)",
        (hash, now),
    ).fetchone()
    return Bearer(str(row[0]), frozenset(str(row[1]).replace(",", " ").split()), row[2]) if row else None


def revoke(db: Db, hash: str, now: str) -> bool:
    """End a token; False when there is none."""
    return db.execute("UPDATE tokens SET revoked = ? WHERE hash = ? AND revoked IS NULL", (now, hash)).rowcount > 0


def each(db: Db, now: float) -> list[dict[str, object]]:
    """Who may act for our organisations by token, without any secret: one row an agreement, one a token of ours."""
    rows = db.execute(
        "SELECT actor, scope, program, person, min(created) FROM tokens"
        " WHERE revoked IS NULL AND (expires IS NULL OR expires > ?)"
        " GROUP BY actor, scope, program, person, coalesce(consent, hash) ORDER BY 5",
        (now,),
    )
    return [dict(zip(("actor", "scope", "program", "person", "since"), row, strict=True)) for row in rows]


def revoke_program(db: Db, program: str, now: str) -> bool:
    """End everything a program was let do; False when it was let do nothing."""
    sql = "UPDATE tokens SET revoked = ? WHERE program = ? AND revoked IS NULL"
    return db.execute(sql, (now, program)).rowcount > 0


def end_of_person(db: Db, email: str, now: str) -> None:
    """End what programs were let do by this person: they left, or changed their password."""
    db.execute("UPDATE tokens SET revoked = ? WHERE person = ? AND revoked IS NULL", (now, email))


def end_of_person_for(db: Db, email: str, actor: str, now: str) -> None:
    """End what programs were let do by this person for one organisation: they left it."""
    sql = "UPDATE tokens SET revoked = ? WHERE person = ? AND actor = ? AND revoked IS NULL"
    db.execute(sql, (now, email, actor))


def prune(db: Db, before: float) -> int:
    """Forget tokens that ended by themselves before `before` (Unix seconds)."""
    return db.execute("DELETE FROM tokens WHERE expires < ?", (before,)).rowcount
